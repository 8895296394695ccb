/// What of the node's resources is not for pods, and who holds pods to the rest.
public struct ReservedOptions: Sendable {
    /// `--system-reserved`: resource to quantity (cpu, memory, ephemeral-storage, pid).
    public var system: [String: String] = [:]
    /// `--kube-reserved`
    public var kube: [String: String] = [:]
    /// `--enforce-node-allocatable`: pods, system-reserved, kube-reserved (each also with `-compressible`), or none.
    public var enforceNodeAllocatable = ["pods"]
    /// `--system-reserved-cgroup`
    public var systemCgroup = ""
    /// `--kube-reserved-cgroup`
    public var kubeCgroup = ""
    /// `--reserved-cpus`: a list such as `0-1,4`, instead of the cpu amounts above.
    public var systemCPUs = ""
    /// `--kubelet-cgroups`: where the kubelet itself is to be.
    public var kubeletCgroups = ""
    /// `--system-cgroups`: where processes of the root cgroup are moved.
    public var systemCgroups = ""
    /// `--qos-reserved`: resource to percentage of requests that lower classes may not use.
    public var qos: [String: String] = [:]
    /// `--oom-score-adj` of the kubelet's own process.
    public var oomScoreAdjustment = -999

    public init() {}
}
