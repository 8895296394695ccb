import Foundation

/// What a cgroup uses, read from its files, on cgroup v1 and v2.
struct CgroupUsage: Sendable {
    var hierarchy: CgroupHierarchy

    /// Bytes that cannot be taken back without swapping: what is used without file pages that have not been touched lately.
    /// - Parameter path: of the cgroup, such as `/kubepods`. Nil when it has no such figures.
    func workingSet(_ path: String) -> Int? {
        guard let directory = hierarchy.directory("memory", path) else { return nil }
        let (file, field) = hierarchy.version == .v2 ? ("memory.current", "inactive_file") : ("memory.usage_in_bytes", "total_inactive_file")
        guard let used = Self.number(directory + "/" + file) else { return nil }
        return max(0, used - (Self.field(field, directory + "/memory.stat") ?? 0))
    }

    /// Bytes of file pages that have not been touched lately; nil when it has no such figures.
    func inactiveFiles(_ path: String) -> Int? {
        hierarchy.directory("memory", path).flatMap { Self.field(hierarchy.version == .v2 ? "inactive_file" : "total_inactive_file", $0 + "/memory.stat") }
    }

    /// Bytes that the cgroup may use; nil when it is not limited.
    func memoryLimit(_ path: String) -> Int? {
        guard let directory = hierarchy.directory("memory", path) else { return nil }
        let limit = Self.number(directory + (hierarchy.version == .v2 ? "/memory.max" : "/memory.limit_in_bytes"))
        // Version 1 says "unlimited" as the largest number of pages.
        return limit.flatMap { $0 < 1 << 62 ? $0 : nil }
    }

    /// Processes and threads in it; nil when it is not known.
    func processes(_ path: String) -> Int? {
        hierarchy.directory("pids", path).flatMap { Self.number($0 + "/pids.current") }
    }

    /// What the node as a whole uses. The root of version 2 has no figures of its own; there the machine's are taken.
    func nodeWorkingSet() -> Int? {
        if let own = workingSet("/") ?? workingSet("") { return own }
        let table = MachineInfo.meminfo()
        guard let total = table["MemTotal"], let free = table["MemFree"] else { return nil }
        let inactive = hierarchy.directory("memory", "").flatMap { Self.field("inactive_file", $0 + "/memory.stat") } ?? table["Inactive(file)"]
        return max(0, total - free - (inactive ?? 0))
    }

    private static func number(_ path: String) -> Int? {
        Int(PodFiles.read(path).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func field(_ name: String, _ path: String) -> Int? {
        for line in PodFiles.read(path).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == name { return Int(words[1]) }
        }
        return nil
    }
}
