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

    /// Writes one setting. A kernel that does not have it, or does not let us, is no reason to keep a pod from running.
    /// - Returns: whether it was taken.
    @discardableResult
    func write(_ directory: String, _ file: String, _ value: String) -> Bool {
        let path = directory + "/" + file
        if PodFiles.read(path).trimmingCharacters(in: .whitespacesAndNewlines) == value { return true }
        guard let descriptor = try? FileDescriptor.open(FilePath(path), .writeOnly) else { return false }
        defer { try? descriptor.close() }
        return (try? descriptor.writeAll(value.utf8)) != nil
    }
}
