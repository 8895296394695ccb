import DevicePlugins
import Foundation
import KubernetesAPI
import Testing

@testable import Kubelet

/// CPUs, memory and NUMA nodes on made-up machines.
struct ResourceManagerTests {
    /// Two sockets, a NUMA node each, `cores` cores a socket with two threads: thread n and n + all cores are one core.
    private func machine(cores: Int = 4) -> CPUTopology {
        let total = cores * 2
        return CPUTopology((0..<total * 2).map { id in
            let core = id % total
            return CPUTopology.CPU(id: id, core: core, socket: core / cores, node: core / cores, uncore: core / 2)
        })
    }

    @Test func listsOfCPUs() {
        #expect(CPUSet("0-3,8,10-11")?.sorted == [0, 1, 2, 3, 8, 10, 11])
        #expect(CPUSet([11, 10, 8, 0, 1, 2, 3]).description == "0-3,8,10-11")
        #expect(CPUSet("")?.isEmpty == true && CPUSet("3-1") == nil && CPUSet("x") == nil && CPUSet("0-99999999") == nil)
    }

    @Test func closeTogether() throws {
        let topology = machine()
        // A whole socket, a whole core, a thread of the core that is begun.
        #expect(try CPUTaker.take(8, from: topology.all, topology).description == "0-3,8-11")
        #expect(try CPUTaker.take(2, from: topology.all, topology) == [0, 8])
        #expect(try CPUTaker.take(1, from: topology.all.subtracting([0]), topology) == [8])
        // From the socket that has the least left.
        #expect(try CPUTaker.take(2, from: topology.all.subtracting([4, 12]), topology) == [5, 13])
        #expect(throws: CPUTaker.Shortage.self) { try CPUTaker.take(17, from: topology.all, topology) }
        #expect("\(CPUTaker.Shortage(requested: 17, available: 16))" == "not enough cpus available to satisfy request: requested=17, available=16")
        // Spread over the nodes.
        let spread = try CPUTaker.takeDistributed(12, from: topology.all, topology, group: 1)
        #expect(topology.cpus(spread, \.node, [0]).count == 6)
        // One last-level cache.
        let cache = try CPUTaker.take(3, from: topology.all, topology, uncore: true)
        #expect(topology.values(cache, \.uncore).count == 1)
    }

    @Test func checkpointsAreThoseOfTheUpstreamKubelet() throws {
        // Files that upstream kubelets wrote.
        let none = #"{"policyName":"none","defaultCpuSet":"","checksum":1353318690}"#
        #expect(CPUCheckpoint.parse(Array(none.utf8)) == CPUCheckpoint(policy: "none"))
        #expect(String(decoding: CPUCheckpoint(policy: "none").text, as: UTF8.self) == none)
        let given = #"{"policyName":"static","defaultCpuSet":"0-1,6-11","entries":{"4aec46af-22b7-4e26-babb-d15383ac9151":{"mysqld":"2-3"},"60008d73-6f6f-4467-96c5-cd0a1eeadf23":{"mysqld2":"4-5"}},"checksum":2764424633}"#
        let cpus = try #require(CPUCheckpoint.parse(Array(given.utf8)))
        #expect(cpus.assignments["60008d73-6f6f-4467-96c5-cd0a1eeadf23"]?["mysqld2"] == [4, 5])
        #expect(String(decoding: cpus.text, as: UTF8.self) == given)
        #expect(CPUCheckpoint.parse(Array(given.replacing("2-3", with: "2-4").utf8)) == nil)

        let empty = #"{"Data":{"PodDeviceEntries":null,"RegisteredDevices":{}},"Checksum":3467439661}"#
        #expect(String(decoding: DeviceCheckpoint.text([], registered: [:]), as: UTF8.self) == empty)
        let device = #"{"Data":{"PodDeviceEntries":[{"PodUID":"bf52b2cd-b611-4e79-86b1-280b283185c3","ContainerName":"check","ResourceName":"nvidia.com/gpu","DeviceIDs":{"-1":["tegra"]},"AllocResp":"Ch8KFk5WSURJQV9WSVNJQkxFX0RFVklDRVMSBXRlZ3Jh"}],"RegisteredDevices":{"nvidia.com/gpu":["tegra"]}},"Checksum":3660592824}"#
        let (entries, registered) = try #require(DeviceCheckpoint.parse(Array(device.utf8)))
        #expect(entries.first?.devices == [-1: ["tegra"]])
        #expect(String(decoding: DeviceCheckpoint.text(entries, registered: registered), as: UTF8.self) == device)
        #expect(DeviceCheckpoint.parse(Array(device.replacing("tegra", with: "other").utf8)) == nil)
    }

