import JSON

/// One step into an object: what stands between the dots and brackets of a field path.
///
/// The cases are in the order in which Kubernetes sorts them.
enum PathElement: Hashable, Sendable {
    /// A member of a struct or map: `f:name`.
    case field(String)
    /// The item of a list that has these values for its keys, sorted by key name: `k:{"name":"c"}`.
    case key([KeyValue])
    /// The item of a set that has this value: `v:"a"`.
    case value(JSONValue)
    /// An item by its position: `i:0`.
    case index(Int)

    /// One key of a list item.
    struct KeyValue: Hashable, Sendable {
        var name: String
        var value: JSONValue
    }

    /// Parses the form of FieldsV1; nil when it is none.
    init?(serialized text: String) {
        guard text.utf8.count >= 2, text.utf8.dropFirst().first == UInt8(ascii: ":") else { return nil }
        let rest = String(text.dropFirst(2))
        switch text.first {
        case "f": self = .field(rest)
        case "k":
            guard let object = (try? JSONValue(parsing: Array(rest.utf8)))?.object else { return nil }
            self = .key(object.sortedByKey().map { KeyValue(name: $0.key, value: $0.value) })
        case "v":
            guard let value = try? JSONValue(parsing: Array(rest.utf8)) else { return nil }
            self = .value(value)
        case "i":
            guard let index = Int(rest) else { return nil }
            self = .index(index)
        default: return nil
        }
    }

    /// The form of FieldsV1.
    var serialized: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let keys): "k:\(JSONValue.object(JSONObject(keys.map { ($0.name, $0.value) })))"
        case .value(let value): "v:\(value)"
        case .index(let index): "i:\(index)"
        }
    }

    /// The form of messages: `.name`, `[name="c"]`, `[="a"]`, `[0]`.
    var described: String {
        switch self {
        case .field(let name): ".\(name)"
        case .key(let keys): "[" + keys.map { "\($0.name)=\($0.value)" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(value)]"
        case .index(let index): "[\(index)]"
        }
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        case .index: 3
        }
    }
}

extension PathElement: Comparable {
    static func < (a: PathElement, b: PathElement) -> Bool {
        switch (a, b) {
        case (.field(let x), .field(let y)): return precedes(x, y)
        case (.key(let x), .key(let y)):
            for (left, right) in zip(x, y) {
                if left.name != right.name { return precedes(left.name, right.name) }
                if left.value != right.value { return less(left.value, right.value) }
            }
            return x.count < y.count
        case (.value(let x), .value(let y)): return less(x, y)
        case (.index(let x), .index(let y)): return x < y
        default: return a.rank < b.rank
        }
    }

    private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    private static func less(_ a: JSONValue, _ b: JSONValue) -> Bool {
        if let x = a.double, let y = b.double { return x < y }
        if let x = a.string, let y = b.string { return precedes(x, y) }
        return precedes(a.description, b.description)
    }
}
