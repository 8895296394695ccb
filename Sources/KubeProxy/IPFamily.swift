#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// IPv4 or IPv6; each has its own nftables table.
enum IPFamily: String, Sendable, CaseIterable {
    case ipv4 = "IPv4"
    case ipv6 = "IPv6"

    /// nftables' word for the family, and for the packet header.
    var nft: String { self == .ipv4 ? "ip" : "ip6" }
    /// nftables' type of an address.
    var addressType: String { self == .ipv4 ? "ipv4_addr" : "ipv6_addr" }
    /// Loopback, where node ports never answer.
    var loopback: String { self == .ipv4 ? "127.0.0.0/8" : "::1" }

    /// An address and port as nftables writes the target of a DNAT.
    func target(_ address: String, _ port: Int) -> String {
        self == .ipv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }

    /// `text` in its canonical form when it is an address of this family; nil otherwise.
    func address(_ text: String) -> String? {
        guard !text.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        var output = [CChar](repeating: 0, count: 64)
        let domain = self == .ipv4 ? AF_INET : AF_INET6
        guard inet_pton(domain, text, &bytes) == 1, inet_ntop(domain, bytes, &output, socklen_t(output.count)) != nil else { return nil }
        return String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `text` in its canonical form when it is a range (`10.0.0.0/8`) or an address of this family; nil otherwise.
    func range(_ text: String) -> String? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = address(String(first)) else { return nil }
        guard parts.count == 2 else { return address }
        guard let length = Int(parts[1]), (0...(self == .ipv4 ? 32 : 128)).contains(length) else { return nil }
        return "\(address)/\(length)"
    }

    /// A set of the ranges in `texts` that are of this family, as nftables writes it; nil when there are none.
    func set(ofRanges texts: [String]) -> String? {
        let ranges = Set(texts.compactMap { range($0) }).sorted()
        return ranges.isEmpty ? nil : "{ \(ranges.joined(separator: ", ")) }"
    }
}
