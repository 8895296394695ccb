import Foundation
import Store
import SwiftProtobuf

/// How the store's keys are called in etcd: `--etcd-prefix` stands in the place of `/registry`.
struct KeyLayout: Sendable {
    private static let root = "/registry"
    /// What stands in its place; nil if nothing else does.
    private let prefix: String?

    /// - Parameter prefix: with or without slashes at its ends.
    init(prefix: String) {
        let name = prefix.split(separator: "/").joined(separator: "/")
        self.prefix = name == "registry" ? nil : (name.isEmpty ? "" : "/" + name)
    }

    /// The key in etcd.
    func stored(_ key: String) -> Data {
        guard let prefix, key.hasPrefix(Self.root) else { return Data(key.utf8) }
        return Data((prefix + key.dropFirst(Self.root.count)).utf8)
    }

    /// The key that etcd has as `data`.
    func key(_ data: Data) -> String {
        let text = String(decoding: data, as: UTF8.self)
        guard let prefix, text.hasPrefix(prefix) else { return text }
        return Self.root + text.dropFirst(prefix.count)
    }

    /// The end of the range of keys that begin with `prefix`.
    static func end(ofPrefix prefix: Data) -> Data {
        var end = prefix
        while let last = end.last {
            end.removeLast()
            if last < 0xFF {
                end.append(last + 1)
                return end
            }
        }
        return Data([0])
    }

    func value(_ item: EtcdKeyValue) -> KeyValue {
        KeyValue(
            key: key(item.key), value: [UInt8](item.value), createRevision: item.createRevision, modRevision: item.modRevision,
            version: item.version)
    }

    /// A transaction in etcd's terms. When a condition fails, the keys of all conditions are read.
    func request(_ transaction: Transaction, lease: Int64) -> EtcdTxnRequest {
        var request = EtcdTxnRequest()
        for condition in transaction.conditions {
            let key = stored(condition.key)
            request.compare.append(
                .with {
                    $0.result = .equal
                    $0.target = .mod
                    $0.key = key
                    $0.modRevision = condition.modRevision
                })
            request.failure.append(.with { $0.requestRange = .with { $0.key = key } })
        }
        for operation in transaction.operations {
            let key = stored(operation.key)
            request.success.append(
                .with {
                    switch operation {
                    case .put(_, let value, _):
                        $0.requestPut = .with {
                            $0.key = key
                            $0.value = Data(value)
                            $0.prevKv = true
                            $0.lease = lease
                        }
                    case .delete:
                        $0.requestDeleteRange = .with {
                            $0.key = key
                            $0.prevKv = true
                        }
                    }
                })
        }
        return request
    }

    /// What became of a transaction.
    func result(_ response: EtcdTxnResponse) -> TransactionResult {
        let values = response.responses.map { operation -> KeyValue? in
            switch operation.response {
            case .responseRange(let range): range.kvs.first.map(value)
            case .responsePut(let put): put.hasPrevKv ? value(put.prevKv) : nil
            case .responseDeleteRange(let delete): delete.prevKvs.first.map(value)
            case nil: nil
            }
        }
        return response.succeeded
            ? .committed(revision: response.header.revision, previous: values)
            : .conflict(revision: response.header.revision, current: values)
    }
}
