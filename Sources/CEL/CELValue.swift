/// A value while an expression is evaluated.
public indirect enum CELValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([CELValue])
    case map([CELValue: CELValue])
    case optional(CELValue?)
    case semver(CELSemver)
    case type(String)
    /// A value of a library outside of this module, such as a quantity.
    case object(CELObject)

    /// The name of its type, as CEL shows it.
    public var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .optional: "optional_type"
        case .semver: "kubernetes.Semver"
        case .type: "type"
        case .object(let object): object.value.typeName
        }
    }

    /// Equality as CEL has it: numbers of different types are equal where they mean the same.
    public func isEqual(to other: CELValue) -> Bool {
        if let order = Self.compareNumbers(self, other) { return order == 0 }
        switch (self, other) {
        case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy { $0.isEqual(to: $1) }
        case (.map(let a), .map(let b)):
            return a.count == b.count && a.allSatisfy { entry in CELValue.entry(b, entry.key).map { entry.value.isEqual(to: $0) } ?? false }
        case (.optional(let a?), .optional(let b?)): return a.isEqual(to: b)
        case (.double, .double): return false
        default: return self == other
        }
    }

    /// The value of a key of a map; a number is found in any of its types.
    static func entry(_ map: [CELValue: CELValue], _ key: CELValue) -> CELValue? {
        if let value = map[key] { return value }
        switch key {
        case .int(let number): return UInt64(exactly: number).flatMap { map[.uint($0)] }
        case .uint(let number): return Int64(exactly: number).flatMap { map[.int($0)] }
        case .double(let number):
            if let whole = Int64(exactly: number) { return map[.int(whole)] ?? UInt64(exactly: number).flatMap { map[.uint($0)] } }
            return UInt64(exactly: number).flatMap { map[.uint($0)] }
        default: return nil
        }
    }

    /// -1, 0 or 1 for two numbers; nil if one is none, or not to be compared.
    static func compareNumbers(_ a: CELValue, _ b: CELValue) -> Int? {
        func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a > b ? 1 : 0 }
        switch (a, b) {
        case (.int(let a), .int(let b)): return order(a, b)
        case (.uint(let a), .uint(let b)): return order(a, b)
        case (.int(let a), .uint(let b)): return a < 0 ? -1 : order(UInt64(a), b)
        case (.uint(let a), .int(let b)): return b < 0 ? 1 : order(a, UInt64(b))
        case (.double(let a), .double(let b)): return a.isNaN || b.isNaN ? nil : order(a, b)
        case (.double(let a), .int(let b)): return a.isNaN ? nil : order(a, Double(b))
        case (.double(let a), .uint(let b)): return a.isNaN ? nil : order(a, Double(b))
        case (.int(let a), .double(let b)): return b.isNaN ? nil : order(Double(a), b)
        case (.uint(let a), .double(let b)): return b.isNaN ? nil : order(Double(a), b)
        default: return nil
        }
    }
}

/// A value that this module does not know: it answers functions itself.
public protocol CELForeignValue: Sendable {
    var typeName: String { get }
    func isEqual(to other: any CELForeignValue) -> Bool
    /// The value of a key or field; nil if there is none.
    func entry(_ key: CELValue) -> CELValue?
    /// Whether the key or field is there, as `in` and `has` ask.
    func contains(_ key: CELValue) -> Bool
    /// Its keys, for macros that go over them; nil if it has none.
    var keys: [CELValue]? { get }
    /// Calls a member function; nil if it has none of that name for such arguments.
    func call(_ function: String, _ arguments: [CELValue]) throws(CELEvaluationError) -> CELValue?
}

extension CELForeignValue {
    public func entry(_ key: CELValue) -> CELValue? { nil }
    public func contains(_ key: CELValue) -> Bool { entry(key) != nil }
    public var keys: [CELValue]? { nil }
}

/// A box around a ``CELForeignValue``, to be compared by.
public struct CELObject: Hashable, Sendable {
    public let value: any CELForeignValue

    public init(_ value: any CELForeignValue) { self.value = value }

    public static func == (a: CELObject, b: CELObject) -> Bool { a.value.isEqual(to: b.value) }
    public func hash(into hasher: inout Hasher) { hasher.combine(value.typeName) }
}

/// Why an expression has no value, in CEL's words.
public struct CELEvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }

    static func noOverload(_ function: String) -> CELEvaluationError { CELEvaluationError("no such overload: \(function)") }
    static func noKey(_ key: String) -> CELEvaluationError { CELEvaluationError("no such key: \(key)") }
}

/// A version as semver.org describes it, with its order.
public struct CELSemver: Hashable, Sendable, Comparable {
    public let major: UInt64
    public let minor: UInt64
    public let patch: UInt64
    private let preRelease: [String]
    private let build: [String]

    /// nil if the text is no version. `lenient` forgives a leading "v", missing parts and leading zeros.
    public init?(_ text: String, lenient: Bool = false) {
        var rest = text[...]
        if lenient, rest.hasPrefix("v") { rest = rest.dropFirst() }
        func identifiers(_ text: Substring) -> [String]? {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let good = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) } }
            return good ? parts : nil
        }
        var metadata: [String] = []
        if let plus = rest.firstIndex(of: "+") {
            guard let parts = identifiers(rest[rest.index(after: plus)...]) else { return nil }
            metadata = parts
            rest = rest[..<plus]
        }
        var release: [String] = []
        if let dash = rest.firstIndex(of: "-") {
            guard let parts = identifiers(rest[rest.index(after: dash)...]) else { return nil }
            release = parts
            rest = rest[..<dash]
        }
        var numbers = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if lenient { while numbers.count < 3 { numbers.append("0") } }
        guard numbers.count == 3 else { return nil }
        let values = numbers.compactMap { part -> UInt64? in
            if part.isEmpty || !part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) || (!lenient && part.count > 1 && part.hasPrefix("0")) { return nil }
            return UInt64(part)
        }
        guard values.count == 3 else { return nil }
        if release.contains(where: { $0.count > 1 && $0.hasPrefix("0") && UInt64($0) != nil }) { return nil }
        (major, minor, patch) = (values[0], values[1], values[2])
        preRelease = release
        build = metadata
    }

    /// What was built from the same source ranks the same.
    public static func == (a: CELSemver, b: CELSemver) -> Bool { !(a < b) && !(b < a) }
    public func hash(into hasher: inout Hasher) { hasher.combine(major); hasher.combine(minor); hasher.combine(patch) }

    public static func < (a: CELSemver, b: CELSemver) -> Bool {
        if (a.major, a.minor, a.patch) != (b.major, b.minor, b.patch) { return (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch) }
        // A release comes after what was before it.
        if a.preRelease.isEmpty || b.preRelease.isEmpty { return !a.preRelease.isEmpty && b.preRelease.isEmpty }
        for (x, y) in zip(a.preRelease, b.preRelease) where x != y {
            switch (UInt64(x), UInt64(y)) {
            case (let m?, let n?): if m != n { return m < n }
            case (.some, nil): return true
            case (nil, .some): return false
            default: return x < y
            }
        }
        return a.preRelease.count < b.preRelease.count
    }
}
