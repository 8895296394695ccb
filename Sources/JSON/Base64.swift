/// Standard base64 with padding (RFC 4648), as JSON carries bytes in Kubernetes.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    public static func encode(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        var i = 0
        while i < bytes.count {
            let b0 = bytes[i]
            let b1 = i + 1 < bytes.count ? bytes[i + 1] : 0
            let b2 = i + 2 < bytes.count ? bytes[i + 2] : 0
            out.append(alphabet[Int(b0 >> 2)])
            out.append(alphabet[Int((b0 & 3) << 4 | b1 >> 4)])
            out.append(i + 1 < bytes.count ? alphabet[Int((b1 & 15) << 2 | b2 >> 6)] : 0x3D)
            out.append(i + 2 < bytes.count ? alphabet[Int(b2 & 63)] : 0x3D)
            i += 3
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes, or nil when the text is not base64. Line breaks are passed over, as Go does.
    public static func decode(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count / 4 * 3)
        var buffer: UInt32 = 0
        var have = 0
        var padding = 0
        for c in text.utf8 {
            let value: UInt8
            switch c {
            case 0x41...0x5A: value = c - 0x41
            case 0x61...0x7A: value = c - 0x61 + 26
            case 0x30...0x39: value = c - 0x30 + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            case 0x0A, 0x0D: continue
            case 0x3D: padding += 1; have += 1; buffer <<= 6; value = 0xFF
            default: return nil
            }
            if value != 0xFF {
                guard padding == 0 else { return nil }
                buffer = buffer << 6 | UInt32(value)
                have += 1
            }
            if have == 4 {
                guard padding <= 2 else { return nil }
                out.append(UInt8(truncatingIfNeeded: buffer >> 16))
                if padding < 2 { out.append(UInt8(truncatingIfNeeded: buffer >> 8)) }
                if padding < 1 { out.append(UInt8(truncatingIfNeeded: buffer)) }
                buffer = 0
                have = 0
            }
        }
        return have == 0 ? out : nil
    }
}
