/// An ordered JSON object: keeps the order in which names were added, finds by name in constant time when large.
public struct JSONObject: Sendable {
    /// One member of an object.
    public typealias Element = (key: String, value: JSONValue)

    /// The members in one block of memory: an object costs one allocation.
    @usableFromInline var elements: [Element] = []
    /// Position by name; kept only above `indexThreshold` members, where a scan would cost more.
    @usableFromInline var index: [String: Int]?

    @usableFromInline static let indexThreshold = 16

    public init() {}

    /// An object of the given members; of two with one name the later wins.
    public init(_ elements: some Sequence<(String, JSONValue)>) {
        self.elements.reserveCapacity(elements.underestimatedCount)
        for (key, value) in elements { self[key] = value }
    }

    /// An empty object with room for so many members.
    public init(minimumCapacity: Int) { elements.reserveCapacity(minimumCapacity) }

    public var count: Int { elements.count }
    public var isEmpty: Bool { elements.isEmpty }
    /// The names, in order.
    public var keys: [String] { elements.map(\.key) }
    /// The values, in the order of the names.
    public var values: [JSONValue] { elements.map(\.value) }

    /// The position of a name, or nil.
    @usableFromInline
    func position(of key: String) -> Int? {
        if let index { return index[key] }
        return elements.withUnsafeBufferPointer { elements in
            for i in elements.indices where elements[i].key == key { return i }
            return nil
        }
    }

    /// Whether the name is there (also with the value null).
    public func contains(_ key: String) -> Bool { position(of: key) != nil }

    /// The value of a name. Setting nil removes it; setting a new name appends it.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { elements[$0].value } }
        set {
            guard let newValue else { removeValue(forKey: key); return }
            if let i = position(of: key) { elements[i].value = newValue } else { append(key, newValue) }
        }
        _modify {
            // Moves the value out and back in, so that a nested change does not copy the subtree.
            let position = position(of: key)
            var value: JSONValue? = nil
            if let position {
                value = .null
                swap(&elements[position].value, &value!)  // `value` was set on the line above.
            }
            defer {
                switch (position, value) {
                case (let i?, let v?): elements[i].value = v
                case (_?, nil): removeValue(forKey: key)
                case (nil, let v?): append(key, v)
                case (nil, nil): break
                }
            }
            yield &value
        }
    }

    /// Appends a member whose name the caller knows to be new.
    public mutating func append(_ key: String, _ value: JSONValue) {
        index?[key] = elements.count
        elements.append((key, value))
        if index == nil, elements.count > Self.indexThreshold { makeIndex() }
    }

    private mutating func makeIndex() {
        var made = [String: Int](minimumCapacity: elements.count * 2)
        for (i, element) in elements.enumerated() { made[element.key] = i }
        index = made
    }

    /// Removes a member and returns its value; nil where there is none. The order of the others stays.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        guard let i = position(of: key) else { return nil }
        let removed = elements.remove(at: i).value
        if index != nil {
            index = nil
            if elements.count > Self.indexThreshold { makeIndex() }
        }
        return removed
    }

    /// The members for which the predicate holds, in order.
    public func filter(_ keep: (Element) throws -> Bool) rethrows -> JSONObject {
        var result = JSONObject()
        for element in self where try keep(element) { result.append(element.key, element.value) }
        return result
    }

    /// The same names in ascending order of their UTF-8 bytes, as Go prints maps.
    public func sortedByKey() -> JSONObject {
        var result = JSONObject()
        for (key, value) in self.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) { result.append(key, value) }
        return result
    }
}

extension JSONObject: Sequence {
    public struct Iterator: IteratorProtocol {
        let object: JSONObject
        var position = 0
        public mutating func next() -> Element? {
            guard position < object.elements.count else { return nil }
            defer { position += 1 }
            return object.elements[position]
        }
    }

    public func makeIterator() -> Iterator { Iterator(object: self) }
    public var underestimatedCount: Int { elements.count }
}

/// Two objects are equal when they have the same members, in whatever order.
extension JSONObject: Hashable {
    public static func == (a: JSONObject, b: JSONObject) -> Bool {
        guard a.count == b.count else { return false }
        for (i, (key, value)) in a.elements.enumerated() {
            // Most often the order is the same, too.
            if b.elements[i].key == key {
                if b.elements[i].value != value { return false }
            } else if b[key] != value {
                return false
            }
        }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        var combined = 0
        for (key, value) in self {
            var one = Hasher()
            one.combine(key)
            one.combine(value)
            combined ^= one.finalize()
        }
        hasher.combine(combined)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
