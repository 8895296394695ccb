import Foundation
import GRPCCore
public import KubernetesAPI
public import Logging
public import Store
import SwiftProtobuf
import Synchronization

/// The store that several API servers share: an etcd cluster, version 3.4 or later, over gRPC.
///
/// - Revisions, transactions, leases and watches are etcd's own; nothing is remembered here that etcd does not hold.
/// - Requests go to one member of the cluster, and to the next when that does not answer. Reads are repeated until they
///   succeed or ``EtcdCluster/requestTimeout`` is over; writes only if they were certainly not sent, so that an error
///   means what ``Store/commit(_:)`` says.
/// - A watch outlives its connection: it goes on where it was when etcd is back.
///
/// Thread-safe.
public final class EtcdStore: Store {
    /// The options of a store, with the meaning of kube-apiserver's flags.
    public struct Options: Sendable {
        /// `--etcd-servers`.
        public var endpoints: [EtcdEndpoint]
        /// `--etcd-cafile`, `--etcd-certfile`, `--etcd-keyfile`.
        public var tls: EtcdTLS
        /// `--etcd-prefix`: what stands in front of all keys, instead of `/registry`.
        public var prefix: String

        public init(endpoints: [EtcdEndpoint], tls: EtcdTLS = EtcdTLS(), prefix: String = "/registry") {
            self.endpoints = endpoints
            self.tls = tls
            self.prefix = prefix
        }
    }

    /// How large an answer to a range should become, in bytes; the pages are cut so.
    private static let pageSize = 2 << 20

    private let cluster: EtcdCluster
    private let layout: KeyLayout
    private let hints = HintTable()
    private let leases: Leases
    private let revisions: SharedReads<Revision>
    private let state = Mutex((isClosed: false, watches: [ObjectIdentifier: @Sendable () -> Void]()))

    /// Makes a store; nothing is sent before the first call.
    /// - Throws: ``StoreError/io(_:)`` when the certificates cannot be used.
    public init(_ options: Options, clock: any WallClock = SystemClock(), logger: Logger) throws {
        do {
            cluster = try EtcdCluster(options.endpoints, tls: options.tls, clock: clock, logger: logger)
        } catch {
            throw StoreError.io("etcd: \(error)")
        }
        layout = KeyLayout(prefix: options.prefix)
        leases = Leases(cluster)
        let key = layout.stored("/registry/")
        revisions = SharedReads { [cluster] in
            // A linearizable read: the revision is at least that of every write answered before.
            try await cluster.read { member, options in
                try await member.kv.range(.with { $0.key = key; $0.keysOnly = true }, options: options).header.revision
            }
        }
    }

    public var expiresKeys: Bool { true }

    public func currentRevision() async throws -> Revision {
        try await mapped { try await revisions.value() }
    }

    public func get(_ key: String, at revision: Revision?) async throws -> KeyValue? {
        let stored = layout.stored(key)
        guard !stored.isEmpty else { return nil }
        return try await mapped(revision) {
            let response = try await cluster.read { member, options in
                try await member.kv.range(
                    .with {
                        $0.key = stored
                        $0.revision = revision.map { max(1, $0) } ?? 0
                    }, options: options)
            }
            return response.kvs.first.map(layout.value)
        }
    }

    public func range(_ query: RangeQuery) async throws -> RangeResult {
        // A long list of the latest state is read at the revision of its first page; if that is compacted away
        // meanwhile, it is begun again.
        for _ in 0..<2 where query.revision == nil {
            do {
                return try await mapped { try await pages(query) }
            } catch StoreError.compacted {}
        }
        return try await mapped(query.revision) { try await pages(query) }
    }

