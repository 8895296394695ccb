import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite struct ClusterRoleAggregationTests {
    @Test func aRoleGathersTheRulesOfThoseThatAreLabelledForIt() async throws {
        try await TestCluster.run(controllers: ["clusterrole-aggregation-controller"]) { cluster in
            try await cluster.eventually("the default roles are filled") {
                let admin = try await cluster.client.get(ClusterRole.self, "admin")
                // From system:aggregate-to-admin, -to-edit and -to-view, over two steps.
                return admin.rules.contains { $0.resources == ["bindings", "limitranges", "namespaces/status", "pods/log", "pods/status", "replicationcontrollers/status", "resourcequotas", "resourcequotas/status"] }
                    && admin.rules.contains { $0.resources.contains("rolebindings") }
            }
            var role = ClusterRole()
            role.metadata.name = "widgets-view"
            role.metadata.labels = ["rbac.authorization.k8s.io/aggregate-to-view": "true"]
            role.rules = [RbacV1.PolicyRule(verbs: ["get"], apiGroups: ["example.com"], resources: ["widgets"])]
            let made = try await cluster.client.create(role)
            for name in ["view", "edit", "admin"] {
                try await cluster.eventually("\(name) knows widgets") {
                    try await cluster.client.get(ClusterRole.self, name).rules.contains(made.rules[0])
                }
            }
            try await cluster.client.delete(ClusterRole.self, "widgets-view")
            try await cluster.eventually("and forgets them") {
                try await !cluster.client.get(ClusterRole.self, "admin").rules.contains(made.rules[0])
            }
        }
    }
}
