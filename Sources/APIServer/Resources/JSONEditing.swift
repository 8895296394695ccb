import JSON

/// Edits that defaults and rules make again and again.
extension JSONValue {
    /// Sets a member that is absent or null.
    mutating func setDefault(_ key: String, _ value: JSONValue) {
        if let present = self[key], !present.isNull { return }
        self[key] = value
    }

    /// Changes a member where it is there and not null.
    mutating func edit(_ key: String, _ body: (inout JSONValue) -> Void) {
        guard case .object(var object) = self, var value = object[key], !value.isNull else { return }
        self = .null  // Leaves the copies below as the only references, so that they are changed in place.
        object[key] = .null
        body(&value)
        object[key] = value
        self = .object(object)
    }

    /// Changes each element of an array member.
    mutating func editEach(_ key: String, _ body: (inout JSONValue) -> Void) {
        edit(key) { member in
            guard case .array(var items) = member else { return }
            member = .null
            for i in items.indices { body(&items[i]) }
            member = .array(items)
        }
    }

    /// A member's string; empty when it has none.
    func text(_ key: String) -> String { self[key]?.string ?? "" }

    /// A member's elements; empty when it has none.
    func items(_ key: String) -> [JSONValue] { self[key]?.array ?? [] }

    /// A member's members; empty when it has none.
    func members(_ key: String) -> JSONObject { self[key]?.object ?? JSONObject() }

    /// Whether a member is there, not null, and no empty array or object.
    func has(_ key: String) -> Bool {
        switch self[key] {
        case nil, .null?: false
        case .array(let items)?: !items.isEmpty
        case .object(let members)?: !members.isEmpty
        default: true
        }
    }
}

extension JSONValue {
    /// Whether a member is there and not null, be it empty or not: what a pointer that is set is in Go.
    func isSet(_ key: String) -> Bool {
        guard let value = self[key] else { return false }
        return !value.isNull
    }
}
