/// An ordered JSON object: keeps the order in which names were added, finds by name in constant time when large.
public struct JSONObject: Sendable {
    /// One member of an object.
    public typealias Element = (key: String, value: JSONValue)

    @usableFromInline var names: [String] = []
    @usableFromInline var members: [JSONValue] = []
    /// Position by name; kept only above `indexThreshold` members, where a scan would cost more.
    @usableFromInline var index: [String: Int]?

    @usableFromInline static let indexThreshold = 16

    public init() {}

    /// An object of the given members; of two with one name the later wins.
    public init(_ elements: some Sequence<(String, JSONValue)>) {
        for (key, value) in elements { self[key] = value }
    }

    public var count: Int { names.count }
    public var isEmpty: Bool { names.isEmpty }
    /// The names, in order.
    public var keys: [String] { names }
    /// The values, in the order of the names.
    public var values: [JSONValue] { members }

    /// The position of a name, or nil.
    @usableFromInline
    func position(of key: String) -> Int? {
        if let index { return index[key] }
        for i in names.indices where names[i] == key { return i }
        return nil
    }

    /// Whether the name is there (also with the value null).
    public func contains(_ key: String) -> Bool { position(of: key) != nil }

    /// The value of a name. Setting nil removes it; setting a new name appends it.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0] } }
        set {
            guard let newValue else { removeValue(forKey: key); return }
            if let i = position(of: key) { members[i] = newValue } else { append(key, newValue) }
        }
        _modify {
            // Moves the value out and back in, so that a nested change does not copy the subtree.
            let position = position(of: key)
            var value: JSONValue? = nil
            if let position {
                value = .null
                swap(&members[position], &value!)  // `value` was set on the line above.
            }
            defer {
                switch (position, value) {
                case (let i?, let v?): members[i] = v
                case (_?, nil): removeValue(forKey: key)
                case (nil, let v?): append(key, v)
                case (nil, nil): break
                }
            }
            yield &value
        }
    }

    /// Appends a member whose name the caller knows to be new.
    @usableFromInline
    mutating func append(_ key: String, _ value: JSONValue) {
        index?[key] = names.count
        names.append(key)
        members.append(value)
        if index == nil, names.count > Self.indexThreshold {
            var made = [String: Int](minimumCapacity: names.count * 2)
            for (i, name) in names.enumerated() { made[name] = i }
            index = made
        }
    }

    /// Removes a member and returns its value; nil where there is none. The order of the others stays.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        guard let i = position(of: key) else { return nil }
        names.remove(at: i)
        let removed = members.remove(at: i)
        if index != nil {
            index = nil
            if names.count > Self.indexThreshold {
                var made = [String: Int](minimumCapacity: names.count * 2)
                for (i, name) in names.enumerated() { made[name] = i }
                index = made
            }
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
            guard position < object.names.count else { return nil }
            defer { position += 1 }
            return (object.names[position], object.members[position])
        }
    }

    public func makeIterator() -> Iterator { Iterator(object: self) }
    public var underestimatedCount: Int { names.count }
}

/// Two objects are equal when they have the same members, in whatever order.
extension JSONObject: Hashable {
    public static func == (a: JSONObject, b: JSONObject) -> Bool {
        guard a.count == b.count else { return false }
        if a.names == b.names { return a.members == b.members }
        for (key, value) in a where b[key] != value { return false }
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
