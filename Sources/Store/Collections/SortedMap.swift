/// A map ordered by key (``ByteOrder``), as a list of short sorted chunks.
///
/// It is a value: a copy costs one reference, and a write to a map of which a copy is held copies one chunk and
/// the list of chunks, not the elements. That is what lets a reader walk over 50,000 objects while they change.
struct SortedMap<Value: Sendable>: Sendable {
    struct Element: Sendable {
        let key: String
        var value: Value
    }

    /// A place in the map; good until the map is changed.
    struct Index: Equatable {
        var chunk: Int
        var offset: Int
    }

    private static var chunkSize: Int { 128 }

    private var chunks: [[Element]] = []
    private(set) var count = 0

    init() {}

    /// A map of elements that are already in order, each key once.
    init(sorted elements: some Sequence<(String, Value)>) {
        var chunk: [Element] = []
        // Leaves room in each chunk, so that the first inserts do not split them all.
        let fill = Self.chunkSize * 3 / 4
        for (key, value) in elements {
            if chunk.count == fill {
                chunks.append(chunk)
                chunk = []
            }
            chunk.append(Element(key: key, value: value))
            count += 1
        }
        if !chunk.isEmpty { chunks.append(chunk) }
    }

    /// Whether the two share their memory, so that they have the same elements. Two that were made apart do not.
    func isIdentical(to other: SortedMap) -> Bool {
        count == other.count
            && chunks.withUnsafeBufferPointer { mine in
                other.chunks.withUnsafeBufferPointer { $0.baseAddress == mine.baseAddress }
            }
    }

    /// The place of the first key that is not less than `key`.
    func lowerBound(_ key: String) -> Index {
        var low = 0
        var high = chunks.count
        // The first chunk whose last key is not less than the key; chunks are never empty.
        while low < high {
            let middle = (low + high) / 2
            let chunk = chunks[middle]
            if ByteOrder.less(chunk[chunk.count - 1].key, key) { low = middle + 1 } else { high = middle }
        }
        guard low < chunks.count else { return Index(chunk: low, offset: 0) }
        return Index(chunk: low, offset: Self.lowerBound(key, in: chunks[low]))
    }

    private static func lowerBound(_ key: String, in chunk: [Element]) -> Int {
        var low = 0
        var high = chunk.count
        while low < high {
            let middle = (low + high) / 2
            if ByteOrder.less(chunk[middle].key, key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The element at a place, nil at the end.
    func element(at index: Index) -> Element? {
        index.chunk < chunks.count ? chunks[index.chunk][index.offset] : nil
    }

    /// The next place.
    func index(after index: Index) -> Index {
        guard index.chunk < chunks.count else { return index }
        if index.offset + 1 < chunks[index.chunk].count { return Index(chunk: index.chunk, offset: index.offset + 1) }
        return Index(chunk: index.chunk + 1, offset: 0)
    }

    /// How many elements lie between two places.
    func distance(from start: Index, to end: Index) -> Int {
        guard start.chunk < end.chunk else { return end.chunk == start.chunk ? end.offset - start.offset : 0 }
        var total = chunks[start.chunk].count - start.offset
        for chunk in (start.chunk + 1)..<end.chunk { total += chunks[chunk].count }
        return total + end.offset
    }

    subscript(key: String) -> Value? {
        let index = lowerBound(key)
        guard let element = element(at: index), ByteOrder.equal(element.key, key) else { return nil }
        return element.value
    }

    /// The element with the greatest key that is not greater than `key`.
    func floor(_ key: String) -> Element? {
        let index = lowerBound(key)
        if let element = element(at: index), ByteOrder.equal(element.key, key) { return element }
        if index.offset > 0 { return chunks[index.chunk][index.offset - 1] }
        return index.chunk > 0 ? chunks[index.chunk - 1].last : nil
    }

    /// Sets a key; returns what it held before.
    @discardableResult
    mutating func set(_ key: String, _ value: Value) -> Value? {
        var index = lowerBound(key)
        if let element = element(at: index), ByteOrder.equal(element.key, key) {
            chunks[index.chunk][index.offset].value = value
            return element.value
        }
        count += 1
        if index.chunk == chunks.count {
            // Beyond the last key: append, which is also the usual case when keys are generated in order.
            guard let last = chunks.indices.last, chunks[last].count < Self.chunkSize else {
                chunks.append([Element(key: key, value: value)])
                return nil
            }
            index = Index(chunk: last, offset: chunks[last].count)
        }
        chunks[index.chunk].insert(Element(key: key, value: value), at: index.offset)
        if chunks[index.chunk].count > Self.chunkSize {
            let half = chunks[index.chunk].count / 2
            let upper = Array(chunks[index.chunk][half...])
            chunks[index.chunk].removeSubrange(half...)
            chunks.insert(upper, at: index.chunk + 1)
        }
        return nil
    }

    /// Removes a key; returns what it held.
    @discardableResult
    mutating func remove(_ key: String) -> Value? {
        let index = lowerBound(key)
        guard let element = element(at: index), ByteOrder.equal(element.key, key) else { return nil }
        count -= 1
        chunks[index.chunk].remove(at: index.offset)
        if chunks[index.chunk].isEmpty {
            chunks.remove(at: index.chunk)
        } else if chunks[index.chunk].count < Self.chunkSize / 8, index.chunk + 1 < chunks.count,
            chunks[index.chunk].count + chunks[index.chunk + 1].count < Self.chunkSize {
            let next = chunks.remove(at: index.chunk + 1)
            chunks[index.chunk].append(contentsOf: next)
        }
        return element.value
    }

    /// The places of the keys with a prefix, from `start` on if given.
    func range(prefix: String, start: String? = nil) -> (lower: Index, upper: Index) {
        let from = start.map { ByteOrder.less(prefix, $0) ? $0 : prefix } ?? prefix
        let lower = lowerBound(from)
        guard let end = ByteOrder.end(ofPrefix: prefix) else { return (lower, Index(chunk: chunks.count, offset: 0)) }
        let upper = lowerBound(end)
        // A start behind the prefix leaves nothing.
        let isEmpty = upper.chunk < lower.chunk || (upper.chunk == lower.chunk && upper.offset < lower.offset)
        return (lower, isEmpty ? lower : upper)
    }
}
