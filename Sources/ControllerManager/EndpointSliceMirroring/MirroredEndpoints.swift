import KubernetesAPI

/// What the slices of hand-written Endpoints should hold, by address type and ports.
struct MirroredEndpoints {
    /// The slices' groups: each is one slice.
    struct Group: Hashable {
        var addressType: String
        /// In order; empty for addresses without any port.
        var ports: [Port]
    }

    struct Port: Hashable, Comparable {
        var name: String
        var number: Int?
        var `protocol`: String
        var appProtocol: String?

        static func < (a: Port, b: Port) -> Bool {
            (a.name, a.number ?? 0, a.protocol, a.appProtocol ?? "") < (b.name, b.number ?? 0, b.protocol, b.appProtocol ?? "")
        }
    }

    private(set) var groups: [Group: [DiscoveryV1.Endpoint]] = [:]
    /// Addresses that are none.
    private(set) var invalid = 0
    /// All that were left out, those among them.
    private(set) var skipped = 0

    private struct Key: Hashable {
        var ip: String
        var uid: String
    }

    private struct Member: Hashable {
        var key: Key
        var isReady: Bool
    }

    /// - Parameter maximum: `--mirroring-max-endpoints-per-subset`.
    init(_ endpoints: Endpoints, maximum: Int) {
        var addresses: [Key: EndpointAddress] = [:]
        // An address is not ready for a port when any subset says so.
        var ready: [Port?: [Key: Bool]] = [:]
        for subset in endpoints.subsets {
            let ports: [Port?] = subset.ports.isEmpty
                ? [nil] : subset.ports.map { Port(name: $0.name ?? "", number: $0.port, protocol: $0.protocol ?? "TCP", appProtocol: $0.appProtocol) }
            for (address, isReady) in subset.addresses.map({ ($0, true) }) + subset.notReadyAddresses.map({ ($0, false) }) {
                let key = Key(ip: address.ip, uid: address.targetRef?.uid ?? "")
                if addresses[key] == nil { addresses[key] = address }
                for port in ports { ready[port, default: [:]][key] = isReady && ready[port]?[key] != false }
            }
        }
        // Ports with the same addresses share them, as ports of one subset do.
        var subsets: [Set<Member>: [Port]] = [:]
        for (port, members) in ready {
            subsets[Set(members.map { Member(key: $0, isReady: $1) }), default: []] += port.map { [$0] } ?? []
        }
        for (members, ports) in subsets { add(members, ports.sorted(), addresses, maximum) }
    }

    private mutating func add(_ members: Set<Member>, _ ports: [Port], _ addresses: [Key: EndpointAddress], _ maximum: Int) {
        // Ready ones first: what is too much is rather one that is not.
        let order = members.sorted { ($0.isReady ? 0 : 1, $0.key.ip, $0.key.uid) < ($1.isReady ? 0 : 1, $1.key.ip, $1.key.uid) }
        var added = 0
        for member in order where added < maximum {
            guard let address = addresses[member.key], let type = Self.type(address.ip) else {
                invalid += 1
                continue
            }
            added += 1
            groups[Group(addressType: type, ports: ports), default: []].append(
                DiscoveryV1.Endpoint(
                    addresses: [address.ip], conditions: DiscoveryV1.EndpointConditions(ready: member.isReady),
                    hostname: address.hostname.flatMap { $0.isEmpty ? nil : $0 }, targetRef: address.targetRef, nodeName: address.nodeName))
        }
        skipped += order.count - added
    }

    /// The address type that slices know it by; nil for what is no address.
    private static func type(_ text: String) -> String? {
        if let octets = Self.octets(text) { return octets ? "IPv4" : nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isSixth = parts.count > 2 && text.utf8.allSatisfy { $0 == 0x3A || $0 == 0x2E || ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66) }
        return isSixth ? "IPv6" : nil
    }

    /// Whether a text with dots and no colons is an IPv4 address; nil when it has colons.
    private static func octets(_ text: String) -> Bool? {
        if text.contains(":") { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { part in UInt8(part) != nil && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    }
}
