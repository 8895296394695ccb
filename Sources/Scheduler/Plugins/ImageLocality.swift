import KubernetesAPI

/// Prefers nodes that have the pod's images already, the larger the more, and less so images that few nodes have, or all pods would
/// end up on those.
struct ImageLocality: ScorePlugin {
    let name = "ImageLocality"

    /// Less than this does not count, more than that (a container) counts no more; bytes.
    private static let least = 23 * 1024 * 1024
    private static let most = 1000 * 1024 * 1024

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        if snapshot.imageNodes.isEmpty || snapshot.nodes.isEmpty { return nil }
        let spec = pod.pod.spec
        let names = (spec.initContainers + spec.containers).map(\.image) + spec.volumes.compactMap { $0.image?.reference }
        let images = names.map { Self.normalized($0 ?? "") }.compactMap { name in
            snapshot.imageNodes[name].map { (name: name, spread: Double($0) / Double(snapshot.nodes.count)) }
        }
        return images.isEmpty ? nil : Scorer(images: images, most: Self.most * names.count)
    }

    /// With a tag, as nodes list their images.
    private static func normalized(_ name: String) -> String {
        let colon = name.lastIndex(of: ":")
        let slash = name.lastIndex(of: "/")
        guard let colon else { return name + ":latest" }
        return slash.map { colon < $0 } ?? false ? name + ":latest" : name
    }

    /// How nodes are scored for one pod.
    private struct Scorer: NodeScorer {
        /// The images that some node has, and how large a part of the nodes.
        let images: [(name: String, spread: Double)]
        let most: Int

        func score(_ node: NodeInfo) -> Int {
            let own = node.description.images
            var sum = 0
            for image in images {
                if let size = own[image.name] { sum = sum.adding(Int(Double(min(max(size, 0), 1 << 50)) * image.spread)) }
            }
            let bounded = min(max(sum, ImageLocality.least), most)
            return maxNodeScore * (bounded - ImageLocality.least) / (most - ImageLocality.least)
        }

        func score(_ essence: NodeInfo.Essence) -> Int? { essence.hasImages ? nil : 0 }
    }
}
