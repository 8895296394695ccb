/// How CPUs, memory and devices are given to containers.
public struct ResourceManagerOptions: Sendable {
    /// `--cpu-manager-policy`: none or static.
    public var cpuPolicy = "none"
    /// `--cpu-manager-policy-options`
    public var cpuPolicyOptions: [String: String] = [:]
    /// `--cpu-manager-reconcile-period`
    public var cpuReconcilePeriod: Duration = .seconds(10)
    /// `--memory-manager-policy`: None or Static.
    public var memoryPolicy = "None"
    /// `--reserved-memory`: NUMA node to resource to quantity.
    public var reservedMemory: [Int: [String: String]] = [:]
    /// `--topology-manager-policy`: none, best-effort, restricted or single-numa-node.
    public var topologyPolicy = "none"
    /// `--topology-manager-scope`: container or pod.
    public var topologyScope = "container"
    /// `--topology-manager-policy-options`
    public var topologyPolicyOptions: [String: String] = [:]
    /// `--cpu-cfs-quota-period`
    public var cfsQuotaPeriod: Duration = .milliseconds(100)
    /// `memorySwap.swapBehavior`: NoSwap or LimitedSwap.
    public var swapBehavior = "NoSwap"
    /// `--fail-swap-on`
    public var failsOnSwap = true
    /// `memoryThrottlingFactor`, for memory.high under the MemoryQoS gate.
    public var memoryThrottlingFactor = 0.9
    /// `singleProcessOOMKill`: nil means that the kernel kills a container's processes together on cgroup v2 and one by one on v1.
    public var singleProcessOOMKill: Bool?
    /// `failCgroupV1`: refuse to start on cgroup v1. Upstream turned it on; here v1 goes on working.
    public var failsOnCgroupV1 = false

    public init() {}
}
