/// Why no node was found for a pod.
struct FitError: Sendable {
    var nodeCount: Int
    /// Why no node would do, whatever it is; then none was looked at.
    var podReason: String?
    /// How many nodes there are for each reason.
    var reasons: [String: Int] = [:]
    /// The plugins that rejected a node.
    var plugins: Set<String> = []
    /// These plugins; what may change their minds is worth another try.
    var rejectors: [any Plugin] = []
    /// The nodes (places in the snapshot) on which removing pods may help.
    var resolvable: [Int] = []

    /// The changes that may help.
    var events: ClusterEvents { rejectors.reduce(into: []) { $0.formUnion($1.events) } }

    mutating func note(_ plugin: any Plugin) {
        if plugins.insert(plugin.name).inserted { rejectors.append(plugin) }
    }

    /// The text of the event and the condition: "0/3 nodes are available: 1 Insufficient cpu, …."
    ///
    /// `afterwards` is what was tried after that and did not help either.
    func message(afterwards: String = "") -> String {
        if nodeCount == 0 { return "no nodes available to schedule pods" }
        let text = podReason.map { "0/\(nodeCount) nodes are available: \($0)." } ?? Self.summary(nodeCount: nodeCount, reasons: reasons)
        return afterwards.isEmpty ? text : text + " " + afterwards
    }

    /// "0/3 nodes are available: 1 this, 2 that."
    static func summary(nodeCount: Int, reasons: [String: Int]) -> String {
        let parts = reasons.map { "\($0.value) \($0.key)" }.sorted()
        return "0/\(nodeCount) nodes are available:" + (parts.isEmpty ? "" : " " + parts.joined(separator: ", ") + ".")
    }
}
