import Foundation
import KubernetesAPI
import Logging

/// Logs in to iSCSI targets and out of them, by `iscsiadm`.
struct ISCSIInitiator: Sendable {
    /// What a target wants to know before it lets anybody in.
    struct Chap: Sendable {
        var discovery = false
        var session = false
        var secret: [String: String] = [:]
    }

    let commands: any CommandRunner
    let tree: DeviceTree
    let clock: any WallClock
    let logger: Logger

    /// Nothing was found to act on; no such session.
    private static let gone: Set<Int> = [2, 21]
    private static let exists = 15
    private static let attempts = 5
    private static let enoughAttempts = 2
    private static let enoughPaths = 2
    private static let deviceSeconds = 30
    private static let multipathSeconds = 10

    @discardableResult
    private func admin(_ arguments: String...) async throws -> CommandResult { try await commands.run("iscsiadm", arguments) }

    // MARK: In

    /// - Returns: the path of the disk's device: that of all its paths where there is one.
    func attach(_ disk: ISCSIDisk, _ chap: Chap) async throws -> String {
        let shown = try await admin("-m", "iface", "-I", disk.configured, "-o", "show")
        guard shown.code == 0 else { throw VolumeFileError("iscsi: could not read iface \(disk.configured) error: \(shown.output)") }
        let settings = Self.settings(shown.output)
        guard let transport = settings["iface.transport_name"] else { throw VolumeFileError("Could not parse iface file for \(disk.interface)") }
        if !disk.initiatorName.isEmpty { try await cloneInterface(disk, settings) }
        var found: [String: String] = [:]
        var last = ""
        for attempt in 1...Self.attempts {
            for portal in disk.portals where found[portal] == nil {
                do { found[portal] = try await device(disk, portal, transport, chap) } catch {
                    try Task.checkCancellation()
                    last = "\(error)"
                }
            }
            if found.isEmpty {
                if !disk.initiatorName.isEmpty { try await admin("-m", "iface", "-I", disk.interface, "-o", "delete") }
                throw VolumeFileError("failed to get any path for iscsi disk, last err seen:\n\(last)")
            }
            if found.count == disk.portals.count || (found.count >= Self.enoughPaths && attempt >= Self.enoughAttempts) { break }
        }
        let devices = disk.portals.compactMap { found[$0] }
        // Who asks for several paths waits until something has brought them together.
        for second in 0..<(disk.portals.count > 1 ? Self.multipathSeconds : 1) {
            if second > 0 { try await clock.sleep(for: .seconds(1)) }
            if let device = devices.lazy.compactMap({ tree.multipath(of: $0) }).first { return device }
        }
        return devices[0]
    }

    /// The disk's device by one portal.
    private func device(_ disk: ISCSIDisk, _ portal: String, _ transport: String, _ chap: Chap) async throws -> String {
        if tree.hosts(disk.iqn)[portal] == nil { try await login(disk, portal, chap) }
        guard let host = tree.hosts(disk.iqn)[portal] else { throw VolumeFileError("Could not get SCSI host number for portal \(portal) after logging in") }
        try tree.scan(host: host, lun: disk.lun)
        let name = "ip-\(portal)-iscsi-\(disk.iqn)-lun-\(disk.lun)"
        let directory = tree.dev + "/disk/by-path"
        for second in 0..<Self.deviceSeconds {
            if second > 0 { try await clock.sleep(for: .seconds(1)) }
            // With other transports the path says which card it goes by.
            let found = POSIXFiles.list(directory).sorted().first { transport == "tcp" ? $0 == name : $0.hasPrefix("pci-") && $0.hasSuffix("-" + name) }
            if let found { return "\(directory)/\(found)" }
        }
        throw VolumeFileError("Timed out waiting for device at path \(directory)/\(name) after \(Self.deviceSeconds)s")
    }

    private func login(_ disk: ISCSIDisk, _ portal: String, _ chap: Chap) async throws {
        let discovery = ["-m", "discoverydb", "-t", "sendtargets", "-p", portal, "-I", disk.interface]
        let node = ["-m", "node", "-p", portal, "-T", disk.iqn, "-I", disk.interface]
        _ = try await commands.run("iscsiadm", discovery + ["-o", "new"])
        if chap.discovery { try await set("discovery.sendtargets.auth", discovery, chap.secret, "failed to update discoverydb") }
        var result = try await commands.run("iscsiadm", discovery + ["--discover"])
        guard result.code == 0 else {
            _ = try await commands.run("iscsiadm", discovery + ["-o", "delete"])
            throw VolumeFileError("iscsi: failed to sendtargets to portal \(portal) output: \(result.output), err exit status \(result.code)")
        }
        // Else the kernel finds every LUN of the target, also those that are nobody's here; old versions do not know it.
        _ = try await commands.run("iscsiadm", node + ["-o", "update", "-n", "node.session.scan", "-v", "manual"])
        if chap.session { try await set("node.session.auth", node, chap.secret, "failed to update node") }
        result = try await commands.run("iscsiadm", node + ["--login"])
        guard result.code == 0 else {
            _ = try await commands.run("iscsiadm", node + ["-o", "delete"])
            throw VolumeFileError("iscsi: failed to attach disk: Error: \(result.output) (exit status \(result.code))")
        }
        // The machine must not hang at its next start because the target is away.
        _ = try await admin("-m", "node", "-p", portal, "-T", disk.iqn, "-o", "update", "-n", "node.startup", "-v", "manual")
    }

