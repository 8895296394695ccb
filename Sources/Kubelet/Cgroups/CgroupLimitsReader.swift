import Foundation

/// Reads back what the kernel has for one cgroup.
struct CgroupLimitsReader {
    var hierarchy: CgroupHierarchy
    /// Below the mount.
    var path: String

    /// cpu and memory limits; nil when there is no such cgroup.
    func limits() -> CgroupLimits? {
        switch hierarchy.version {
        case .v1:
            guard let shares = number("cpu", "cpu.shares") else { return nil }
            var out = CgroupLimits(cpuShares: shares)
            if let period = number("cpu", "cpu.cfs_period_us") { out.cpuPeriod = period }
            out.cpuQuota = number("cpu", "cpu.cfs_quota_us")
            out.memoryLimit = number("memory", "memory.limit_in_bytes").map(Self.unlimited)
            return out
        case .v2:
            guard let weight = number("cpu", "cpu.weight") else { return nil }
            // The other way round than LinuxResources.weight.
            var out = CgroupLimits(cpuShares: (max(1, min(weight, 10_000)) - 1) * 262_142 / 9999 + 2)
            let cpu = text("cpu", "cpu.max").split(separator: " ")
            if cpu.count == 2, let period = Int64(cpu[1]) {
                out.cpuPeriod = period
                out.cpuQuota = cpu[0] == "max" ? -1 : Int64(cpu[0])
            }
            let memory = text("memory", "memory.max")
            out.memoryLimit = memory == "max" ? -1 : Int64(memory)
            return out
        }
    }

    func memoryUsage() -> Int64? {
        hierarchy.version == .v1 ? number("memory", "memory.usage_in_bytes") : number("memory", "memory.current")
    }

    /// The kernel's "no limit" is the largest number of whole pages.
    private static func unlimited(_ bytes: Int64) -> Int64 { bytes > Int64.max - (1 << 20) ? -1 : bytes }

    private func number(_ controller: String, _ file: String) -> Int64? { Int64(text(controller, file)) }

    private func text(_ controller: String, _ file: String) -> String {
        guard let directory = hierarchy.directory(controller, path) else { return "" }
        return PodFiles.read(directory + "/" + file).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
