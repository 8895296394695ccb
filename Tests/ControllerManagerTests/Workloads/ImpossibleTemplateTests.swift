import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct ImpossibleTemplateTests {
    /// Templates of every kind that admission refuses: each says so, none spins, and others get their pods all the while. When what was
    /// missing is there, they come.
    @Test func theyAreToldAndStarveNobody() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            try await cluster.addNode()
            func impossible(_ template: inout PodTemplateSpec) {
                // Nobody makes service accounts by hand, so admission refuses the pods.
                template.spec.serviceAccountName = "later"
            }
            var deployment = Sample.deployment("deployment", replicas: 50)
            impossible(&deployment.spec.template)
            var stateful = Sample.statefulSet("stateful", replicas: 3, parallel: true)
            impossible(&stateful.spec.template)
            var daemon = Sample.daemonSet("daemon")
            impossible(&daemon.spec.template)
            // The node says nothing of itself, and is taken for lost after a while.
            daemon.spec.template.spec.tolerations = [Toleration(operator: "Exists")]
            var job = Sample.job("job", completions: 20, parallelism: 20)
            impossible(&job.spec.template)
            _ = try await cluster.client.create(deployment)
            _ = try await cluster.client.create(stateful)
            _ = try await cluster.client.create(daemon)
            _ = try await cluster.client.create(job)
            _ = try await cluster.client.create(Sample.deployment("fine", replicas: 2))
            try await cluster.eventually("the others run") { try await cluster.get(Deployment.self, "fine").status.availableReplicas == 2 }
            try await cluster.eventually("the deployment says what is wrong") {
                try await cluster.get(Deployment.self, "deployment").status.conditions
                    .contains { $0.type == "ReplicaFailure" && $0.reason == "FailedCreate" && $0.message?.contains("later") == true }
            }
            try await cluster.eventually("each has told") {
                let told = try await cluster.client.list(Event.self, namespace: "default").items.filter { $0.reason == "FailedCreate" }
                return Set(told.map(\.involvedObject.kind)) == ["ReplicaSet", "StatefulSet", "DaemonSet", "Job"]
            }
            try await cluster.pass(.seconds(10))
            let tries = try await cluster.client.list(Event.self, namespace: "default").items
                .filter { $0.reason == "FailedCreate" && $0.involvedObject.kind == "ReplicaSet" }.reduce(0) { $0 + ($1.count ?? 1) }
            #expect(tries < 50)

            var account = ServiceAccount()
            account.metadata.name = "later"
            account.metadata.namespace = "default"
            _ = try await cluster.client.create(account)
            try await cluster.eventually("all come", step: .seconds(2)) {
                let deployed = try await cluster.get(Deployment.self, "deployment").status
                let stateful = try await cluster.get(StatefulSet.self, "stateful").status.replicas
                let daemons = try await cluster.get(DaemonSet.self, "daemon").status.currentNumberScheduled
                let working = try await cluster.get(Job.self, "job").status.active
                return deployed.replicas == 50 && stateful == 3 && daemons == 1 && working == 20
                    && !deployed.conditions.contains { $0.type == "ReplicaFailure" }
            }
        }
    }
}
