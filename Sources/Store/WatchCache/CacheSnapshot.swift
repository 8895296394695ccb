/// The objects of a ``WatchCache`` at one revision: a value that does not change and costs nothing to hold.
public struct CacheSnapshot<Entry: Sendable>: Sendable {
    /// The state is that of this revision; the `resourceVersion` of a list.
    public let revision: Revision
    let map: SortedMap<CacheItem<Entry>>

    /// The number of objects.
    public var count: Int { map.count }

    /// Whether this surely holds the same objects as another snapshot of its cache, if perhaps at another revision.
    public func isSame(as other: CacheSnapshot) -> Bool { map.isIdentical(to: other.map) }

    /// The object with a key.
    public func get(_ key: String) -> CacheItem<Entry>? { map[key] }

    /// How many objects have keys with a prefix, from the key `start` on.
    public func count(prefix: String, start: String? = nil) -> Int {
        let (lower, upper) = map.range(prefix: prefix, start: start)
        return map.distance(from: lower, to: upper)
    }

    /// The objects with a prefix in the order of their keys, from the key `start` (inclusive) on. The next page
    /// after an item starts at ``RangeQuery/successor(of:)`` of its key.
    public func items(prefix: String, start: String? = nil) -> Items {
        let (lower, upper) = map.range(prefix: prefix, start: start)
        return Items(map: map, index: lower, end: upper)
    }

    /// A walk over objects in order.
    public struct Items: Sequence, IteratorProtocol, Sendable {
        let map: SortedMap<CacheItem<Entry>>
        var index: SortedMap<CacheItem<Entry>>.Index
        let end: SortedMap<CacheItem<Entry>>.Index

        public mutating func next() -> CacheItem<Entry>? {
            guard index != end, let element = map.element(at: index) else { return nil }
            index = map.index(after: index)
            return element.value
        }

        public var underestimatedCount: Int { map.distance(from: index, to: end) }
    }
}
