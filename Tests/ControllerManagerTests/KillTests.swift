import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// Controller manager and scheduler die at writes of a seed's choice, one after another, while a deployment is rolled out, a job works
/// and a node is drained. Whoever follows comes to the same end, and no pod is made twice.
@Suite(.timeLimit(.minutes(5))) struct KillTests {
    @Test(arguments: 0..<3) func whoeverDiesNothingIsDoneTwice(seed: Int) async throws {
        let controllers = ["deployment", "replicaset", "job", "disruption", "serviceaccount", "garbagecollector", "endpointslice"]
        try await TestCluster.run(controllers: controllers, options: { $0.identity = "" }) { cluster in
            let chaos = Chaos(cluster, seed: UInt64(seed))
            for name in ["node-1", "node-2"] { try await addNode(name, cluster) }
            chaos.start()
            _ = try await cluster.client.create(budget())
            _ = try await cluster.client.create(Sample.deployment(replicas: 4))
            _ = try await cluster.client.create(job())
            try await until("all is there", chaos) {
                let job = try await cluster.client.get(Job.self, "work", namespace: "default")
                return try await isComplete(cluster, image: "nginx") && job.isTrue("Complete")
            }
            #expect(cluster.made["ReplicaSet"] == 4)

            let container: JSONValue = ["name": "c", "image": "nginx:2"]
            _ = try await cluster.client.patch(
                Deployment.self, "web", namespace: "default", .strategic(["spec": ["template": ["spec": ["containers": [container]]]]]))
            try await until("rolled out", chaos) { try await isComplete(cluster, image: "nginx:2") }
            #expect(cluster.made["ReplicaSet"] == 8)

            // As kubectl drain does it.
            _ = try await cluster.client.patch(Node.self, "node-1", .merge(["spec": ["unschedulable": true]]))
            var evicted: Set<String> = []
            try await until("drained", chaos) {
                let left = try await cluster.pods().filter { $0.spec.nodeName == "node-1" && $0.metadata.controllerRef?.kind == "ReplicaSet" }
                for pod in left {
                    do {
                        try await cluster.client.evict(pod: pod.metadata.name, namespace: "default")
                        evicted.insert(pod.metadata.uid)
                    } catch let error as APIError where error.isTooManyRequests || error.isNotFound {}
                }
                let isDone = try await isComplete(cluster, image: "nginx:2")
                return left.isEmpty && isDone
            }
            #expect(cluster.made["ReplicaSet"] == 8 + evicted.count)
            #expect(cluster.made["Job"] == 6)
            let job = try await cluster.client.get(Job.self, "work", namespace: "default")
            #expect(job.status.succeeded == 6 && (job.status.failed ?? 0) == 0)
            let web = try await cluster.pods().filter { $0.metadata.labels["app"] == "web" }
            #expect(web.count == 4 && web.allSatisfy { $0.spec.nodeName == "node-2" })
            #expect(chaos.deaths > 4, "\(chaos.deaths)")
            await chaos.end()
        }
    }

    private func until(_ what: String, _ chaos: Chaos, _ condition: () async throws -> Bool) async throws {
        try await chaos.cluster.eventually(what, step: .milliseconds(500), binds: false) {
            await chaos.look()
            try await finishOne(chaos.cluster)
            return try await condition()
        }
    }

    private func addNode(_ name: String, _ cluster: TestCluster) async throws {
        var node = Node()
        node.metadata.name = name
        node.metadata.labels = ["kubernetes.io/hostname": name]
        node = try await cluster.client.create(node)
        _ = try await cluster.client.patch(Node.self, name, .merge(["spec": ["taints": .null]]))
        node.metadata.resourceVersion = ""
        node.status.allocatable = ["cpu": 8, "memory": "16Gi", "pods": 110]
        node.status.capacity = node.status.allocatable
        node.status.conditions = [NodeCondition(type: "Ready", status: "True", lastHeartbeatTime: cluster.clock.time, lastTransitionTime: cluster.clock.time)]
        _ = try await cluster.client.updateStatus(node)
    }

    private func budget() -> PodDisruptionBudget {
        var budget = PodDisruptionBudget()
        budget.metadata.name = "web"
        budget.metadata.namespace = "default"
        budget.spec.minAvailable = .int(3)
        budget.spec.selector = LabelSelector(matchLabels: ["app": "web"])
        return budget
    }

    private func job() -> Job {
        var job = Job()
        job.metadata.name = "work"
        job.metadata.namespace = "default"
        job.spec.completions = 6
        job.spec.parallelism = 3
        job.spec.template = Sample.template(labels: [:])
        job.spec.template.spec.restartPolicy = "Never"
        return job
    }

    private func isComplete(_ cluster: TestCluster, image: String) async throws -> Bool {
        let web = try await cluster.client.get(Deployment.self, "web", namespace: "default")
        let pods = try await cluster.client.list(Pod.self, namespace: "default").items.filter { $0.metadata.labels["app"] == "web" }
        return web.isComplete(web.status) && pods.count == 4 && pods.allSatisfy { $0.isReady && $0.spec.containers.first?.image == image }
    }

    /// Lets one of the job's pods succeed.
    private func finishOne(_ cluster: TestCluster) async throws {
        if let pod = try await cluster.pods().first(where: { $0.isReady && $0.metadata.controllerRef?.kind == "Job" }) {
            try? await cluster.finish(pod, phase: "Succeeded")
        }
    }
}

/// Starts controller managers and schedulers, two of the first at a time, and others when they die.
private final class Chaos {
    let cluster: TestCluster
    private var random: SeededGenerator
    private var managers: [(life: ProcessLife, task: Task<Void, Never>)] = []
    private var scheduler: (life: ProcessLife, task: Task<Void, Never>)?
    private var started = 0
    private(set) var deaths = 0
    /// Then those who live go on living: the end must be reached.
    private let most = 16

    init(_ cluster: TestCluster, seed: UInt64) {
        self.cluster = cluster
        random = SeededGenerator(seed: seed &* 7919 &+ 1)
    }

    private func life() -> ProcessLife {
        started += 1
        guard started <= most else { return ProcessLife() }
        return ProcessLife(writes: Int.random(in: 1...14, using: &random), diesUnheard: Bool.random(using: &random))
    }

    func start() {
        while managers.count < 2 {
            let life = life()
            managers.append((life, cluster.manager("manager-\(started)", life: life, leaderElect: true)))
        }
        if scheduler == nil {
            let life = life()
            scheduler = (life, cluster.scheduler(life: life))
        }
    }

    /// Puts new ones in the place of the dead.
    func look() async {
        for (life, task) in managers + (scheduler.map { [$0] } ?? []) where life.isDead {
            deaths += 1
            task.cancel()
            await task.value
        }
        managers.removeAll { $0.life.isDead }
        if scheduler?.life.isDead == true { scheduler = nil }
        start()
    }

    func end() async {
        for (life, task) in managers + (scheduler.map { [$0] } ?? []) {
            life.kill()
            task.cancel()
            await task.value
        }
    }
}
