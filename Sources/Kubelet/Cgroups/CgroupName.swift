/// The name of a cgroup, by its parts from the root of the hierarchy down, whatever driver makes it.
struct CgroupName: Hashable, Sendable {
    var parts: [String]

    static let kubepods = "kubepods"

    /// - Parameter root: `--cgroup-root`, such as `/` or `/a/b`.
    init(root: String, _ parts: [String] = []) { self.parts = root.split(separator: "/").map(String.init) + parts }

    /// Below this one.
    func appending(_ part: String) -> CgroupName {
        var name = self
        name.parts.append(part)
        return name
    }

    /// This one and all above it, the highest first.
    var chain: [CgroupName] {
        parts.indices.map { index in
            var name = self
            name.parts = Array(parts[...index])
            return name
        }
    }

    /// Its path below the mount of the file system.
    func path(_ driver: CgroupDriver) -> String {
        switch driver {
        case .cgroupfs: "/" + parts.joined(separator: "/")
        case .systemd: parts.isEmpty ? "/" : "/" + chain.map(\.slice).joined(separator: "/")
        }
    }

    /// systemd's name of it, in which `-` means "child of": `kubepods-burstable-pod1_2.slice`.
    var slice: String {
        parts.isEmpty ? "-.slice" : parts.map { $0.replacing("-", with: "_") }.joined(separator: "-") + ".slice"
    }

    /// The UID of the pod whose directory has this name; nil when it is none's.
    static func podUID(directory name: String, _ driver: CgroupDriver) -> String? {
        switch driver {
        case .cgroupfs:
            return name.hasPrefix("pod") ? String(name.dropFirst(3)) : nil
        case .systemd:
            guard name.hasSuffix(".slice"), let last = name.dropLast(6).split(separator: "-").last, last.hasPrefix("pod") else { return nil }
            // UIDs of static pods have no dashes, and others no underscores.
            return String(last.dropFirst(3)).replacing("_", with: "-")
        }
    }
}
