/// Reads an expression by CEL's grammar. Mistakes are told, and recovered from, as the parsers that ANTLR makes do it.
struct CELParser {
    private let source: [Unicode.Scalar]
    private let tokens: [CELToken]
    private var index = 0
    private(set) var issues: [CELIssue]
    /// Whether the last mistake has not been left behind yet: what comes of it is not told.
    private var isRecovering = false
    private var lastRecovery = -1
    private var depth = 0
    /// What may follow the rules that are being read, the innermost last; behind a closed one nothing further may.
    private var follows: [(kinds: Set<CELTokenKind>, isClosed: Bool)] = [([.end], true)]

    /// A mistake that ends a rule; it has been told.
    private struct Mistake: Error {}

    private static let first: Set<CELTokenKind> = [
        .leftBracket, .leftBrace, .leftParen, .dot, .minus, .exclamation, .true, .false, .null, .float, .int, .uint, .string, .bytes,
        .identifier,
    ]
    private static let relations: [CELTokenKind: String] = [
        .less: "_<_", .lessEquals: "_<=_", .greater: "_>_", .greaterEquals: "_>=_", .equals: "_==_", .notEquals: "_!=_", .in: "@in",
    ]
    private static let products: [CELTokenKind: String] = [.star: "_*_", .slash: "_/_", .percent: "_%_"]
    private static let sums: [CELTokenKind: String] = [.plus: "_+_", .minus: "_-_"]
    /// How deep expressions may be nested.
    private static let maximumDepth = 250

    init(_ source: [Unicode.Scalar]) {
        self.source = source
        var lexer = CELLexer(source)
        tokens = lexer.tokens()
        issues = lexer.issues
    }

    /// The whole source as one expression.
    mutating func parse() -> CELExpression {
        let expression = self.expression()
        _ = try? match(.end, then: [])
        return expression
    }

    // MARK: Tokens and mistakes

    private func la(_ offset: Int = 1) -> CELToken { tokens[min(index + offset - 1, tokens.count - 1)] }
    private mutating func advance() -> CELToken {
        let token = la()
        if index < tokens.count - 1 { index += 1 }
        isRecovering = false
        return token
    }

