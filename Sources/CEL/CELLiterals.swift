/// Reads the texts of constants.
enum CELLiterals {
    static func int(_ text: String, negative: Bool) -> Int64? {
        let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
        return Int64((negative ? "-" : "") + digits, radix: text.hasPrefix("0x") ? 16 : 10)
    }

    static func uint(_ text: String) -> UInt64? {
        let number = text.dropLast()
        return number.hasPrefix("0x") ? UInt64(number.dropFirst(2), radix: 16) : UInt64(number)
    }

    /// The content of a quoted text; nil for code points that do not exist. Texts of bytes are read byte by byte.
    static func string(_ scalars: [Unicode.Scalar], bytes: Bool) -> [UInt8]? {
        var place = 0
        if bytes { place += 1 }
        var isRaw = false
        if place < scalars.count, scalars[place] == "r" || scalars[place] == "R" {
            isRaw = true
            place += 1
        }
        guard place < scalars.count else { return nil }
        let quote = scalars[place]
        let isLong = place + 5 < scalars.count && scalars[place + 1] == quote && scalars[place + 2] == quote
        let end = scalars.count - (isLong ? 3 : 1)
        place += isLong ? 3 : 1
        var result: [UInt8] = []
        func append(_ value: UInt32, raw: Bool) -> Bool {
            if raw, let byte = UInt8(exactly: value) {
                result.append(byte)
                return true
            }
            guard let scalar = Unicode.Scalar(value) else { return false }
            result += Array(String(Character(scalar)).utf8)
            return true
        }
        while place < end {
            let scalar = scalars[place]
            guard scalar == "\\", !isRaw, place + 1 < end else {
                if !append(scalar.value, raw: false) { return nil }
                place += 1
                continue
            }
            let code = scalars[place + 1]
            func number(_ from: Int, _ count: Int, _ radix: Int) -> UInt32? {
                guard place + from + count <= end else { return nil }
                var text = String.UnicodeScalarView()
                text.append(contentsOf: scalars[place + from..<place + from + count])
                return UInt32(String(text), radix: radix)
            }
            let simple: [Unicode.Scalar: UInt32] = ["a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11]
            let (value, length): (UInt32?, Int)
            switch code {
            case "x", "X": (value, length) = (number(2, 2, 16), 4)
            case "u": (value, length) = (number(2, 4, 16), 6)
            case "U": (value, length) = (number(2, 8, 16), 10)
            case "0", "1", "2", "3": (value, length) = (number(1, 3, 8), 4)
            default: (value, length) = (simple[code] ?? code.value, 2)
            }
            let isByte = bytes && ["x", "X", "0", "1", "2", "3"].contains(code)
            guard let value, append(value, raw: isByte) else { return nil }
            place += length
        }
        return result
    }
}
