import KubernetesAPI

/// Which zones and nodes should use an endpoint: the hints that proxies go by.
///
/// `spec.trafficDistribution` keeps traffic in the zone or on the node wherever there is an endpoint. The older annotation
/// `service.kubernetes.io/topology-mode: Auto` does so only if no endpoint gets much more than its part, and lends some to other zones.
struct TopologyHints {
    static let modeAnnotation = "service.kubernetes.io/topology-mode"
    static let oldAnnotation = "service.kubernetes.io/topology-aware-hints"

    /// Why there are no hints though the annotation asks for them, in the words of the events.
    enum Problem: Error, Equatable, CustomStringConvertible {
        case insufficientNodes
        case fewEndpoints(Int, zones: Int)
        case overloaded(Int, zones: Int)
        case noZone
        case noneAllocated

        var description: String {
            switch self {
            case .insufficientNodes: "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes"
            case .fewEndpoints(let endpoints, let zones): "Insufficient number of endpoints (\(endpoints) endpoints, \(zones) zones)"
            case .overloaded(let endpoints, let zones):
                "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (\(endpoints) endpoints, \(zones) zones)"
            case .noZone: "One or more endpoints do not have a zone specified"
            case .noneAllocated: "No hints allocated for zones"
            }
        }
    }

    /// Whether the annotation asks for hints; it goes before `trafficDistribution`.
    static func isAuto(_ service: KubernetesAPI.Service) -> Bool {
        let mode = service.metadata.annotations[modeAnnotation] ?? service.metadata.annotations[oldAnnotation]
        return mode == "Auto" || mode == "auto"
    }

    /// Hints by `spec.trafficDistribution`, for ready endpoints whose place is known.
    static func distribute(_ distribution: String?, over backends: inout [SlicePlan.Backend]) {
        for index in backends.indices {
            backends[index].endpoint.hints = hints(backends[index].endpoint, distribution)
        }
    }

    private static func hints(_ endpoint: DiscoveryV1.Endpoint, _ distribution: String?) -> DiscoveryV1.EndpointHints? {
        guard endpoint.conditions.ready != false else { return nil }
        let zones = endpoint.zone.map { $0.isEmpty ? [] : [DiscoveryV1.ForZone(name: $0)] } ?? []
        switch distribution {
        case "PreferClose", "PreferSameZone": return zones.isEmpty ? nil : DiscoveryV1.EndpointHints(forZones: zones)
        case "PreferSameNode":
            // Proxies that do not know of nodes yet go by the zone.
            let nodes = endpoint.nodeName.map { $0.isEmpty ? [] : [DiscoveryV1.ForNode(name: $0)] } ?? []
            return nodes.isEmpty && zones.isEmpty ? nil : DiscoveryV1.EndpointHints(forZones: zones, forNodes: nodes)
        default: return nil
        }
    }

    /// Hints by the zones' parts of the CPU: each endpoint for its own zone first, then those of zones that have too many for zones
    /// that have too few.
    /// - Throws: why there are none.
    static func share(_ shares: ZoneShares, among backends: inout [SlicePlan.Backend]) throws(Problem) {
        for index in backends.indices { backends[index].endpoint.hints = nil }
        let ready = backends.indices.filter { backends[$0].endpoint.conditions.ready != false }
        let allocations = try shares.allocations(endpoints: ready.count)
        var zones: [Int: String] = [:]
        var counts: [String: Int] = [:]
        for index in ready {
            guard let zone = backends[index].endpoint.zone, !zone.isEmpty else { throw .noZone }
            zones[index] = zone
            counts[zone, default: 0] += 1
        }
        if counts.isEmpty { throw .noneAllocated }
        let order = ready.sorted { (backends[$0].endpoint.addresses.first ?? "") < (backends[$1].endpoint.addresses.first ?? "") }
        var moves = Self.moves(allocations, counts)
        for index in order {
            guard let zone = zones[index], let move = moves.firstIndex(where: { $0.from == zone }) else { continue }
            zones[index] = moves.remove(at: move).to
        }
        for (index, zone) in zones { backends[index].endpoint.hints = DiscoveryV1.EndpointHints(forZones: [DiscoveryV1.ForZone(name: zone)]) }
    }

    /// Which zone lends an endpoint to which.
    private static func moves(_ allocations: [String: ZoneShares.Allocation], _ counts: [String: Int]) -> [(from: String, to: String)] {
        var surplus: [String: Double] = [:]
        for zone in Set(allocations.keys).union(counts.keys) {
            surplus[zone] = Double(counts[zone] ?? 0) - (allocations[zone]?.desired ?? 0)
        }
        var moves: [(from: String, to: String)] = []
        while true {
            // By name where they are equal, so that equal inputs give equal hints.
            let order = surplus.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
            guard let most = order.first, let least = order.last, most.value >= 1, least.value <= -1 else { return moves }
            moves.append((most.key, least.key))
            surplus[most.key] = most.value - 1
            surplus[least.key] = least.value + 1
        }
    }
}
