/// The operands of expressions: names and calls, literals, lists, maps and messages, and macros.
extension CELParser {
    mutating func primary() -> CELExpression {
        do {
            return try self.operand()
        } catch {
            let position = la().range.lowerBound
            recover()
            return CELExpression(kind: .invalid, position: position)
        }
    }

    mutating func operand() throws(Mistake) -> CELExpression {
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
    mutating func named() throws(Mistake) -> CELExpression {
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

    mutating func list(_ position: Int) throws(Mistake) -> CELExpression {
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
    mutating func entries(fields: Bool) throws(Mistake) -> [CELExpression.Entry] {
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

    mutating func literal(_ token: CELToken, negative: Bool, _ position: Int) -> CELExpression {
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

    mutating func macro(_ target: CELExpression?, _ name: String, _ arguments: [CELExpression], _ position: Int) -> CELExpression? {
        switch CELMacros.expand(target, name, arguments, position) {
        case nil: return nil
        case .success(let expanded)?: return expanded
        case .failure(let failure)?:
            issues.append(failure.issue)
            return CELExpression(kind: .invalid, position: position)
        }
    }
}
