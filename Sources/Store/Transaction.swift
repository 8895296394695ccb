/// Changes that take place together, or not at all.
public struct Transaction: Sendable {
    /// What must hold of a key for the transaction to take place.
    public struct Condition: Sendable, Equatable {
        public var key: String
        /// The revision at which the key must have been last modified; 0 if it must not exist.
        public var modRevision: Revision

        public init(_ key: String, modRevision: Revision) {
            self.key = key
            self.modRevision = modRevision
        }

        /// The key must not exist.
        public static func absent(_ key: String) -> Condition { Condition(key, modRevision: 0) }
    }

    /// One change of a transaction.
    public enum Operation: Sendable {
        /// Writes a key. The hint travels with the event to watchers in this process (see ``StoreEvent/hint``).
        case put(key: String, value: [UInt8], hint: (any Sendable)? = nil)
        /// Removes a key; nothing happens if it does not exist.
        case delete(key: String)

        public var key: String {
            switch self {
            case .put(let key, _, _), .delete(let key): key
            }
        }
    }

    /// The most operations (and conditions) that one transaction can hold.
    public static let maximumOperations = 1024

    public var conditions: [Condition]
    public var operations: [Operation]
    /// After how long the keys that it writes may vanish by themselves, where ``Store/expiresKeys`` says so; nil for never.
    public var lifetime: Duration?

    public init(conditions: [Condition] = [], operations: [Operation]) {
        self.conditions = conditions
        self.operations = operations
    }

    /// Creates a key if it is absent.
    public static func create(_ key: String, _ value: [UInt8], hint: (any Sendable)? = nil) -> Transaction {
        Transaction(conditions: [.absent(key)], operations: [.put(key: key, value: value, hint: hint)])
    }

    /// Replaces a key if it was last modified at `revision`.
    public static func update(
        _ key: String, _ value: [UInt8], ifRevision revision: Revision, hint: (any Sendable)? = nil
    ) -> Transaction {
        Transaction(conditions: [Condition(key, modRevision: revision)], operations: [.put(key: key, value: value, hint: hint)])
    }

    /// Deletes a key if it was last modified at `revision`; whatever its revision if nil.
    public static func delete(_ key: String, ifRevision revision: Revision? = nil) -> Transaction {
        Transaction(conditions: revision.map { [Condition(key, modRevision: $0)] } ?? [], operations: [.delete(key: key)])
    }

    /// Throws ``StoreError/invalid(_:)`` if the transaction cannot mean one definite thing.
    package func validate() throws {
        guard operations.count <= Self.maximumOperations, conditions.count <= Self.maximumOperations else {
            throw StoreError.invalid("more than \(Self.maximumOperations) operations")
        }
        // Text in SQLite ends at a zero byte; no valid name holds one.
        for operation in operations where operation.key.utf8.contains(0) {
            throw StoreError.invalid("a key with a zero byte")
        }
        guard operations.count > 1 else { return }
        var seen = Set<String>(minimumCapacity: operations.count)
        for operation in operations where !seen.insert(operation.key).inserted {
            throw StoreError.invalid("two operations on the key \(operation.key)")
        }
    }
}

/// What became of a transaction.
public enum TransactionResult: Sendable, Equatable {
    /// All conditions held. `revision` is the transaction's own, or the store's if nothing needed to change;
    /// `previous` is what each operation's key held before.
    case committed(revision: Revision, previous: [KeyValue?])
    /// A condition did not hold and nothing was changed. `current` is what each condition's key holds.
    case conflict(revision: Revision, current: [KeyValue?])

    /// The revision at which the transaction took place; nil after a conflict.
    public var committedRevision: Revision? {
        if case .committed(let revision, _) = self { revision } else { nil }
    }
}

extension Transaction {
    /// Decides the transaction against the state that `lookup` gives, without changing anything.
    ///
    /// This is the one place that says what conditions and operations mean; every embedded store commits what
    /// it returns.
    func decide(at current: Revision, lookup: (String) throws -> KeyValue?) rethrows -> (TransactionResult, [StoreEvent]) {
        // One read a key is enough, and the usual transaction has one key.
        var known: [String: KeyValue?] = [:]
        func state(_ key: String) throws -> KeyValue? {
            if let value = known[key] { return value }
            let value = try lookup(key)
            known[key] = .some(value)
            return value
        }
        for condition in conditions where try state(condition.key)?.modRevision ?? 0 != condition.modRevision {
            return (.conflict(revision: current, current: try conditions.map { try state($0.key) }), [])
        }
        let next = current + 1
        var previous: [KeyValue?] = []
        var events: [StoreEvent] = []
        for operation in operations {
            let old = try state(operation.key)
            previous.append(old)
            switch operation {
            case .put(let key, let value, let hint):
                let new = KeyValue(
                    key: key, value: value, createRevision: old?.createRevision ?? next, modRevision: next,
                    version: (old?.version ?? 0) + 1)
                events.append(StoreEvent(key: key, revision: next, current: new, previous: old, hint: hint))
            case .delete(let key):
                guard old != nil else { continue }
                events.append(StoreEvent(key: key, revision: next, current: nil, previous: old))
            }
        }
        return (.committed(revision: events.isEmpty ? current : next, previous: previous), events)
    }
}
