import JSON

extension YAML {
    /// Prints a value as kubectl's `-o yaml` does: keys sorted, lists not indented under their key, long text folded at 80 columns.
    public static func encode(_ value: JSONValue) -> String {
        var writer = YAMLWriter()
        writer.document(value)
        return writer.text
    }
}

/// Prints block-style YAML, deciding on quotes and folds as the YAML library of kubectl decides.
struct YAMLWriter {
    private(set) var text = ""
    /// Where the line stands, in characters.
    private var column = 0
    private let width = 80

    mutating func document(_ value: JSONValue) {
        node(value, indent: 0, afterDash: true, inSequence: false)
        line()
    }

    private mutating func put(_ piece: String) {
        text += piece
        column += piece.unicodeScalars.count
    }

    private mutating func line() {
        text += "\n"
        column = 0
    }

    private mutating func line(indent: Int) {
        line()
        put(String(repeating: " ", count: indent))
    }

    /// Prints a value; `afterDash` says that its first line begins where the writer stands.
    private mutating func node(_ value: JSONValue, indent: Int, afterDash: Bool, inSequence: Bool) {
        switch value {
        case .object(let object) where !object.isEmpty:
            mapping(object, indent: indent, continuing: afterDash)
        case .array(let items) where !items.isEmpty:
            // Under a key, a list stands at the key's own column.
            sequence(items, indent: inSequence || afterDash ? indent : max(indent - 2, 0), continuing: afterDash)
        default:
            if !afterDash { put(" ") }
            scalar(value, indent: indent)
        }
    }

    private mutating func mapping(_ object: JSONObject, indent: Int, continuing: Bool) {
        var first = continuing
        for (key, value) in object.sortedByKey() {
            if first { first = false } else { line(indent: indent) }
            string(key, indent: indent, isKey: true)
            put(":")
            node(value, indent: indent + 2, afterDash: false, inSequence: false)
        }
    }

    private mutating func sequence(_ items: [JSONValue], indent: Int, continuing: Bool) {
        var first = continuing
        for item in items {
            if first { first = false } else { line(indent: indent) }
            put("- ")
            node(item, indent: indent + 2, afterDash: true, inSequence: true)
        }
    }

    private mutating func scalar(_ value: JSONValue, indent: Int) {
        switch value {
        case .string(let text): string(text, indent: indent, isKey: false)
        case .null: put("null")
        case .object: put("{}")
        case .array: put("[]")
        default: put(String(decoding: value.serialized(), as: UTF8.self))
        }
    }

    private mutating func string(_ text: String, indent: Int, isKey: Bool) {
        let shape = YAMLTextShape(text)
        if text.contains("\n"), !isKey, shape.blockAllowed {
            literal(text, indent: indent)
        } else if shape.resolvesToOther || shape.needsEscapes || text.contains("\n") {
            doubleQuoted(text, indent: indent, folds: !isKey)
        } else if shape.plainAllowed {
            folded(text, indent: indent, folds: !isKey)
        } else {
            put("'")
            folded(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"), indent: indent, folds: !isKey)
            put("'")
        }
    }

    /// Prints text, breaking the line at a single space beyond the width.
    private mutating func folded(_ text: String, indent: Int, folds: Bool) {
        let scalars = Array(text.unicodeScalars)
        var afterSpace = false
        for (index, scalar) in scalars.enumerated() {
            if scalar == " " {
                let isInner = index > 0 && index + 1 < scalars.count
                if folds, !afterSpace, column > width, isInner, scalars[index + 1] != " " {
                    line(indent: indent)
                } else {
                    put(" ")
                }
                afterSpace = true
            } else {
                put(String(Character(scalar)))
                afterSpace = false
            }
        }
    }

    private mutating func literal(_ text: String, indent: Int) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        put("|")
        if text.hasPrefix(" ") || text.hasPrefix("\n") { put("2") }
        var body = lines[...]
        if !text.hasSuffix("\n") {
            put("-")
        } else {
            body = body.dropLast()
            if text == "\n" || text.hasSuffix("\n\n") { put("+") }
        }
        for content in body {
            if content.isEmpty { line() } else { line(indent: indent); put(String(content)) }
        }
    }

    private mutating func doubleQuoted(_ text: String, indent: Int, folds: Bool) {
        put("\"")
        let scalars = Array(text.unicodeScalars)
        var afterSpace = false
        for (index, scalar) in scalars.enumerated() {
            if scalar == " " {
                if folds, !afterSpace, column > width, index > 0, index + 1 < scalars.count {
                    line(indent: indent)
                    if scalars[index + 1] == " " { put("\\") }
                } else {
                    put(" ")
                }
                afterSpace = true
                continue
            }
            afterSpace = false
            put(YAMLTextShape.escape(scalar) ?? String(Character(scalar)))
        }
        put("\"")
    }
}
