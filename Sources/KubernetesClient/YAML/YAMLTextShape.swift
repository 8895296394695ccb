import JSON

/// What a text's characters allow: whether it can stand in YAML without quotes, and if not, in which.
struct YAMLTextShape {
    /// Unquoted, it would be read as a number, boolean, null, or date.
    private(set) var resolvesToOther = false
    private(set) var plainAllowed = true
    /// Holds what only double quotes can show.
    private(set) var needsEscapes = false
    private(set) var blockAllowed = true

    init(_ text: String) {
        if case .string = YAMLScalar.resolve(text) {
            resolvesToOther = text == "<<" || YAMLScalar.isTimestamp(text) || YAMLScalar.isBase60(text)
        } else {
            resolvesToOther = true
        }
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last else {
            plainAllowed = false
            return
        }
        if text.hasPrefix("---") || text.hasPrefix("...") { plainAllowed = false }
        if first == " " || first == "\n" || last == "\n" { plainAllowed = false }
        if last == " " { (plainAllowed, blockAllowed) = (false, false) }
        var before: Unicode.Scalar = " "
        for (index, scalar) in scalars.enumerated() {
            let spaceFollows = index + 1 == scalars.count || Self.isBlank(scalars[index + 1])
            if index == 0 {
                switch scalar {
                case "#", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`": plainAllowed = false
                case "?", ":", "-": if spaceFollows { plainAllowed = false }
                default: break
                }
            } else if scalar == ":" && spaceFollows || scalar == "#" && Self.isBlank(before) {
                plainAllowed = false
            }
            if scalar == "\n" {
                plainAllowed = false
                if before == " " && index > 0 { blockAllowed = false }
            } else if Self.escape(scalar) != nil, scalar != "\"", scalar != "\\" {
                needsEscapes = true
                blockAllowed = false
            }
            before = scalar
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" }

    /// How a character is written within double quotes; nil when as itself.
    static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar.value {
        case 0x22: return "\\\""
        case 0x5C: return "\\\\"
        case 0x0A: return "\\n"
        case 0x20...0x7E, 0xA1...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
            return scalar.value == 0x2028 ? "\\L" : scalar.value == 0x2029 ? "\\P" : nil
        case 0x00: return "\\0"
        case 0x07: return "\\a"
        case 0x08: return "\\b"
        case 0x09: return "\\t"
        case 0x0B: return "\\v"
        case 0x0C: return "\\f"
        case 0x0D: return "\\r"
        case 0x1B: return "\\e"
        case 0x85: return "\\N"
        case 0xA0: return "\\_"
        case 0...0xFF: return "\\x" + hex(scalar.value, 2)
        case 0...0xFFFF: return "\\u" + hex(scalar.value, 4)
        default: return "\\U" + hex(scalar.value, 8)
        }
    }

    private static func hex(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
