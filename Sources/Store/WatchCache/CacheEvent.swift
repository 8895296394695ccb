/// An object in a ``WatchCache``: its key, the revision it was last changed at, and what the cache's owner made of
/// its bytes.
public struct CacheItem<Entry: Sendable>: Sendable {
    public let key: String
    public let revision: Revision
    public let entry: Entry
}

/// What kind of change a watcher sees; the `type` of a Kubernetes watch event.
public enum CacheEventType: Sendable, Equatable { case added, modified, deleted }

/// One change to one object, shared by all watchers.
public final class CacheEvent<Entry: Sendable>: Sendable {
    public let key: String
    /// The revision of the change; for a deletion too, where it is newer than the object's own.
    public let revision: Revision
    /// What happened to the object.
    public let type: CacheEventType
    /// The object after the change; before it if it was deleted.
    public let entry: Entry
    /// The object before the change; nil if it was added.
    public let previous: CacheItem<Entry>?

    init(key: String, revision: Revision, type: CacheEventType, entry: Entry, previous: CacheItem<Entry>?) {
        self.key = key
        self.revision = revision
        self.type = type
        self.entry = entry
        self.previous = previous
    }
}

extension CacheEvent: Revisioned {}

/// What a watcher is told of an event.
public struct CacheDelivery<Entry: Sendable>: Sendable {
    /// What the event is to this watcher: an object that comes to match its filter is added for it, one that no
    /// longer matches is deleted.
    public let type: CacheEventType
    public let event: CacheEvent<Entry>

    /// The object to send: the new one, or for a deletion the last one that the watcher knew.
    public var entry: Entry {
        type == .deleted ? event.previous?.entry ?? event.entry : event.entry
    }
}

/// The deliveries of one call of ``CacheWatcher/next()``.
public struct CacheBatch<Entry: Sendable>: Sendable {
    /// Empty after ``CacheWatcher/interrupt()``.
    public let deliveries: [CacheDelivery<Entry>]
    /// Everything up to this revision has been delivered: a bookmark may carry it.
    public let revision: Revision
}

/// Why a read of a ``WatchCache`` cannot be answered.
public enum CacheError: Error, Equatable, Sendable {
    /// The events needed have left the window: `410 Gone`, reason `Expired`. Start again from a new list.
    case expired(requested: Revision, oldest: Revision)
    /// A state was asked for that the cache has not reached: `504`, "Too large resource version".
    case futureRevision(requested: Revision, current: Revision)
    /// The store was closed.
    case closed
}
