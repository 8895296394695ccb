import Foundation

/// Addresses and networks as text.
enum IPText {
    /// An IPv4 address as a number; nil when the text is none in its only canonical form.
    static func v4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }), let byte = UInt8(part),
                part.utf8.count == 1 || part.utf8.first != 48
            else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    /// The text of an IPv4 address.
    static func text(_ address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }

    /// Whether the text is an IPv6 address.
    static func isV6(_ text: String) -> Bool {
        guard text.contains(":") else { return false }
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }

    /// Whether the text is an address of either family.
    static func isAddress(_ text: String) -> Bool { v4(text) != nil || isV6(text) }

    static let addressMessage = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
    static let cidrMessage = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"

    /// Whether the text is a network.
    static func isNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = Int(parts[1]), bits >= 0 else { return false }
        if v4(parts[0]) != nil { return bits <= 32 }
        return isV6(String(parts[0])) && bits <= 128
    }
}
