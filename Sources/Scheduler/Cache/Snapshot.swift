/// The nodes as one scheduling cycle sees them. Brought up to date before each cycle, by what has changed only.
struct Snapshot: Sendable {
    /// In an order that takes turns between zones, so that looking at some of them sees all zones.
    private(set) var nodes: [NodeInfo] = []
    /// Places in `nodes`.
    private(set) var indices: [String: Int] = [:]
    /// Pods that wait for room that was made for them, by the node that they were promised.
    var nominated: [String: [PodInfo]] = [:]
    /// Counts of the pods on `nodes`.
    let topology = TopologyIndex()
    /// How many nodes have an image, by each of its names.
    private(set) var imageNodes: [String: Int] = [:]
    /// Which order of nodes of the cache this is, and which of its changes it has seen.
    var orderGeneration = -1
    var generation = 0

    init() {}

    /// For tests: a snapshot of these nodes.
    init(_ nodes: [NodeInfo]) { replace(nodes) }

    /// Sets all nodes.
    mutating func replace(_ new: [NodeInfo]) {
        var old = indices
        indices = [:]
        let before = nodes
        nodes = new
        for (index, node) in new.enumerated() {
            countImages(node, instead: old.removeValue(forKey: node.name).map { before[$0] })
            nodes[index].slot = topology.set(node)
            indices[node.name] = index
        }
        for (name, index) in old {
            topology.remove(name)
            countImages(nil, instead: before[index])
        }
    }

    /// Sets a node that is known.
    mutating func update(_ node: NodeInfo) {
        guard let index = indices[node.name] else { return }
        countImages(node, instead: nodes[index])
        nodes[index] = node
        nodes[index].slot = topology.set(node)
    }

    private mutating func countImages(_ node: NodeInfo?, instead old: NodeInfo?) {
        if node?.description === old?.description { return }
        let (now, before) = (node?.description.images ?? [:], old?.description.images ?? [:])
        if now == before { return }
        for name in before.keys {
            imageNodes[name, default: 0] -= 1
            if imageNodes[name] == 0 { imageNodes[name] = nil }
        }
        for name in now.keys { imageNodes[name, default: 0] += 1 }
    }
}
