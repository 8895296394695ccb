/// A map ordered by key (``ByteOrder``), as a list of short sorted chunks.
///
/// It is a value: a copy costs two references, and a write to a map of which a copy is held copies one chunk and
/// the list of chunks, not the elements. That is what lets a reader walk over 50,000 objects while they change.
struct SortedMap<Value: Sendable>: Sendable {
    struct Element: Sendable {
        let key: String
        let value: Value
    }

    typealias Index = SortedKeys.Index

    private static var chunkSize: Int { 128 }

    private var keys = SortedKeys()
    /// The values, in chunks like the keys'.
    private var values: [[Value]] = []
    private(set) var count = 0

    init() {}

    /// A map of elements that are already in order, each key once.
    init(sorted elements: some Sequence<(String, Value)>) {
        for (key, value) in elements {
            // Leaves room in each chunk, so that the first inserts do not split them all.
            if let last = values.indices.last, values[last].count < Self.chunkSize * 3 / 4 {
                keys.chunks[last].append(key)
                values[last].append(value)
            } else {
                appendChunk(key, value)
            }
            count += 1
        }
    }

    private mutating func appendChunk(_ key: String, _ value: Value) {
        keys.chunks.append([key])
        values.append([value])
    }

    /// Whether the two share their memory, so that they have the same elements. Two that were made apart do not.
    func isIdentical(to other: SortedMap) -> Bool {
        count == other.count
            && values.withUnsafeBufferPointer { mine in
                other.values.withUnsafeBufferPointer { $0.baseAddress == mine.baseAddress }
            }
    }

    /// The place of the first key that is not less than `key`.
    func lowerBound(_ key: String) -> Index { keys.lowerBound(key) }

    /// The element at a place, nil at the end.
    func element(at index: Index) -> Element? {
        keys[index].map { Element(key: $0, value: values[index.chunk][index.offset]) }
    }

    /// The next place.
    func index(after index: Index) -> Index { keys.index(after: index) }

    /// How many elements lie between two places.
    func distance(from start: Index, to end: Index) -> Int { keys.distance(from: start, to: end) }

    /// The places of the keys with a prefix, from `start` on if given.
    func range(prefix: String, start: String? = nil) -> (lower: Index, upper: Index) { keys.range(prefix: prefix, start: start) }

    subscript(key: String) -> Value? { keys.find(key).map { values[$0.chunk][$0.offset] } }

    /// The element with the greatest key that is not greater than `key`.
    func floor(_ key: String) -> Element? {
        let index = keys.lowerBound(key)
        if keys.holds(key, at: index) { return element(at: index) }
        return keys.index(before: index).flatMap { element(at: $0) }
    }

    /// Sets a key; returns what it held before.
    @discardableResult
    mutating func set(_ key: String, _ value: Value) -> Value? {
        let index = keys.lowerBound(key)
        if keys.holds(key, at: index) {
            let old = values[index.chunk][index.offset]
            values[index.chunk][index.offset] = value
            return old
        }
        count += 1
        insert(key, value, at: index)
        return nil
    }

    private mutating func insert(_ key: String, _ value: Value, at index: Index) {
        var index = index
        if index.chunk == values.count {
            // Beyond the last key: append, which is also the usual case when keys are generated in order.
            guard let last = values.indices.last, values[last].count < Self.chunkSize else { return appendChunk(key, value) }
            index = Index(chunk: last, offset: values[last].count)
        }
        keys.chunks[index.chunk].insert(key, at: index.offset)
        values[index.chunk].insert(value, at: index.offset)
        if values[index.chunk].count > Self.chunkSize {
            Self.split(&keys.chunks, index.chunk)
            Self.split(&values, index.chunk)
        }
    }

    private static func split<T>(_ chunks: inout [[T]], _ place: Int) {
        let half = chunks[place].count / 2
        let upper = Array(chunks[place][half...])
        chunks[place].removeSubrange(half...)
        chunks.insert(upper, at: place + 1)
    }

    /// Removes a key; returns what it held.
    @discardableResult
    mutating func remove(_ key: String) -> Value? {
        guard let index = keys.find(key) else { return nil }
        count -= 1
        keys.chunks[index.chunk].remove(at: index.offset)
        let old = values[index.chunk].remove(at: index.offset)
        let left = values[index.chunk].count
        if left == 0 {
            keys.chunks.remove(at: index.chunk)
            values.remove(at: index.chunk)
        } else if left < Self.chunkSize / 8, index.chunk + 1 < values.count, left + values[index.chunk + 1].count < Self.chunkSize {
            keys.chunks[index.chunk].append(contentsOf: keys.chunks.remove(at: index.chunk + 1))
            values[index.chunk].append(contentsOf: values.remove(at: index.chunk + 1))
        }
        return old
    }
}
