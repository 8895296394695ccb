/// Which keys to read.
public struct RangeQuery: Sendable {
    /// Only keys that begin with this; empty for all.
    public var prefix: String
    /// Only keys from this one on (inclusive). The next page starts at ``RangeQuery/successor(of:)`` of the last key.
    public var start: String?
    /// At most this many keys; 0 for no limit.
    public var limit: Int
    /// The state at this revision; nil for the latest.
    public var revision: Revision?
    /// Whether to count all keys of the range, also those behind the limit.
    public var counts: Bool
    /// Whether to leave the values out.
    public var keysOnly: Bool

    public init(
        prefix: String, start: String? = nil, limit: Int = 0, revision: Revision? = nil, counts: Bool = false,
        keysOnly: Bool = false
    ) {
        self.prefix = prefix
        self.start = start
        self.limit = limit
        self.revision = revision
        self.counts = counts
        self.keysOnly = keysOnly
    }

    /// The smallest key that is greater than `key`.
    public static func successor(of key: String) -> String { key + "\0" }

    /// The first key of the range.
    package var lowerBound: String {
        guard let start, ByteOrder.less(prefix, start) else { return prefix }
        return start
    }
}

/// What a range holds.
public struct RangeResult: Sendable {
    public var items: [KeyValue]
    /// Whether keys were left out because of the limit.
    public var more: Bool
    /// How many keys the range has, the ones left out included; nil unless asked for.
    public var count: Int?
    /// The revision that was read: the one asked for, or else the latest.
    public var revision: Revision

    public init(items: [KeyValue], more: Bool, count: Int?, revision: Revision) {
        self.items = items
        self.more = more
        self.count = count
        self.revision = revision
    }
}
