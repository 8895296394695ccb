import ContainerRuntime
import Foundation
import KubernetesAPI
import Synchronization
import Testing

@testable import Kubelet

/// Cgroups as they are on machines that this one is not: a directory tree that looks like cgroup v2, and a systemd that writes
/// down what it is told.
struct CgroupTests {
    private final class Notebook: SystemdSlices {
        let calls = Mutex<[String]>([])
        func start(_ slice: String, _ properties: [SystemdProperty]) async throws { calls.withLock { $0.append("start \(slice) " + Self.text(properties)) } }
        func set(_ slice: String, _ properties: [SystemdProperty]) async throws { calls.withLock { $0.append("set \(slice) " + Self.text(properties)) } }
        func stop(_ slice: String) async throws { calls.withLock { $0.append("stop \(slice)") } }
        static func text(_ properties: [SystemdProperty]) -> String { properties.map { $0.words.joined(separator: ":") }.joined(separator: " ") }
    }

    private func unifiedTree() throws -> (root: String, hierarchy: CgroupHierarchy) {
        let root = NSTemporaryDirectory() + "/cgroup2-\(UInt32.random(in: 0 ... .max))"
        try POSIXFiles.makeDirectories(root, mode: 0o755)
        try POSIXFiles.write(Array("cpuset cpu io memory hugetlb pids\n".utf8), to: root + "/cgroup.controllers", mode: 0o644)
        return (root, try #require(CgroupHierarchy(root: root)))
    }

    private func pod(_ uid: String, cpu: String, memory: String, request: String? = nil) -> Pod {
        var container = Container(name: "c")
        container.resources = ResourceRequirements(
            limits: ["cpu": Quantity(stringLiteral: cpu), "memory": Quantity(stringLiteral: memory), "hugepages-2Mi": "4Mi"],
            requests: ["cpu": Quantity(stringLiteral: request ?? cpu), "memory": Quantity(stringLiteral: memory), "hugepages-2Mi": "4Mi"])
        var pod = Pod()
        pod.metadata.uid = uid
        pod.spec.containers = [container]
        return pod
    }

    @Test func unifiedHierarchy() async throws {
        let (root, hierarchy) = try unifiedTree()
        defer { try? POSIXFiles.remove(root) }
        #expect(hierarchy.version == .v2 && hierarchy.limitsHugepages)
        var options = KubeletOptions(nodeName: "n")
        options.podPidsLimit = 100
        options.cgroupRoot = "/a"
        let settings = ResourceSettings(version: .v2, hugepageSizes: [2048, 1 << 20])
        let manager = CgroupManager(options: options, hierarchy: hierarchy, settings: settings, logger: quiet)
        let pod = pod("u-1", cpu: "500m", memory: "64Mi", request: "250m")
        await manager.create(pod)
        #expect(manager.parent(of: pod) == "/a/kubepods/burstable/podu-1")
        func read(_ file: String) -> String { PodFiles.read(root + "/a/kubepods/burstable/" + file) }
        #expect(read("podu-1/cpu.max") == "50000 100000")
        #expect(read("podu-1/cpu.weight") == "10")
        #expect(read("podu-1/memory.max") == "67108864")
        #expect(read("podu-1/pids.max") == "100")
        #expect(read("podu-1/hugetlb.2MB.max") == "4194304")
        #expect(read("podu-1/hugetlb.1GB.max") == "0")
        // Controllers are handed down from above.
        #expect(PodFiles.read(root + "/cgroup.subtree_control").contains("+"))

        await manager.updateClasses([pod, self.pod("u-2", cpu: "2", memory: "1Gi", request: "750m")], memory: [.burstable: 1 << 30])
        #expect(read("cpu.weight") == "39" && read("memory.max") == "1073741824")
        #expect(PodFiles.read(root + "/a/kubepods/besteffort/cpu.weight") == "1")

        // A resize: what is not said stays.
        try await manager.update(pod, CgroupLimits(cpuQuota: 80_000, memoryLimit: 128 << 20))
        #expect(manager.limits(of: pod)?.cpuQuota == 80_000 && manager.limits(of: pod)?.memoryLimit == 128 << 20)
        #expect(read("podu-1/cpu.weight") == "10" && read("podu-1/pids.max") == "100")
        // A second look changes nothing of it.
        await manager.create(pod)
        #expect(manager.limits(of: pod)?.cpuQuota == 80_000)

        #expect(manager.podsWithCgroups() == ["u-1"])
        try POSIXFiles.write([], to: root + "/a/kubepods/burstable/podu-1/cgroup.procs", mode: 0o644)
    }

    @Test func slicesOfSystemd() async throws {
        let (root, hierarchy) = try unifiedTree()
        defer { try? POSIXFiles.remove(root) }
        var options = KubeletOptions(nodeName: "n")
        options.cgroupDriver = .systemd
        let systemd = Notebook()
        let manager = CgroupManager(options: options, hierarchy: hierarchy, settings: ResourceSettings(version: .v2), systemd: systemd, logger: quiet)
        let pod = pod("1234-ab", cpu: "1", memory: "64Mi", request: "500m")
        #expect(manager.parent(of: pod) == "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1234_ab.slice")
        await manager.create(pod)
        let calls = systemd.calls.withLock { $0 }
        #expect(calls.first?.hasPrefix("start kubepods.slice") == true)
        let limits = "CPUWeight:t:20 CPUQuotaPerSecUSec:t:1000000 CPUQuotaPeriodUSec:t:100000 MemoryMax:t:67108864"
        #expect(calls.contains("start kubepods-burstable-pod1234_ab.slice " + limits))
        #expect(manager.podsWithCgroups() == ["1234-ab"])
        _ = await manager.remove(uid: "1234-ab")
        #expect(systemd.calls.withLock { $0.last } == "stop kubepods-burstable-pod1234_ab.slice")
        // The runtime's own driver decides.
        manager.driver = .cgroupfs
        #expect(manager.parent(of: pod) == "/kubepods/burstable/pod1234-ab")
        #expect(CgroupLimits.perSecond(quota: 12_345, period: 100_000) == 130_000)
    }

    @Test func limitsOfContainersOnTheUnifiedHierarchy() {
        var settings = ResourceSettings(version: .v2, memoryCapacity: 8 << 30, memoryAllocatable: 7 << 30, swapCapacity: 4 << 30)
        let pod = pod("u", cpu: "1", memory: "1Gi", request: "500m")
        var container = pod.spec.containers[0]
        container.resources.requests["memory"] = "512Mi"
        var off = LinuxResources.container(container, of: pod, settings)
        #expect(off.unified == ["memory.swap.max": "0", "memory.oom.group": "1"] && off.memorySwapLimitInBytes == 0)
        settings.limitedSwap = true
        settings.memoryThrottlingFactor = 0.9
        settings.singleProcessOOMKill = true
        off = LinuxResources.container(container, of: pod, settings)
        #expect(off.unified["memory.swap.max"] == String(256 << 20))
        #expect(off.unified["memory.min"] == String(512 << 20) && off.unified["memory.high"] == "1020051456")
        #expect(off.unified["memory.oom.group"] == nil)
        settings.cfsPeriod = 50_000
        #expect(LinuxResources.container(container, of: pod, settings).cpuQuota == 50_000)
        #expect(LinuxResources.container(container, of: pod, settings, exclusiveCPUs: true).cpuQuota == -1)
        settings.version = .v1
        #expect(LinuxResources.container(container, of: pod, settings).memorySwapLimitInBytes == 1 << 30)
    }

    @Test func outOfMemoryScores() {
        let gigabyte = ResourceRequirements(requests: ["memory": "1Gi"])
        var pod = Pod()
        pod.spec.containers = [Container(name: "a", resources: gigabyte), Container(name: "b", resources: ResourceRequirements(requests: ["memory": "2Gi"]))]
        pod.spec.initContainers = [Container(name: "s", restartPolicy: "Always")]
        func score(_ container: Container) -> Int { OOMScore.of(container, in: pod, memoryCapacity: 8 << 30) }
        #expect(score(pod.spec.containers[0]) == 875 && score(pod.spec.containers[1]) == 750)
        // A sidecar goes no earlier than what it serves.
        #expect(score(pod.spec.initContainers[0]) == 875)
        pod.spec.priority = 2_000_001_000
        #expect(score(pod.spec.containers[0]) == 875)
        pod.spec.priorityClassName = "system-node-critical"
        #expect(score(pod.spec.containers[0]) == -997)
    }

    @Test func reservedAndAllocatable() {
        var options = KubeletOptions(nodeName: "n")
        options.reserved.system = ["cpu": "500m", "memory": "256Mi", "ephemeral-storage": "1Gi"]
        options.reserved.kube = ["cpu": "250m"]
        options.node.podsPerCore = 10
        var machine = MachineInfo.read(rootDirectory: "/tmp")
        machine.cpus = 4
        machine.memory = 8 << 30
        machine.storage = 100 << 30
        machine.hugepages = [2048: 64 << 20]
        let resources = NodeResources(options: options, machine: machine)
        #expect(resources.capacity["pods"] == "40" && resources.capacity["hugepages-2Mi"] == "64Mi")
        #expect(resources.allocatable["cpu"] == "3250m")
        #expect(resources.allocatable["memory"]?.value == 8 << 30 - 256 << 20 - 100 << 20 - 64 << 20)
        #expect(resources.forPods["memory"]?.value == 8 << 30 - 256 << 20 - 64 << 20)
        // As an upstream kubelet told it of a disk of this size.
        machine.storage = 61_255_492 << 10
        #expect(NodeResources(options: KubeletOptions(nodeName: "n"), machine: machine).allocatable["ephemeral-storage"] == "56453061334")
        var pinned = options
        pinned.reserved.systemCPUs = "0,2"
        #expect(NodeResources(options: pinned, machine: machine).allocatable["cpu"] == "2")
    }

    @Test func extendedResourcesOfOthersStay() {
        var old = NodeStatus()
        old.capacity = ["example.com/theirs": "5", "example.com/plugin": "3", "cpu": "1"]
        old.allocatable = ["example.com/plugin": "3"]
        let builder = NodeStatusBuilder(
            options: KubeletOptions(nodeName: "n"), version: "v", machine: MachineInfo.read(rootDirectory: "/tmp"), ips: ["10.0.0.1"], problems: [],
            images: [], devices: (["example.com/plugin": 4], ["example.com/plugin": 2]))
        let status = builder.build(from: old, now: Time(seconds: 0))
        #expect(status.capacity["example.com/theirs"] == "5" && status.allocatable["example.com/theirs"] == "5")
        #expect(status.capacity["example.com/plugin"] == "4" && status.allocatable["example.com/plugin"] == "2")
        // And nothing is to be told again.
        #expect(NodeStatusBuilder.isSame(builder.build(from: status, now: Time(seconds: 9)), status))
    }
}
