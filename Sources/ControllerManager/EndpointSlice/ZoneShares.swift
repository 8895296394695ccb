import KubernetesAPI

/// Which part of the cluster's CPU each zone has: what `service.kubernetes.io/topology-mode: Auto` shares endpoints out by.
struct ZoneShares: Equatable, Sendable {
    /// By zone; nil when a node does not say its zone or its CPU, or all are in one zone.
    private(set) var ratios: [String: Double]?

    /// Nodes of the control plane and nodes that are not ready do not count.
    init(_ nodes: [Node]) {
        var milli: [String: Int] = [:]
        var total = 0
        for facts in nodes.compactMap({ Self.facts($0) }) {
            guard !facts.zone.isEmpty, facts.cpu > 0 else { return }
            milli[facts.zone, default: 0] += facts.cpu
            total += facts.cpu
        }
        guard total > 0, milli.count > 1 else { return }
        ratios = milli.mapValues { Double($0) / Double(total) }
    }

    private struct Facts: Equatable {
        var zone: String
        /// Thousandths.
        var cpu: Int
    }

    /// Nil for a node that does not count.
    private static func facts(_ node: Node) -> Facts? {
        let labels = node.metadata.labels
        if labels["node-role.kubernetes.io/control-plane"] != nil || labels["node-role.kubernetes.io/master"] != nil { return nil }
        guard node.status.conditions.contains(where: { $0.type == "Ready" && $0.status == "True" }) else { return nil }
        // No machine has more; sums of thousands of nodes stay numbers.
        return Facts(zone: node.zone ?? "", cpu: min(node.status.allocatable["cpu"].map(\.milliValue) ?? 0, 1 << 40))
    }

    /// Whether a node counts now as it did before.
    static func isSame(_ old: Node, _ new: Node) -> Bool { facts(old) == facts(new) }

    /// How many endpoints a zone is to have.
    struct Allocation: Equatable {
        var minimum: Int
        var desired: Double
    }

    /// How much more traffic than its part an endpoint may get.
    private static let overload = 0.2

    /// How many of the ready endpoints each zone should be given.
    /// - Throws: why it cannot be done without overloading some.
    func allocations(endpoints: Int) throws(TopologyHints.Problem) -> [String: Allocation] {
        guard let ratios else { throw .insufficientNodes }
        guard ratios.count <= endpoints else { throw .fewEndpoints(endpoints, zones: ratios.count) }
        var allocations: [String: Allocation] = [:]
        var left = endpoints
        for (zone, ratio) in ratios {
            let desired = ratio * Double(endpoints)
            let minimum = Int((desired / (1 + Self.overload)).rounded(.up))
            allocations[zone] = Allocation(minimum: minimum, desired: max(desired, Double(minimum)))
            left -= minimum
        }
        guard left >= 0 else { throw .overloaded(endpoints, zones: ratios.count) }
        return allocations
    }
}
