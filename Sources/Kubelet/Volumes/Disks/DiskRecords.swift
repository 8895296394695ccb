import Foundation
import JSON

/// Which pods have which disks, written down below the plug-in's directory before anything is done, so that a kubelet that starts
/// anew knows what to take away.
struct DiskRecords: Sendable {
    struct Record: Sendable, Equatable {
        /// Where the disk is for all pods of the node: mounted, or its device's node.
        var global: String
        /// Its name in the status of nodes.
        var uniqueName: String
        /// What the plug-in needs to let it go.
        var details: JSONValue
    }

    /// `<root-dir>/plugins/<plug-in>`
    var plugin: String
    private var directory: String { plugin + "/volumes" }

    private func path(_ uid: String, _ name: String) -> String { "\(directory)/\(uid)_\(name).json" }

    func write(_ record: Record, _ uid: String, _ name: String) throws {
        try POSIXFiles.makeDirectories(directory, mode: 0o750)
        let value: JSONValue = ["global": .string(record.global), "uniqueName": .string(record.uniqueName), "details": record.details]
        let temporary = "\(directory)/.new-\(uid)_\(name)"
        try POSIXFiles.write(value.serialized(), to: temporary, mode: 0o600)
        try POSIXFiles.move(temporary, to: path(uid, name))
    }

    func read(_ uid: String, _ name: String) -> Record? { record(path(uid, name)) }
    func erase(_ uid: String, _ name: String) throws { try POSIXFiles.remove(path(uid, name)) }
    /// Those of all pods.
    func all() -> [Record] { POSIXFiles.list(directory).filter { !$0.hasPrefix(".") }.compactMap { record("\(directory)/\($0)") } }

    private func record(_ path: String) -> Record? {
        guard let bytes = POSIXFiles.read(path), let value = try? JSONValue(parsing: bytes), let global = value["global"]?.string else { return nil }
        return Record(global: global, uniqueName: value["uniqueName"]?.string ?? "", details: value["details"] ?? .null)
    }
}
