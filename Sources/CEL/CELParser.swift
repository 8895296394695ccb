/// Reads an expression by CEL's grammar. Mistakes are told, and recovered from, as the parsers that ANTLR makes do it.
struct CELParser {
    let source: [Unicode.Scalar]
    private let tokens: [CELToken]
    private var index = 0
    var issues: [CELIssue]
    /// Whether the last mistake has not been left behind yet: what comes of it is not told.
    private var isRecovering = false
    private var lastRecovery = -1
    private var depth = 0
    /// What may follow the rules that are being read, the innermost last; behind a closed one nothing further may.
    private var follows: [(kinds: Set<CELTokenKind>, isClosed: Bool)] = [([.end], true)]

    /// A mistake that ends a rule; it has been told.
    struct Mistake: Error {}

    static let first: Set<CELTokenKind> = [
        .leftBracket, .leftBrace, .leftParen, .dot, .minus, .exclamation, .true, .false, .null, .float, .int, .uint, .string, .bytes,
        .identifier,
    ]
    private static let relations: [CELTokenKind: String] = [
        .less: "_<_", .lessEquals: "_<=_", .greater: "_>_", .greaterEquals: "_>=_", .equals: "_==_", .notEquals: "_!=_", .in: "@in",
    ]
    private static let products: [CELTokenKind: String] = [.star: "_*_", .slash: "_/_", .percent: "_%_"]
    private static let sums: [CELTokenKind: String] = [.plus: "_+_", .minus: "_-_"]
    /// How deep expressions may be nested.
    static let maximumDepth = 250

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

    func la(_ offset: Int = 1) -> CELToken { tokens[min(index + offset - 1, tokens.count - 1)] }
    mutating func advance() -> CELToken {
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
    mutating func match(_ kind: CELTokenKind, then following: Set<CELTokenKind>) throws(Mistake) -> CELToken? {
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
    mutating func sync(_ kinds: Set<CELTokenKind>) throws(Mistake) {
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
    mutating func noAlternative(_ offset: Int) -> Mistake {
        let (start, end) = (la(), la(offset))
        let text = start.kind == .end ? "<EOF>" : self.text(start.range.lowerBound..<(end.kind == .end ? source.count : end.range.upperBound))
        tell("no viable alternative at input '\(CELLexer.escaped(text))'", at: end)
        return Mistake()
    }

    /// Skips to a token with which one of the rules that are being read can go on.
    mutating func recover() {
        if lastRecovery == index, index < tokens.count - 1 { index += 1 }
        lastRecovery = index
        let kinds = follows.reduce(into: Set<CELTokenKind>()) { $0.formUnion($1.kinds) }
        while la().kind != .end, !kinds.contains(la().kind) { index += 1 }
    }

    /// What may come behind the rule that is being read.
    var continuation: Set<CELTokenKind> {
        var kinds: Set<CELTokenKind> = []
        for follow in follows.reversed() {
            kinds.formUnion(follow.kinds)
            if follow.isClosed { break }
        }
        return kinds
    }

    mutating func inside<R>(_ kinds: Set<CELTokenKind>, closed: Bool = false, _ rule: (inout CELParser) -> R) -> R {
        follows.append((kinds, closed))
        defer { follows.removeLast() }
        return rule(&self)
    }

    // MARK: Operators

    mutating func expression() -> CELExpression {
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

    func call(_ function: String, _ arguments: [CELExpression], _ position: Int) -> CELExpression {
        CELExpression(kind: .call(target: nil, function: function, arguments: arguments), position: position)
    }

    /// Gives up: nobody should have to walk through such a tree.
    mutating func tooDeep(_ position: Int) -> CELExpression {
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
    mutating func arguments() throws(Mistake) -> [CELExpression] {
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
}
