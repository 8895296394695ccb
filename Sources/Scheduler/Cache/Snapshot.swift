/// The nodes as one scheduling cycle sees them. Brought up to date before each cycle, by what has changed only.
struct Snapshot: Sendable {
    /// In an order that takes turns between zones, so that looking at some of them sees all zones.
    var nodes: [NodeInfo] = []
    /// Places in `nodes`.
    var indices: [String: Int] = [:]
    /// Pods that wait for room that was made for them, by the node that they were promised.
    var nominated: [String: [PodInfo]] = [:]
    /// Which order of nodes of the cache this is.
    var orderGeneration = -1

    init() {}

    /// For tests: a snapshot of these nodes.
    init(_ nodes: [NodeInfo]) {
        self.nodes = nodes
        for (index, node) in nodes.enumerated() { indices[node.name] = index }
    }
}
