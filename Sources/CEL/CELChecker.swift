/// Compiles expressions: reads them, and finds the types of all their parts.
public struct CELChecker {
    /// An expression that is known to be sound, and its type.
    public struct Checked: Sendable {
        public var expression: CELExpression
        public var type: CELType
    }

    private let environment: CELEnvironment
    /// Variables of macros, the innermost last.
    private var scopes: [(name: String, type: CELType)] = []
    private var issues: [CELIssue] = []

    public init(_ environment: CELEnvironment) { self.environment = environment }

    /// The expression with its type, or all that is wrong with it.
    public func compile(_ text: String) -> Result<Checked, CELFailure> {
        let source = Array(text.unicodeScalars)
        if source.count > 100_000 {
            let issue = CELIssue(
                position: 0, message: "expression code point size exceeds limit: size: \(source.count), limit 100000")
            return .failure(CELFailure(source: [], issues: [issue]))
        }
        var parser = CELParser(source)
        let expression = parser.parse()
        guard parser.issues.isEmpty else { return .failure(CELFailure(source: source, issues: parser.issues)) }
        var checker = self
        let type = checker.type(of: expression)
        guard checker.issues.isEmpty else { return .failure(CELFailure(source: source, issues: checker.issues)) }
        return .success(Checked(expression: expression, type: type))
    }

    private mutating func refuse(_ message: String, _ position: Int) -> CELType {
        issues.append(CELIssue(position: position, message: message))
        return .dyn
    }

    private mutating func undeclared(_ name: String, _ position: Int) -> CELType {
        refuse("undeclared reference to '\(name)' (in container '')", position)
    }

    private func variable(_ name: String, isAbsolute: Bool = false) -> CELType? {
        if !isAbsolute, let local = scopes.last(where: { $0.name == name }) { return local.type }
        return environment.variables[name]
    }

    private mutating func type(of expression: CELExpression) -> CELType {
        switch expression.kind {
        case .literal(let literal):
            switch literal {
            case .null: return .null
            case .bool: return .bool
            case .int: return .int
            case .uint: return .uint
            case .double: return .double
            case .string: return .string
            case .bytes: return .bytes
            }
        case .identifier(let name, let isAbsolute):
            return variable(name, isAbsolute: isAbsolute) ?? undeclared(name, expression.position)
        case .select(let operand, let field, let isOptional):
            if !isOptional, let name = qualifiedName(expression), let type = variable(name) { return type }
            return member(field, of: type(of: operand), isOptional: isOptional, expression.position)
        case .call(let target, let function, let arguments):
            return call(target, function, arguments, expression.position)
        case .list(let items, let optional): return list(items, optional)
        case .map(let entries): return map(entries)
        case .structure(let name, let entries): return structure(name, entries, expression.position)
        case .macro(let macro, let target, let variables, let arguments):
            return self.macro(macro, target, variables, arguments, expression.position)
        case .invalid: return .dyn
        }
    }

    /// `a.b.c`, where the expression is nothing but names.
    private func qualifiedName(_ expression: CELExpression) -> String? {
        switch expression.kind {
        case .identifier(let name, _): return scopes.contains { $0.name == name } ? nil : name
        case .select(let operand, let field, false): return qualifiedName(operand).map { "\($0).\(field)" }
        default: return nil
        }
    }

    private mutating func member(_ field: String, of type: CELType, isOptional: Bool, _ position: Int) -> CELType {
        var operand = type
        var wraps = isOptional
        if case .optional(let inner) = type {
            operand = inner
            wraps = true
        }
        let result: CELType
        switch operand {
        case .dyn: result = .dyn
        case .map(_, let value): result = value
        case .object(let name):
            if let fields = environment.structures[name] {
                guard let found = fields[field] else { return refuse("undefined field '\(field)'", position) }
                result = found
            } else if isOpen(name) {
                result = .dyn
            } else {
                return refuse("type '\(operand)' does not support field selection", position)
            }
        default: return refuse("type '\(type)' does not support field selection", position)
        }
        return wraps ? .optional(result) : result
    }

    private func isOpen(_ name: String) -> Bool {
        environment.openStructures.contains(String(name.prefix { $0 != "." }))
    }

    private mutating func call(_ target: CELExpression?, _ function: String, _ arguments: [CELExpression], _ position: Int) -> CELType {
        // What looks like a member may be a function whose name has dots.
        if let target, let prefix = qualifiedName(target), let overloads = environment.functions["\(prefix).\(function)"] {
            return resolve("\(prefix).\(function)", overloads, nil, arguments.map { type(of: $0) }, position)
        }
        let receiver = target.map { type(of: $0) }
        let types = arguments.map { type(of: $0) }
        guard let overloads = environment.functions[function] else { return undeclared(function, position) }
        return resolve(function, overloads, receiver, types, position)
    }

    private mutating func resolve(
        _ function: String, _ overloads: [CELEnvironment.Overload], _ receiver: CELType?, _ arguments: [CELType], _ position: Int
    ) -> CELType {
        let all = (receiver.map { [$0] } ?? []) + arguments
        var result: CELType?
        for overload in overloads where overload.isMember == (receiver != nil) && overload.parameters.count == all.count {
            var bound: [String: CELType] = [:]
            guard zip(overload.parameters, all).allSatisfy({ $0.accepts($1, &bound) }) else { continue }
            let type = overload.result.bound(bound)
            // Where the arguments leave several overloads, only evaluation knows.
            if let before = result, before != type { result = .dyn } else { result = type }
        }
        if let result { return result }
        let list = "(" + arguments.map(\.description).joined(separator: ", ") + ")"
        return refuse(
            "found no matching overload for '\(function)' applied to '\(receiver.map { "\($0)." } ?? "")\(list)'", position)
    }

