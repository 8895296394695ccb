import Foundation
import SystemPackage

/// The cgroup file system of this machine, version 1 (a tree a controller) or 2 (one tree).
struct CgroupHierarchy: Sendable {
    enum Version: Sendable { case v1, v2 }

    /// Where it is mounted, usually /sys/fs/cgroup.
    let root: String
    let version: Version
    /// Version 1: the trees, by the names of their directories.
    let trees: [String]

    /// Looks at what is mounted. Nil when there is no cgroup file system.
    init?(root: String = "/sys/fs/cgroup") {
        self.root = root
        if access(root + "/cgroup.controllers", F_OK) == 0 {
            version = .v2
            trees = []
            return
        }
        version = .v1
        // Links such as cpu -> cpu,cpuacct lead to the same tree; once is enough.
        var seen = Set<String>()
        var found: [String] = []
        for name in ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted() {
            let path = root + "/" + name
            guard access(path + "/cgroup.procs", F_OK) == 0 else { continue }
            let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            if seen.insert(real).inserted { found.append((real as NSString).lastPathComponent) }
        }
        if found.isEmpty { return nil }
        trees = found
    }

    /// The directory of `path` in the tree of a controller; nil when there is no such tree.
    func directory(_ controller: String, _ path: String) -> String? {
        switch version {
        case .v2: return root + path
        case .v1:
            guard let tree = trees.first(where: { $0.split(separator: ",").contains(Substring(controller)) }) else { return nil }
            return "\(root)/\(tree)\(path)"
        }
    }

    /// Every directory that stands for `path`.
    func directories(_ path: String) -> [String] {
        switch version {
        case .v2: [root + path]
        case .v1: trees.map { "\(root)/\($0)\(path)" }
        }
    }

    /// Whether cgroups can limit huge pages.
    var limitsHugepages: Bool {
        switch version {
        case .v1: directory("hugetlb", "") != nil
        case .v2: controllers("").contains("hugetlb")
        }
    }

    /// Whether the kernel counts the swap of cgroups.
    var countsSwap: Bool {
        switch version {
        case .v1: directory("memory", "/memory.memsw.limit_in_bytes").map { access($0, F_OK) == 0 } ?? false
        // The root has no limits of its own; where one cgroup has it, all have.
        case .v2: PodFiles.list(root).contains { access("\(root)/\($0)/memory.swap.max", F_OK) == 0 }
        }
    }

    /// Version 2: the controllers that a cgroup may hand down.
    func controllers(_ path: String) -> Set<String> {
        Set(PodFiles.read(root + path + "/cgroup.controllers").split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Writes one setting. A kernel that does not have it, or does not let us, is no reason to keep a pod from running.
    /// - Returns: whether it was taken.
    @discardableResult
    func write(_ directory: String, _ file: String, _ value: String) -> Bool {
        let path = directory + "/" + file
        if PodFiles.read(path).trimmingCharacters(in: .whitespacesAndNewlines) == value { return true }
        // The kernel makes no file here that it does not know; a directory that stands for a hierarchy does.
        guard let descriptor = try? FileDescriptor.open(FilePath(path), .writeOnly, options: [.create], permissions: .ownerReadWrite) else {
            return false
        }
        defer { try? descriptor.close() }
        return (try? descriptor.writeAll(value.utf8)) != nil
    }
}
