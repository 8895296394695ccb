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
            #expect(try await Self.status(cluster, "sound").typeChecking?.expressionWarnings ?? [] == [])
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

    @Test func variablesAndParametersHaveTypesToo() async throws {
        try await TestCluster.run(controllers: [PolicyStatusController.name]) { cluster in
            var policy = Self.policy(
                "params", expressions: ["variables.count <= int(params.data.most)", "variables.count <= params.least", "variables.count == 'x'", "variables.broken == 1"])
            policy.spec.paramKind = AdmissionregistrationV1.ParamKind(apiVersion: "v1", kind: "ConfigMap")
            policy.spec.variables = [
                AdmissionregistrationV1.Variable(name: "count", expression: "object.spec.replicas"),
                AdmissionregistrationV1.Variable(name: "broken", expression: "object.spec.nothing"),
            ]
            policy.spec.validations[0].messageExpression = "'at most ' + params.data"
            _ = try await cluster.client.create(policy)
            try await Self.observed(cluster, "params")
            let warnings = try await Self.status(cluster, "params").typeChecking?.expressionWarnings ?? []
            #expect(warnings.map(\.fieldRef) == ["spec.validations[0].messageExpression", "spec.validations[1].expression", "spec.validations[2].expression"])
            #expect(warnings.dropFirst().first?.warning.contains("undefined field 'least'") == true)
        }
    }

    /// Custom resources come with schemas of their own.
    @Test func schemasOfEveryForm() throws {
        let schema: JSONValue = try YAML.decode("""
            type: object
            x-kubernetes-group-version-kind: [{group: example.com, version: v1, kind: Limit}]
            properties:
              most: {type: integer}
              port: {x-kubernetes-int-or-string: true}
              open: {type: object, x-kubernetes-preserve-unknown-fields: true}
              when: {type: string, format: date-time}
              byName: {type: object, additionalProperties: {type: array, items: {type: boolean}}}
              inner: {allOf: [{$ref: '#/components/schemas/Inner'}]}
              two-words: {type: string}
            """)
        let inner: JSONValue = try YAML.decode("{type: object, properties: {again: {$ref: '#/components/schemas/Inner'}, name: {type: string}}}")
        let schemas = OpenAPISchemas(document: ["components": ["schemas": ["Limit": schema, "Inner": inner]]])
        var structures: [String: [String: CELType]] = [:]
        #expect(schemas.type(of: "Other", apiVersion: "example.com/v1", &structures) == nil)
        #expect(schemas.type(of: "Limit", apiVersion: "example.com/v1", &structures) == .object("Limit"))
        #expect(
            structures["Limit"] == [
                "most": .int, "port": .dyn, "open": .dyn, "when": .timestamp, "byName": .map(.string, .list(.bool)), "inner": .object("Inner"),
                "two__dash__words": .string,
            ])
        #expect(structures["Inner"] == ["again": .object("Inner"), "name": .string])
    }
}
