import JSON
import KubernetesAPI

/// The checks that rules make again and again; each adds what it finds.
///
/// A path is only put together when there is something to look at, since most objects are right.
extension [FieldError] {
    /// A text must keep to a rule about names, unless it is empty.
    mutating func name(_ object: JSONValue, _ key: String, _ path: String, _ rule: (String) -> [String]) {
        let text = object.text(key)
        if !text.isEmpty { names(text, "\(path).\(key)", rule) }
    }

    /// A text must be there and keep to a rule about names.
    mutating func requiredName(_ object: JSONValue, _ key: String, _ path: String, _ rule: (String) -> [String]) {
        let text = object.text(key)
        if text.isEmpty { append(.required("\(path).\(key)")) } else { names(text, "\(path).\(key)", rule) }
    }

    /// A text must keep to a rule about names, even when it is empty.
    mutating func names(_ text: String, _ field: @autoclosure () -> String, _ rule: (String) -> [String]) {
        let found = rule(text)
        if !found.isEmpty { for message in found { append(.invalid(field(), string: text, message)) } }
    }

    /// A text must be there.
    mutating func required(_ object: JSONValue, _ key: String, _ path: String, _ detail: String = "") {
        if object.text(key).isEmpty { append(.required("\(path).\(key)", detail)) }
    }

    /// A text must be one of those listed; an empty one is a missing value, or allowed.
    mutating func oneOf(_ object: JSONValue, _ key: String, _ path: String, _ allowed: [String], required: Bool = true, _ detail: String = "") {
        guard let value = object[key], !value.isNull else {
            if required { append(.required("\(path).\(key)", detail)) }
            return
        }
        let text = value.string ?? ""
        if text.isEmpty, required { return append(.required("\(path).\(key)", detail)) }
        if !allowed.contains(text) { append(.notSupported("\(path).\(key)", text, allowed)) }
    }

    /// A number must not be negative.
    mutating func nonNegative(_ object: JSONValue, _ key: String, _ path: String) {
        if let value = object[key]?.int, value < 0 {
            append(.invalid("\(path).\(key)", "\(value)", "must be greater than or equal to 0"))
        }
    }

    /// A number must be in a range.
    mutating func range(_ object: JSONValue, _ key: String, _ path: String, _ range: ClosedRange<Int64>) {
        if let value = object[key]?.int, !range.contains(value) { append(.invalid("\(path).\(key)", "\(value)", .between(range))) }
    }

    /// A user or group must be one that Unix knows.
    mutating func id(_ object: JSONValue, _ key: String, _ path: String) { range(object, key, path, 0...2_147_483_647) }

    /// A port must be a number from 1 to 65535, or the name of one.
    mutating func port(_ value: JSONValue?, _ field: @autoclosure () -> String) {
        switch value {
        case .string(let text)?: names(text, field(), NameRules.portName)
        case let number?:
            let number = number.int ?? 0
            if !(1...65535).contains(number) { append(.invalid(field(), "\(number)", .between(1...65535))) }
        case nil: append(.invalid(field(), "0", .between(1...65535)))
        }
    }

    /// The permission bits of a file.
    mutating func fileMode(_ object: JSONValue, _ key: String, _ path: String) {
        if let mode = object[key]?.int, !(0...0o777).contains(mode) {
            append(.invalid("\(path).\(key)", "\(mode)", "must be a number between 0 and 0777 (octal), both inclusive"))
        }
    }

    /// An address must be one.
    mutating func address(_ text: String, _ field: @autoclosure () -> String) {
        if IPAddress(text) == nil { append(.invalid(field(), string: text, IPText.addressMessage)) }
    }

    /// A quantity must not be negative.
    mutating func nonNegativeQuantity(_ value: JSONValue, _ field: @autoclosure () -> String) {
        if let quantity = ResourceValidation.parse(value), quantity < 0 {
            append(.invalid(field(), string: quantity.description, "must be greater than or equal to 0"))
        }
    }

    /// A path must lead downwards from where it starts.
    mutating func descendingPath(_ text: String, _ field: @autoclosure () -> String) {
        if text.hasPrefix("/") { append(.invalid(field(), string: text, "must be a relative path")) }
        backsteps(text, field())
    }

    /// A path must lead downwards, and must not look like the names that the kubelet keeps for itself.
    mutating func localPath(_ text: String, _ field: @autoclosure () -> String) {
        descendingPath(text, field())
        if text.hasPrefix(".."), !text.hasPrefix("../") { append(.invalid(field(), string: text, "must not start with '..'")) }
    }

    /// A path must not lead upwards.
    mutating func backsteps(_ text: String, _ field: @autoclosure () -> String) {
        if text.split(separator: "/").contains("..") { append(.invalid(field(), string: text, "must not contain '..'")) }
    }

    /// A field must be what it was.
    mutating func immutable(_ new: JSONValue?, _ old: JSONValue?, _ field: @autoclosure () -> String) {
        if (new ?? .null) != (old ?? .null) { append(.invalid(field(), GoText.value(new), "field is immutable")) }
    }
}

extension String {
    /// `must be between 1 and 65535, inclusive`
    static func between(_ range: ClosedRange<Int64>) -> String {
        "must be between \(range.lowerBound) and \(range.upperBound), inclusive"
    }

    /// Without white space at both ends.
    var trimmedBlanks: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
