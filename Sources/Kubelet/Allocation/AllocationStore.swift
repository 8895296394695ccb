import Foundation
import JSON
import KubernetesAPI
import Logging
import Synchronization

/// A file of allocations by pod UID that outlives the kubelet: without it, a kubelet that starts again would take a resize that was
/// still waiting for one that was granted. Safe to use from any thread.
final class AllocationStore: Sendable {
    private let path: String
    private let logger: Logger
    private let entries: Mutex<[String: PodAllocation]>

    /// Reads what is there; a file that is damaged counts as none.
    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
        var found: [String: PodAllocation] = [:]
        if let bytes = POSIXFiles.read(path), !bytes.isEmpty {
            do { found = try Self.parse(bytes) } catch {
                logger.warning("a checkpoint cannot be read; starting without", metadata: ["path": "\(path)", "error": "\(error)"])
            }
        }
        entries = Mutex(found)
    }

    subscript(uid: String) -> PodAllocation? { entries.withLock { $0[uid] } }

    /// The pods that it has something of.
    var uids: Set<String> { entries.withLock { Set($0.keys) } }

    /// Changes the entry of a pod, nil being none, and writes the file when it has become different.
    func edit(_ uid: String, _ change: (inout PodAllocation?) -> Void) {
        entries.withLock { entries in
            let before = entries[uid]
            var entry = before
            change(&entry)
            if entry == before { return }
            entries[uid] = entry
            write(entries)
        }
    }

    func remove(where isGone: (String) -> Bool) {
        entries.withLock { entries in
            let left = entries.filter { !isGone($0.key) }
            if left.count == entries.count { return }
            entries = left
            write(entries)
        }
    }

    private func write(_ entries: [String: PodAllocation]) {
        var all = JSONObject()
        for (uid, entry) in entries.sorted(by: { $0.key < $1.key }) { all[uid] = entry.json }
        let data = JSONValue.object(["entries": .object(all)]).serialized()
        let file: JSONValue = ["data": .string(String(decoding: data, as: UTF8.self)), "checksum": .int(Int64(ContainerHash.fnv32a(data)))]
        do {
            try POSIXFiles.write(file.serialized(), to: path + ".tmp", mode: 0o600)
            try POSIXFiles.move(path + ".tmp", to: path)
        } catch {
            logger.warning("a checkpoint cannot be written", metadata: ["path": "\(path)", "error": "\(error)"])
        }
    }

    private struct Damaged: Error {}

    private static func parse(_ bytes: [UInt8]) throws -> [String: PodAllocation] {
        let file = try JSONValue(parsing: bytes)
        guard let data = file["data"]?.string, file["checksum"]?.int == Int64(ContainerHash.fnv32a(Array(data.utf8))) else { throw Damaged() }
        var found: [String: PodAllocation] = [:]
        for (uid, entry) in try JSONValue(parsing: Array(data.utf8))["entries"]?.object ?? JSONObject() {
            found[uid] = try PodAllocation(json: entry)
        }
        return found
    }
}
