import ContainerRuntime
import KubernetesAPI

/// Requests and limits as the kernel takes them.
enum LinuxResources {
    /// The usual period in which a cpu quota is counted, in microseconds.
    static let period: Int64 = 100_000
    static let minimumShares: Int64 = 2
    private static let maximumShares: Int64 = 262_144
    private static let minimumQuota: Int64 = 1000
    private static let pageSize: Int64 = 4096

    /// cgroup v1 cpu.shares for an amount of cpu.
    static func shares(milliCPU: Int) -> Int64 {
        if milliCPU <= 0 { return minimumShares }
        let (product, overflow) = Int64(milliCPU).multipliedReportingOverflow(by: 1024)
        return overflow ? maximumShares : min(max(product / 1000, minimumShares), maximumShares)
    }

    /// CFS quota in microseconds a period; zero means no limit.
    static func quota(milliCPU: Int, period: Int64 = period) -> Int64 {
        if milliCPU <= 0 { return 0 }
        let (product, overflow) = Int64(milliCPU).multipliedReportingOverflow(by: period)
        return overflow ? 0 : max(product / 1000, minimumQuota)
    }

    /// cgroup v2 cpu.weight for cpu.shares, as the upstream kubelet converts it for its own cgroups. Runtimes have formulas of
    /// their own for containers, to which they get shares.
    static func weight(shares: Int64) -> Int64 { 1 + ((min(max(shares, 2), maximumShares) - 2) * 9999) / 262_142 }

    // MARK: - Containers

    /// The resources of one container.
    /// - Parameter exclusiveCPUs: whether it has CPUs of its own, which no quota may slow.
    static func container(
        _ container: Container, of pod: Pod, _ settings: ResourceSettings, exclusiveCPUs: Bool = false
    ) -> CRILinuxContainerResources {
        let limits = container.resources.limits
        let requests = container.resources.requests
        var out = CRILinuxContainerResources()
        // Without a limit of its own a container is held to that of the pod.
        let cpuLimit = limits["cpu"] ?? pod.spec.resources?.limits["cpu"]
        let memoryLimit = limits["memory"] ?? pod.spec.resources?.limits["memory"]
        // No request means as much as the limit.
        out.cpuShares = shares(milliCPU: (requests["cpu"] ?? limits["cpu"])?.milliValue ?? 0)
        if settings.cfsQuota {
            out.cpuPeriod = settings.cfsPeriod
            let quota = cpuLimit.map { self.quota(milliCPU: $0.milliValue, period: settings.cfsPeriod) } ?? 0
            if exclusiveCPUs { out.cpuQuota = -1 } else { out.cpuQuota = quota }
        }
        if let memoryLimit, memoryLimit.value > 0 { out.memoryLimitInBytes = Int64(memoryLimit.value) }
        setSwap(&out, container, pod, settings)
        setHugepages(&out, limits, settings)
        if settings.version == .v2 {
            if settings.singleProcessOOMKill != true { out.unified["memory.oom.group"] = "1" }
            setMemoryQOS(&out, container, memoryLimit, settings)
        }
        out.oomScoreAdj = Int64(OOMScore.of(container, in: pod, memoryCapacity: settings.memoryCapacity))
        return out
    }

    private static func setSwap(_ out: inout CRILinuxContainerResources, _ container: Container, _ pod: Pod, _ settings: ResourceSettings) {
        guard settings.version == .v2 else {
            // No swap beyond the limit.
            if settings.countsSwap { out.memorySwapLimitInBytes = out.memoryLimitInBytes }
            return
        }
        guard settings.countsSwap else { return }
        out.unified["memory.swap.max"] = String(settings.limitedSwap ? swap(container, pod, settings) : 0)
    }

