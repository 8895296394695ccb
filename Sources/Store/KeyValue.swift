/// A key with its value and the revisions it has gone through.
public struct KeyValue: Sendable, Equatable {
    public var key: String
    public var value: [UInt8]
    /// The revision at which the key came into being (for the last time, if it was deleted in between).
    public var createRevision: Revision
    /// The revision of the last change.
    public var modRevision: Revision
    /// How many times the key was written since it was created; 1 for a new key.
    public var version: Int64

    public init(key: String, value: [UInt8], createRevision: Revision, modRevision: Revision, version: Int64) {
        self.key = key
        self.value = value
        self.createRevision = createRevision
        self.modRevision = modRevision
        self.version = version
    }
}

/// One change to one key.
public struct StoreEvent: Sendable {
    /// What happened to the key.
    public enum Kind: Sendable, Equatable { case put, delete }

    public var key: String
    /// The revision of the transaction that made the change; shared by all its changes.
    public var revision: Revision
    /// The new state; nil if the key was deleted.
    public var current: KeyValue?
    /// The state before the change; nil if the key was created.
    public var previous: KeyValue?
    /// What the writer passed along with a put, so that a reader in the same process need not parse the
    /// value again. Never stored: nil when the event comes from disk or from another process.
    public var hint: (any Sendable)?

    public var kind: Kind { current == nil ? .delete : .put }
    /// Whether the key did not exist before.
    public var isCreate: Bool { current != nil && previous == nil }

    public init(
        key: String, revision: Revision, current: KeyValue?, previous: KeyValue?, hint: (any Sendable)? = nil
    ) {
        self.key = key
        self.revision = revision
        self.current = current
        self.previous = previous
        self.hint = hint
    }
}

extension StoreEvent: Revisioned {}
