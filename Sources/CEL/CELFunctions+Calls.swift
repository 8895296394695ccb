/// What the functions do.
extension CELFunctions {
    static let nameSpaces: Set<String> = ["optional", "sets", "strings", "base64", "math"]

    /// A number as a place in a list; nil if it is none.
    static func place(_ value: CELValue) -> Int? {
        switch value {
        case .int(let number): Int(exactly: number)
        case .uint(let number): Int(exactly: number)
        case .double(let number): Int(exactly: number)
        default: nil
        }
    }

    /// The text of a value that `string()` takes.
    static func text(_ value: CELValue) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): "\(number)"
        case .uint(let number): "\(number)"
        case .double(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
        case .bool(let bool): "\(bool)"
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        default: nil
        }
    }

    /// Operators and global functions.
    static func call(_ name: String, _ values: [CELValue]) throws(CELEvaluationError) -> CELValue {
        switch (name, values.count) {
        case ("_==_", 2): return .bool(values[0].isEqual(to: values[1]))
        case ("_!=_", 2): return .bool(!values[0].isEqual(to: values[1]))
        case ("!_", 1): if case .bool(let value) = values[0] { return .bool(!value) }
        case ("_<_", 2): return .bool(try order(name, values[0], values[1]).map { $0 < 0 } ?? false)
        case ("_<=_", 2): return .bool(try order(name, values[0], values[1]).map { $0 <= 0 } ?? false)
        case ("_>_", 2): return .bool(try order(name, values[0], values[1]).map { $0 > 0 } ?? false)
        case ("_>=_", 2): return .bool(try order(name, values[0], values[1]).map { $0 >= 0 } ?? false)
        case ("@in", 2), ("_in_", 2):
            if case .list(let items) = values[1] { return .bool(items.contains { $0.isEqual(to: values[0]) }) }
            if case .map(let map) = values[1] { return .bool(CELValue.entry(map, values[0]) != nil) }
            if case .object(let object) = values[1] { return .bool(object.value.contains(values[0])) }
        case ("-_", 1):
            if case .int(let number) = values[0] { return .int(try checked(number.multipliedReportingOverflow(by: -1))) }
            if case .double(let number) = values[0] { return .double(-number) }
        case ("_+_", 2), ("_-_", 2), ("_*_", 2), ("_/_", 2), ("_%_", 2): return try arithmetic(name, values[0], values[1])
        case ("size", 1): return try member("size", of: values[0], [])
        case ("matches", 2): return try member("matches", of: values[0], [values[1]])
        case ("dyn", 1): return values[0]
        case ("type", 1): return .type(values[0].typeName)
        case ("bool", 1):
            if case .bool = values[0] { return values[0] }
            if case .string(let text) = values[0] {
                if ["true", "True", "TRUE", "t", "1"].contains(text) { return .bool(true) }
                if ["false", "False", "FALSE", "f", "0"].contains(text) { return .bool(false) }
                throw CELEvaluationError("type conversion error from 'string' to 'bool'")
            }
        case ("int", 1), ("uint", 1), ("double", 1): return try number(name, values[0])
        case ("string", 1): if let text = text(values[0]) { return .string(text) }
        case ("bytes", 1):
            if case .bytes = values[0] { return values[0] }
            if case .string(let text) = values[0] { return .bytes(Array(text.utf8)) }
        case ("semver", 1), ("semver", 2):
            if case .string(let text) = values[0] {
                guard let version = CELSemver(text, lenient: values.last == .bool(true)) else { throw CELEvaluationError("invalid semver: \(text)") }
                return .semver(version)
            }
        case ("isSemver", 1), ("isSemver", 2):
            if case .string(let text) = values[0] { return .bool(CELSemver(text, lenient: values.last == .bool(true)) != nil) }
        case ("optional.of", 1): return .optional(values[0])
        case ("optional.none", 0): return .optional(nil)
        case ("optional.ofNonZeroValue", 1): return .optional(isZero(values[0]) ? nil : values[0])
        case ("sets.contains", 2), ("sets.intersects", 2), ("sets.equivalent", 2):
            guard case .list(let a) = values[0], case .list(let b) = values[1] else { break }
            func holds(_ list: [CELValue], _ value: CELValue) -> Bool { list.contains { $0.isEqual(to: value) } }
            if name == "sets.intersects" { return .bool(b.contains { holds(a, $0) }) }
            let contains = b.allSatisfy { holds(a, $0) }
            return .bool(name == "sets.contains" ? contains : contains && a.allSatisfy { holds(b, $0) })
        default: break
        }
        throw .noOverload(name)
    }

    private static func isZero(_ value: CELValue) -> Bool {
        switch value {
        case .null, .bool(false), .int(0), .uint(0), .string(""), .optional(nil): true
        case .double(let number): number == 0
        case .list(let items): items.isEmpty
        case .map(let map): map.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        default: false
        }
    }

    private static func checked<T>(_ result: (partialValue: T, overflow: Bool)) throws(CELEvaluationError) -> T {
        if result.overflow { throw CELEvaluationError("integer overflow") }
        return result.partialValue
    }

    /// nil where one is no number at all (NaN): then every comparison is false.
    private static func order(_ name: String, _ a: CELValue, _ b: CELValue) throws(CELEvaluationError) -> Int? {
        func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : a > b ? 1 : 0 }
        if let result = CELValue.compareNumbers(a, b) { return result }
        switch (a, b) {
        case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8) ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        case (.bool(let a), .bool(let b)): return order(a ? 1 : 0, b ? 1 : 0)
        case (.bytes(let a), .bytes(let b)): return a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
        case (.double, .double), (.double, .int), (.double, .uint), (.int, .double), (.uint, .double): return nil
        default: throw .noOverload(name)
        }
    }

    private static func arithmetic(_ name: String, _ a: CELValue, _ b: CELValue) throws(CELEvaluationError) -> CELValue {
        func integers<T: FixedWidthInteger>(_ a: T, _ b: T) throws(CELEvaluationError) -> T {
            switch name {
            case "_+_": return try checked(a.addingReportingOverflow(b))
            case "_-_": return try checked(a.subtractingReportingOverflow(b))
            case "_*_": return try checked(a.multipliedReportingOverflow(by: b))
            case "_/_":
                if b == 0 { throw CELEvaluationError("division by zero") }
                return try checked(a.dividedReportingOverflow(by: b))
            default:
                if b == 0 { throw CELEvaluationError("modulus by zero") }
                return try checked(a.remainderReportingOverflow(dividingBy: b))
            }
        }
        switch (a, b) {
        case (.int(let a), .int(let b)): return .int(try integers(a, b))
        case (.uint(let a), .uint(let b)): return .uint(try integers(a, b))
        case (.double(let a), .double(let b)):
            switch name {
            case "_+_": return .double(a + b)
            case "_-_": return .double(a - b)
            case "_*_": return .double(a * b)
            case "_/_": return .double(a / b)
            default: break
            }
        case (.string(let a), .string(let b)) where name == "_+_": return .string(a + b)
        case (.bytes(let a), .bytes(let b)) where name == "_+_": return .bytes(a + b)
        case (.list(let a), .list(let b)) where name == "_+_": return .list(a + b)
        default: break
        }
        throw .noOverload(name)
    }

    private static func number(_ name: String, _ value: CELValue) throws(CELEvaluationError) -> CELValue {
        func made<T>(_ number: T?, _ wrap: (T) -> CELValue) throws(CELEvaluationError) -> CELValue {
            guard let number else { throw CELEvaluationError("type conversion error from '\(value.typeName)' to '\(name)'") }
            return wrap(number)
        }
        switch (name, value) {
        case ("int", .int), ("uint", .uint), ("double", .double): return value
        case ("int", .uint(let number)): return try made(Int64(exactly: number)) { .int($0) }
        case ("int", .double(let number)): return try made(Int64(exactly: number.rounded(.towardZero))) { .int($0) }
        case ("int", .string(let text)): return try made(Int64(text)) { .int($0) }
        case ("uint", .int(let number)): return try made(UInt64(exactly: number)) { .uint($0) }
        case ("uint", .double(let number)): return try made(UInt64(exactly: number.rounded(.towardZero))) { .uint($0) }
        case ("uint", .string(let text)): return try made(UInt64(text)) { .uint($0) }
        case ("double", .int(let number)): return .double(Double(number))
        case ("double", .uint(let number)): return .double(Double(number))
        case ("double", .string(let text)): return try made(Double(text)) { .double($0) }
        default: throw .noOverload(name)
        }
    }
}
