/// What a ``Store`` can fail with.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The history needed was compacted away: `410 Gone`, reason `Expired`.
    case compacted(through: Revision, current: Revision)
    /// A read asked for a revision that does not exist yet.
    case futureRevision(Revision, current: Revision)
    /// The transaction itself is malformed (two operations on one key, too many operations).
    case invalid(String)
    /// Another process has the database open.
    case locked(path: String, by: String)
    /// The database was made by a newer version, or is not one of ours.
    case unknownFormat(path: String, String)
    /// The disk or the database failed; a transaction may or may not have taken place.
    case io(String)
    /// The database server failed, or cannot be reached, and said this; a transaction may or may not have taken place.
    case unavailable(String)
    /// The store was closed.
    case closed

    public var description: String {
        switch self {
        case .compacted(let through, let current):
            "the requested revision has been compacted (compacted through \(through), current \(current))"
        case .futureRevision(let revision, let current):
            "the requested revision \(revision) is in the future (current \(current))"
        case .invalid(let message): "invalid transaction: \(message)"
        case .locked(let path, let holder): "the database \(path) is in use by \(holder); stop it first or use another path"
        case .unknownFormat(let path, let message): "cannot use the database \(path): \(message)"
        case .io(let message): "database error: \(message)"
        case .unavailable(let message): message
        case .closed: "the store is closed"
        }
    }
}
