import ContainerRuntime
import KubernetesAPI

/// Requests and limits as the kernel takes them.
enum LinuxResources {
    /// The period in which a cpu quota is counted, in microseconds.
    static let period: Int64 = 100_000
    private static let minimumShares: Int64 = 2
    private static let maximumShares: Int64 = 262_144
    private static let minimumQuota: Int64 = 1000

    /// cgroup v1 cpu.shares for an amount of cpu.
    static func shares(milliCPU: Int) -> Int64 {
        if milliCPU <= 0 { return minimumShares }
        let (product, overflow) = Int64(milliCPU).multipliedReportingOverflow(by: 1024)
        return overflow ? maximumShares : min(max(product / 1000, minimumShares), maximumShares)
    }

    /// CFS quota in microseconds a period; zero means no limit.
    static func quota(milliCPU: Int) -> Int64 {
        if milliCPU <= 0 { return 0 }
        let (product, overflow) = Int64(milliCPU).multipliedReportingOverflow(by: period)
        return overflow ? 0 : max(product / 1000, minimumQuota)
    }

    /// cgroup v2 cpu.weight for cpu.shares, as runtimes convert it.
    static func weight(shares: Int64) -> Int64 { 1 + ((max(shares, 2) - 2) * 9999) / 262_142 }

    /// The resources of one container.
    /// - Parameters:
    ///   - memoryCapacity: the node's memory in bytes, which burstable pods' out-of-memory scores are relative to.
    static func container(_ container: Container, of pod: Pod, memoryCapacity: Int64, cfsQuota: Bool) -> CRILinuxContainerResources {
        let limits = container.resources.limits
        let requests = container.resources.requests
        var out = CRILinuxContainerResources()
        // No request means as much as the limit.
        let cpu = requests["cpu"] ?? limits["cpu"]
        out.cpuShares = shares(milliCPU: cpu?.milliValue ?? 0)
        if cfsQuota, let limit = limits["cpu"] {
            out.cpuPeriod = period
            out.cpuQuota = quota(milliCPU: limit.milliValue)
        }
        if let limit = limits["memory"], limit.value > 0 {
            out.memoryLimitInBytes = Int64(limit.value)
            // No swap beyond the limit.
            out.memorySwapLimitInBytes = Int64(limit.value)
        }
        out.oomScoreAdj = Int64(oomScoreAdjust(container, of: pod, memoryCapacity: memoryCapacity))
        return out
    }

    /// Who is killed first when the node's memory runs out: 1000 first, -997 last.
    static func oomScoreAdjust(_ container: Container, of pod: Pod, memoryCapacity: Int64) -> Int {
        if (pod.spec.priority ?? 0) >= 2_000_000_000 { return -997 }
        switch QOSClass.of(pod) {
        case .guaranteed: return -997
        case .bestEffort: return 1000
        case .burstable:
            let request = Int64((container.resources.requests["memory"] ?? container.resources.limits["memory"])?.value ?? 0)
            guard memoryCapacity > 0 else { return 999 }
            let (product, overflow) = request.multipliedReportingOverflow(by: 1000)
            let score = overflow ? 0 : 1000 - product / memoryCapacity
            // At least 3, so that it goes before guaranteed pods; less than best-effort pods' 1000.
            return Int(min(max(score, 3), 999))
        }
    }

    /// What the whole pod may use, for its own cgroup.
    static func pod(_ pod: Pod) -> PodLimits {
        var cpuRequest = 0
        var cpuLimit = 0
        var memory = 0
        var allCPU = !pod.spec.containers.isEmpty
        var allMemory = !pod.spec.containers.isEmpty
        for container in pod.spec.containers + pod.spec.initContainers.filter(\.isSidecar) {
            let limits = container.resources.limits
            cpuRequest += (container.resources.requests["cpu"] ?? limits["cpu"])?.milliValue ?? 0
            if let limit = limits["cpu"] { cpuLimit += limit.milliValue } else { allCPU = false }
            if let limit = limits["memory"] { memory += limit.value } else { allMemory = false }
        }
        for container in pod.spec.initContainers where !container.isSidecar {
            let limits = container.resources.limits
            cpuRequest = max(cpuRequest, (container.resources.requests["cpu"] ?? limits["cpu"])?.milliValue ?? 0)
            if let limit = limits["cpu"] { cpuLimit = max(cpuLimit, limit.milliValue) } else { allCPU = false }
            if let limit = limits["memory"] { memory = max(memory, limit.value) } else { allMemory = false }
        }
        if let whole = pod.spec.resources {
            if let request = whole.requests["cpu"] ?? whole.limits["cpu"] { cpuRequest = request.milliValue }
            if let limit = whole.limits["cpu"] { (cpuLimit, allCPU) = (limit.milliValue, true) }
            if let limit = whole.limits["memory"] { (memory, allMemory) = (limit.value, true) }
        }
        cpuRequest += pod.spec.overhead["cpu"]?.milliValue ?? 0
        cpuLimit += pod.spec.overhead["cpu"]?.milliValue ?? 0
        memory += pod.spec.overhead["memory"]?.value ?? 0
        return PodLimits(
            cpuShares: shares(milliCPU: cpuRequest), cpuQuota: allCPU && cpuLimit > 0 ? quota(milliCPU: cpuLimit) : nil,
            memoryLimit: allMemory && memory > 0 ? Int64(memory) : nil
        )
    }
}

/// The limits of a pod's cgroup. Nil means none.
struct PodLimits: Equatable, Sendable {
    var cpuShares: Int64
    /// Microseconds in each period of `LinuxResources.period`.
    var cpuQuota: Int64?
    /// Bytes.
    var memoryLimit: Int64?
}