    func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: source[range])
        return String(view)
    }

    private func shown(_ token: CELToken) -> String {
        token.kind == .end ? "'<EOF>'" : "'\(CELLexer.escaped(text(token.range)))'"
    }

    private func shown(_ kinds: Set<CELTokenKind>) -> String {
        let names = kinds.sorted().map(\.name)
        return names.count == 1 ? names[0] : "{\(names.joined(separator: ", "))}"
    }

    private mutating func tell(_ message: String, at token: CELToken) {
        if !isRecovering { issues.append(CELIssue(position: token.range.lowerBound, message: "Syntax error: \(message)")) }
        isRecovering = true
    }

    /// Takes a token of one kind. One too many is left out and one that is missing is made up where what follows fits.
    /// Returns nil for one made up.
    private mutating func match(_ kind: CELTokenKind, then following: Set<CELTokenKind>) throws(Mistake) -> CELToken? {
        if la().kind == kind { return advance() }
        if la(2).kind == kind, la().kind != .end {
            tell("extraneous input \(shown(la())) expecting \(kind.name)", at: la())
            _ = advance()
            return advance()
        }
        if following.contains(la().kind) {
            tell("missing \(kind.name) at \(shown(la()))", at: la())
            return nil
        }
        tell("mismatched input \(shown(la())) expecting \(kind.name)", at: la())
        throw Mistake()
    }

    /// Makes sure that the next token is one of some kinds, leaving out one that is too many.
    private mutating func sync(_ kinds: Set<CELTokenKind>) throws(Mistake) {
        if kinds.contains(la().kind) { return }
        if kinds.contains(la(2).kind), la().kind != .end {
            tell("extraneous input \(shown(la())) expecting \(shown(kinds))", at: la())
            _ = advance()
            return
        }
        tell("mismatched input \(shown(la())) expecting \(shown(kinds))", at: la())
        throw Mistake()
    }

    /// Nothing fits the tokens from the next one to the one at `offset`.
    private mutating func noAlternative(_ offset: Int) -> Mistake {
        let (start, end) = (la(), la(offset))
        let text = start.kind == .end ? "<EOF>" : self.text(start.range.lowerBound..<(end.kind == .end ? source.count : end.range.upperBound))
        tell("no viable alternative at input '\(CELLexer.escaped(text))'", at: end)
        return Mistake()
    }

    /// Skips to a token with which one of the rules that are being read can go on.
    private mutating func recover() {
        if lastRecovery == index, index < tokens.count - 1 { index += 1 }
        lastRecovery = index
        let kinds = follows.reduce(into: Set<CELTokenKind>()) { $0.formUnion($1.kinds) }
        while la().kind != .end, !kinds.contains(la().kind) { index += 1 }
    }

    /// What may come behind the rule that is being read.
    private var continuation: Set<CELTokenKind> {
        var kinds: Set<CELTokenKind> = []
        for follow in follows.reversed() {
            kinds.formUnion(follow.kinds)
            if follow.isClosed { break }
        }
        return kinds
    }

    private mutating func inside<R>(_ kinds: Set<CELTokenKind>, closed: Bool = false, _ rule: (inout CELParser) -> R) -> R {
        follows.append((kinds, closed))
        defer { follows.removeLast() }
        return rule(&self)
    }

    // MARK: Operators

    private mutating func expression() -> CELExpression {
        let start = la().range.lowerBound
        guard depth < Self.maximumDepth else { return tooDeep(start) }
        depth += 1
        defer { depth -= 1 }
        let condition = inside([.question]) { $0.disjunction() }
        guard la().kind == .question else { return condition }
        let position = advance().range.lowerBound
        do {
            let then = inside([.colon], closed: true) { $0.disjunction() }
            _ = try match(.colon, then: Self.first)
            let otherwise = expression()
            return call("_?_:_", [condition, then, otherwise], position)
        } catch {
            recover()
            return condition
        }
    }

    private func call(_ function: String, _ arguments: [CELExpression], _ position: Int) -> CELExpression {
        CELExpression(kind: .call(target: nil, function: function, arguments: arguments), position: position)
    }

    /// Gives up: nobody should have to walk through such a tree.
    private mutating func tooDeep(_ position: Int) -> CELExpression {
        issues.append(CELIssue(position: position, message: "expression recursion limit exceeded: \(Self.maximumDepth)"))
        index = tokens.count - 1
        isRecovering = true
        return CELExpression(kind: .invalid, position: position)
    }

    /// Operands with operators of one rank between them.
    private mutating func chain(_ operators: [CELTokenKind: String], _ operand: (inout CELParser) -> CELExpression) -> CELExpression {
        let kinds = Set(operators.keys)
        var left = inside(kinds, operand)
        var count = 0
        while let function = operators[la().kind] {
            count += 1
            if count > Self.maximumDepth { return tooDeep(la().range.lowerBound) }
            let position = advance().range.lowerBound
            left = call(function, [left, inside(kinds, operand)], position)
        }
        return left
    }

    /// Operands of `&&` or `||`, of which there may be many: they become a tree of little depth.
    private mutating func logic(_ kind: CELTokenKind, _ function: String, _ operand: (inout CELParser) -> CELExpression) -> CELExpression {
        var operands = [inside([kind], operand)]
        var positions: [Int] = []
        while la().kind == kind {
            positions.append(advance().range.lowerBound)
            operands.append(inside([kind], operand))
        }
        func tree(_ range: Range<Int>) -> CELExpression {
            if range.count == 1 { return operands[range.lowerBound] }
            let middle = range.lowerBound + (range.count + 1) / 2
            return call(function, [tree(range.lowerBound..<middle), tree(middle..<range.upperBound)], positions[middle - 1])
        }
        return tree(0..<operands.count)
    }

    private mutating func disjunction() -> CELExpression { logic(.or, "_||_") { $0.conjunction() } }
    private mutating func conjunction() -> CELExpression { logic(.and, "_&&_") { $0.relation() } }
    private mutating func relation() -> CELExpression { chain(Self.relations) { $0.sum() } }
    private mutating func sum() -> CELExpression { chain(Self.sums) { $0.product() } }
    private mutating func product() -> CELExpression { chain(Self.products) { $0.unary() } }

    private mutating func unary() -> CELExpression {
        do {
            try sync(Self.first)
        } catch {
            let position = la().range.lowerBound
            recover()
            return CELExpression(kind: .invalid, position: position)
        }
        let kind = la().kind
        let isNumber = kind == .minus && (la(2).kind == .int || la(2).kind == .float)
        guard kind == .exclamation || kind == .minus, !isNumber else { return member() }
        let position = la().range.lowerBound
        var count = 0
        while la().kind == kind {
            _ = advance()
            count += 1
        }
        let operand = member()
        return count % 2 == 0 ? operand : call(kind == .minus ? "-_" : "!_", [operand], position)
    }

    // MARK: Members

    private mutating func member() -> CELExpression {
        var value = inside([.dot, .leftBracket]) { $0.primary() }
        var count = 0
        while la().kind == .dot || la().kind == .leftBracket {
            count += 1
            if count > Self.maximumDepth { return tooDeep(la().range.lowerBound) }
            do {
                value = la().kind == .dot ? try selection(of: value) : try subscription(of: value)
            } catch {
                recover()
                return value
            }
        }
        return value
    }

    private mutating func selection(of value: CELExpression) throws(Mistake) -> CELExpression {
        let isOptional = la(2).kind == .question
        let name = la(isOptional ? 3 : 2)
        guard name.kind == .identifier || name.kind == .escapedIdentifier else { throw noAlternative(isOptional ? 3 : 2) }
        let position = advance().range.lowerBound
        if isOptional { _ = advance() }
        _ = advance()
        var field = text(name.range)
        if name.kind == .escapedIdentifier { field = String(field.dropFirst().dropLast()) }
        guard !isOptional, name.kind == .identifier, la().kind == .leftParen else {
            return CELExpression(kind: .select(value, field: field, isOptional: isOptional), position: position)
        }
        let open = advance().range.lowerBound
        let arguments = try self.arguments()
        return macro(value, field, arguments, open)
            ?? CELExpression(kind: .call(target: value, function: field, arguments: arguments), position: open)
    }

    private mutating func subscription(of value: CELExpression) throws(Mistake) -> CELExpression {
        let position = advance().range.lowerBound
        try sync(Self.first.union([.question]))
        let isOptional = la().kind == .question
        if isOptional { _ = advance() }
        let index = inside([.rightBracket], closed: true) { $0.expression() }
        _ = try match(.rightBracket, then: continuation.union([.dot, .leftBracket]))
        return call(isOptional ? "_[?_]" : "_[_]", [value, index], position)
    }

    /// The arguments of a call and the parenthesis behind them.
    private mutating func arguments() throws(Mistake) -> [CELExpression] {
        try sync(Self.first.union([.rightParen]))
        var arguments: [CELExpression] = []
        if la().kind != .rightParen {
            arguments.append(inside([.rightParen, .comma], closed: true) { $0.expression() })
            while la().kind == .comma {
                _ = advance()
                arguments.append(inside([.rightParen, .comma], closed: true) { $0.expression() })
            }
        }
        _ = try match(.rightParen, then: continuation.union([.dot, .leftBracket]))
        return arguments
    }

    // MARK: Primaries

    private mutating func primary() -> CELExpression {
        do {
            return try self.operand()
        } catch {
            let position = la().range.lowerBound
            recover()
            return CELExpression(kind: .invalid, position: position)
        }
    }

    private mutating func operand() throws(Mistake) -> CELExpression {
        let token = la()
        let position = token.range.lowerBound
        switch token.kind {
        case .dot, .identifier: return try named()
        case .leftParen:
            _ = advance()
            let inner = inside([.rightParen], closed: true) { $0.expression() }
            _ = try match(.rightParen, then: continuation)
            return inner
        case .leftBracket:
            _ = advance()
            return try list(position)
        case .leftBrace:
            _ = advance()
            let entries = try self.entries(fields: false)
            return CELExpression(kind: .map(entries), position: position)
        case .minus:
            _ = advance()
            return literal(advance(), negative: true, position)
        default: return literal(advance(), negative: false, position)
        }
    }

    /// A variable, a call of a global function, or a structure.
    private mutating func named() throws(Mistake) -> CELExpression {
        let start = la().range.lowerBound
        let isAbsolute = la().kind == .dot
        if isAbsolute {
            guard la(2).kind == .identifier else { throw noAlternative(2) }
            _ = advance()
        }
        var end = 1
        while la(end + 1).kind == .dot, la(end + 2).kind == .identifier { end += 2 }
        if la(end + 1).kind == .leftBrace {
            let name = stride(from: 1, through: end, by: 2).map { self.text(la($0).range) }.joined(separator: ".")
            for _ in 0..<end { _ = advance() }
            let open = advance().range.lowerBound
            return CELExpression(kind: .structure(name, try entries(fields: true)), position: open)
        }
        let name = advance()
        let text = self.text(name.range)
        if la().kind == .leftParen {
            let open = advance().range.lowerBound
            let arguments = try self.arguments()
            if let expanded = macro(nil, text, arguments, open) { return expanded }
            return CELExpression(kind: .call(target: nil, function: text, arguments: arguments), position: open)
        }
        if CELSyntax.reserved.contains(text) { issues.append(CELIssue(position: start, message: "reserved identifier: \(text)")) }
        return CELExpression(kind: .identifier(text, isAbsolute: isAbsolute), position: start)
    }

    private mutating func list(_ position: Int) throws(Mistake) -> CELExpression {
        try sync(Self.first.union([.rightBracket, .comma, .question]))
        var items: [CELExpression] = []
        var optional: Set<Int> = []
        while la().kind != .rightBracket, la().kind != .comma || items.isEmpty == false {
            if !items.isEmpty {
                guard la().kind == .comma, la(2).kind != .rightBracket else { break }
                _ = advance()
            }
            if la().kind == .question {
                _ = advance()
                optional.insert(items.count)
            }
            items.append(inside([.rightBracket, .comma], closed: true) { $0.expression() })
        }
        try sync([.rightBracket, .comma])
        if la().kind == .comma { _ = advance() }
        _ = try match(.rightBracket, then: continuation)
        return CELExpression(kind: .list(items, optional: optional), position: position)
    }

    /// The entries of a map or the fields of a structure, and the brace behind them.
    private mutating func entries(fields: Bool) throws(Mistake) -> [CELExpression.Entry] {
        let keys: Set<CELTokenKind> = fields ? [.identifier, .escapedIdentifier] : Self.first
        try sync(keys.union([.rightBrace, .comma, .question]))
        var entries: [CELExpression.Entry] = []
        while la().kind != .rightBrace, la().kind != .comma || !entries.isEmpty {
            if !entries.isEmpty {
                guard la().kind == .comma, la(2).kind != .rightBrace else { break }
                _ = advance()
            }
            let isOptional = la().kind == .question
            if isOptional { _ = advance() }
            let key: CELExpression
            if fields {
                try sync(keys)
                let name = advance()
                let field = name.kind == .escapedIdentifier ? String(self.text(name.range).dropFirst().dropLast()) : self.text(name.range)
                key = CELExpression(kind: .literal(.string(field)), position: name.range.lowerBound)
            } else {
                key = inside([.colon], closed: true) { $0.expression() }
            }
            _ = try match(.colon, then: Self.first)
            let value = inside([.rightBrace, .comma], closed: true) { $0.expression() }
            entries.append(CELExpression.Entry(key: key, value: value, isOptional: isOptional))
        }
        try sync([.rightBrace, .comma])
        if la().kind == .comma { _ = advance() }
        _ = try match(.rightBrace, then: continuation)
        return entries
    }

    private mutating func literal(_ token: CELToken, negative: Bool, _ position: Int) -> CELExpression {
        let text = self.text(token.range)
        let scalars = Array(source[token.range])
        let value: CELExpression.Literal?
        var problem = ""
        switch token.kind {
        case .true: value = .bool(true)
        case .false: value = .bool(false)
        case .null: value = .null
        case .int: (value, problem) = (CELLiterals.int(text, negative: negative).map { .int($0) }, "invalid int literal")
        case .uint: (value, problem) = (CELLiterals.uint(text).map { .uint($0) }, "invalid uint literal")
        case .float: (value, problem) = (Double((negative ? "-" : "") + text).map { .double($0) }, "invalid double literal")
        case .bytes: (value, problem) = (CELLiterals.string(scalars, bytes: true).map { .bytes($0) }, "invalid bytes literal")
        default:
            (value, problem) = (
                CELLiterals.string(scalars, bytes: false).map { .string(String(decoding: $0, as: UTF8.self)) }, "invalid string literal"
            )
        }
        guard let value else {
            issues.append(CELIssue(position: token.range.lowerBound, message: problem))
            return CELExpression(kind: .invalid, position: position)
        }
        return CELExpression(kind: .literal(value), position: position)
    }

    private mutating func macro(_ target: CELExpression?, _ name: String, _ arguments: [CELExpression], _ position: Int) -> CELExpression? {
        switch CELMacros.expand(target, name, arguments, position) {
        case nil: return nil
        case .success(let expanded)?: return expanded
        case .failure(let failure)?:
            issues.append(failure.issue)
            return CELExpression(kind: .invalid, position: position)
        }
    }
}
