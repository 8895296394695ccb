import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

@Suite struct NodeTests {
    let clock = ManualClock()

    final class Health: RuntimeHealth {
        private let error = Mutex<String?>("container runtime is down")
        func set(_ text: String?) { error.withLock { $0 = text } }
        var runtimeError: String? { error.withLock { $0 } }
        var networkError: String? { nil }
        var runtimeVersion: String? { "containerd://1.7" }
        func images(limit: Int) async -> [ContainerImage] { [ContainerImage(names: ["x:1"], sizeBytes: 5)] }
    }

    private let machine = MachineInfo(
        cpus: 4, memory: 8 << 30, storage: 100_000_000_000, swap: 0, hugepages: [2048: 0], machineID: "m", systemUUID: "s", bootID: "b",
        kernel: "6.1", osImage: "Debian", architecture: "amd64")

    @Test func registersReportsAndRenews() async throws {
        let server = ObjectServer(clock: clock)
        let health = Health()
        var options = KubeletOptions(nodeName: "n1")
        options.nodeIPs = ["192.168.1.7"]
        options.nodeLabels = ["disk": "ssd"]
        options.registerWithTaints = ["dedicated=db:NoSchedule", "nonsense"]
        let manager = NodeStatusManager(
            client: Client(transport: server), informers: nil, options: options, version: "v1.36.2+apus.1", health: health, machine: machine,
            clock: clock, logger: noLog)
        let task = Task { try await manager.run() }
        func node() throws -> Node? { try server.object("/api/v1/nodes/n1").map { try Node(json: $0) } }
        try await soon("registered and reported") { try node() != nil && server.requests.contains { $0.hasPrefix("PATCH") } }
        var known = try #require(try node())
        #expect(known.metadata.labels["kubernetes.io/hostname"] == "n1" && known.metadata.labels["disk"] == "ssd")
        #expect(known.spec.taints == [Taint(key: "dedicated", value: "db", effect: "NoSchedule")])
        #expect(known.status.capacity["cpu"] == "4" && known.status.capacity["memory"] == "8Gi" && known.status.capacity["pods"] == "110")
        #expect(known.status.allocatable["memory"] == "8092Mi" && known.status.nodeInfo.kubeletVersion == "v1.36.2+apus.1")
        #expect(known.status.addresses.map(\.address) == ["192.168.1.7", "n1"] && known.status.daemonEndpoints.kubeletEndpoint.Port == 10250)
        #expect(!known.isReady && known.status.condition("Ready")?.message == "container runtime is down")

        health.set(nil)
        try await soon("ready") {
            clock.advance(by: .milliseconds(100))
            return try node()?.isReady == true
        }
        known = try #require(try node())
        #expect(known.status.condition("Ready")?.message == "kubelet is posting ready status" && known.status.conditions.count == 4)
        #expect(known.status.condition("Ready")?.reason == "KubeletReady")

        // Nothing new: no more than the Lease for a while.
        func patches() -> Int { server.requests.filter { $0.hasPrefix("PATCH") }.count }
        let before = patches()
        for _ in 0..<25 {
            clock.advance(by: .seconds(1))
            try await Task.sleep(for: .milliseconds(3))
        }
        #expect(patches() == before)
        let lease = try Lease(json: try #require(server.object("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1")))
        #expect(lease.spec.leaseDurationSeconds == 40 && lease.spec.holderIdentity == "n1")
        #expect(try #require(lease.spec.renewTime) >= MicroTime(microseconds: (1_700_000_000 + 10) * 1_000_000))

        health.set("PLEG is not healthy")
        try await soon("not ready") {
            clock.advance(by: .seconds(1))
            return try node()?.status.condition("Ready")?.message == "PLEG is not healthy"
        }
        task.cancel()
        _ = await task.result
    }

    /// Whether the runtime or the API server is there first, the node's events are the same.
    @Test(arguments: [true, false]) func aNewNodeIsSaidToBeReadyOnce(runtimeIsFirst: Bool) async throws {
        let server = ObjectServer(clock: clock)
        let client = Client(transport: server)
        let health = Health()
        if runtimeIsFirst { health.set(nil) }
        let recorder = EventRecorder(client: client, component: "kubelet", clock: SystemClock(), logger: noLog)
        let manager = NodeStatusManager(
            client: client, informers: nil, options: KubeletOptions(nodeName: "n1"), version: "v1.36.2+apus.1", health: health, recorder: recorder, machine: machine,
            clock: clock, logger: noLog)
        let task = Task { try await manager.run() }
        try await soon("reported") { server.requests.contains { $0.hasPrefix("PATCH") } }
        health.set(nil)
        try await soon("ready, and told") {
            clock.advance(by: .milliseconds(100))
            return server.posted("events").contains { $0["reason"] == "NodeReady" }
        }
        health.set("PLEG is not healthy")
        try await soon("no longer ready, and told") {
            clock.advance(by: .seconds(1))
            return server.posted("events").contains { $0["reason"] == "NodeNotReady" }
        }
        task.cancel()
        _ = await task.result
        let told = server.posted("events").compactMap { $0["reason"]?.string }
        #expect(told == ["Starting", "NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID", "NodeReady", "NodeNotReady"])
    }

    @Test func readsThisMachine() throws {
        let machine = MachineInfo.read(rootDirectory: "/var/lib/does/not/exist")
        #expect(machine.cpus > 0 && machine.memory > 1 << 20 && machine.storage > 0 && !machine.kernel.isEmpty)
        #expect(MachineInfo.osImage("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n") == "Debian GNU/Linux 12")
        #expect(NodeAddresses.detect().split(separator: ".").count == 4)
        let table = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\neth1\t00000000\t0101A8C0\t3\t0\t0\t200\t00000000\t0\neth0\t00000000\t0101A8C0\t3\t0\t0\t100\t00000000\t0\nbr0\t0000010A\t0\t1\t0\t0\t0\t0000FFFF\t0\n"
        #expect(NodeAddresses.defaultInterface(table) == "eth0")
        #expect(NodeRegistration.taint("a:NoExecute") == Taint(key: "a", effect: "NoExecute"))
        for bad in ["", "a", "a:b", ":NoSchedule", "=x:NoSchedule"] { #expect(NodeRegistration.taint(bad) == nil) }
    }
}
