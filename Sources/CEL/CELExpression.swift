/// An expression as a tree: what the parser makes and the checker (and an evaluator) reads.
public struct CELExpression: Sendable {
    /// A constant.
    public enum Literal: Hashable, Sendable {
        case null
        case bool(Bool)
        case int(Int64)
        case uint(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
    }

    /// An entry of a map or a field of a structure; `isOptional` for `?key: value`.
    public struct Entry: Sendable {
        public var key: CELExpression
        public var value: CELExpression
        public var isOptional: Bool
    }

    /// What kind of expression it is.
    public indirect enum Kind: Sendable {
        case literal(Literal)
        /// A variable; with a leading dot it is looked up from the root.
        case identifier(String, isAbsolute: Bool)
        /// `operand.field`, or `operand.?field`.
        case select(CELExpression, field: String, isOptional: Bool)
        /// A call; operators have names such as `_+_`, as messages show them.
        case call(target: CELExpression?, function: String, arguments: [CELExpression])
        case list([CELExpression], optional: Set<Int>)
        case map([Entry])
        /// `Name{field: value}`; keys are string literals.
        case structure(String, [Entry])
        /// A macro, whose variables are only there in its later arguments.
        case macro(CELMacro, target: CELExpression?, variables: [String], arguments: [CELExpression])
        /// What could not be parsed.
        case invalid
    }

    public var kind: Kind
    /// The offset in code points of its operator, or of its start.
    public var position: Int
}

/// The macros: calls that bind variables.
public enum CELMacro: String, Sendable {
    case has
    case all, exists, existsOne = "exists_one", map, filter
    case transformList, transformMap, transformMapEntry
    case bind, optMap, optFlatMap
}

/// Facts of the grammar.
public enum CELSyntax {
    /// Words that are no identifiers.
    public static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while",
    ]

    /// Whether a text can be the name of a variable.
    public static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, CELLexer.isLetter(first), !reserved.contains(text) else { return false }
        return text.unicodeScalars.allSatisfy { CELLexer.isLetter($0) || CELLexer.isDigit($0) }
    }

    /// A property's name as expressions write it; nil for one that they cannot name.
    public static func escaped(_ name: String) -> String? {
        if reserved.contains(name) { return "__\(name)__" }
        var result = ""
        var rest = Substring(name)
        while let character = rest.first {
            if rest.hasPrefix("__") {
                result += "__underscores__"
                rest = rest.dropFirst(2)
                continue
            }
            switch character {
            case ".": result += "__dot__"
            case "-": result += "__dash__"
            case "/": result += "__slash__"
            default:
                guard character.isASCII, character.isLetter || character.isNumber || character == "_" else { return nil }
                result.append(character)
            }
            rest = rest.dropFirst()
        }
        return result.first?.isNumber ?? true ? nil : result
    }
}
