#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One UDP flow that the kernel tracks.
struct UDPFlow: Hashable, Sendable {
    /// Where the client sent to, before any rule.
    var destination: String
    var destinationPort: Int
    /// Who answers: the endpoint.
    var answering: String
    var answeringPort: Int
    /// The original tuple as the kernel wrote it, which names the flow in a deletion.
    var tuple: [UInt8]
    var isIPv6: Bool

    /// Whether the flow goes to an endpoint that its service no longer has, or past a service that has endpoints now.
    func isStale(_ services: [UDPService]) -> Bool {
        let target = isIPv6 ? "[\(answering)]:\(answeringPort)" : "\(answering):\(answeringPort)"
        for service in services {
            let isFront = service.port == destinationPort && service.addresses.contains(destination)
            // A flow to the node port at whatever address; one that nobody redirected is answered by its destination.
            let isNodePort = service.nodePort != 0 && service.nodePort == destinationPort
            if isFront || isNodePort { return !service.endpoints.contains(target) }
        }
        return false
    }
}

/// The kernel's table of tracked connections, over netlink. It works on the network namespace of the calling thread.
struct Conntrack {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let subsystem: UInt16 = 1 << 8
    private static let get: UInt16 = 1
    private static let delete: UInt16 = 2
    private static let headerLength = 20

    /// Ends the UDP flows for which `isStale` holds, and returns how many those were.
    static func deleteUDPFlows(where isStale: (UDPFlow) -> Bool) throws -> Int {
        let netlink = socket(AF_NETLINK, CInt(3) | 0o2000000, 12)
        guard netlink >= 0 else { throw Failure(description: "netlink: errno \(errno)") }
        defer { close(netlink) }
        var timeout = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(netlink, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var stale: [UDPFlow] = []
        for family in [UInt8(AF_INET), UInt8(AF_INET6)] {
            try send(netlink, message(get, flags: 0x301, family: family, attributes: []))
            try receive(netlink) { payload in
                if let flow = parse(payload), isStale(flow) { stale.append(flow) }
            }
        }
        for flow in stale {
            // Gone meanwhile is as good.
            try send(netlink, message(delete, flags: 0x5, family: UInt8(flow.isIPv6 ? AF_INET6 : AF_INET), attributes: flow.tuple))
            try? receive(netlink) { _ in }
        }
        return stale.count
    }

    private static func message(_ type: UInt16, flags: UInt16, family: UInt8, attributes: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(UInt32(headerLength + attributes.count), to: &bytes)
        append(subsystem | type, to: &bytes)
        append(flags, to: &bytes)
        append(UInt32(1), to: &bytes)
        append(UInt32(0), to: &bytes)
        return bytes + [family, 0, 0, 0] + attributes
    }

    private static func append<T: FixedWidthInteger>(_ value: T, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    private static func send(_ netlink: CInt, _ bytes: [UInt8]) throws {
        guard Glibc.send(netlink, bytes, bytes.count, 0) == bytes.count else { throw Failure(description: "netlink: errno \(errno)") }
    }

    /// Hands the payload of every message to `body` until the kernel says that this was all.
    private static func receive(_ netlink: CInt, _ body: (ArraySlice<UInt8>) -> Void) throws {
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = recv(netlink, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure(description: "netlink: errno \(errno)") }
            var offset = 0
            while offset + 16 <= count {
                let length = Int(read32(buffer, offset))
                let type = read16(buffer, offset + 4)
                guard length >= 16, offset + length <= count else { break }
                if type == 3 { return }
                if type == 2 {
                    let code = length >= 20 ? Int32(bitPattern: read32(buffer, offset + 16)) : 0
                    if code != 0 { throw Failure(description: "conntrack: errno \(-Int(code))") }
                    return
                }
                if length > headerLength { body(buffer[(offset + headerLength)..<(offset + length)]) }
                offset += (length + 3) & ~3
            }
        }
    }

    // MARK: Attributes

    private static func read16(_ bytes: [UInt8], _ at: Int) -> UInt16 {
        UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
    }

    private static func read32(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(read16(bytes, at)) | UInt32(read16(bytes, at + 2)) << 16
    }

    /// The attributes in `bytes`, by type without its flags; `whole` includes the attribute's header.
    private static func attributes(_ bytes: ArraySlice<UInt8>) -> [UInt16: (value: ArraySlice<UInt8>, whole: ArraySlice<UInt8>)] {
        var result: [UInt16: (value: ArraySlice<UInt8>, whole: ArraySlice<UInt8>)] = [:]
        var rest = bytes
        while rest.count >= 4 {
            let start = rest.startIndex
            let length = Int(rest[start]) | Int(rest[start + 1]) << 8
            let type = (UInt16(rest[start + 2]) | UInt16(rest[start + 3]) << 8) & 0x3fff
            guard length >= 4, length <= rest.count else { break }
            result[type] = (rest[(start + 4)..<(start + length)], rest[start..<(start + length)])
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return result
    }

    private struct Tuple {
        var source = "", destination = ""
        var sourcePort = 0, destinationPort = 0
        var isUDP = false, isIPv6 = false
    }

    private static func tuple(_ bytes: ArraySlice<UInt8>) -> Tuple {
        var tuple = Tuple()
        let parts = attributes(bytes)
        let ip = attributes(parts[1]?.value ?? [])
        tuple.isIPv6 = ip[3] != nil
        tuple.source = address(ip[1]?.value ?? ip[3]?.value ?? [])
        tuple.destination = address(ip[2]?.value ?? ip[4]?.value ?? [])
        let transport = attributes(parts[2]?.value ?? [])
        tuple.isUDP = transport[1]?.value.first == 17
        tuple.sourcePort = port(transport[2]?.value ?? [])
        tuple.destinationPort = port(transport[3]?.value ?? [])
        return tuple
    }

    private static func port(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.count == 2 ? Int(bytes[bytes.startIndex]) << 8 | Int(bytes[bytes.startIndex + 1]) : 0
    }

    private static func address(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.count == 4 || bytes.count == 16 else { return "" }
        var output = [CChar](repeating: 0, count: 64)
        guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, Array(bytes), &output, socklen_t(output.count)) != nil else { return "" }
        return String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func parse(_ payload: ArraySlice<UInt8>) -> UDPFlow? {
        let parts = attributes(payload)
        guard let original = parts[1], let reply = parts[2] else { return nil }
        let there = tuple(original.value), back = tuple(reply.value)
        guard there.isUDP else { return nil }
        return UDPFlow(
            destination: there.destination, destinationPort: there.destinationPort,
            answering: back.source, answeringPort: back.sourcePort,
            tuple: Array(original.whole), isIPv6: there.isIPv6
        )
    }
}
