#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Addresses in text and in network order.
enum IPAddress {
    /// Four bytes for IPv4, sixteen for IPv6; nil when the text is neither.
    static func bytes(_ text: String) -> [UInt8]? {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: &v4) { Array($0) } }
        var v6 = in6_addr()
        if inet_pton(AF_INET6, text, &v6) == 1 { return withUnsafeBytes(of: &v6) { Array($0) } }
        return nil
    }

    /// The address so many places into a range, as `10.96.0.1` for place 1 of `10.96.0.0/16`; nil when it is none of IPv4's.
    static func address(_ place: UInt32, in cidr: String) -> String? {
        let parts = cidr.split(separator: "/")
        guard parts.count == 2, let length = UInt32(parts[1]), length <= 32, let base = bytes(String(parts[0])), base.count == 4 else { return nil }
        guard length == 0 || place < (UInt64(1) << (32 - UInt64(length))) else { return nil }
        let mask: UInt32 = length == 0 ? 0 : ~UInt32(0) << (32 - length)
        let value = (base.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & mask) &+ place
        return [24, 16, 8, 0].map { String(value >> $0 & 255) }.joined(separator: ".")
    }

    /// The local address from which packets to the outside leave; nil when there is no route.
    ///
    /// Connecting a datagram socket sends nothing: it only asks the kernel which address it would use.
    static func ofDefaultRoute() -> String? {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = UInt16(53).bigEndian
        inet_pton(AF_INET, "192.0.2.1", &target.sin_addr)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: &target) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) } }
        guard connected == 0 else { return nil }
        var local = sockaddr_in()
        let named = withUnsafeMutablePointer(to: &local) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) } }
        guard named == 0, local.sin_addr.s_addr != 0 else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
        guard inet_ntop(AF_INET, &local.sin_addr, &buffer, socklen_t(buffer.count)) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
