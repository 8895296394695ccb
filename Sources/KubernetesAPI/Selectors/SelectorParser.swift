extension Selector {
    /// Parses what the `labelSelector` parameter takes: `a=b,c!=d,e in (f,g),h,!i,j>1`.
    /// - Throws: `SelectorError` in Kubernetes' words.
    public init(parsing text: String) throws(SelectorError) {
        var parser = SelectorParser(text)
        requirements = try parser.parse()
    }
}

/// The grammar of label selectors.
private struct SelectorParser {
    private enum Token: Equatable {
        case word(String), symbol(String), end
        var text: String {
            switch self {
            case .word(let text), .symbol(let text): text
            case .end: ""
            }
        }
    }

    private var tokens: [Token] = []
    private var position = 0

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var i = 0
        while i < bytes.count {
            let c = bytes[i]
            switch c {
            case 0x20, 0x09, 0x0A, 0x0D: i += 1
            case 0x21 where i + 1 < bytes.count && bytes[i + 1] == 0x3D: tokens.append(.symbol("!=")); i += 2
            case 0x3D where i + 1 < bytes.count && bytes[i + 1] == 0x3D: tokens.append(.symbol("==")); i += 2
            case 0x21, 0x28, 0x29, 0x2C, 0x3C, 0x3D, 0x3E: tokens.append(.symbol(String(UnicodeScalar(c)))); i += 1
            default:
                let start = i
                while i < bytes.count, !" \t\n\r!(),<=>".utf8.contains(bytes[i]) { i += 1 }
                tokens.append(.word(String(decoding: bytes[start..<i], as: UTF8.self)))
            }
        }
    }

    private var current: Token { position < tokens.count ? tokens[position] : .end }
    private mutating func next() -> Token { defer { position += 1 }; return current }

    mutating func parse() throws(SelectorError) -> [Selector.Requirement] {
        var result: [Selector.Requirement] = []
        guard current != .end else { return result }
        while true {
            switch current {
            case .word, .symbol("!"): break
            case let other: throw SelectorError("found '\(other.text)', expected: !, identifier, or 'end of string'")
            }
            do {
                let requirement = try parseRequirement()
                try requirement.check()
                result.append(requirement)
            } catch {
                throw SelectorError("unable to parse requirement: \(error)")
            }
            switch next() {
            case .end: return result.sorted { $0.key < $1.key }
            case .symbol(","):
                if current == .end { throw SelectorError("found '', expected: identifier after ','") }
            case let other: throw SelectorError("found '\(other.text)', expected: ',' or 'end of string'")
            }
        }
    }

    private mutating func parseRequirement() throws(SelectorError) -> Selector.Requirement {
        if current == .symbol("!") {
            position += 1
            guard case .word(let key) = next() else { throw SelectorError("found '\(tokens.last?.text ?? "")', expected: identifier") }
            return .init(key: key, operator: .doesNotExist)
        }
        let first = next()
        guard case .word(let key) = first else { throw SelectorError("found '\(first.text)', expected: !, identifier, or 'end of string'") }
        switch current {
        case .end, .symbol(","): return .init(key: key, operator: .exists)
        case .symbol("="), .symbol("=="):
            position += 1
            return .init(key: key, operator: .in, values: [try parseExactValue()])
        case .symbol("!="):
            position += 1
            return .init(key: key, operator: .notIn, values: [try parseExactValue()])
        case .symbol(">"):
            position += 1
            return .init(key: key, operator: .greaterThan, values: [try parseExactValue()])
        case .symbol("<"):
            position += 1
            return .init(key: key, operator: .lessThan, values: [try parseExactValue()])
        case .word("in"):
            position += 1
            return .init(key: key, operator: .in, values: try parseValues())
        case .word("notin"):
            position += 1
            return .init(key: key, operator: .notIn, values: try parseValues())
        default:
            throw SelectorError("found '\(current.text)', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func parseExactValue() throws(SelectorError) -> String {
        switch current {
        case .end, .symbol(","): return ""
        case .word(let value):
            position += 1
            return value
        case .symbol(let text): throw SelectorError("found '\(text)', expected: identifier")
        }
    }

    private mutating func parseValues() throws(SelectorError) -> [String] {
        let open = next()
        guard open == .symbol("(") else { throw SelectorError("found '\(open.text)' expected: '('") }
        var values: Set<String> = []
        while true {
            switch next() {
            case .word(let value):
                values.insert(value)
                switch next() {
                case .symbol(","): continue
                case .symbol(")"): return values.sorted()
                case let other: throw SelectorError("found '\(other.text)', expected: ',' or ')'")
                }
            case .symbol(","):
                values.insert("")
            case .symbol(")"):
                values.insert("")
                return values.sorted()
            case let other:
                throw SelectorError("found '\(other.text)', expected: ',', ')' or identifier")
            }
        }
    }
}
