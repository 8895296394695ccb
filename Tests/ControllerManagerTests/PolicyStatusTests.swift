import CEL
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(3))) struct PolicyStatusTests {
    private static func policy(_ name: String, groups: [String] = ["apps"], resources: [String] = ["deployments"], expressions: [String]) -> ValidatingAdmissionPolicy {
        var policy = ValidatingAdmissionPolicy()
        policy.metadata.name = name
        var rule = AdmissionregistrationV1.NamedRuleWithOperations()
        rule.apiGroups = groups
        rule.apiVersions = ["v1"]
        rule.operations = ["*"]
        rule.resources = resources
        policy.spec.matchConstraints = AdmissionregistrationV1.MatchResources(resourceRules: [rule])
        policy.spec.validations = expressions.map { AdmissionregistrationV1.Validation(expression: $0) }
        return policy
    }

    private static func status(_ cluster: TestCluster, _ name: String) async throws -> AdmissionregistrationV1.ValidatingAdmissionPolicyStatus {
        try await cluster.client.get(ValidatingAdmissionPolicy.self, name).status
    }

    private static func observed(_ cluster: TestCluster, _ name: String, generation: Int = 1) async throws {
        try await cluster.eventually("\(name) is checked", nodeWorks: false) { try await Self.status(cluster, name).observedGeneration == generation }
    }

    @Test func expressionsAreCheckedAgainstTheKindsThatAreMatched() async throws {
        try await TestCluster.run(controllers: [PolicyStatusController.name]) { cluster in
            _ = try await cluster.client.create(
                Self.policy(
                    "sound",
                    expressions: [
                        "object.spec.replicas > 1 && object.metadata.namespace != 'x'", "object.spec.template.spec.containers.all(c, c.image.startsWith('r/'))",
                        "has(object.spec.strategy.rollingUpdate) && object.metadata.labels['a'] == 'b'", "object.metadata.creationTimestamp < timestamp('2030-01-01T00:00:00Z')",
                    ]))
            _ = try await cluster.client.create(Self.policy("wrong", expressions: ["object.replicas > 1", "object.spec.replicas == '2'"]))
            _ = try await cluster.client.create(Self.policy("several", groups: ["apps"], resources: ["deployments", "daemonsets"], expressions: ["object.spec.replicas > 1"]))
            _ = try await cluster.client.create(Self.policy("all", groups: ["*"], resources: ["*"], expressions: ["object.nothing.like.it > 1"]))
            try await Self.observed(cluster, "sound")
            #expect(try await Self.status(cluster, "sound").typeChecking?.expressionWarnings.isEmpty != false)
            try await Self.observed(cluster, "wrong")
            let warnings = try await Self.status(cluster, "wrong").typeChecking?.expressionWarnings ?? []
            #expect(warnings.map(\.fieldRef) == ["spec.validations[0].expression", "spec.validations[1].expression"])
            #expect(
                warnings.first?.warning
                    == "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n")
            #expect(warnings.last?.warning.contains("found no matching overload for '_==_' applied to '(int, string)'") == true)
            try await Self.observed(cluster, "several")
            let several = try await Self.status(cluster, "several").typeChecking?.expressionWarnings.first?.warning ?? ""
            #expect(several.hasPrefix("apps/v1, Kind=DaemonSet: ERROR: ") && !several.contains("Kind=Deployment"))
            // Wildcards may mean anything.
            try await Self.observed(cluster, "all")
            #expect(try await Self.status(cluster, "all").typeChecking?.expressionWarnings.isEmpty != false)

            // What is mended is no longer warned of.
            _ = try await cluster.client.patch(
                ValidatingAdmissionPolicy.self, "wrong", .merge(["spec": ["validations": [["expression": "object.spec.replicas > 1"]]]]))
            try await Self.observed(cluster, "wrong", generation: 2)
            #expect(try await Self.status(cluster, "wrong").typeChecking?.expressionWarnings.isEmpty != false)
        }
    }

    @Test func variablesParametersAndCustomResourcesHaveTypesToo() async throws {
        try await TestCluster.run(controllers: [PolicyStatusController.name]) { cluster in
            let definition: JSONValue = try YAML.decode("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: limits.example.com}
                spec:
                  group: example.com
                  scope: Cluster
                  names: {plural: limits, singular: limit, kind: Limit}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, properties: {most: {type: integer}, open: {type: object, x-kubernetes-preserve-unknown-fields: true}}}}
                """)
            try await cluster.client.json("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", body: definition)
            try await cluster.eventually("it is served", nodeWorks: false) {
                (try? await cluster.client.json("GET", "/openapi/v3/apis/example.com/v1"))?["components"] != nil
            }
            var policy = Self.policy(
                "params", expressions: ["variables.count <= params.most", "variables.count <= params.least", "variables.count == 'x'", "params.open.anything == 1"])
            policy.spec.paramKind = AdmissionregistrationV1.ParamKind(apiVersion: "example.com/v1", kind: "Limit")
            policy.spec.variables = [AdmissionregistrationV1.Variable(name: "count", expression: "object.spec.replicas")]
            policy.spec.validations[0].messageExpression = "'at most ' + params.most"
            _ = try await cluster.client.create(policy)
            _ = try await cluster.client.create(Self.policy("custom", groups: ["example.com"], resources: ["limits"], expressions: ["object.most > 1 && object.least > 1"]))
            try await Self.observed(cluster, "params")
            let warnings = try await Self.status(cluster, "params").typeChecking?.expressionWarnings ?? []
            #expect(warnings.map(\.fieldRef) == ["spec.validations[0].messageExpression", "spec.validations[1].expression", "spec.validations[2].expression"])
            #expect(warnings.dropFirst().first?.warning.contains("undefined field 'least'") == true)
            try await Self.observed(cluster, "custom")
            let custom = try await Self.status(cluster, "custom").typeChecking?.expressionWarnings.map(\.warning) ?? []
            #expect(custom.count == 1 && custom[0].hasPrefix("example.com/v1, Kind=Limit: ERROR: ") && custom[0].contains("undefined field 'least'"))
        }
    }
}
