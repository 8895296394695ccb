/// The keys of a ``SortedMap`` in order (``ByteOrder``), as a list of short sorted chunks that are never empty.
///
/// Apart from the values, so that a search is over strings alone and not in code that is generic over what the map holds.
struct SortedKeys: Sendable {
    /// A place among the keys; good until they are changed.
    struct Index: Equatable, Sendable {
        var chunk: Int
        var offset: Int
    }

    var chunks: [[String]] = []

    /// The place of the first key that is not less than `key`.
    func lowerBound(_ key: String) -> Index {
        var low = 0
        var high = chunks.count
        // The first chunk whose last key is not less than the key.
        while low < high {
            let middle = (low + high) / 2
            if ByteOrder.less(chunks[middle][chunks[middle].count - 1], key) { low = middle + 1 } else { high = middle }
        }
        guard low < chunks.count else { return Index(chunk: low, offset: 0) }
        return Index(chunk: low, offset: Self.lowerBound(key, in: chunks[low]))
    }

    private static func lowerBound(_ key: String, in chunk: [String]) -> Int {
        var low = 0
        var high = chunk.count
        while low < high {
            let middle = (low + high) / 2
            if ByteOrder.less(chunk[middle], key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The key at a place, nil at the end.
    subscript(index: Index) -> String? { index.chunk < chunks.count ? chunks[index.chunk][index.offset] : nil }

    /// The place of a key, nil if it is not there.
    func find(_ key: String) -> Index? {
        let index = lowerBound(key)
        return holds(key, at: index) ? index : nil
    }

    /// Whether a key is at a place, which may be the end.
    func holds(_ key: String, at index: Index) -> Bool {
        index.chunk < chunks.count && ByteOrder.equal(chunks[index.chunk][index.offset], key)
    }

    /// The next place.
    func index(after index: Index) -> Index {
        guard index.chunk < chunks.count else { return index }
        if index.offset + 1 < chunks[index.chunk].count { return Index(chunk: index.chunk, offset: index.offset + 1) }
        return Index(chunk: index.chunk + 1, offset: 0)
    }

    /// The place before, nil for the first.
    func index(before index: Index) -> Index? {
        if index.offset > 0 { return Index(chunk: index.chunk, offset: index.offset - 1) }
        return index.chunk > 0 ? Index(chunk: index.chunk - 1, offset: chunks[index.chunk - 1].count - 1) : nil
    }

    /// How many keys lie between two places.
    func distance(from start: Index, to end: Index) -> Int {
        guard start.chunk < end.chunk else { return end.chunk == start.chunk ? end.offset - start.offset : 0 }
        var total = chunks[start.chunk].count - start.offset
        for chunk in (start.chunk + 1)..<end.chunk { total += chunks[chunk].count }
        return total + end.offset
    }

    /// The places of the keys with a prefix, from `start` on if given.
    func range(prefix: String, start: String?) -> (lower: Index, upper: Index) {
        let from = start.map { ByteOrder.less(prefix, $0) ? $0 : prefix } ?? prefix
        let lower = lowerBound(from)
        guard let end = ByteOrder.end(ofPrefix: prefix) else { return (lower, Index(chunk: chunks.count, offset: 0)) }
        let upper = lowerBound(end)
        // A start behind the prefix leaves nothing.
        let isEmpty = upper.chunk < lower.chunk || (upper.chunk == lower.chunk && upper.offset < lower.offset)
        return (lower, isEmpty ? lower : upper)
    }
}
