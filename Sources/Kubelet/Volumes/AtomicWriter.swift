import CoreFoundation
import Foundation
import KubernetesAPI

/// A file of a volume that the kubelet writes.
struct VolumeFile: Equatable {
    var bytes: [UInt8]
    var mode: Int
    /// Its owner; root when nil.
    var user: Int?
}

/// Writes a volume's files so that a reader sees either all old or all new ones.
///
/// The files lie in a directory named after the time; `..data` is a link to it, and each name that the pod sees is a link through
/// `..data`. Renaming a new `..data` over the old one changes all files at once.
struct AtomicWriter {
    var directory: String
    /// Names the new directory.
    var now: Instant

    private static let dataLink = "..data"
    private static let newDataLink = "..data_tmp"

    /// Makes the volume hold exactly `files`, by their relative paths. Does nothing when it does already.
    /// `finish` runs on the new directory before it is seen, to set ownership.
    /// - Returns: whether anything was written.
    @discardableResult
    func write(_ files: [String: VolumeFile], finish: (String) throws -> Void = { _ in }) throws -> Bool {
        for path in files.keys { try Self.check(path) }
        let link = directory + "/" + Self.dataLink
        let old = POSIXFiles.target(ofLink: link).flatMap { Self.isOurs($0) ? directory + "/" + $0 : nil }
        let visible = Set(files.keys.compactMap { $0.split(separator: "/").first.map(String.init) })
        if let old, holds(old, exactly: files), visible.allSatisfy({ POSIXFiles.linkStatus(directory + "/" + $0) != nil }) { return false }

        var name = Self.name(now)
        while POSIXFiles.linkStatus(directory + "/" + name) != nil { name += "_" }
        let new = directory + "/" + name
        try POSIXFiles.makeDirectory(new, mode: 0o755)
        do {
            for (path, file) in files { try write(file, to: path, below: new) }
            try finish(new)
        } catch {
            try? POSIXFiles.remove(new)
            throw error
        }
        let temporary = directory + "/" + Self.newDataLink
        try POSIXFiles.remove(temporary)
        try POSIXFiles.link(name, at: temporary)
        try POSIXFiles.move(temporary, to: link)
        for first in visible where POSIXFiles.target(ofLink: directory + "/" + first) != Self.dataLink + "/" + first {
            try POSIXFiles.remove(directory + "/" + first)
            try POSIXFiles.link(Self.dataLink + "/" + first, at: directory + "/" + first)
        }
        // What is left of before: names that are gone, and directories of earlier and of interrupted writes.
        for entry in POSIXFiles.list(directory) where entry != Self.dataLink && entry != name {
            if Self.isOurs(entry) || !visible.contains(entry) { try POSIXFiles.remove(directory + "/" + entry) }
        }
        return true
    }

    private func write(_ file: VolumeFile, to path: String, below root: String) throws(FileError) {
        var parent = root
        for part in path.split(separator: "/").dropLast() {
            parent += "/" + part
            try POSIXFiles.makeDirectory(parent, mode: 0o755)
        }
        let full = root + "/" + path
        try POSIXFiles.write(file.bytes, to: full, mode: file.mode)
        if let user = file.user {
            guard chown(full, uid_t(UInt32(clamping: user)), gid_t.max) == 0 else { throw FileError("chown", full) }
        }
    }

    private func holds(_ root: String, exactly files: [String: VolumeFile]) -> Bool {
        for (path, file) in files {
            // Group bits may have been added for the fsGroup: owner's and others' bits are what was asked for.
            guard let info = POSIXFiles.status(root + "/" + path), Int(info.st_mode) & 0o707 == file.mode & 0o707,
                POSIXFiles.read(root + "/" + path) == file.bytes
            else { return false }
        }
        return count(below: root) == files.count
    }

    private func count(below path: String) -> Int {
        POSIXFiles.list(path).reduce(0) { sum, name in
            let full = path + "/" + name
            guard let info = POSIXFiles.linkStatus(full) else { return sum }
            return sum + (info.st_mode & S_IFMT == S_IFDIR ? count(below: full) : 1)
        }
    }

    /// A directory of ours: two dots and a digit, which no payload may begin with.
    private static func isOurs(_ name: String) -> Bool { name.hasPrefix("..2") && !name.contains("/") }

    private static func name(_ now: Instant) -> String {
        let text = RFC3339.text(seconds: now.seconds).map { "-T:".contains($0) ? "_" : $0 }.filter { $0 != "Z" }
        return "..\(String(text)).\(now.nanoseconds)"
    }

    /// Throws for a path that would lead out of the volume or into the writer's own names.
    private static func check(_ path: String) throws(VolumeFileError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty else { throw VolumeFileError("invalid path: must not be empty: \"\"") }
        guard !path.hasPrefix("/") else { throw VolumeFileError("invalid path: must be relative path: \(path)") }
        guard path.utf8.count <= 4096, parts.allSatisfy({ $0.utf8.count <= 255 }) else {
            throw VolumeFileError("invalid path: must be less than or equal to 4096 characters")
        }
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." }), !parts.contains("..") else {
            throw VolumeFileError("invalid path: must not contain '..': \(path)")
        }
        guard !path.hasPrefix("..") else { throw VolumeFileError("invalid path: must not start with '..': \(path)") }
    }
}

/// Why a volume's content cannot be made, in Kubernetes' words.
struct VolumeFileError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
