import JSON

/// What an unquoted scalar means: the rules of the YAML library that kubectl and the API server use.
enum YAMLScalar {
    /// The value of a plain scalar: null, a boolean, a number, or else the text itself.
    static func resolve(_ text: String) -> JSONValue {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            if let word = words[text] { return word }
            return isTimestamp(text) ? .string(text) : number(text) ?? .string(text)
        case UInt8(ascii: "."):
            if let word = words[text] { return word }
            return isDecimal(Array(text.utf8)) ? Double(text).map(JSONValue.double) ?? .string(text) : .string(text)
        default:
            return words[text] ?? .string(text)
        }
    }

    private static let words: [String: JSONValue] = {
        var table: [String: JSONValue] = [:]
        for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] { table[word] = true }
        for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] { table[word] = false }
        for word in ["~", "null", "Null", "NULL"] { table[word] = .null }
        for word in [".nan", ".NaN", ".NAN"] { table[word] = .double(.nan) }
        for word in [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"] { table[word] = .double(.infinity) }
        for word in ["-.inf", "-.Inf", "-.INF"] { table[word] = .double(-.infinity) }
        return table
    }()

    private static func number(_ text: String) -> JSONValue? {
        let plain = text.utf8.filter { $0 != UInt8(ascii: "_") }
        if let integer = integer(plain) { return integer }
        guard isDecimal(plain), let value = Double(String(decoding: plain, as: UTF8.self)) else { return nil }
        return .double(value)
    }

    /// As Go's strconv.ParseInt with base 0: 0x, 0o, 0b, and a leading 0 for octal.
    private static func integer(_ bytes: [UInt8]) -> JSONValue? {
        var digits = bytes[...]
        let negative = digits.first == UInt8(ascii: "-")
        if negative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        var radix = 10
        if digits.count > 1, digits.first == UInt8(ascii: "0") {
            switch digits[digits.startIndex + 1] | 0x20 {
            case UInt8(ascii: "x"): (radix, digits) = (16, digits.dropFirst(2))
            case UInt8(ascii: "o"): (radix, digits) = (8, digits.dropFirst(2))
            case UInt8(ascii: "b"): (radix, digits) = (2, digits.dropFirst(2))
            default: (radix, digits) = (8, digits.dropFirst())
            }
        }
        guard let first = digits.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
        let text = (negative ? "-" : "") + String(decoding: digits, as: UTF8.self)
        if let value = Int64(text, radix: radix) { return .int(value) }
        if let value = UInt64(text, radix: radix) { return .double(Double(value)) }
        return nil
    }

    /// [-+]? ( . digits | digits ( . digits* )? ) ( [eE] [-+]? digits )?
    private static func isDecimal(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        func isSign(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
        func takeDigits() -> Int {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        if isSign(rest.first) { rest = rest.dropFirst() }
        let whole = takeDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let fraction = takeDigits()
            if whole == 0 && fraction == 0 { return false }
        } else if whole == 0 {
            return false
        }
        if let e = rest.first, e | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if isSign(rest.first) { rest = rest.dropFirst() }
            if takeDigits() == 0 { return false }
        }
        return rest.isEmpty
    }

    /// Dates and times that YAML 1.1 would take for timestamps: 2006-1-2, and with a time behind a T or a space.
    static func isTimestamp(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        func take(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest = rest.dropFirst()
            return true
        }
        func number(_ lengths: ClosedRange<Int>, _ values: ClosedRange<Int>) -> Bool {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard lengths.contains(digits.count), let value = Int(String(decoding: digits, as: UTF8.self)), values.contains(value)
            else { return false }
            rest = rest.dropFirst(digits.count)
            return true
        }
        guard number(4...4, 0...9999), take(0x2D), number(1...2, 1...12), take(0x2D), number(1...2, 1...31) else { return false }
        if rest.isEmpty { return true }
        let spaced = take(0x20)
        guard spaced || take(0x54) || take(0x74) else { return false }
        guard number(1...2, 0...23), take(0x3A), number(1...2, 0...59), take(0x3A), number(1...2, 0...59) else { return false }
        if take(0x2E) {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            if digits.isEmpty { return false }
            rest = rest.dropFirst(digits.count)
        }
        if spaced || take(0x5A) { return rest.isEmpty }
        guard take(0x2B) || take(0x2D) else { return false }
        return number(2...2, 0...23) && take(0x3A) && number(2...2, 0...59) && rest.isEmpty
    }

    /// 1:30 and the like, which YAML 1.1 takes for numbers of base 60.
    static func isBase60(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return false }
        let body = text.drop { $0 == "+" || $0 == "-" }
        guard text.count - body.count <= 1, body.utf8.first.map({ (0x30...0x39).contains($0) }) == true else { return false }
        let parts = body.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x5F }) else { return false }
        for (index, part) in parts.dropFirst().enumerated() {
            let isLast = index == parts.count - 2
            let whole = isLast ? part.prefix { $0 != "." } : part
            guard (1...2).contains(whole.utf8.count), let value = Int(whole), (0...59).contains(value) else { return false }
            guard part.dropFirst(whole.count + 1).utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x5F }) else { return false }
        }
        return true
    }
}
