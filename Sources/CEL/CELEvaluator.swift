/// Evaluates expressions that a ``CELChecker`` has found to be sound.
///
/// Knows CEL's operators, macros, texts, lists, maps, optional values, regular expressions, conversions and versions; what else a
/// library offers comes as `functions` or as members of ``CELForeignValue``. Dates, URLs and IP addresses are not there yet: what
/// asks for them fails as a call that has no overload.
public struct CELEvaluator {
    /// Global functions of libraries, by name.
    public typealias Function = @Sendable ([CELValue]) throws(CELEvaluationError) -> CELValue

    private var variables: [(name: String, value: CELValue)]
    private let functions: [String: Function]
    /// How many steps may still be taken: expressions come from users.
    private var budget: Int

    public init(variables: [String: CELValue], functions: [String: Function] = [:], budget: Int = 1_000_000) {
        self.variables = variables.map { ($0.key, $0.value) }
        self.functions = functions
        self.budget = budget
    }

    public mutating func evaluate(_ expression: CELExpression) throws(CELEvaluationError) -> CELValue {
        try spend(1)
        switch expression.kind {
        case .literal(let literal): return Self.value(literal)
        case .identifier(let name, _):
            if let value = variable(name) { return value }
            if Self.typeNames.contains(name) { return .type(name) }
            throw CELEvaluationError("no such attribute(s): \(name)")
        case .select(let operand, let field, let isOptional):
            if !isOptional, let name = Self.qualifiedName(expression), let value = variable(name) { return value }
            return try select(field, of: evaluate(operand), isOptional: isOptional)
        case .call(let target, let function, let arguments): return try call(target, function, arguments)
        case .list(let items, let optional): return try list(items, optional)
        case .map(let entries): return try map(entries)
        case .structure(let name, _): throw CELEvaluationError("cannot make a \(name) here")
        case .macro(let macro, let target, let variables, let arguments): return try self.macro(macro, target, variables, arguments)
        case .invalid: throw CELEvaluationError("invalid expression")
        }
    }

    private static let typeNames: Set<String> = ["bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type"]

    private mutating func spend(_ steps: Int) throws(CELEvaluationError) {
        budget -= steps
        if budget < 0 { throw CELEvaluationError("operation cancelled: actual cost limit exceeded") }
    }

    private func variable(_ name: String) -> CELValue? { variables.last { $0.name == name }?.value }

    private static func qualifiedName(_ expression: CELExpression) -> String? {
        switch expression.kind {
        case .identifier(let name, _): name
        case .select(let operand, let field, false): qualifiedName(operand).map { "\($0).\(field)" }
        default: nil
        }
    }

    private static func value(_ literal: CELExpression.Literal) -> CELValue {
        switch literal {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .uint(let value): .uint(value)
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        case .bytes(let value): .bytes(value)
        }
    }

    // MARK: Members

    private func select(_ field: String, of operand: CELValue, isOptional: Bool) throws(CELEvaluationError) -> CELValue {
        switch operand {
        case .map(let map):
            if let value = map[.string(field)] { return isOptional ? .optional(value) : value }
            if isOptional { return .optional(nil) }
            throw .noKey(field)
        case .optional(let inner):
            guard let inner else { return .optional(nil) }
            return try select(field, of: inner, isOptional: true)
        case .object(let object):
            if let value = object.value.entry(.string(field)) { return isOptional ? .optional(value) : value }
            if isOptional { return .optional(nil) }
            throw .noKey(field)
        default:
            throw CELEvaluationError("no such key: \(field)")
        }
    }

