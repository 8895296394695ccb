import ContainerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// What the Node object says, and how it is registered.
@Suite struct NodeObjectTests {
    private let clock = ManualClock()
    private let machine = MachineInfo(
        cpus: 4, memory: 8 << 30, storage: 100_000_000_000, swap: 0, hugepages: [2048: 0], machineID: "m", systemUUID: "s", bootID: "b2",
        kernel: "6.1", osImage: "Debian", architecture: "amd64")

    private func register(_ server: ObjectServer, status: NodeStatus = NodeStatus(), forgetsExtended: Bool = false, _ configure: (inout KubeletOptions) -> Void) async throws -> Node {
        var options = KubeletOptions(nodeName: "n1")
        configure(&options)
        return try await NodeRegistration(client: Client(transport: server), options: options, machine: machine, forgetsExtended: forgetsExtended).register(status: status).node
    }

    @Test func registersAsItIsTold() async throws {
        let node = try await register(ObjectServer(clock: clock)) { options in
            options.node.registerSchedulable = false
            options.node.cloudProvider = "external"
            options.node.providerID = "cloud://7"
            options.nodeIPs = ["10.0.0.7"]
            options.registerWithTaints = ["a=b:NoSchedule"]
            options.nodeLabels = ["topology.kubernetes.io/zone": "z1"]
        }
        #expect(node.spec.unschedulable == true && node.spec.providerID == "cloud://7")
        #expect(node.spec.taints.map { "\($0.key)=\($0.value ?? ""):\($0.effect)" } == [
            "a=b:NoSchedule", "node.kubernetes.io/unschedulable=:NoSchedule", "node.cloudprovider.kubernetes.io/uninitialized=true:NoSchedule",
        ])
        #expect(node.metadata.labels["topology.kubernetes.io/zone"] == "z1" && node.metadata.labels["kubernetes.io/arch"] == "amd64")
        #expect(node.metadata.annotations["alpha.kubernetes.io/provided-node-ip"] == "10.0.0.7")
        #expect(node.metadata.annotations["volumes.kubernetes.io/controller-managed-attach-detach"] == "true")
    }

    @Test func takesUpAKnownNode() async throws {
        let server = ObjectServer(clock: clock)
        var known = Node(metadata: ObjectMeta(name: "n1"))
        known.metadata.labels = ["kubernetes.io/arch": "arm64", "disk": "hdd"]
        known.spec.unschedulable = true
        known.spec.taints = [Taint(key: "mine", effect: "NoSchedule")]
        known.status.capacity = ["cpu": "4", "example.com/gpu": "2"]
        known.status.allocatable = ["example.com/gpu": "2"]
        server.put("/api/v1/nodes/n1", known)
        var status = NodeStatus()
        status.capacity = ["cpu": "4"]
        // What somebody else has told of resources stays, unless this kubelet's devices start anew.
        _ = try await register(server, status: status) { _ in }
        #expect(try Node(json: try #require(server.object("/api/v1/nodes/n1"))).status.capacity["example.com/gpu"] == 2)
        _ = try await register(server, status: status, forgetsExtended: true) { options in
            options.nodeLabels = ["disk": "ssd", "topology.kubernetes.io/zone": "z1"]
            options.registerWithTaints = ["a=b:NoSchedule"]
        }
        let node = try Node(json: try #require(server.object("/api/v1/nodes/n1")))
        // What somebody may have changed for a reason stays; what the node itself is, is put right.
        #expect(node.spec.unschedulable == true && node.spec.taints.map(\.key) == ["mine"] && node.metadata.labels["disk"] == "hdd")
        #expect(node.metadata.labels["kubernetes.io/arch"] == "amd64" && node.metadata.labels["topology.kubernetes.io/zone"] == "z1")
        // Devices count again when their plug-in has come back.
        #expect(node.status.capacity["example.com/gpu"] == 0 && node.status.allocatable["example.com/gpu"] == 0 && node.status.capacity["cpu"] == "4")
    }

    @Test func eventsTellWhatHappensToTheNode() async throws {
        let server = ObjectServer(clock: clock)
        let recorder = EventRecorder(client: Client(transport: server), component: "kubelet", clock: SystemClock(), logger: noLog)
        let events = NodeEvents(recorder: recorder, nodeName: "n1")
        func status(ready: Bool, memory: Bool = false, boot: String = "b2") -> NodeStatus {
            var status = NodeStatus()
            status.nodeInfo.bootID = boot
            status.conditions = [
                NodeCondition(type: "MemoryPressure", status: memory ? "True" : "False"), NodeCondition(type: "DiskPressure", status: "False"),
                NodeCondition(type: "PIDPressure", status: "False"), NodeCondition(type: "Ready", status: ready ? "True" : "False"),
            ]
            return status
        }
        events.starting()
        events.observed(status(ready: false, boot: "b1"), status(ready: false), unschedulable: false)
        events.observed(status(ready: false), status(ready: true), unschedulable: false)
        events.observed(status(ready: true), status(ready: true), unschedulable: true)
        events.observed(status(ready: true), status(ready: false, memory: true), unschedulable: true)
        await recorder.flush()
        let posted = server.posted("events")
        let told = posted.map { "\($0["type"]?.string ?? "") \($0["reason"]?.string ?? "")" }
        #expect(told == [
            "Normal Starting", "Normal NodeHasSufficientMemory", "Normal NodeHasNoDiskPressure", "Normal NodeHasSufficientPID", "Warning Rebooted", "Normal NodeReady",
            "Normal NodeNotSchedulable", "Normal NodeHasInsufficientMemory", "Normal NodeNotReady",
        ])
        #expect(posted.contains { $0["message"] == "Node n1 has been rebooted, boot id: b2" })
        #expect(posted.contains { $0["message"] == "Node n1 status is now: NodeReady" && $0["involvedObject"]?["uid"] == "n1" })
    }

    @Test func imagesAreTheLargest() {
        let images = (0..<60).map { number in
            var image = CRIImage()
            image.id = "id\(number)"
            image.size = UInt64(number)
            image.repoTags = (0..<7).map { "r/i\(number):\($0)" }
            image.repoDigests = ["r/i\(number)@sha256:0"]
            return image
        }
        let shown = NodeImages.list(images, limit: 50)
        #expect(shown.count == 50 && shown[0].sizeBytes == 59 && shown[0].names.count == 5 && shown[0].names[0] == "r/i59@sha256:0")
        #expect(NodeImages.list(images, limit: -1).count == 60 && NodeImages.list(images, limit: 0).isEmpty)
    }

    @Test func addressesOfACloudStay() {
        var options = KubeletOptions(nodeName: "n1")
        options.node.cloudProvider = "external"
        let builder = NodeStatusBuilder(options: options, version: "v1", machine: machine, ips: ["10.0.0.7", "fd00::7"], problems: [], images: [])
        let first = builder.build(from: NodeStatus(), now: clock.time)
        #expect(first.addresses.map { "\($0.type) \($0.address)" } == ["InternalIP 10.0.0.7", "InternalIP fd00::7", "Hostname n1"])
        var given = first
        given.addresses = [NodeAddress(type: "ExternalIP", address: "1.2.3.4")]
        #expect(builder.build(from: given, now: clock.time).addresses == given.addresses)
    }
}

/// How many requests the kubelet sends.
@Suite struct RequestLimitTests {
    @Test func bucketsGiveTokensAtTheirRate() {
        let clock = ManualClock()
        let bucket = RequestBucket(rate: 10, burst: 3, clock: clock)
        #expect((0..<3).map { _ in bucket.take() } == [.zero, .zero, .zero])
        #expect(bucket.take() == .milliseconds(100) && bucket.take() == .milliseconds(200))
        clock.advance(by: .seconds(10))
        #expect((0..<3).allSatisfy { _ in bucket.take() == .zero } && bucket.take() > .zero)
        let open = RequestBucket(rate: 0, burst: 1, clock: clock)
        #expect((0..<100).allSatisfy { _ in open.take() == .zero })
        let pulls = PullBucket(rate: 5, burst: 2, clock: clock)
        #expect([pulls.take(), pulls.take(), pulls.take()] == [true, true, false])
        clock.advance(by: .milliseconds(250))
        #expect(pulls.take() && !pulls.take())
    }
}
