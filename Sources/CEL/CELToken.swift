/// The kinds of tokens of CEL, in the order in which messages list what was expected.
enum CELTokenKind: Int, Comparable, Sendable {
    case end = 0
    case equals, notEquals, `in`, less, lessEquals, greaterEquals, greater, and, or
    case leftBracket, rightBracket, leftBrace, rightBrace, leftParen, rightParen
    case dot, comma, minus, exclamation, question, colon, plus, star, slash, percent
    case `true`, `false`, null
    case float, int, uint, string, bytes, identifier, escapedIdentifier

    static func < (a: CELTokenKind, b: CELTokenKind) -> Bool { a.rawValue < b.rawValue }

    /// As messages name it.
    var name: String {
        switch self {
        case .end: "<EOF>"
        case .float: "NUM_FLOAT"
        case .int: "NUM_INT"
        case .uint: "NUM_UINT"
        case .string: "STRING"
        case .bytes: "BYTES"
        case .identifier: "IDENTIFIER"
        case .escapedIdentifier: "ESC_IDENTIFIER"
        default: "'\(Self.texts[self] ?? "")'"
        }
    }

    /// The tokens that are always written the same.
    static let texts: [CELTokenKind: String] = [
        .equals: "==", .notEquals: "!=", .in: "in", .less: "<", .lessEquals: "<=", .greaterEquals: ">=", .greater: ">", .and: "&&",
        .or: "||", .leftBracket: "[", .rightBracket: "]", .leftBrace: "{", .rightBrace: "}", .leftParen: "(", .rightParen: ")",
        .dot: ".", .comma: ",", .minus: "-", .exclamation: "!", .question: "?", .colon: ":", .plus: "+", .star: "*", .slash: "/",
        .percent: "%", .true: "true", .false: "false", .null: "null",
    ]
}

/// One token and where it stands.
struct CELToken: Sendable {
    var kind: CELTokenKind
    /// The code points of the source that it is made of.
    var range: Range<Int>
}