    /// How much a container may swap: as much of the node's swap as it requests of the node's memory. Bytes.
    static func swap(_ container: Container, _ pod: Pod, _ settings: ResourceSettings) -> Int64 {
        let request = container.resources.requests["memory"]?.value ?? 0
        let limit = container.resources.limits["memory"]?.value ?? 0
        if pod.isCritical || QOSClass.of(pod) != .burstable || request <= 0 || request == limit || settings.memoryCapacity <= 0 { return 0 }
        let (product, overflow) = Int128(request).multipliedReportingOverflow(by: Int128(settings.swapCapacity))
        return overflow ? 0 : Int64(clamping: product / Int128(settings.memoryCapacity))
    }

    private static func setHugepages(_ out: inout CRILinuxContainerResources, _ limits: [String: Quantity], _ settings: ResourceSettings) {
        // Each size is said, so that one that is not asked for is not to be had.
        for size in settings.hugepageSizes {
            var limit = CRIHugepageLimit()
            limit.pageSize = CgroupLimits.pageSize(size)
            limit.limit = UInt64(clamping: limits[NodeResources.hugepages(size)]?.value ?? 0)
            out.hugepageLimits.append(limit)
        }
    }

    /// Under the MemoryQoS gate: memory that is not reclaimed, and from where on allocations are slowed.
    private static func setMemoryQOS(
        _ out: inout CRILinuxContainerResources, _ container: Container, _ memoryLimit: Quantity?, _ settings: ResourceSettings
    ) {
        guard let factor = settings.memoryThrottlingFactor else { return }
        let request = Int64(clamping: container.resources.requests["memory"]?.value ?? 0)
        if request > 0 { out.unified["memory.min"] = String(request) }
        let limit = memoryLimit.map { Int64(clamping: $0.value) } ?? settings.memoryAllocatable
        if limit <= request { return }
        let high = Double(request) + factor * Double(limit - request)
        guard high.isFinite, high > 0, high < 9e18 else { return }
        let rounded = Int64(high) / pageSize * pageSize
        if rounded > request { out.unified["memory.high"] = String(rounded) }
    }

    // MARK: - Pods

    /// What the whole pod may use, for its own cgroup.
    static func pod(_ pod: Pod, _ settings: ResourceSettings = ResourceSettings(), exclusiveCPUs: Bool = false) -> CgroupLimits {
        let cpuRequest = PodAdmission.request(pod, "cpu", orLimit: true)
        var out = CgroupLimits(cpuShares: shares(milliCPU: cpuRequest.milliValue), cpuPeriod: settings.cfsPeriod)
        for size in settings.hugepageSizes {
            out.hugepages[size] = Int64(clamping: PodAdmission.request(pod, NodeResources.hugepages(size), orLimit: true).value)
        }
        if QOSClass.of(pod) == .bestEffort {
            out.cpuShares = minimumShares
            return out
        }
        if let limit = limit(pod, "cpu"), settings.cfsQuota {
            out.cpuQuota = exclusiveCPUs ? -1 : quota(milliCPU: limit.milliValue, period: settings.cfsPeriod)
        }
        if let limit = limit(pod, "memory") { out.memoryLimit = Int64(clamping: limit.value) }
        if settings.version == .v2, settings.memoryThrottlingFactor != nil {
            let request = PodAdmission.request(pod, "memory", orLimit: false).value
            if request > 0 { out.unified["memory.min"] = String(request) }
        }
        return out
    }

    /// The pod's limit of a resource with its overhead; nil when one container is without.
    private static func limit(_ pod: Pod, _ name: String) -> Quantity? {
        let overhead = pod.spec.overhead[name] ?? Quantity(0)
        if let whole = pod.spec.resources?.limits[name], !whole.isZero { return whole + overhead }
        let all = pod.spec.containers + pod.spec.initContainers
        if pod.spec.containers.isEmpty || all.contains(where: { ($0.resources.limits[name]?.milliValue ?? 0) <= 0 }) { return nil }
        return PodAdmission.sum(pod) { $0.resources.limits[name] ?? Quantity(0) } + overhead
    }
}
