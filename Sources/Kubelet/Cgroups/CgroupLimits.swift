/// What a cgroup may use. Nil and empty mean: leave it as it is.
struct CgroupLimits: Equatable, Sendable {
    /// As cgroup v1 counts them, 2 to 262144; on v2 they become a weight.
    var cpuShares: Int64?
    /// Microseconds of cpu time in each period; -1 means no limit.
    var cpuQuota: Int64?
    /// Microseconds.
    var cpuPeriod = LinuxResources.period
    /// Bytes; -1 means no limit.
    var memoryLimit: Int64?
    /// The number of processes and threads; -1 means no limit.
    var pids: Int64?
    /// Bytes in huge pages, by the size of a page in KiB.
    var hugepages: [Int: Int64] = [:]
    /// Files of cgroup v2 that have no other name here, such as memory.min.
    var unified: [String: String] = [:]
}

/// One file of a cgroup and what is written to it.
struct CgroupSetting: Equatable, Sendable {
    /// cgroup v1: the controller whose tree the file is in.
    var controller: String
    var file: String
    var value: String

    init(_ controller: String, _ file: String, _ value: some CustomStringConvertible) {
        self.controller = controller
        self.file = file
        self.value = value.description
    }
}

extension CgroupLimits {
    /// The files that have to be written.
    func settings(_ version: CgroupHierarchy.Version) -> [CgroupSetting] {
        switch version {
        case .v1: v1
        case .v2: v2
        }
    }

    private var v1: [CgroupSetting] {
        var out: [CgroupSetting] = []
        if let cpuShares { out.append(CgroupSetting("cpu", "cpu.shares", cpuShares)) }
        if let cpuQuota {
            out.append(CgroupSetting("cpu", "cpu.cfs_period_us", cpuPeriod))
            out.append(CgroupSetting("cpu", "cpu.cfs_quota_us", cpuQuota > 0 ? cpuQuota : -1))
        }
        if let memoryLimit { out.append(CgroupSetting("memory", "memory.limit_in_bytes", memoryLimit)) }
        if let pids { out.append(CgroupSetting("pids", "pids.max", pids > 0 ? String(pids) : "max")) }
        for (size, bytes) in hugepages.sorted(by: { $0.key < $1.key }) {
            out.append(CgroupSetting("hugetlb", "hugetlb.\(Self.pageSize(size)).limit_in_bytes", bytes))
        }
        return out
    }

    private var v2: [CgroupSetting] {
        var out: [CgroupSetting] = []
        if let cpuShares { out.append(CgroupSetting("cpu", "cpu.weight", LinuxResources.weight(shares: cpuShares))) }
        if let cpuQuota { out.append(CgroupSetting("cpu", "cpu.max", "\(cpuQuota > 0 ? String(cpuQuota) : "max") \(cpuPeriod)")) }
        if let memoryLimit { out.append(CgroupSetting("memory", "memory.max", memoryLimit >= 0 ? String(memoryLimit) : "max")) }
        if let pids { out.append(CgroupSetting("pids", "pids.max", pids > 0 ? String(pids) : "max")) }
        for (size, bytes) in hugepages.sorted(by: { $0.key < $1.key }) {
            out.append(CgroupSetting("hugetlb", "hugetlb.\(Self.pageSize(size)).max", bytes))
        }
        for (file, value) in unified.sorted(by: { $0.key < $1.key }) {
            out.append(CgroupSetting(String(file.prefix { $0 != "." }), file, value))
        }
        return out
    }

    /// A page's size as the hugetlb controller and CRI write it: 2MB, 1GB.
    static func pageSize(_ kibibytes: Int) -> String {
        if kibibytes >= 1 << 20 { return "\(kibibytes >> 20)GB" }
        return kibibytes >= 1 << 10 ? "\(kibibytes >> 10)MB" : "\(kibibytes)KB"
    }
}
