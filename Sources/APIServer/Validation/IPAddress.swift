import Foundation

/// An address of either family, as a number.
struct IPAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The two families that addresses are of, by the names that services give them.
    enum Family: String, Hashable, Sendable, CaseIterable {
        case v4 = "IPv4"
        case v6 = "IPv6"
        /// How many bits an address has.
        var bits: Int { self == .v4 ? 32 : 128 }
    }

    let family: Family
    /// The address; those of IPv4 in the lowest 32 bits.
    let value: UInt128

    init(family: Family, value: UInt128) {
        self.family = family
        self.value = value
    }

    /// Reads an address as leniently as Kubernetes does: numbers of IPv4 may begin with zeros.
    init?(_ text: some StringProtocol) {
        if text.contains(":") {
            var address = in6_addr()
            guard !text.contains("%"), inet_pton(AF_INET6, String(text), &address) == 1 else { return nil }
            let value = withUnsafeBytes(of: &address) { bytes in bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } }
            // What is written as ::ffff:1.2.3.4 is an address of IPv4.
            self = value >> 32 == 0xffff ? IPAddress(family: .v4, value: value & 0xffff_ffff) : IPAddress(family: .v6, value: value)
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt128 = 0
        for part in parts {
            guard !part.isEmpty, part.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt8(part) else { return nil }
            value = value << 8 | UInt128(number)
        }
        self.init(family: .v4, value: value)
    }

    /// The only form in which the system writes it.
    var description: String {
        if family == .v4 { return IPText.text(UInt32(truncatingIfNeeded: value)) }
        var address = in6_addr()
        withUnsafeMutableBytes(of: &address) { bytes in
            for i in 0..<16 { bytes[i] = UInt8(truncatingIfNeeded: value >> UInt128(8 * (15 - i))) }
        }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func < (a: IPAddress, b: IPAddress) -> Bool { a.family == b.family ? a.value < b.value : a.family == .v4 }

    /// What is wrong with a field that must be an address; `canonical` also refuses other ways to write the same.
    static func errors(_ field: String, _ text: String, canonical: Bool) -> [FieldError] {
        guard let address = IPAddress(text) else { return [.invalid(field, string: text, IPText.addressMessage)] }
        if address.family == .v4, text.contains(":") { return [.invalid(field, string: text, "must not be an IPv4-mapped IPv6 address")] }
        if address.family == .v4, IPText.v4(text) == nil { return [.invalid(field, string: text, "must not have leading 0s")] }
        if canonical, address.description != text {
            return [.invalid(field, string: text, "must be in canonical form (\(FieldError.quoted(address.description)))")]
        }
        return []
    }
}

/// A network of either family.
struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    let family: IPAddress.Family
    /// The first address.
    let base: UInt128
    /// How many bits all addresses share.
    let bits: Int

    /// Reads `ADDRESS/BITS`, leniently as addresses are read.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]), !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let bits = Int(parts[1]), bits <= address.family.bits
        else { return nil }
        family = address.family
        self.bits = bits
        base = address.value & ~Self.hostMask(address.family.bits - bits)
    }

    private static func hostMask(_ bits: Int) -> UInt128 { bits >= 128 ? .max : (UInt128(1) << UInt128(bits)) - 1 }

    /// The last address.
    var last: UInt128 { base | Self.hostMask(family.bits - bits) }
    func contains(_ address: IPAddress) -> Bool { address.family == family && address.value >= base && address.value <= last }
    /// Whether all of another network is in this one.
    func contains(_ other: IPNetwork) -> Bool { other.family == family && other.bits >= bits && other.base >= base && other.last <= last }
    func overlaps(_ other: IPNetwork) -> Bool { contains(other) || other.contains(self) }
    var description: String { "\(IPAddress(family: family, value: base))/\(bits)" }

    /// What is wrong with a field that must be a network; `canonical` also refuses other ways to write the same.
    static func errors(_ field: String, _ text: String, canonical: Bool) -> [FieldError] {
        guard let network = IPNetwork(text) else { return [.invalid(field, string: text, IPText.cidrMessage)] }
        let parts = text.split(separator: "/")
        if network.family == .v4, text.contains(":") { return [.invalid(field, string: text, "must not have an IPv4-mapped IPv6 address")] }
        if network.family == .v4 && IPText.v4(parts[0]) == nil || String(network.bits) != parts[1] {
            return [.invalid(field, string: text, "must not have leading 0s in IP or prefix length")]
        }
        if let address = IPAddress(parts[0]), address.value != network.base {
            return [.invalid(field, string: text, "must not have bits set beyond the prefix length")]
        }
        if canonical, network.description != text {
            return [.invalid(field, string: text, "must be in canonical form (\(FieldError.quoted(network.description)))")]
        }
        return []
    }
}
