import KubernetesAPI
import KubernetesClient

/// The addresses of `--load-balancer-address-pool`.
struct LoadBalancerPool: Equatable, Sendable {
    /// A run of addresses of one family, both ends included.
    struct Run: Equatable, Sendable {
        var first: UInt128
        var last: UInt128
        var isIPv6: Bool
    }

    let runs: [Run]

    struct BadPool: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    /// - Parameter text: CIDRs (`192.168.1.240/28`), ranges (`192.168.1.240-192.168.1.250`) and addresses, with commas between.
    init(parsing text: String) throws(BadPool) {
        var runs: [Run] = []
        for part in text.split(separator: ",") {
            let part = part.filter { $0 != " " }
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            if let network = NetworkPrefix(part) {
                let size = UInt128(network.width - network.length)
                let last = size >= 128 ? UInt128.max : network.address + ((UInt128(1) << size) - 1)
                runs.append(Run(first: network.address, last: last, isIPv6: network.isIPv6))
            } else if ends.count <= 2, let first = ends.first.flatMap({ NetworkAddress.parse($0) }), let last = ends.last.flatMap({ NetworkAddress.parse($0) }),
                first.isIPv6 == last.isIPv6, first.address <= last.address
            {
                runs.append(Run(first: first.address, last: last.address, isIPv6: first.isIPv6))
            } else {
                throw BadPool(description: "\"\(part)\" is neither a CIDR nor a range of addresses")
            }
        }
        self.runs = runs
    }

    func contains(_ text: String) -> Bool {
        guard let (address, isIPv6) = NetworkAddress.parse(text) else { return false }
        return runs.contains { $0.isIPv6 == isIPv6 && $0.first <= address && address <= $0.last }
    }

    func has(family isIPv6: Bool) -> Bool { runs.contains { $0.isIPv6 == isIPv6 } }

    /// The first address of a family that may be taken.
    func first(isIPv6: Bool, where mayTake: (String) -> Bool) -> String? {
        // Of a large range no more is looked at than services could have taken.
        for run in runs where run.isIPv6 == isIPv6 {
            var address = run.first
            for _ in 0..<(1 << 20) {
                let text = NetworkAddress.text(address, isIPv6: isIPv6)
                if mayTake(text) { return text }
                if address == run.last { break }
                address += 1
            }
        }
        return nil
    }
}

/// What a service of type LoadBalancer takes, or wants.
struct LoadBalancerUse: Sendable {
    /// Services with the same text here may have an address together, as long as their ports differ.
    static let sharingAnnotation = "apus.io/allow-shared-ip"

    var key: ObjectKey
    var created: Int64
    var addresses: [String]
    /// `80/TCP`
    var ports: Set<String>
    var sharing: String?

    init(_ service: KubernetesAPI.Service, addresses: [String]) {
        key = service.key
        created = service.metadata.creationTimestamp?.seconds ?? 0
        self.addresses = addresses
        ports = Set(service.spec.ports.map { "\($0.port)/\($0.protocol ?? "TCP")" })
        sharing = service.metadata.annotations[Self.sharingAnnotation]
    }

    /// A port that both want.
    func clash(with other: LoadBalancerUse) -> String? { ports.intersection(other.ports).min() }

    /// Whether both may have an address of the pool.
    func shares(with other: LoadBalancerUse) -> Bool { sharing != nil && sharing == other.sharing && clash(with: other) == nil }

    func isOlder(than other: LoadBalancerUse) -> Bool { created == other.created ? key.description < other.key.description : created < other.created }
}

/// Why a service gets no address.
struct LoadBalancerFailure: Error, Equatable, CustomStringConvertible {
    let description: String
}

/// Which addresses a service gets: pure.
enum LoadBalancerPlan {
    /// Of a pool: what it has it keeps.
    static func fromPool(
        _ pool: LoadBalancerPool, _ service: LoadBalancerUse, families: [String], wanted: String?, others: [LoadBalancerUse]
    ) throws(LoadBalancerFailure) -> [String] {
        func mayTake(_ address: String) -> Bool { others.allSatisfy { !$0.addresses.contains(address) || service.shares(with: $0) } }
        if let wanted, !wanted.isEmpty {
            guard pool.contains(wanted) else { throw LoadBalancerFailure(description: "the address \(wanted) is not in the pool") }
            guard mayTake(wanted) else { throw LoadBalancerFailure(description: "the address \(wanted) belongs to another service") }
            return [wanted]
        }
        var result: [String] = []
        for family in families.isEmpty ? ["IPv4"] : families {
            let isIPv6 = family == "IPv6"
            // A service of both families is content with the one that there are addresses of.
            if !pool.has(family: isIPv6), families.count > 1 { continue }
            let kept = service.addresses.first { NetworkAddress.parse($0)?.isIPv6 == isIPv6 && pool.contains($0) && mayTake($0) }
            // One that is shared with others already is taken before a new one is.
            let shared = others.filter { service.shares(with: $0) }.flatMap(\.addresses).first { NetworkAddress.parse($0)?.isIPv6 == isIPv6 && mayTake($0) }
            guard let address = kept ?? shared ?? pool.first(isIPv6: isIPv6, where: mayTake) else {
                throw LoadBalancerFailure(description: "no \(family) address is left in the pool")
            }
            result.append(address)
        }
        return result
    }

    /// Of the nodes, whose addresses all services have, each port for one of them: the one that has it, or else the oldest.
    static func fromNodes(
        _ addresses: [String], _ service: LoadBalancerUse, families: [String], wanted: String?, others: [LoadBalancerUse]
    ) throws(LoadBalancerFailure) -> [String] {
        for other in others where !other.addresses.isEmpty && (service.addresses.isEmpty || other.isOlder(than: service)) {
            if let port = service.clash(with: other) {
                throw LoadBalancerFailure(description: "port \(port) of the nodes is taken by service \(other.key)")
            }
        }
        let mine = addresses.filter { families.isEmpty || families.contains($0.contains(":") ? "IPv6" : "IPv4") }
        if let wanted, mine.contains(wanted) { return [wanted] }
        return mine
    }
}