    private func index(_ operand: CELValue, _ key: CELValue, isOptional: Bool) throws(CELEvaluationError) -> CELValue {
        switch operand {
        case .optional(let inner):
            guard let inner else { return .optional(nil) }
            return try index(inner, key, isOptional: true)
        case .map(let map):
            if let value = CELValue.entry(map, key) { return isOptional ? .optional(value) : value }
            if isOptional { return .optional(nil) }
            throw .noKey(CELFunctions.text(key) ?? key.typeName)
        case .list(let items):
            guard let place = CELFunctions.place(key) else { throw .noOverload("_[_]") }
            if items.indices.contains(place) { return isOptional ? .optional(items[place]) : items[place] }
            if isOptional { return .optional(nil) }
            throw CELEvaluationError("index out of bounds: \(place)")
        case .object(let object):
            if isOptional && !object.value.contains(key) { return .optional(nil) }
            guard let value = object.value.entry(key) else { throw .noKey(CELFunctions.text(key) ?? key.typeName) }
            return isOptional ? .optional(value) : value
        default: throw .noOverload("_[_]")
        }
    }

    private mutating func list(_ items: [CELExpression], _ optional: Set<Int>) throws(CELEvaluationError) -> CELValue {
        var values: [CELValue] = []
        for (place, item) in items.enumerated() {
            let value = try evaluate(item)
            guard optional.contains(place) else {
                values.append(value)
                continue
            }
            if case .optional(let inner?) = value { values.append(inner) }
        }
        return .list(values)
    }

    private mutating func map(_ entries: [CELExpression.Entry]) throws(CELEvaluationError) -> CELValue {
        var map: [CELValue: CELValue] = [:]
        for entry in entries {
            let key = try evaluate(entry.key)
            var value = try evaluate(entry.value)
            if entry.isOptional {
                guard case .optional(let inner?) = value else { continue }
                value = inner
            }
            if map.updateValue(value, forKey: key) != nil { throw CELEvaluationError("Failed with repeated key") }
        }
        return .map(map)
    }

    // MARK: Calls

    private mutating func call(
        _ target: CELExpression?, _ function: String, _ arguments: [CELExpression]
    ) throws(CELEvaluationError) -> CELValue {
        switch (function, arguments.count) {
        case ("_&&_", 2): return try junction(arguments, decides: false)
        case ("_||_", 2): return try junction(arguments, decides: true)
        case ("_?_:_", 3):
            guard case .bool(let condition) = try evaluate(arguments[0]) else { throw .noOverload(function) }
            return try evaluate(arguments[condition ? 1 : 2])
        default: break
        }
        var values: [CELValue] = []
        for argument in arguments { values.append(try evaluate(argument)) }
        switch (function, values.count) {
        case ("_[_]", 2): return try index(values[0], values[1], isOptional: false)
        case ("_[?_]", 2): return try index(values[0], values[1], isOptional: true)
        default: break
        }
        guard let target else {
            if let own = functions[function] { return try own(values) }
            return try CELFunctions.call(function, values)
        }
        // A function in a name space, such as optional.of, is written like a member.
        if let name = Self.qualifiedName(target), variable(name) == nil, CELFunctions.nameSpaces.contains(name) {
            return try CELFunctions.call("\(name).\(function)", values)
        }
        let receiver = try evaluate(target)
        if case .string(let text) = receiver { try spend(text.utf8.count / 10) }
        if case .object(let object) = receiver {
            guard let value = try object.value.call(function, values) else { throw .noOverload(function) }
            return value
        }
        return try CELFunctions.member(function, of: receiver, values)
    }

