import Foundation
import Logging

/// Mounts devices, directories and network file systems by the system's own programs, as Kubernetes does: they know every option
/// and every kind of file system that the machine has.
struct FileSystems: Sendable {
    var commands: any CommandRunner
    var logger: Logger

    /// Mounts with `mount -t type -o options`.
    /// - Parameter type: empty lets the program find out.
    func mount(_ source: String, at path: String, type: String, options: [String]) async throws {
        var arguments = type.isEmpty ? [] : ["-t", type]
        if !options.isEmpty { arguments += ["-o", options.joined(separator: ",")] }
        arguments += [source, path]
        let result = try await commands.run("mount", arguments)
        guard result.code == 0 else {
            throw VolumeFileError(
                "mount failed: exit status \(result.code)\nMounting command: mount\n"
                    + "Mounting arguments: \(arguments.joined(separator: " "))\nOutput: \(result.output)")
        }
    }

    /// Shows a directory, or a device's node, at another place too. Read-only takes a second step, as the first ignores it.
    func bind(_ source: String, at path: String, options: [String]) async throws {
        try await mount(source, at: path, type: "", options: ["bind"])
        let more = options.filter { $0 != "bind" && $0 != "rw" && $0 != "defaults" }
        if more.isEmpty { return }
        try await mount(source, at: path, type: "", options: ["bind", "remount"] + more)
    }

    /// Mounts a device, with a file system made on it when it has nothing at all. What it has is never made anew.
    /// - Parameter type: empty means ext4.
    func formatAndMount(_ device: String, at path: String, type: String, options: [String]) async throws {
        let type = type.isEmpty ? "ext4" : type
        let readOnly = options.contains("ro")
        let found = try await format(of: device)
        if let found {
            if !readOnly && found != Self.unknown { try await check(device) }
        } else {
            if readOnly { throw VolumeFileError("cannot mount unformatted disk \(device) as we are manipulating it in read-only mode") }
            try await make(type, on: device)
        }
        do {
            try await mount(device, at: path, type: type, options: options + ["defaults"])
        } catch {
            try Task.checkCancellation()
            guard let found, found != type else { throw error }
            throw VolumeFileError("failed to mount the volume as \"\(type)\", it already contains \(found). Mount error: \(error)")
        }
    }

    private static let unknown = "unknown data, probably partitions"

    /// The file system on the device; nil when there is nothing on it.
    func format(of device: String) async throws -> String? {
        let result = try await commands.run("blkid", ["-p", "-s", "TYPE", "-s", "PTTYPE", "-o", "export", device])
        // blkid's way to say that it found nothing.
        if result.code == 2 { return nil }
        guard result.code == 0 else { throw VolumeFileError("could not determine if disk \(device) is formatted: \(result.output)") }
        var type = ""
        for line in result.output.split(separator: "\n") {
            let pair = line.split(separator: "=", maxSplits: 1)
            if pair.count == 2 && pair[0] == "PTTYPE" { return Self.unknown }
            if pair.count == 2 && pair[0] == "TYPE" { type = String(pair[1]) }
        }
        return type.isEmpty ? nil : type
    }

    private func check(_ device: String) async throws {
        let result = try await commands.run("fsck", ["-a", device])
        switch result.code {
        case 1: logger.info("errors of a file system were corrected", metadata: ["device": "\(device)"])
        case 4: throw VolumeFileError("'fsck' found errors on device \(device) but could not correct them: \(result.output)")
        default: break
        }
    }

    private func make(_ type: String, on device: String) async throws {
        logger.info("disk appears to be unformatted, making a file system", metadata: ["device": "\(device)", "type": "\(type)"])
        let arguments = type == "ext4" || type == "ext3" ? ["-F", "-m0", device] : type == "xfs" ? ["-f", device] : [device]
        let result = try await commands.run("mkfs." + type, arguments)
        guard result.code == 0 else {
            throw VolumeFileError(
                "format of disk \"\(device)\" failed: type:(\"\(type)\") errcode:(exit status \(result.code)) output:(\(result.output))")
        }
    }

    /// Makes the file system as large as its device is now. Does nothing for kinds that cannot grow while mounted.
    func grow(_ device: String, mountedAt path: String) async throws {
        let result: CommandResult
        switch try await format(of: device) {
        case "ext3"?, "ext4"?: result = try await commands.run("resize2fs", [device])
        case "xfs"?: result = try await commands.run("xfs_growfs", ["-d", path])
        case "btrfs"?: result = try await commands.run("btrfs", ["filesystem", "resize", "max", path])
        case let other: throw VolumeFileError("resize of format \(other ?? "") is not supported for device \(device) mounted at \(path)")
        }
        guard result.code == 0 else { throw VolumeFileError("resize of device \(device) failed: \(result.output)") }
    }
}
