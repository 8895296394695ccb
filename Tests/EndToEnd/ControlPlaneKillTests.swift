import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import ProcessTesting
import Synchronization
import Testing

/// Real processes: two controller managers, of which one leads, and a scheduler; `kill -9` during a rollout, a job and a drain.
@Suite(.enabled(if: ApusProcesses.isBuilt), .timeLimit(.minutes(5))) struct ControlPlaneKillTests {
    @Test func whoIsKilledIsFollowedAndNothingIsDoneTwice() async throws {
        let plane = try ControlPlaneProcesses()
        defer { plane.stop() }
        do {
            try await plane.startServer()
            for name in ["manager-a", "manager-b"] { try plane.startManager(name) }
            try plane.startScheduler()
            for name in ["node-1", "node-2"] { try await addNode(name, plane.client) }
            let node = FakeNode(plane.client)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await node.watch() }
                group.addTask { await node.run() }
                defer { group.cancelAll() }
                try await story(plane, node)
            }
        } catch {
            throw Failure("\(error)\n\(plane.logs)")
        }
    }

    private func story(_ plane: ControlPlaneProcesses, _ node: FakeNode) async throws {
        let client = plane.client
        _ = try await client.create(deployment())
        _ = try await client.create(job())
        try await killLeader(plane)
        try await eventually("the deployment and the job are done") {
            let job = try await client.get(Job.self, "work", namespace: "default")
            let isDone = job.status.conditions.contains { $0.type == "Complete" && $0.status == "True" }
            let isComplete = try await isComplete(client, image: "one")
            return isDone && isComplete
        }
        try await serves(plane)

        let container: JSONValue = ["name": "c", "image": "two"]
        _ = try await client.patch(Deployment.self, "web", namespace: "default", .strategic(["spec": ["template": ["spec": ["containers": [container]]]]]))
        try await killLeader(plane)
        plane.kill("scheduler")
        try plane.startScheduler()
        try await eventually("it is rolled out") { try await isComplete(client, image: "two") }

        _ = try await client.patch(Node.self, "node-1", .merge(["spec": ["unschedulable": true]]))
        let leaving = try await client.list(Pod.self, namespace: "default").items.filter { $0.spec.nodeName == "node-1" && $0.metadata.controllerRef?.kind == "ReplicaSet" }
        for pod in leaving { try await client.evict(pod: pod.metadata.name, namespace: "default") }
        plane.kill("scheduler")
        try await killLeader(plane)
        try plane.startScheduler()
        try await eventually("the node is empty") {
            let web = try await client.list(Pod.self, namespace: "default").items.filter { $0.metadata.labels["app"] == "web" }
            return try await isComplete(client, image: "two") && web.allSatisfy { $0.spec.nodeName == "node-2" }
        }
        try await eventually("all was heard of") { node.made["Job"]?.count == 6 }
        #expect(node.made["ReplicaSet"]?.count == 8 + leaving.count)
        #expect(try await client.get(Job.self, "work", namespace: "default").status.succeeded == 6)
        // Each took over from one who died without a word.
        let lease = try await client.get(Lease.self, "kube-controller-manager", namespace: "kube-system")
        #expect((lease.spec.leaseTransitions ?? 0) >= 3)
    }

    /// Kills the leader, lets the other take over, and starts the dead one again.
    private func killLeader(_ plane: ControlPlaneProcesses) async throws {
        let before = try await eventually("somebody leads") { () async throws -> String? in try await leader(plane) }
        // Which of the two it is, only their metrics tell.
        let name = try await eventually("its metrics say so") { () async throws -> String? in
            for name in ["manager-a", "manager-b"] where try await metrics(plane, name).contains("leader_election_master_status{name=\"kube-controller-manager\"} 1") {
                return name
            }
            return nil
        }
        plane.kill(name)
        try await eventually("the other one leads") { try await leader(plane).map { $0 != before } == true }
        try plane.startManager(name)
    }

    private func leader(_ plane: ControlPlaneProcesses) async throws -> String? {
        try await plane.client.get(Lease.self, "kube-controller-manager", namespace: "kube-system").spec.holderIdentity.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func metrics(_ plane: ControlPlaneProcesses, _ manager: String) async throws -> String {
        try await curl("/metrics", plane, manager, token: ApusProcesses.administrator).output
    }

    private func curl(_ path: String, _ plane: ControlPlaneProcesses, _ manager: String, token: String? = nil) async throws -> Command {
        let header = token.map { ["-H", "Authorization: Bearer \($0)"] } ?? []
        return try await Command.run(["curl", "-sk", "--max-time", "10", "https://127.0.0.1:\(plane.port(of: manager))\(path)"] + header)
    }

    /// Health is for everybody, metrics for those who may see them.
    private func serves(_ plane: ControlPlaneProcesses) async throws {
        try await eventually("both are well") {
            for name in ["manager-a", "manager-b"] where try await curl("/healthz", plane, name).output != "ok" { return false }
            return true
        }
        #expect(try await curl("/metrics", plane, "manager-a").output.hasPrefix("Forbidden"))
        let checks = try await curl("/healthz?verbose", plane, "manager-a").output
        #expect(checks.contains("[+]leaderElection ok") && checks.contains("[+]deployment-controller ok"))
        let pages = try await metrics(plane, "manager-a") + metrics(plane, "manager-b")
        for line in [
            "workqueue_adds_total{name=\"deployment\"}", "workqueue_depth{name=\"job\"}", "workqueue_work_duration_seconds_bucket{name=\"replicaset\",le=",
            "running_managed_controllers{manager=\"kube-controller-manager\",name=\"deployment-controller\"} 1", "rest_client_requests_total{code=\"200\"",
        ] { #expect(pages.contains(line), "\(line)") }
        // Each controller works by an identity of its own.
        let sets = try await plane.client.list(ReplicaSet.self, namespace: "default").items
        #expect(sets.first?.metadata.managedFields.contains { $0.manager == "kube-controller-manager" || $0.manager == "apus" } == true)
        let accounts = try await plane.client.list(ServiceAccount.self, namespace: "kube-system").items.map(\.metadata.name)
        #expect(Set(accounts).isSuperset(of: ["deployment-controller", "replicaset-controller", "job-controller"]))
        let configz = try await curl("/configz", plane, "manager-a", token: ApusProcesses.administrator).output
        #expect(configz.contains("\"ConcurrentDeploymentSyncs\":5") && configz.contains("\"LeaseDuration\":\"4s\""))
    }

    @Test func wrongFlagsAreSaidInALine() async throws {
        for (arguments, message) in [
            (["--nonsense"], "unknown flag: --nonsense"), (["--controllers=*,-nobody"], "\"nobody\" is not in the list of known controllers"),
            (["--leader-elect-lease-duration=5s"], "--leader-elect-lease-duration must be greater than --leader-elect-renew-deadline"),
            (["--root-ca-file=/nowhere"], "--root-ca-file: cannot read /nowhere"),
        ] {
            let command = try await Command.run([Machine.apus, "kube-controller-manager"] + arguments)
            #expect(command.status == 1 && command.error.contains(message) && command.error.split(separator: "\n").count == 1, "\(command)")
        }
        let help = try await Command.check([Machine.apus, "kube-controller-manager", "--help"])
        #expect(help.output.contains("--concurrent-deployment-syncs") && help.output.contains("endpointslice-mirroring-controller"))
    }

    // MARK: Objects

    private func addNode(_ name: String, _ client: Client) async throws {
        var node = Node()
        node.metadata.name = name
        node = try await client.create(node)
        _ = try await client.patch(Node.self, name, .merge(["spec": ["taints": .null]]))
        node.metadata.resourceVersion = ""
        node.status.allocatable = ["cpu": 8, "memory": "16Gi", "pods": 110]
        node.status.capacity = node.status.allocatable
        node.status.conditions = [NodeCondition(type: "Ready", status: "True", lastHeartbeatTime: SystemClock().time, lastTransitionTime: SystemClock().time)]
        _ = try await client.updateStatus(node)
    }

    private func template(_ labels: [String: String]) -> PodTemplateSpec {
        var template = PodTemplateSpec()
        template.metadata.labels = labels
        template.spec.containers = [Container(name: "c", image: "one")]
        return template
    }

    private func deployment() -> Deployment {
        var deployment = Deployment()
        deployment.metadata.name = "web"
        deployment.metadata.namespace = "default"
        deployment.spec.replicas = 4
        deployment.spec.selector = LabelSelector(matchLabels: ["app": "web"])
        deployment.spec.template = template(["app": "web"])
        return deployment
    }

    private func job() -> Job {
        var job = Job()
        job.metadata.name = "work"
        job.metadata.namespace = "default"
        job.spec.completions = 6
        job.spec.parallelism = 2
        job.spec.template = template([:])
        job.spec.template.spec.restartPolicy = "Never"
        return job
    }

    private func isComplete(_ client: Client, image: String) async throws -> Bool {
        let web = try await client.get(Deployment.self, "web", namespace: "default")
        let pods = try await client.list(Pod.self, namespace: "default").items.filter { $0.metadata.labels["app"] == "web" }
        return (web.status.observedGeneration ?? 0) >= (web.metadata.generation ?? 0) && web.status.updatedReplicas == 4 && pods.count == 4
            && pods.allSatisfy { $0.isReady && $0.spec.containers.first?.image == image }
    }
}

/// What kubelets would do: pods that have a node run, those of jobs succeed, and those that are deleted go. It notes every pod there ever was.
private final class FakeNode: Sendable {
    private let client: Client
    private let seen = Mutex<[String: Set<String>]>([:])

    init(_ client: Client) { self.client = client }

    /// The uids of all pods that were made, by their owner's kind.
    var made: [String: Set<String>] { seen.withLock { $0 } }

    /// Notes the pods as the API server tells of them, from the beginning on.
    func watch() async throws {
        let stream: AsyncThrowingStream<WatchEvent<Pod>, any Error> = try await client.watch(namespace: "default", options: ListOptions(resourceVersion: "0"))
        for try await event in stream {
            guard case .added(let pod) = event else { continue }
            seen.withLock { _ = $0[pod.metadata.controllerRef?.kind ?? "", default: []].insert(pod.metadata.uid) }
        }
    }

    func run() async {
        while !Task.isCancelled {
            for pod in (try? await client.list(Pod.self, namespace: "default").items) ?? [] { try? await step(pod) }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func step(_ pod: Pod) async throws {
        if pod.metadata.isBeingDeleted {
            return try await client.delete(Pod.self, pod.metadata.name, namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
        }
        guard !(pod.spec.nodeName ?? "").isEmpty, pod.status.phase == "Pending" || (pod.status.phase == "Running" && pod.metadata.controllerRef?.kind == "Job") else { return }
        var next = pod
        next.status.phase = pod.status.phase == "Pending" ? "Running" : "Succeeded"
        next.status.conditions.removeAll { $0.type == "Ready" }
        if next.status.phase == "Running" {
            next.status.podIP = "10.9.0.\(abs(pod.metadata.name.hashValue) % 250 + 1)"
            next.status.podIPs = [PodIP(ip: next.status.podIP ?? "")]
            next.status.conditions.append(PodCondition(type: "Ready", status: "True", lastTransitionTime: SystemClock().time))
        } else {
            next.status.containerStatuses = [
                ContainerStatus(name: "c", state: ContainerState(terminated: ContainerStateTerminated(exitCode: 0, finishedAt: SystemClock().time)))
            ]
        }
        _ = try await client.updateStatus(next)
    }
}