    /// Sets what CHAP needs. What fails is told without the values.
    private func set(_ prefix: String, _ what: [String], _ secret: [String: String], _ failure: String) async throws {
        var result = try await commands.run("iscsiadm", what + ["-o", "update", "-n", prefix + ".authmethod", "-v", "CHAP"])
        guard result.code == 0 else { throw VolumeFileError("iscsi: \(failure) with CHAP, output: \(result.output)") }
        for key in ["username", "password", "username_in", "password_in"].map({ "\(prefix).\($0)" }) {
            guard let value = secret[key], !value.isEmpty else { continue }
            result = try await commands.run("iscsiadm", what + ["-o", "update", "-n", key, "-v", value])
            guard result.code == 0 else { throw VolumeFileError("iscsi: \(failure) key \"\(key)\" error: \(result.output)") }
        }
    }

    /// Makes an interface with the volume's own name for the initiator, otherwise like the one that exists.
    private func cloneInterface(_ disk: ISCSIDisk, _ settings: [String: String]) async throws {
        guard disk.interface != disk.configured else { throw VolumeFileError("iscsi: cannot clone iface with same name: \(disk.configured)") }
        let made = try await admin("-m", "iface", "-I", disk.interface, "-o", "new")
        guard made.code == 0 || made.code == Self.exists else { throw VolumeFileError("iscsi: failed to create new iface: \(made.output) (exit status \(made.code))") }
        var settings = settings.filter { $0.key != "iface.iscsi_ifacename" && $0.value != "<empty>" }
        settings["iface.initiatorname"] = disk.initiatorName
        for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
            let result = try await admin("-m", "iface", "-I", disk.interface, "-o", "update", "-n", key, "-v", value)
            if result.code == 0 { continue }
            try await admin("-m", "iface", "-I", disk.interface, "-o", "delete")
            throw VolumeFileError("iscsi: failed to update iface records: \(result.output) (exit status \(result.code)). iface(\(disk.configured)) will be used")
        }
    }

    /// `name = value`, one a line; a transport that is not said is TCP.
    static func settings(_ output: String) -> [String: String] {
        var settings: [String: String] = [:]
        for line in output.split(separator: "\n") where line.hasPrefix("iface.") {
            let parts = line.components(separatedBy: " = ")
            if parts.count == 2 { settings[parts[0]] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        if settings["iface.transport_name"] == "<empty>" { settings["iface.transport_name"] = "tcp" }
        return settings
    }

    // MARK: Out

    /// Lets the disk go, and the target when nobody here has another disk of it.
    func detach(_ disk: ISCSIDisk, isTargetUsed: Bool) async throws {
        let names = tree.disks(disk.iqn, lun: disk.lun)
        for device in Set(names.compactMap { tree.multipath(of: "\(tree.dev)/\($0)") }).sorted() {
            let result = try? await commands.run("multipath", ["-f", device])
            if result?.code != 0 { logger.warning("cannot flush a multipath device", metadata: ["device": "\(device)", "output": "\(result?.output ?? "")"]) }
        }
        for name in names {
            do { try tree.forget(disk: name) } catch { logger.warning("cannot delete a disk", metadata: ["disk": "\(name)", "error": "\(error)"]) }
        }
        // Without a session there is nothing to leave, as where logging in never succeeded.
        if isTargetUsed || tree.hosts(disk.iqn).isEmpty { return }
        for portal in disk.portals {
            try await drop(["-m", "node", "-p", portal, "-T", disk.iqn, "--logout", "-I", disk.interface])
            try await drop(["-m", "node", "-p", portal, "-T", disk.iqn, "-o", "delete", "-I", disk.interface])
        }
        if !disk.initiatorName.isEmpty { try await drop(["-m", "iface", "-I", disk.interface, "-o", "delete"]) }
    }

    private func drop(_ arguments: [String]) async throws {
        let result = try await commands.run("iscsiadm", arguments)
        guard result.code == 0 || Self.gone.contains(result.code) else {
            throw VolumeFileError("failed to finish detachISCSIDisk, err: exit status \(result.code): \(result.output)")
        }
    }
}