    @Test func hintsAreMerged() {
        func hint(_ nodes: [Int]?, _ preferred: Bool) -> TopologyHint { TopologyHint(affinity: nodes.map { NUMAMask($0) }, preferred: preferred) }
        let cpu: TopologyHints = ["cpu": [hint([0], true), hint([1], true), hint([0, 1], false)]]
        let gpu: TopologyHints = ["gpu": [hint([1], true), hint([0, 1], false)]]
        let both: TopologyHints = ["x": [hint([0, 1], true)]]
        func merge(_ policy: HintMerger.Policy, _ hints: [TopologyHints]) -> (hint: TopologyHint, admit: Bool) {
            HintMerger(policy: policy, nodes: [0, 1]).merge(hints)
        }
        #expect(merge(.singleNUMANode, [cpu, gpu]).hint == hint([1], true))
        #expect(merge(.restricted, [cpu, gpu, [:]]).admit)
        // Two nodes are as good as it gets, but not for this policy.
        #expect(merge(.restricted, [both]).admit && !merge(.singleNUMANode, [both]).admit)
        let impossible: TopologyHints = ["y": []]
        #expect(merge(.bestEffort, [cpu, impossible]).admit && !merge(.restricted, [cpu, impossible]).admit)
        #expect(merge(.bestEffort, [cpu, both]).hint.preferred == false)
        #expect(merge(.none, [impossible]).admit)
        #expect(merge(.singleNUMANode, [["z": nil]]).admit)
    }

    private func guaranteed(_ name: String, cpu: String, memory: String = "64Mi") -> Pod {
        var pod = Pod()
        pod.metadata.uid = name
        let amounts: [String: Quantity] = ["cpu": Quantity(stringLiteral: cpu), "memory": Quantity(stringLiteral: memory)]
        pod.spec.containers = [Container(name: "c", resources: ResourceRequirements(limits: amounts, requests: amounts))]
        return pod
    }

    private func makeOptions(_ change: (inout KubeletOptions) -> Void) -> KubeletOptions {
        var options = KubeletOptions(nodeName: "n")
        options.rootDirectory = NSTemporaryDirectory() + "/managers-\(UInt32.random(in: 0 ... .max))"
        options.resourceManagers.cpuPolicy = "static"
        options.reserved.system = ["cpu": "1"]
        change(&options)
        return options
    }

    @Test func exclusiveCPUs() async throws {
        let options = makeOptions { $0.resourceManagers.cpuPolicyOptions = ["full-pcpus-only": "true"] }
        defer { try? POSIXFiles.remove(options.rootDirectory) }
        let any = TopologyHint(affinity: nil, preferred: true)
        let manager = try CPUManager(options: options, topology: machine(), reservedAmount: "1", logger: quiet)
        #expect(manager.reserved == [0])
        let pod = guaranteed("a", cpu: "2")
        let hints = await manager.hints(pod, pod.spec.containers[0])
        #expect(hints["cpu"] == [TopologyHint(affinity: NUMAMask([0]), preferred: true), TopologyHint(affinity: NUMAMask([1]), preferred: true), TopologyHint(affinity: NUMAMask([0, 1]), preferred: false)])
        try await manager.allocate(pod, pod.spec.containers[0], affinity: TopologyHint(affinity: NUMAMask([1]), preferred: true))
        #expect(manager.exclusive("a", "c") == [4, 12])
        #expect(manager.cpus("other", "c")?.contains(4) == false)
        // Parts of a CPU and of a core are not given.
        let half = guaranteed("b", cpu: "1500m")
        try await manager.allocate(half, half.spec.containers[0], affinity: any)
        #expect(manager.exclusive("b", "c") == nil)
        let odd = guaranteed("d", cpu: "3")
        let error = await #expect(throws: AdmissionError.self) { try await manager.allocate(odd, odd.spec.containers[0], affinity: any) }
        #expect(error?.reason == "SMTAlignmentError" && error?.message == "SMT Alignment Error: requested 3 cpus not multiple cpus per core = 2")

        // The next kubelet knows, unless it is told otherwise.
        let next = try CPUManager(options: options, topology: machine(), reservedAmount: "1", logger: quiet)
        #expect(next.exclusive("a", "c") == [4, 12])
        next.release("a")
        #expect(next.cpus("other", "c") == machine().all)
        var other = options
        other.resourceManagers.cpuPolicy = "none"
        #expect(throws: ResourceManagerError.self) { try CPUManager(options: other, topology: machine(), reservedAmount: "1", logger: quiet) }
        #expect(throws: ResourceManagerError.self) { try CPUManager(options: options, topology: machine(cores: 2), reservedAmount: "1", logger: quiet) }
        #expect(throws: ResourceManagerError.self) { try CPUManager(options: makeOptions { _ in }, topology: machine(), reservedAmount: "0", logger: quiet) }
    }

