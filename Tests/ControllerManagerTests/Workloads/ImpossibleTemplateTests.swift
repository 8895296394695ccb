import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// Templates of every kind that come to nothing: each says so, none spins, and others get their pods all the while. When what was in the
/// way is gone, they come.
@Suite(.timeLimit(.minutes(5))) struct ImpossibleTemplateTests {
    /// What refuses pods.
    enum Obstacle: String, CaseIterable {
        /// Nobody makes service accounts by hand, so admission refuses the pods.
        case account
        case quota

        /// In the message that the API server gives.
        var word: String { self == .account ? "later" : "exceeded quota: none" }
    }

    private static let kinds: Set<String> = ["ReplicaSet", "StatefulSet", "DaemonSet", "Job"]

    @Test(arguments: Obstacle.allCases) func theyAreToldAndStarveNobody(obstacle: Obstacle) async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            try await cluster.addNode()
            try await Self.putUp(obstacle, cluster)
            try await Self.create(cluster) { if obstacle == .account { $0.spec.serviceAccountName = "later" } }
            var fine = Sample.deployment("fine", replicas: 2)
            fine.metadata.namespace = "other"
            _ = try await cluster.client.create(fine)
            try await cluster.eventually("the others run") {
                try await cluster.client.get(Deployment.self, "fine", namespace: "other").status.availableReplicas == 2
            }
            try await cluster.eventually("the deployment says what is wrong") {
                try await cluster.get(Deployment.self, "deployment").status.conditions
                    .contains { $0.type == "ReplicaFailure" && $0.reason == "FailedCreate" && $0.message?.contains(obstacle.word) == true }
            }
            try await cluster.eventually("each has told") {
                let told = try await Self.failures(cluster).filter { $0.message?.contains(obstacle.word) == true }
                return Set(told.map(\.involvedObject.kind)) == Self.kinds
            }
            try await cluster.pass(.seconds(10))
            for kind in Self.kinds {
                let tries = try await Self.failures(cluster).filter { $0.involvedObject.kind == kind }.reduce(0) { $0 + ($1.count ?? 1) }
                #expect(tries < 50, "\(kind) tried \(tries) times")
            }
            try await Self.takeDown(obstacle, cluster)
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

    /// Pods that are there and never come up, as with an image that cannot be had: each controller keeps the pods that it has.
    @Test func whatNeverRunsIsNotMadeAgainAndAgain() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            try await cluster.addNode()
            try await Self.create(cluster, replicas: 5) { $0.spec.containers[0].image = "broken" }
            try await cluster.merge(Deployment.self, "deployment", ["spec": ["progressDeadlineSeconds": 20]])
            try await cluster.merge(Job.self, "job", ["spec": ["activeDeadlineSeconds": 60]])
            _ = try await cluster.client.create(Sample.deployment("fine", replicas: 2))
            try await cluster.eventually("the others run") { try await cluster.get(Deployment.self, "fine").status.availableReplicas == 2 }
            try await cluster.eventually("all pods are there") { try await Self.count(cluster) == 5 + 3 + 1 + 20 }
            let made = Set(try await Self.broken(cluster).map(\.metadata.uid))
            try await cluster.eventually("the deployment says that it gets nowhere", step: .milliseconds(500)) {
                try await cluster.get(Deployment.self, "deployment").status.conditions
                    .contains { $0.type == "Progressing" && $0.status == "False" && $0.reason == "ProgressDeadlineExceeded" }
            }
            let (stateful, daemon) = (try await cluster.get(StatefulSet.self, "stateful").status, try await cluster.get(DaemonSet.self, "daemon").status)
            #expect(stateful.replicas == 3 && (stateful.readyReplicas ?? 0) == 0)
            #expect(daemon.numberUnavailable == 1 && daemon.numberReady == 0)
            try await cluster.eventually("the job gives up at its deadline", step: .seconds(1)) {
                try await cluster.get(Job.self, "job").status.conditions.contains { $0.type == "Failed" && $0.reason == "DeadlineExceeded" }
            }
            let left = Set(try await Self.broken(cluster).map(\.metadata.uid))
            #expect(left.isSubset(of: made) && left.count == 9, "none was made anew")

            try await cluster.setImage(Deployment.self, "deployment", "nginx")
            try await cluster.setImage(DaemonSet.self, "daemon", "nginx")
            try await cluster.setImage(StatefulSet.self, "stateful", "nginx")
            try await cluster.eventually("with another image they run") {
                let deployed = try await cluster.get(Deployment.self, "deployment").status.availableReplicas
                let stateful = try await cluster.get(StatefulSet.self, "stateful").status.readyReplicas
                let daemons = try await cluster.get(DaemonSet.self, "daemon").status.numberReady
                return deployed == 5 && stateful == 3 && daemons == 1
            }
        }
    }

    // MARK: What they have in common

    /// One of each kind.
    private static func create(_ cluster: TestCluster, replicas: Int = 50, _ change: (inout PodTemplateSpec) -> Void) async throws {
        var deployment = Sample.deployment("deployment", replicas: replicas)
        change(&deployment.spec.template)
        var stateful = Sample.statefulSet("stateful", replicas: 3, parallel: true)
        change(&stateful.spec.template)
        var daemon = Sample.daemonSet("daemon")
        change(&daemon.spec.template)
        // The node says nothing of itself, and is taken for lost after a while.
        daemon.spec.template.spec.tolerations = [Toleration(operator: "Exists")]
        var job = Sample.job("job", completions: 20, parallelism: 20)
        change(&job.spec.template)
        _ = try await cluster.client.create(deployment)
        _ = try await cluster.client.create(stateful)
        _ = try await cluster.client.create(daemon)
        _ = try await cluster.client.create(job)
    }

    private static func putUp(_ obstacle: Obstacle, _ cluster: TestCluster) async throws {
        _ = try await cluster.client.create(Namespace(metadata: ObjectMeta(name: "other")))
        try await cluster.eventually("the account") { try await !cluster.client.get(ServiceAccount.self, "default", namespace: "other").metadata.uid.isEmpty }
        guard obstacle == .quota else { return }
        var quota = ResourceQuota()
        quota.metadata = ObjectMeta(name: "none", namespace: "default")
        quota.spec.hard = ["pods": 0]
        _ = try await cluster.client.create(quota)
        try await cluster.eventually("counted") { try await cluster.get(ResourceQuota.self, "none").status.hard["pods"] == 0 }
    }

    private static func takeDown(_ obstacle: Obstacle, _ cluster: TestCluster) async throws {
        switch obstacle {
        case .quota: try await cluster.client.delete(ResourceQuota.self, "none", namespace: "default")
        case .account: _ = try await cluster.client.create(ServiceAccount(metadata: ObjectMeta(name: "later", namespace: "default")))
        }
    }

    private static func failures(_ cluster: TestCluster) async throws -> [Event] {
        try await cluster.client.list(Event.self, namespace: "default").items.filter { $0.reason == "FailedCreate" }
    }

    private static func broken(_ cluster: TestCluster) async throws -> [Pod] {
        try await cluster.pods().filter { $0.spec.containers.first?.image == "broken" && $0.isActive }
    }

    private static func count(_ cluster: TestCluster) async throws -> Int { try await broken(cluster).count }
}