    private func pages(_ query: RangeQuery) async throws -> RangeResult {
        let prefix = layout.stored(query.prefix)
        let end = KeyLayout.end(ofPrefix: prefix)
        let first = prefix.isEmpty ? Data([0]) : prefix
        var result = RangeResult(items: [], more: false, count: nil, revision: query.revision.map { max(1, $0) } ?? 0)
        var next = query.lowerBound == query.prefix ? first : layout.stored(query.lowerBound)
        // A start behind the prefix is an empty range, which etcd would not accept.
        var isDone = end != Data([0]) && !next.lexicographicallyPrecedes(end)
        var limit = 250
        while !isDone {
            let wanted = query.limit > 0 ? min(limit, query.limit - result.items.count) : limit
            let (key, revision) = (next, result.revision)
            let response = try await cluster.read { member, options in
                try await member.kv.range(
                    .with {
                        $0.key = key
                        $0.rangeEnd = end
                        $0.limit = Int64(wanted)
                        $0.revision = revision
                        $0.keysOnly = query.keysOnly
                    }, options: options)
            }
            if result.revision == 0 { result.revision = response.header.revision }
            if key == first, query.counts { result.count = Int(response.count) }
            result.items += response.kvs.map(layout.value)
            result.more = response.more
            isDone = !response.more || response.kvs.isEmpty || (query.limit > 0 && result.items.count >= query.limit)
            if let last = response.kvs.last { next = last.key + Data([0]) }
            let size = response.kvs.reduce(0) { $0 + $1.key.count + $1.value.count }
            limit = size > Self.pageSize ? max(1, limit / 2) : min(limit * 2, 10_000)
        }
        if result.count == nil, query.counts || result.revision == 0 {
            let revision = result.revision
            let response = try await cluster.read { member, options in
                try await member.kv.range(
                    .with {
                        $0.key = first
                        $0.rangeEnd = end
                        $0.revision = revision
                        $0.countOnly = true
                    }, options: options)
            }
            if query.counts { result.count = Int(response.count) }
            if revision == 0 { result.revision = response.header.revision }
        }
        return result
    }

    public func commit(_ transaction: Transaction) async throws -> TransactionResult {
        try transaction.validate()
        return try await mapped {
            hints.remember(transaction)
            while true {
                let lease = if let lifetime = transaction.lifetime { try await leases.lease(for: lifetime) } else { Int64(0) }
                let request = layout.request(transaction, lease: lease)
                do {
                    let response = try await cluster.write { member, options in try await member.kv.txn(request, options: options) }
                    return layout.result(response)
                } catch let error as RPCError where lease != 0 && error.code == .notFound {
                    // etcd was restored from a backup, say. The transaction had no effect.
                    await leases.forget(lease)
                }
            }
        }
    }

    public func watch(prefix: String, after revision: Revision) async throws -> StoreWatch {
        let handoff = Handoff<WatchBatch>()
        let reader = WatchReader(
            cluster: cluster, layout: layout, hints: hints, prefix: layout.stored(prefix), after: max(1, revision), handoff: handoff)
        let handle = EtcdWatchHandle(reader) { [weak self] in
            self?.state.withLock { _ = $0.watches.removeValue(forKey: ObjectIdentifier(handoff)) }
        }
        let isClosed = state.withLock { state in
            if !state.isClosed { state.watches[ObjectIdentifier(handoff)] = handle.stop }
            return state.isClosed
        }
        if isClosed { throw StoreError.closed }
        // The first answer says whether history reaches back that far.
        let first = try await mapped { try await handle.handoff.next() }
        try Task.checkCancellation()
        guard let first else { throw StoreError.closed }
        let pending = Mutex<WatchBatch?>(first)
        return StoreWatch {
            if let first = pending.withLock({ $0.take() }) { return first }
            return try await handle.handoff.next()
        }
    }

    public func compact(through revision: Revision) async throws {
        try await mapped(revision) {
            do {
                _ = try await cluster.read { member, options in
                    try await member.kv.compact(.with { $0.revision = revision }, options: options)
                }
            } catch let error as RPCError where EtcdErrors.isCompacted(error) {
                // Another API server was faster, or etcd did it by itself.
            }
        }
    }

    public func close() async {
        let watches = state.withLock { state in
            state.isClosed = true
            defer { state.watches = [:] }
            return state.watches.values
        }
        for stop in watches { stop() }
        await cluster.close()
    }

    /// Runs requests, with gRPC's errors in the store's terms.
    private func mapped<Value: Sendable>(_ revision: Revision? = nil, _ body: () async throws -> Value) async throws -> Value {
        if state.withLock({ $0.isClosed }) { throw StoreError.closed }
        do {
            return try await body()
        } catch let error as RPCError {
            if state.withLock({ $0.isClosed }) { throw StoreError.closed }
            if Task.isCancelled { throw CancellationError() }
            if EtcdErrors.isCompacted(error) {
                throw StoreError.compacted(through: try await compactedRevision(), current: try await currentRevision())
            }
            if EtcdErrors.isFuture(error) { throw StoreError.futureRevision(revision ?? 0, current: try await currentRevision()) }
            throw EtcdErrors.storeError(error)
        }
    }

    /// Where history begins. Only a watch that begins before it is told.
    private func compactedRevision() async throws -> Revision {
        do {
            _ = try await watch(prefix: "/registry/", after: 1)
            return 1
        } catch StoreError.compacted(let through, _) {
            return through
        }
    }
}
