import Foundation

/// Mounts and unmounts. Tests have one that does nothing.
protocol Mounter: Sendable {
    /// mount(2). Throws `FileError`.
    /// - Parameters:
    ///   - flags: such as `MountFlag.bind`.
    ///   - options: of the file system, comma-separated.
    func mount(_ source: String, at path: String, type: String, flags: UInt, options: String) throws
    func isMounted(_ path: String) -> Bool
    /// Mount points at `path` and below, innermost first.
    func mounts(below path: String) -> [String]
    func unmount(_ path: String) throws
}

extension Mounter {
    /// Unmounts what is mounted at `path` and below, innermost first.
    /// - Throws: when something is still mounted then, so that nothing may be removed.
    func unmountAll(below path: String) throws {
        for point in mounts(below: path) { try unmount(point) }
        guard mounts(below: path).isEmpty else { throw VolumeFileError("\(path) is still mounted") }
    }
}

/// The flags of mount(2) that volumes need.
enum MountFlag {
    static let readOnly: UInt = 1
    static let noExec: UInt = 8
    static let remount: UInt = 32
    static let bind: UInt = 4096
    static let recursive: UInt = 16384
    static let isPrivate: UInt = 1 << 18
}

extension Mounter {
    /// Mounts a file system in memory, of at most so many bytes; nil is half of the machine's. It is kept out of swap where there is any.
    func mountMemory(at path: String, size: Int?) throws {
        let options = size.map { "size=\($0)" }
        // The table's first line is its header.
        let swaps = POSIXFiles.read("/proc/swaps").map { String(decoding: $0, as: UTF8.self).split(separator: "\n").count } ?? 0
        // Kernels before 6.4 do not know the option.
        if swaps > 1, (try? mount("tmpfs", at: path, type: "tmpfs", flags: 0, options: [options, "noswap"].compactMap { $0 }.joined(separator: ","))) != nil {
            return
        }
        try mount("tmpfs", at: path, type: "tmpfs", flags: 0, options: options ?? "")
    }
}

/// The kernel's.
struct SystemMounter: Mounter {
    func mount(_ source: String, at path: String, type: String, flags: UInt, options: String) throws {
        guard Foundation.mount(source, path, type, flags, options) == 0 else { throw FileError("mount", path) }
    }

    func isMounted(_ path: String) -> Bool { mounts(below: path).contains(path) }

    func mounts(below path: String) -> [String] {
        // The table has paths without links in them.
        let real = SubPath.realPath(path) ?? path
        let table = String(decoding: POSIXFiles.read("/proc/self/mountinfo") ?? [], as: UTF8.self)
        let points = table.split(separator: "\n").compactMap { line -> String? in
            let fields = line.split(separator: " ", maxSplits: 5)
            return fields.count > 4 ? Self.unescape(String(fields[4])) : nil
        }
        return points.filter { $0 == real || $0.hasPrefix(real + "/") }.map { path + $0.dropFirst(real.count) }
            .sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The table writes blanks and backslashes as \ooo.
    private static func unescape(_ text: String) -> String {
        guard text.contains("\\") else { return text }
        var out: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3, let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
                out.append(code)
                rest = rest.dropFirst(3)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    func unmount(_ path: String) throws {
        let noFollow: Int32 = 8
        let detach: Int32 = 2
        if umount2(path, noFollow) == 0 || errno == EINVAL || errno == ENOENT { return }
        // Something still looks into it, as a container that is being torn down; it goes when they do.
        guard umount2(path, noFollow | detach) == 0 else { throw FileError("umount", path) }
    }
}
