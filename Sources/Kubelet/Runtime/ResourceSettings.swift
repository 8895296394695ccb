import KubernetesAPI

/// What of the node and of the kubelet's options decides the limits of pods and containers.
struct ResourceSettings: Sendable {
    var version = CgroupHierarchy.Version.v1
    /// Bytes of the node's memory, which out-of-memory scores and swap are relative to.
    var memoryCapacity: Int64 = 0
    /// Bytes of memory for pods together.
    var memoryAllocatable: Int64 = 0
    /// Bytes of swap.
    var swapCapacity: Int64 = 0
    /// Whether the kernel counts swap in cgroups.
    var countsSwap = true
    /// `--cpu-cfs-quota`: whether cpu limits are enforced.
    var cfsQuota = true
    /// `--cpu-cfs-quota-period`, in microseconds.
    var cfsPeriod = LinuxResources.period
    /// `memorySwap.swapBehavior` is LimitedSwap.
    var limitedSwap = false
    /// `memoryThrottlingFactor` when the MemoryQoS gate is on; nil when it is off.
    var memoryThrottlingFactor: Double?
    /// `singleProcessOOMKill`, as it is given.
    var singleProcessOOMKill: Bool?
    /// The sizes of huge pages that cgroups can limit, in KiB.
    var hugepageSizes: [Int] = []
}

extension ResourceSettings {
    init(options: KubeletOptions, hierarchy: CgroupHierarchy?, machine: MachineInfo) {
        version = hierarchy?.version ?? .v2
        memoryCapacity = Int64(clamping: machine.memory)
        memoryAllocatable = Int64(clamping: NodeResources(options: options, machine: machine).forPods["memory"]?.value ?? machine.memory)
        swapCapacity = Int64(clamping: machine.swap)
        countsSwap = hierarchy?.countsSwap ?? false
        cfsQuota = options.cpuCFSQuota
        let period = options.resourceManagers.cfsQuotaPeriod.components
        let microseconds = period.seconds.multipliedReportingOverflow(by: 1_000_000)
        cfsPeriod = microseconds.overflow ? 1_000_000 : min(max(microseconds.partialValue + period.attoseconds / 1_000_000_000_000, 1000), 1_000_000)
        limitedSwap = options.resourceManagers.swapBehavior == "LimitedSwap"
        memoryThrottlingFactor = options.node.featureGates["MemoryQoS"] == true ? options.resourceManagers.memoryThrottlingFactor : nil
        singleProcessOOMKill = options.resourceManagers.singleProcessOOMKill
        hugepageSizes = hierarchy?.limitsHugepages == true ? machine.hugepages.keys.sorted() : []
    }
}