    /// The one type of several values, which must agree; dyn when there is none.
    private mutating func join(_ types: [(CELType, Int)]) -> CELType {
        var result: CELType?
        for (type, position) in types where type != .dyn {
            guard let first = result else {
                result = type
                continue
            }
            var bound: [String: CELType] = [:]
            if !first.accepts(type, &bound) { return refuse("expected type '\(first)' but found '\(type)'", position) }
        }
        return types.contains { $0.0 == .dyn } ? .dyn : result ?? .dyn
    }

    private mutating func list(_ items: [CELExpression], _ optional: Set<Int>) -> CELType {
        var types: [(CELType, Int)] = []
        for (i, item) in items.enumerated() {
            var type = type(of: item)
            if optional.contains(i) {
                switch type {
                case .optional(let inner): type = inner
                case .dyn: break
                default: type = refuse("expected type 'optional_type(\(type))' but found '\(type)'", item.position)
                }
            }
            types.append((type, item.position))
        }
        return .list(join(types))
    }

    private mutating func map(_ entries: [CELExpression.Entry]) -> CELType {
        var keys: [(CELType, Int)] = []
        var values: [(CELType, Int)] = []
        for entry in entries {
            keys.append((type(of: entry.key), entry.key.position))
            var value = type(of: entry.value)
            if entry.isOptional, case .optional(let inner) = value { value = inner }
            values.append((value, entry.value.position))
        }
        return .map(join(keys), join(values))
    }

    private mutating func structure(_ name: String, _ entries: [CELExpression.Entry], _ position: Int) -> CELType {
        let fields = environment.structures[name]
        let known = fields != nil || isOpen(name)
        for entry in entries {
            let value = type(of: entry.value)
            guard let fields, case .literal(.string(let field)) = entry.key.kind else { continue }
            guard let wanted = fields[field] else {
                _ = refuse("undefined field '\(field)'", entry.key.position)
                continue
            }
            var bound: [String: CELType] = [:]
            if !wanted.accepts(value, &bound) {
                _ = refuse("expected type of field '\(field)' is '\(wanted)' but provided type is '\(value)'", entry.key.position)
            }
        }
        return known ? .object(name) : undeclared(name, position)
    }

    private mutating func macro(
        _ macro: CELMacro, _ target: CELExpression?, _ variables: [String], _ arguments: [CELExpression], _ position: Int
    ) -> CELType {
        let range = target.map { type(of: $0) } ?? .dyn
        var bindings: [CELType] = []
        switch macro {
        case .has:
            for argument in arguments { _ = type(of: argument) }
            return .bool
        case .bind: bindings = arguments.first.map { [type(of: $0)] } ?? []
        case .optMap, .optFlatMap:
            switch range {
            case .optional(let inner): bindings = [inner]
            case .dyn: bindings = [.dyn]
            default: bindings = [refuse("found no matching overload for 'hasValue' applied to '\(range).()'", position)]
            }
        default:
            switch range {
            case .dyn: bindings = [.dyn, .dyn]
            case .list(let item): bindings = variables.count == 1 ? [item] : [.int, item]
            case .map(let key, let value): bindings = [key, value]
            default:
                let message = "expression of type '\(range)' cannot be range of a comprehension (must be list, map, or dynamic)"
                bindings = [refuse(message, target?.position ?? position), .dyn]
            }
        }
        for (name, type) in zip(variables, bindings) { scopes.append((name, type)) }
        defer { scopes.removeLast(min(variables.count, bindings.count)) }
        let rest = macro == .bind ? Array(arguments.dropFirst()) : arguments
        let types = rest.map { type(of: $0) }
        let last = types.last ?? .dyn
        func mustBeBool(_ type: CELType?, _ function: String, _ shape: (CELType) -> String) {
            guard let type, type != .bool, type != .dyn else { return }
            _ = refuse("found no matching overload for '\(function)' applied to '\(shape(type))'", position)
        }
        switch macro {
        case .all: mustBeBool(last, "_&&_") { "(bool, \($0))" }
        case .exists: mustBeBool(last, "_||_") { "(bool, \($0))" }
        case .existsOne: mustBeBool(last, "_?_:_") { "(\($0), int, int)" }
        case .filter: mustBeBool(last, "_?_:_") { "(\($0), list(\(bindings.first ?? .dyn)), list(\(bindings.first ?? .dyn)))" }
        case .map, .transformList, .transformMap:
            if types.count == 2 { mustBeBool(types.first, "_?_:_") { "(\($0), list(\(last)), list(\(last)))" } }
        default: break
        }
        switch macro {
        case .all, .exists, .existsOne, .has: return .bool
        case .filter: return .list(bindings.first ?? .dyn)
        case .map, .transformList: return .list(last)
        case .transformMap: return .map(variables.count == 2 && range != .dyn ? bindings.first ?? .dyn : .dyn, last)
        case .transformMapEntry: return last
        case .bind: return last
        case .optMap: return .optional(last)
        case .optFlatMap: return last
        }
    }
}
