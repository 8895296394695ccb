import EtcdTesting
import Foundation
import Logging
@testable import Store

/// The implementations that the shared suite runs against.
enum Backend: String, CaseIterable, Sendable {
    case memory, sqlite, etcd

    /// Those that can be had here. Without etcd (Debian's package etcd-server) that store is not tested, and that is said.
    static let allCases: [Backend] = {
        if EtcdProcess.program != nil { return [.memory, .sqlite, .etcd] }
        print("WARNING: etcd is not installed (apt-get install etcd-server): the store contract is NOT tested on etcd")
        return [.memory, .sqlite]
    }()

    /// A new, empty store.
    func make() throws -> any Store {
        switch self {
        case .etcd: try OwnedEtcdStore()
        case .memory: MemoryStore()
        case .sqlite: try SQLiteStore(path: temporaryDatabase(), recentEvents: 16)
        }
    }
}

/// The path of a database in a directory of its own.
func temporaryDatabase() -> String {
    let directory = FileManager.default.temporaryDirectory.appending(path: "apus-store-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    return directory.appending(path: "store.db").path
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension KeyValue {
    var text: String { String(decoding: value, as: UTF8.self) }
}

extension Store {
    /// Writes a key whatever it holds; the new revision.
    @discardableResult
    func put(_ key: String, _ text: String) async throws -> Revision {
        try await commit(Transaction(operations: [.put(key: key, value: bytes(text))])).committedRevision ?? 0
    }
}

/// Reads a watch until it has brought `count` events.
func collect(_ watch: StoreWatch, _ count: Int) async throws -> [StoreEvent] {
    var events: [StoreEvent] = []
    for try await batch in watch {
        events += batch.events
        if events.count >= count { break }
    }
    return events
}

/// Waits until a condition holds, for at most a minute.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return false
}
