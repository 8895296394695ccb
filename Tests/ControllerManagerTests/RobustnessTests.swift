import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct RobustnessTests {
    /// A rollout, a job and a scaling, while the controller manager is killed again and again, come to the same end.
    @Test(arguments: 0..<4)
    func killedAtAnyPointItConverges(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.deployment(replicas: 4))
            var job = Job()
            job.metadata.name = "work"
            job.metadata.namespace = "default"
            job.spec.completions = 6
            job.spec.parallelism = 3
            job.spec.template = Sample.template(labels: [:])
            job.spec.template.spec.restartPolicy = "Never"
            _ = try await cluster.client.create(job)
            for round in 0..<8 {
                for _ in 0..<Int.random(in: 1...25, using: &random) {
                    try await finishOne(cluster)
                    try await cluster.pass(.milliseconds(500))
                    #expect(try await webPods(cluster).count <= 5)
                }
                if round == 2 { try await setImage("nginx:2", cluster) }
                if round == 5 { try await setImage("nginx:3", cluster) }
                await cluster.killManager()
                cluster.startManager("next-\(round)")
            }
            try await cluster.eventually("all is done", step: .seconds(1)) {
                try await finishOne(cluster)
                let deployment = try await cluster.client.get(Deployment.self, "web", namespace: "default")
                let job = try await cluster.client.get(Job.self, "work", namespace: "default")
                return deployment.isComplete(deployment.status) && job.isTrue("Complete")
            }
            let pods = try await cluster.pods()
            #expect(pods.filter { $0.metadata.labels["app"] == "web" }.map { $0.spec.containers[0].image } == Array(repeating: "nginx:3", count: 4))
            let worked = pods.filter { $0.metadata.controllerRef?.kind == "Job" }
            #expect(worked.count == 6 && worked.allSatisfy { $0.status.phase == "Succeeded" && !$0.isTracked })
            #expect(try await cluster.client.get(Job.self, "work", namespace: "default").status.succeeded == 6)
        }
    }

    @Test func aSecondOneTakesOverWhenTheLeaderIsGone() async throws {
        try await TestCluster.run(options: {
            $0.leaderElect = true
            $0.identity = "first"
        }) { cluster in
            try await cluster.eventually("the first leads") { try await holder(cluster) == "first" }
            cluster.startManager("second")
            _ = try await cluster.client.create(Sample.deployment(replicas: 2))
            try await cluster.eventually("it works") { try await cluster.pods().filter(\.isReady).count == 2 }
            try await cluster.pass(.seconds(30))
            #expect(try await holder(cluster) == "first")
            await cluster.killManager()
            #expect(try await holder(cluster) == nil)
            _ = try await cluster.client.patch(Deployment.self, "web", namespace: "default", .merge(["spec": ["replicas": 4]]))
            try await cluster.eventually("the second works", step: .milliseconds(500)) {
                try await cluster.pods().filter(\.isReady).count == 4
            }
            #expect(try await holder(cluster) == "second")
            #expect(try await cluster.client.list(Pod.self, namespace: "default").items.count == 4)
        }
    }

    /// The deployment's pods without those that are going: a rollout does not wait for them.
    private func webPods(_ cluster: TestCluster) async throws -> [Pod] {
        try await cluster.pods().filter { $0.metadata.labels["app"] == "web" && !$0.metadata.isBeingDeleted }
    }

    private func holder(_ cluster: TestCluster) async throws -> String? {
        try await cluster.client.get(Lease.self, "kube-controller-manager", namespace: "kube-system").spec.holderIdentity
    }

    /// Lets one of the job's pods succeed.
    private func finishOne(_ cluster: TestCluster) async throws {
        if let pod = try await cluster.pods().first(where: { $0.isReady && $0.metadata.controllerRef?.kind == "Job" }) {
            try? await cluster.finish(pod, phase: "Succeeded")
        }
    }

    private func setImage(_ image: String, _ cluster: TestCluster) async throws {
        let container: JSONValue = ["name": "c", "image": .string(image)]
        _ = try await cluster.client.patch(
            Deployment.self, "web", namespace: "default", .strategic(["spec": ["template": ["spec": ["containers": [container]]]]]))
    }
}
