import Foundation
import KubernetesAPI

/// What the kernel tells of disks that come over a network, below `/sys` and `/dev`; tests have trees of their own.
struct DeviceTree: Sendable {
    var sys = "/sys"
    var dev = "/dev"

    // MARK: Multipath

    /// The device that stands for all paths to the disk; nil when there is none (yet).
    func multipath(of disk: String) -> String? {
        let name = ((SubPath.realPath(disk) ?? disk) as NSString).lastPathComponent
        if name.hasPrefix("dm-") { return "\(dev)/\(name)" }
        let found = POSIXFiles.list(sys + "/block").sorted().first { mapped in
            mapped.hasPrefix("dm-") && POSIXFiles.linkStatus("\(sys)/block/\(mapped)/slaves/\(name)") != nil
        }
        return found.map { "\(dev)/\($0)" }
    }

    /// The names of the disks behind a device: of all paths, or its own.
    func disks(behind device: String) -> [String] {
        let name = ((SubPath.realPath(device) ?? device) as NSString).lastPathComponent
        return name.hasPrefix("dm-") ? POSIXFiles.list("\(sys)/block/\(name)/slaves").sorted() : [name]
    }

    /// Makes the kernel forget a disk.
    func forget(disk name: String) throws {
        let path = "\(sys)/block/\(name)/device/delete"
        if POSIXFiles.status(path) != nil { try write("1", to: path) }
    }

    // MARK: Looking for disks

    /// Has one SCSI host look for one LUN, so that no others appear that are nobody's.
    func scan(host: Int, lun: Int) throws { try write("0 0 \(lun)", to: "\(sys)/class/scsi_host/host\(host)/scan") }

    /// Has all SCSI hosts look for all that there is.
    func scanAll() throws {
        for host in POSIXFiles.list(sys + "/class/scsi_host").sorted() { try write("- - -", to: "\(sys)/class/scsi_host/\(host)/scan") }
    }

    private func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError("open", path) }
        defer { close(file) }
        guard Array(text.utf8).withUnsafeBytes({ Foundation.write(file, $0.baseAddress, $0.count) }) == text.utf8.count else {
            throw FileError("write", path)
        }
    }

    // MARK: iSCSI sessions

    private func text(_ path: String) -> String {
        POSIXFiles.read(path).map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
    }

    /// The sessions with a target, with the numbers of their hosts.
    private func sessions(_ iqn: String) -> [(host: Int, path: String)] {
        var found: [(host: Int, path: String)] = []
        for name in POSIXFiles.list(sys + "/class/iscsi_host").sorted() {
            guard name.hasPrefix("host"), let host = Int(name.dropFirst(4)) else { continue }
            let device = "\(sys)/class/iscsi_host/\(name)/device"
            for session in POSIXFiles.list(device).sorted() where session.hasPrefix("session") {
                if text("\(device)/\(session)/iscsi_session/\(session)/targetname") == iqn { found.append((host, "\(device)/\(session)")) }
            }
        }
        return found
    }

    /// The SCSI hosts of the target's portals, `address:port`, that somebody is logged in to.
    func hosts(_ iqn: String) -> [String: Int] {
        var found: [String: Int] = [:]
        for (host, path) in sessions(iqn) {
            for connection in POSIXFiles.list(path) where connection.hasPrefix("connection") {
                let directory = "\(path)/\(connection)/iscsi_connection/\(connection)"
                for kind in ["", "persistent_"] {
                    let (address, port) = (text("\(directory)/\(kind)address"), text("\(directory)/\(kind)port"))
                    if address.isEmpty || port.isEmpty { continue }
                    found[address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"] = host
                }
            }
        }
        return found
    }

    /// The names of the disks that are one LUN of the target.
    func disks(_ iqn: String, lun: Int) -> [String] {
        var found: Set<String> = []
        for (host, path) in sessions(iqn) {
            for target in POSIXFiles.list(path) where target.hasPrefix("target") {
                for address in POSIXFiles.list("\(path)/\(target)") {
                    let parts = address.split(separator: ":")
                    guard parts.count == 4, Int(parts[0]) == host, Int(parts[3]) == lun else { continue }
                    found.formUnion(POSIXFiles.list("\(path)/\(target)/\(address)/block"))
                }
            }
        }
        return found.sorted()
    }
}
