import JSON

/// Base64 in the URL alphabet without padding (RFC 4648 section 5), as JWTs carry it.
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        for character in Base64.encode(bytes) where character != "=" {
            text.append(character == "+" ? "-" : character == "/" ? "_" : character)
        }
        return text
    }

    /// The bytes; nil when the text is something else. Padding may stand at the end, and nowhere else.
    static func decode(_ text: String) -> [UInt8]? {
        var text = text[...]
        while text.last == "=" { text.removeLast() }
        var plain = ""
        for character in text {
            switch character {
            case "-": plain.append("+")
            case "_": plain.append("/")
            case "=": return nil
            default: plain.append(character)
            }
        }
        while plain.utf8.count % 4 != 0 { plain.append("=") }
        return Base64.decode(plain)
    }
}

/// `%41` for `A`, as in URLs.
enum PercentEncoding {
    /// The text with its escapes resolved; nil when one is broken or the bytes are not UTF-8.
    static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else { bytes.append(byte); continue }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                  let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