    @Test func memoryOfNodes() async throws {
        let options = makeOptions {
            $0.resourceManagers.memoryPolicy = "Static"
            $0.resourceManagers.reservedMemory = [0: ["memory": "100Mi"]]
        }
        defer { try? POSIXFiles.remove(options.rootDirectory) }
        let nodes = [NUMAMemory(node: 0, total: ["memory": 1 << 30, "hugepages-2Mi": 64 << 20]), NUMAMemory(node: 1, total: ["memory": 1 << 30])]
        let manager = try MemoryManager(options: options, machine: nodes, logger: quiet)
        let small = guaranteed("s", cpu: "1", memory: "900Mi")
        // Node 0 has not enough beside what is reserved and in huge pages.
        let hints = await manager.hints(small, small.spec.containers[0])
        #expect(hints["memory"] == [TopologyHint(affinity: NUMAMask([1]), preferred: true), TopologyHint(affinity: NUMAMask([0, 1]), preferred: false)])
        try await manager.allocate(small, small.spec.containers[0], affinity: TopologyHint(affinity: NUMAMask([1]), preferred: true))
        #expect(manager.nodes("s", "c") == [1])
        // Node 1 is in use alone now: it cannot be had together with node 0.
        let big = guaranteed("b", cpu: "1", memory: "950Mi")
        await #expect(throws: ResourceManagerError.self) { try await manager.allocate(big, big.spec.containers[0], affinity: TopologyHint(affinity: nil, preferred: true)) }
        let next = try MemoryManager(options: options, machine: nodes, logger: quiet)
        #expect(next.blocks("s", "c") == [MemoryCheckpoint.Block(nodes: [1], type: "memory", size: 900 << 20)])
        next.release("s")
        try await next.allocate(big, big.spec.containers[0], affinity: TopologyHint(affinity: nil, preferred: true))
        #expect(next.nodes("b", "c") == [1])
        // What is kept of the nodes has to be what is kept of the machine.
        var wrong = options
        wrong.resourceManagers.reservedMemory = [0: ["memory": "1Mi"]]
        #expect(throws: ResourceManagerError.self) { try MemoryManager(options: wrong, machine: nodes, logger: quiet) }
    }

    @Test func devicesOfNodes() {
        var inventory = DeviceInventory()
        func device(_ id: String, _ nodes: [Int]?) -> DeviceInventory.Device { DeviceInventory.Device(id: id, healthy: true, nodes: nodes) }
        inventory.resources["r"] = DeviceInventory.Resource(devices: ["a": device("a", [0]), "b": device("b", [1]), "c": device("c", [1]), "d": device("d", nil)])
        let all: Set = ["a", "b", "c", "d"]
        let hints = inventory.hints("r", available: all, reusable: [], request: 2, nodes: [0, 1])
        #expect(hints == [TopologyHint(affinity: NUMAMask([1]), preferred: true), TopologyHint(affinity: NUMAMask([0, 1]), preferred: false)])
        let sorted = inventory.sorted(all, of: "r", by: NUMAMask([1]))
        #expect(sorted.aligned == ["b", "c"] && sorted.unaligned == ["a"] && sorted.unknown == ["d"])
        #expect(inventory.byNode(["a", "d"], of: "r") == [0: ["a"], -1: ["d"]])
    }
}
