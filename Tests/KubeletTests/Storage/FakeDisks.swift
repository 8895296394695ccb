import Foundation
import Synchronization

@testable import Kubelet

/// A machine with disks that come over a network, as far as `/sys`, `/dev` and the programs show it. Logging in to a portal makes its
/// host and disk appear.
final class FakeDisks: CommandRunner {
    let root: String
    let mounter = PretendMounter()
    var tree: DeviceTree { DeviceTree(sys: root + "/sys", dev: root + "/dev") }
    private let state = Mutex<(lines: [String], answers: [String: CommandResult], hosts: Int)>(([], [:], 6))

    /// - Parameter multipath: the disks of several portals are one device.
    init(_ root: String, multipath: Bool = false) {
        self.root = root
        self.multipath = multipath
    }

    private let multipath: Bool

    /// The commands since the last look.
    func lines() -> [String] {
        state.withLock { state in
            defer { state.lines = [] }
            return state.lines
        }
    }

    /// What commands that contain this answer.
    func answer(_ part: String, _ result: CommandResult?) { state.withLock { $0.answers[part] = result } }

    func run(_ program: String, _ arguments: [String]) async throws -> CommandResult {
        let line = ([program] + arguments).joined(separator: " ")
        let answer = state.withLock { state in
            state.lines.append(line)
            return state.answers.first { line.contains($0.key) }?.value
        }
        if let answer { return answer }
        switch program {
        case "mount": try mounter.mount("", at: arguments.last ?? "", type: "", flags: 0, options: "")
        case "blkid": return CommandResult(code: 2, output: "")
        case "iscsiadm":
            if arguments.contains("show") { return CommandResult(code: 0, output: "# BEGIN RECORD\niface.iscsi_ifacename = default\niface.transport_name = tcp\niface.mtu = 0\n") }
            if arguments.contains("--login"), arguments.count > 5 { try login(portal: arguments[3], iqn: arguments[5]) }
            if arguments.contains("--logout"), arguments.count > 5 { try logout(portal: arguments[3]) }
        default: break
        }
        return CommandResult(code: 0, output: "")
    }

    func put(_ path: String, _ text: String = "") throws {
        try POSIXFiles.makeDirectories(((root + path) as NSString).deletingLastPathComponent, mode: 0o755)
        try POSIXFiles.write(Array(text.utf8), to: root + path, mode: 0o644)
    }

    func text(_ path: String) -> String? { POSIXFiles.read(root + path).map { String(decoding: $0, as: UTF8.self) } }

    /// A disk, with a link to it below `/dev/disk`.
    func disk(_ name: String, _ link: String, multipath: String? = nil) throws {
        try put("/dev/\(name)")
        try put("/sys/block/\(name)/device/delete")
        if let multipath { try put("/sys/block/\(multipath)/slaves/\(name)") }
        try POSIXFiles.makeDirectories((("\(root)/dev/disk/\(link)") as NSString).deletingLastPathComponent, mode: 0o755)
        try POSIXFiles.link("../../\(name)", at: "\(root)/dev/disk/\(link)")
    }

    private func login(portal: String, iqn: String) throws {
        let host = state.withLock { state in
            state.hosts += 1
            return state.hosts
        }
        let session = "/sys/class/iscsi_host/host\(host)/device/session\(host)"
        let connection = "\(session)/connection\(host):0/iscsi_connection/connection\(host):0"
        let parts = portal.split(separator: ":").map(String.init)
        try put("\(session)/iscsi_session/session\(host)/targetname", iqn + "\n")
        try put(connection + "/persistent_address", parts[0] + "\n")
        try put(connection + "/persistent_port", parts[1] + "\n")
        try put("\(session)/target\(host):0:0/\(host):0:0:3/block/sd\(host)/size")
        try put("/sys/class/scsi_host/host\(host)/scan")
        try disk("sd\(host)", "by-path/ip-\(portal)-iscsi-\(iqn)-lun-3", multipath: multipath ? "dm-0" : nil)
    }

    private func logout(portal: String) throws {
        for host in POSIXFiles.list(root + "/sys/class/iscsi_host") {
            let number = host.dropFirst(4)
            let file = "/sys/class/iscsi_host/\(host)/device/session\(number)/connection\(number):0/iscsi_connection/connection\(number):0/persistent_address"
            if text(file)?.trimmingCharacters(in: .whitespacesAndNewlines) == portal.split(separator: ":").first.map(String.init) {
                try POSIXFiles.remove(root + "/sys/class/iscsi_host/\(host)")
            }
        }
    }
}
