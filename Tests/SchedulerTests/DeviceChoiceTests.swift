import KubernetesAPI
import KubernetesClient
import Testing
@testable import Scheduler

/// Which node and which devices, where there is a choice.
@Suite(.serialized) struct DeviceChoiceTests {
    private func add(_ cluster: SchedulingCluster, _ claim: ResourceV1.ResourceClaim) async throws {
        var claim = claim
        (claim.metadata.uid, claim.metadata.resourceVersion) = ("", "")
        _ = try await cluster.client.create(claim)
    }

    /// A node on which the first alternative is to be had is better, though all would do.
    @Test func earlierAlternativesArePreferred() async throws {
        try await SchedulingCluster.run { cluster in
            _ = try await cluster.client.create(gpuClass)
            for number in 1...4 {
                try await cluster.addNode("n\(number)")
                let model = number == 3 ? "H100" : "A100"
                _ = try await cluster.client.create(makeSlice("p\(number)", node: "n\(number)", [makeDevice("gpu0") { $0.attributes["model"] = .init(string: model) }]))
            }
            func sub(_ name: String, _ model: String) -> ResourceV1.DeviceSubRequest {
                let expression = "device.attributes['gpu.example.com'].model == '\(model)'"
                return .init(name: name, deviceClassName: "gpu", selectors: [.init(cel: .init(expression: expression))], allocationMode: "ExactCount", count: 1)
            }
            let request = ResourceV1.DeviceRequest(name: "r", firstAvailable: [sub("new", "H100"), sub("old", "A100")])
            for name in ["a", "b"] {
                try await add(cluster, makeClaim(name, [request]))
                try await cluster.addPod(name) { $0.spec.resourceClaims = [PodResourceClaim(name: "gpu", resourceClaimName: name)] }
                try await cluster.eventually("\(name) is placed") { try await !cluster.node(of: name).isEmpty }
            }
            #expect(try await cluster.node(of: "a") == "n3")
            #expect(try await cluster.node(of: "b") != "n3")
            let claim = try await cluster.client.get(ResourceV1.ResourceClaim.self, "b", namespace: "default")
            #expect(claim.status.allocation?.devices.results.map(\.request) == ["r/old"])
        }
    }

    /// Two profiles of one scheduler never give the same device away.
    @Test func profilesShareTheirKnowledge() async throws {
        var options = SchedulerOptions()
        options.configuration = try SchedulerConfiguration(text: """
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            profiles:
            - schedulerName: default-scheduler
            - schedulerName: other
            """)
        try await SchedulingCluster.run(schedulers: 0) { cluster in
            try await cluster.addNode("n1")
            _ = try await cluster.client.create(gpuClass)
            let devices = (0..<6).map { number in makeDevice("gpu\(number)") }
            _ = try await cluster.client.create(makeSlice("p", devices))
            for number in 0..<8 {
                try await add(cluster, makeClaim("c\(number)", [makeRequest()]))
                try await cluster.addPod("p\(number)") {
                    $0.spec.schedulerName = number % 2 == 0 ? "default-scheduler" : "other"
                    $0.spec.resourceClaims = [PodResourceClaim(name: "gpu", resourceClaimName: "c\(number)")]
                }
            }
            cluster.startScheduler(identity: nil, options)
            func claims() async throws -> [ResourceV1.ResourceClaim] {
                let list: ObjectList<ResourceV1.ResourceClaim> = try await cluster.client.list()
                return list.items
            }
            try await cluster.eventually("all devices are given away") { try await claims().count { $0.status.allocation != nil } == 6 }
            let given = try await claims().flatMap { $0.status.allocation?.devices.results.map(\.device) ?? [] }
            #expect(Set(given).count == 6 && given.count == 6)
        }
    }
}

@Suite struct NodeDeclaredFeaturesTests {
    private func pod(_ change: (inout Pod) -> Void) -> Pod { makePod("p", change) }

    private func reason(_ pod: Pod, _ features: [String]) -> [String] {
        var node = makeNode("n")
        node.status.declaredFeatures = features
        let snapshot = Snapshot([makeInfo(node)])
        return NodeDeclaredFeatures().filter(for: PodToSchedule(pod), in: snapshot)?.rejection(of: snapshot.nodes[0])?.reasons ?? []
    }

    @Test func nodesWithoutAFeatureWillNotDo() {
        let missing = ["node(s) didn't match Pod's required features"]
        let restarts = pod { $0.spec.containers[0].restartPolicyRules = [.init(action: "RestartAllContainers")] }
        #expect(reason(restarts, []) == missing && reason(restarts, ["Another"]) == missing)
        #expect(reason(restarts, ["RestartAllContainersOnContainerExits"]) == [])
        let users = pod { ($0.spec.hostNetwork, $0.spec.hostUsers) = (true, false) }
        #expect(reason(users, ["RestartAllContainersOnContainerExits"]) == missing)
        #expect(reason(makePod(), []) == [])
    }

    @Test func aNodeThatComesToDeclareItHelps() {
        let restarts = PodToSchedule(pod { $0.spec.containers[0].restartPolicyRules = [.init(action: "RestartAllContainers")] })
        var node = makeNode("n")
        let before = NodeDescription(node)
        node.status.declaredFeatures = ["RestartAllContainersOnContainerExits"]
        let after = NodeDescription(node)
        #expect(after.changes(since: before) == .nodeOther && before.changes(since: before).isEmpty)
        let plugin = NodeDeclaredFeatures()
        #expect(plugin.isHelped(restarts, by: ClusterChange(events: .nodeOther, .node(old: before, new: after))))
        #expect(!plugin.isHelped(restarts, by: ClusterChange(events: .nodeOther, .node(old: after, new: after))))
    }
}
