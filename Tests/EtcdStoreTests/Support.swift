import EtcdStore
import EtcdTesting
import Foundation
import KubernetesAPI
import Logging
import Store
import Testing

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Whether etcd is installed; where not, the suites say that they are skipped.
let hasEtcd = EtcdProcess.program != nil

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

extension KeyValue {
    var text: String { String(decoding: value, as: UTF8.self) }
}

/// Waits until a condition holds, for at most a minute.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return false
}

extension EtcdStore {
    /// A store on some members.
    convenience init(_ members: EtcdProcess..., prefix: String = "/registry", tls: EtcdTLS = EtcdTLS()) throws {
        try self.init(.init(endpoints: members.map(\.endpoint), tls: tls, prefix: prefix), logger: quiet)
    }
}

/// Reads a watch until a revision is complete.
func read(_ watch: StoreWatch, through revision: Revision) async throws -> [StoreEvent] {
    var events: [StoreEvent] = []
    for try await batch in watch {
        events += batch.events
        if batch.revision >= revision { break }
    }
    return events
}
