/// A revision of the store: a number that grows by one with every transaction that changes something.
///
/// It is what clients see as `resourceVersion`. An empty store is at revision 1, so the first change is
/// revision 2 and 0 can mean "never".
public typealias Revision = Int64

/// Where the API server keeps its objects: a key-value store with the contract of etcd v3.
///
/// - Every transaction that changes something gets one new ``Revision``; all its changes carry it.
/// - A transaction is guarded by the revisions its keys were last modified at (compare-and-swap), and is
///   durable before its result is given.
/// - Readers see the state at one revision, the latest unless they ask for an older one. History goes back
///   to the last compaction; what lies before it answers ``StoreError/compacted(through:current:)``.
/// - A watch delivers every change after a revision, in order, each exactly once, transactions undivided.
///
/// Keys are ordered by their UTF-8 bytes and look as Kubernetes lays them out (`/registry/pods/default/web`);
/// values are opaque. A store knows no time: compaction happens when a caller asks for it.
///
/// All methods may be called from any thread or task. They throw ``StoreError``, and `CancellationError` where
/// a wait was cancelled.
public protocol Store: Sendable {
    /// The revision of the last transaction. A read that begins after this returned sees at least this revision.
    func currentRevision() async throws -> Revision

    /// The value of one key, nil if there is none; at an older revision if asked.
    func get(_ key: String, at revision: Revision?) async throws -> KeyValue?

    /// The keys of a range in order, in pages if a limit is given.
    func range(_ query: RangeQuery) async throws -> RangeResult

    /// Runs a transaction: if all conditions hold, its operations are applied at one new revision.
    ///
    /// It returns when the change is durable. After an error (not a conflict) it is unknown whether it took place.
    func commit(_ transaction: Transaction) async throws -> TransactionResult

    /// The changes to the keys with a prefix, after (not including) a revision.
    func watch(prefix: String, after revision: Revision) async throws -> StoreWatch

    /// Forgets the history before a revision: afterwards, ranges below it and watches that start below it fail.
    /// The state at the revision and all later changes stay.
    func compact(through revision: Revision) async throws

    /// Whether keys written with a ``Transaction/lifetime`` vanish by themselves. Otherwise somebody must delete them.
    var expiresKeys: Bool { get }

    /// Ends watches and releases files. Calls afterwards throw ``StoreError/closed``.
    func close() async
}

extension Store {
    public var expiresKeys: Bool { false }

    /// The latest value of a key.
    public func get(_ key: String) async throws -> KeyValue? { try await get(key, at: nil) }

    /// Creates a key if it is absent.
    public func create(_ key: String, _ value: [UInt8], hint: (any Sendable)? = nil) async throws -> TransactionResult {
        try await commit(.create(key, value, hint: hint))
    }

    /// Replaces the value of a key if it was last modified at `revision`.
    public func update(
        _ key: String, _ value: [UInt8], ifRevision revision: Revision, hint: (any Sendable)? = nil
    ) async throws -> TransactionResult {
        try await commit(.update(key, value, ifRevision: revision, hint: hint))
    }

    /// Deletes a key if it was last modified at `revision`; whatever its revision if nil.
    public func delete(_ key: String, ifRevision revision: Revision? = nil) async throws -> TransactionResult {
        try await commit(.delete(key, ifRevision: revision))
    }
}
