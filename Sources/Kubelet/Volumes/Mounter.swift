import Foundation

/// Mounts and unmounts. Tests have one that does nothing.
protocol Mounter: Sendable {
    /// Mounts a file system in memory, of at most so many bytes; nil is half of the machine's.
    func mountMemory(at path: String, size: Int?) throws
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

/// The kernel's.
struct SystemMounter: Mounter {
    func mountMemory(at path: String, size: Int?) throws {
        let options = size.map { "size=\($0)" } ?? ""
        guard mount("tmpfs", path, "tmpfs", 0, options) == 0 else { throw FileError("mount", path) }
    }

    func isMounted(_ path: String) -> Bool { mounts(below: path).contains(path) }

    func mounts(below path: String) -> [String] {
        let table = String(decoding: POSIXFiles.read("/proc/self/mountinfo") ?? [], as: UTF8.self)
        let points = table.split(separator: "\n").compactMap { line -> String? in
            let fields = line.split(separator: " ", maxSplits: 5)
            return fields.count > 4 ? Self.unescape(String(fields[4])) : nil
        }
        return points.filter { $0 == path || $0.hasPrefix(path + "/") }.sorted { $0.utf8.count > $1.utf8.count }
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
