/// Cuts an expression into tokens. White space and comments are left out; what is no token becomes an issue.
struct CELLexer {
    private let source: [Unicode.Scalar]
    private var position = 0
    private(set) var issues: [CELIssue] = []

    init(_ source: [Unicode.Scalar]) { self.source = source }

    /// All tokens, the last one of kind `end`.
    mutating func tokens() -> [CELToken] {
        var tokens: [CELToken] = []
        while position < source.count {
            if let token = next() { tokens.append(token) }
        }
        tokens.append(CELToken(kind: .end, range: source.count..<source.count))
        return tokens
    }

    private func at(_ offset: Int) -> Unicode.Scalar? { offset < source.count ? source[offset] : nil }

    private mutating func next() -> CELToken? {
        let start = position
        let first = source[start]
        if Self.isSpace(first) {
            position += 1
            return nil
        }
        if first == "/", at(start + 1) == "/" {
            while let scalar = at(position), scalar != "\n" { position += 1 }
            return nil
        }
        if let (kind, end) = string(start) ?? number(start) ?? word(start) ?? symbol(start) {
            position = end
            return CELToken(kind: kind, range: start..<end)
        }
        // What could have become a token is told together with the character that spoilt it.
        let last = failure(start)
        var text = String.UnicodeScalarView()
        text.append(contentsOf: source[start..<min(last + 1, source.count)])
        issues.append(CELIssue(position: start, message: "Syntax error: token recognition error at: '\(Self.escaped(String(text)))'"))
        position = last + 1
        return nil
    }

    /// Line breaks and tabs as messages show them.
    static func escaped(_ text: String) -> String {
        text.replacing("\n", with: "\\n").replacing("\r", with: "\\r").replacing("\t", with: "\\t")
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { " \t\r\n\u{0C}".unicodeScalars.contains(scalar) }
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
    private static func isHex(_ scalar: Unicode.Scalar) -> Bool { isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar) }

    private func digits(_ start: Int, _ isDigit: (Unicode.Scalar) -> Bool = isDigit) -> Int {
        var end = start
        while let scalar = at(end), isDigit(scalar) { end += 1 }
        return end
    }

    private func exponent(_ start: Int) -> Int {
        guard at(start) == "e" || at(start) == "E" else { return start }
        let sign = at(start + 1) == "+" || at(start + 1) == "-" ? 1 : 0
        let end = digits(start + 1 + sign)
        return end > start + 1 + sign ? end : start
    }

    private func number(_ start: Int) -> (CELTokenKind, Int)? {
        let whole = digits(start)
        if at(whole) == ".", let after = at(whole + 1), Self.isDigit(after) { return (.float, exponent(digits(whole + 1))) }
        guard whole > start else { return nil }
        if exponent(whole) > whole { return (.float, exponent(whole)) }
        var end = whole
        if whole == start + 1, source[start] == "0", at(whole) == "x", let hex = at(whole + 1), Self.isHex(hex) {
            end = digits(whole + 1, Self.isHex)
        }
        if at(end) == "u" || at(end) == "U" { return (.uint, end + 1) }
        return (.int, end)
    }

    private func word(_ start: Int) -> (CELTokenKind, Int)? {
        if source[start] == "`" {
            var end = start + 1
            while let scalar = at(end), Self.isLetter(scalar) || Self.isDigit(scalar) || ".-/ ".unicodeScalars.contains(scalar) { end += 1 }
            return end > start + 1 && at(end) == "`" ? (.escapedIdentifier, end + 1) : nil
        }
        guard Self.isLetter(source[start]) else { return nil }
        var end = start
        while let scalar = at(end), Self.isLetter(scalar) || Self.isDigit(scalar) { end += 1 }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: source[start..<end])
        switch String(text) {
        case "in": return (.in, end)
        case "true": return (.true, end)
        case "false": return (.false, end)
        case "null": return (.null, end)
        default: return (.identifier, end)
        }
    }

    private func symbol(_ start: Int) -> (CELTokenKind, Int)? {
        var best: (CELTokenKind, Int)?
        for (kind, text) in CELTokenKind.texts where kind != .in && kind.rawValue < CELTokenKind.true.rawValue {
            let scalars = Array(text.unicodeScalars)
            guard start + scalars.count <= source.count, Array(source[start..<start + scalars.count]) == scalars else { continue }
            if best == nil || start + scalars.count > best?.1 ?? 0 { best = (kind, start + scalars.count) }
        }
        return best
    }

    private func string(_ start: Int) -> (CELTokenKind, Int)? {
        var open = start
        var kind = CELTokenKind.string
        if at(open) == "b" || at(open) == "B" {
            kind = .bytes
            open += 1
        }
        var isRaw = false
        if at(open) == "r" || at(open) == "R" {
            isRaw = true
            open += 1
        }
        guard let (end, _) = scan(open, isRaw: isRaw), let end else { return nil }
        return (kind, end)
    }

    /// The end of a quoted text, or nil and where it fails; nil when there is no quote.
    private func scan(_ open: Int, isRaw: Bool) -> (end: Int?, failure: Int)? {
        guard let quote = at(open), quote == "\"" || quote == "'" else { return nil }
        let isLong = at(open + 1) == quote && at(open + 2) == quote
        if !isLong, at(open + 1) == quote { return (open + 2, open) }
        var place = open + (isLong ? 3 : 1)
        while let scalar = at(place) {
            if scalar == quote, !isLong || (at(place + 1) == quote && at(place + 2) == quote) { return (place + (isLong ? 3 : 1), place) }
            if !isLong, scalar == "\n" || scalar == "\r" { return (nil, place) }
            if scalar == "\\", !isRaw {
                guard let length = escape(place) else { return (nil, place + 1) }
                place += length
            } else {
                place += 1
            }
        }
        return (nil, source.count)
    }

    /// How many code points an escape sequence has.
    private func escape(_ start: Int) -> Int? {
        guard let code = at(start + 1) else { return nil }
        func fixed(_ count: Int, _ isDigit: (Unicode.Scalar) -> Bool, from: Int) -> Int? {
            for i in 0..<count {
                guard let scalar = at(start + from + i), isDigit(scalar) else { return nil }
            }
            return from + count
        }
        switch code {
        case "b", "f", "n", "r", "t", "\"", "'", "\\", "`", "?", "a", "v": return 2
        case "x", "X": return fixed(2, Self.isHex, from: 2)
        case "u": return fixed(4, Self.isHex, from: 2)
        case "U": return fixed(8, Self.isHex, from: 2)
        case "0", "1", "2", "3": return fixed(3, { ("0"..."7").contains($0) }, from: 1)
        default: return nil
        }
    }

    /// The place of the character at which what begins at `start` cannot become a token.
    private func failure(_ start: Int) -> Int {
        if let (_, failure) = scan(start, isRaw: false) { return failure }
        switch source[start] {
        case "=", "|", "&": return start + 1
        case "`":
            var end = start + 1
            while let scalar = at(end), Self.isLetter(scalar) || Self.isDigit(scalar) || ".-/ ".unicodeScalars.contains(scalar) { end += 1 }
            return end
        default: return start
        }
    }
}
