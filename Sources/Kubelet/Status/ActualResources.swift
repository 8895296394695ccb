import KubernetesAPI

/// The resources that a container has, as its status tells them.
enum ActualResources {
    /// Below these the kernel makes no difference, so that what was asked for is told.
    private static let minimumMilliCPULimit = 10
    private static let minimumMilliCPURequest = 2

    /// What is allocated to the container, with cpu and memory as the runtime says it runs with.
    /// - Parameter actuated: what the runtime was last told, for one that does not say.
    static func of(_ container: Container, _ record: ContainerRecord, actuated: ResourceRequirements? = nil) -> ResourceRequirements {
        var out = ResourceRequirements(limits: container.resources.limits, requests: container.resources.requests)
        guard record.state == .running else { return out }
        guard let limits = record.limits else {
            for name in ["cpu", "memory"] {
                if out.limits[name] != nil, let told = actuated?.limits[name] { out.limits[name] = told }
                if out.requests[name] != nil, let told = actuated?.requests[name] { out.requests[name] = told }
            }
            return out
        }
        if let allocated = out.limits["cpu"], limits.cpuQuota > 0, limits.cpuPeriod > 0 {
            let actual = milliCPU(quota: limits.cpuQuota, period: limits.cpuPeriod)
            if actual > minimumMilliCPULimit || allocated.milliValue > minimumMilliCPULimit, actual != allocated.milliValue {
                out.limits["cpu"] = Quantity(milli: actual)
            }
        }
        if let allocated = out.limits["memory"], limits.memoryLimit > 0, Int64(allocated.value) != limits.memoryLimit {
            out.limits["memory"] = Quantity(Int(limits.memoryLimit), format: .binarySI)
        }
        if let allocated = out.requests["cpu"], limits.cpuShares > 0 {
            let actual = milliCPU(shares: limits.cpuShares)
            // Shares are coarser than thousandths of a cpu: what gives the same shares is the same.
            if LinuxResources.shares(milliCPU: allocated.milliValue) != limits.cpuShares,
                actual > minimumMilliCPURequest || allocated.milliValue > minimumMilliCPURequest
            {
                out.requests["cpu"] = Quantity(milli: actual)
            }
        }
        return out
    }

    static func milliCPU(shares: Int64) -> Int {
        let (product, overflow) = shares.multipliedReportingOverflow(by: 1000)
        return overflow ? .max : Int(clamping: product / 1024 + (product % 1024 > 0 ? 1 : 0))
    }

    static func milliCPU(quota: Int64, period: Int64) -> Int {
        let (product, overflow) = quota.multipliedReportingOverflow(by: 1000)
        return overflow || period <= 0 ? .max : Int(clamping: product / period)
    }
}
