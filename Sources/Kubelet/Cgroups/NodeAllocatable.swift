import KubernetesAPI
import Logging

/// Holds pods, system daemons and the kubelet to their share of the node: `--enforce-node-allocatable`.
struct NodeAllocatable: Sendable {
    var options: KubeletOptions
    var machine: MachineInfo
    var cgroups: CgroupManager
    /// Tells of success and failure on the node: type, reason, message.
    var event: @Sendable (String, String, String) -> Void
    var logger: Logger

    /// Sets the limits. A cgroup that is named and is not there is told of; pods run all the same.
    func enforce() async {
        guard cgroups.hierarchy != nil else { return }
        let enforced = Set(options.reserved.enforceNodeAllocatable)
        var resources = NodeResources(options: options, machine: machine).forPods
        resources["pid"] = pids
        let hugepages = Dictionary(uniqueKeysWithValues: cgroups.settings.hugepageSizes.map { ($0, Int64.max) })
        var limits = limits(resources, compressibleOnly: !enforced.contains("pods"))
        if enforced.contains("pods") { limits.hugepages = hugepages }
        await set("pods", "Updated Node Allocatable limit across pods") { try await cgroups.limitAllPods(limits) }
        for (key, path, list) in [
            ("system-reserved", options.reserved.systemCgroup, options.reserved.system), ("kube-reserved", options.reserved.kubeCgroup, options.reserved.kube),
        ] where enforced.contains(key) || enforced.contains(key + "-compressible") {
            let amounts = list.compactMapValues { try? Quantity(parsing: $0) }
            let limits = self.limits(amounts, compressibleOnly: !enforced.contains(key))
            let name = key.replacing("-", with: " ")
            await set(key, "Updated limits on \(name) cgroup \(path)") { try await cgroups.limitExisting(path, limits) }
        }
    }

    private func set(_ what: String, _ message: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            event("Normal", "NodeAllocatableEnforced", message)
        } catch {
            logger.error("cannot enforce node allocatable", metadata: ["of": "\(what)", "error": "\(error)"])
            event("Warning", "FailedNodeAllocatableEnforcement", "Failed to update Node Allocatable Limits \(what): \(error)")
        }
    }

    /// Processes and threads that pods may have together, when some are reserved.
    private var pids: Quantity? {
        let kept = [options.reserved.system["pid"], options.reserved.kube["pid"]].compactMap { $0.flatMap { try? Quantity(parsing: $0) } }
        let maximum = Int(PodFiles.read("/proc/sys/kernel/pid_max").filter { !$0.isWhitespace }) ?? 0
        return kept.isEmpty || maximum <= 0 ? nil : Quantity(max(1, maximum - kept.reduce(Quantity(0), +).value))
    }

    private func limits(_ amounts: [String: Quantity], compressibleOnly: Bool) -> CgroupLimits {
        var out = CgroupLimits()
        if let cpu = amounts["cpu"] { out.cpuShares = LinuxResources.shares(milliCPU: cpu.milliValue) }
        if compressibleOnly { return out }
        if let memory = amounts["memory"], memory.value > 0 { out.memoryLimit = Int64(memory.value) }
        if let pids = amounts["pid"], pids.value > 0 { out.pids = Int64(pids.value) }
        return out
    }

    /// What `--qos-reserved` leaves of the memory to the lower classes, in bytes; empty when nothing is reserved.
    func classMemory(_ pods: [Pod]) -> [QOSClass: Int64] {
        guard let text = options.reserved.qos["memory"], text.hasSuffix("%"), let percent = Int64(text.dropLast()), (0...100).contains(percent) else { return [:] }
        let all = Int64(clamping: NodeResources(options: options, machine: machine).forPods["memory"]?.value ?? 0)
        func kept(_ qos: QOSClass) -> Int64 {
            let sum = pods.filter { QOSClass.of($0) == qos }.reduce(Quantity(0)) { $0 + PodAdmission.request($1, "memory", orLimit: true) }
            let (product, overflow) = Int64(clamping: sum.value).multipliedReportingOverflow(by: percent)
            return overflow ? all : product / 100
        }
        let burstable = max(0, all - kept(.guaranteed))
        return [.burstable: burstable, .bestEffort: max(0, burstable - kept(.burstable))]
    }
}