    /// && and ||: one side may fail where the other decides.
    private mutating func junction(_ arguments: [CELExpression], decides: Bool) throws(CELEvaluationError) -> CELValue {
        var failure: CELEvaluationError?
        for argument in arguments {
            do throws(CELEvaluationError) {
                guard case .bool(let value) = try evaluate(argument) else { throw CELEvaluationError.noOverload(decides ? "_||_" : "_&&_") }
                if value == decides { return .bool(decides) }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return .bool(!decides)
    }

    // MARK: Macros

    private mutating func with<R>(
        _ bindings: [(String, CELValue)], _ body: (inout CELEvaluator) throws(CELEvaluationError) -> R
    ) throws(CELEvaluationError) -> R {
        let count = variables.count
        variables += bindings.map { (name: $0.0, value: $0.1) }
        defer { variables.removeLast(variables.count - count) }
        return try body(&self)
    }

    private mutating func macro(
        _ macro: CELMacro, _ target: CELExpression?, _ names: [String], _ arguments: [CELExpression]
    ) throws(CELEvaluationError) -> CELValue {
        switch macro {
        case .has:
            guard let argument = arguments.first, case .select(let operand, let field, _) = argument.kind else { throw .noOverload("has") }
            switch try evaluate(operand) {
            case .map(let map), .optional(.map(let map)?): return .bool(map[.string(field)] != nil)
            case .object(let object): return .bool(object.value.contains(.string(field)))
            default: return .bool(false)
            }
        case .bind:
            guard arguments.count == 2, let name = names.first else { throw .noOverload("bind") }
            let value = try evaluate(arguments[0])
            return try with([(name, value)]) { (inner) throws(CELEvaluationError) in try inner.evaluate(arguments[1]) }
        case .optMap, .optFlatMap:
            guard let target, let name = names.first, let body = arguments.last, case .optional(let value) = try evaluate(target) else {
                throw .noOverload(macro.rawValue)
            }
            guard let value else { return .optional(nil) }
            let result = try with([(name, value)]) { (inner) throws(CELEvaluationError) in try inner.evaluate(body) }
            return macro == .optMap ? .optional(result) : result
        default:
            guard let target else { throw .noOverload(macro.rawValue) }
            return try comprehension(macro, over: evaluate(target), names, arguments)
        }
    }

    private mutating func comprehension(
        _ macro: CELMacro, over range: CELValue, _ names: [String], _ arguments: [CELExpression]
    ) throws(CELEvaluationError) -> CELValue {
        guard let body = arguments.last else { throw .noOverload(macro.rawValue) }
        let condition = arguments.count == 2 ? arguments[0] : nil
        let rounds: [[(String, CELValue)]]
        switch range {
        case .list(let items):
            rounds = items.enumerated().map { names.count == 1 ? [(names[0], $1)] : Array(zip(names, [.int(Int64($0)), $1])) }
        case .map(let map):
            rounds = map.map { names.count == 1 ? [(names[0], $0.key)] : Array(zip(names, [$0.key, $0.value])) }
        case .object(let object):
            guard let keys = object.value.keys else { throw .noOverload(macro.rawValue) }
            rounds = keys.map { key in names.count == 1 ? [(names[0], key)] : Array(zip(names, [key, object.value.entry(key) ?? .null])) }
        default: throw .noOverload(macro.rawValue)
        }
        var kept: [CELValue] = []
        var entries: [CELValue: CELValue] = [:]
        var hits = 0
        var failure: CELEvaluationError?
        for bindings in rounds {
            try spend(1)
            do throws(CELEvaluationError) {
                if let condition, try !holds(condition, bindings) { continue }
                switch macro {
                case .all: if try !holds(body, bindings) { return .bool(false) }
                case .exists: if try holds(body, bindings) { return .bool(true) }
                case .existsOne: if try holds(body, bindings) { hits += 1 }
                case .filter: if try holds(body, bindings), let item = bindings.last { kept.append(item.1) }
                default:
                    let value = try with(bindings) { (inner) throws(CELEvaluationError) in try inner.evaluate(body) }
                    if macro == .transformMap, let key = bindings.first { entries[key.1] = value }
                    if macro == .transformMapEntry, case .map(let made) = value { entries.merge(made) { $1 } }
                    kept.append(value)
                }
            } catch {
                // A later element may decide.
                guard macro == .all || macro == .exists else { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        switch macro {
        case .all: return .bool(true)
        case .exists: return .bool(false)
        case .existsOne: return .bool(hits == 1)
        case .transformMap, .transformMapEntry: return .map(entries)
        default: return .list(kept)
        }
    }

    private mutating func holds(_ body: CELExpression, _ bindings: [(String, CELValue)]) throws(CELEvaluationError) -> Bool {
        let value = try with(bindings) { (inner) throws(CELEvaluationError) in try inner.evaluate(body) }
        guard case .bool(let result) = value else { throw .noOverload("bool") }
        return result
    }
}
