/// Prefers nodes of which the most is left: spreads pods.
struct LeastAllocated: NodeScorer {
    let use: ResourceUse

    func score(_ node: NodeInfo) -> Int { score(node.essence, node) }
    func score(_ essence: NodeInfo.Essence) -> Int? { use.isEssential ? score(essence, nil) : nil }

    private func score(_ essence: NodeInfo.Essence, _ node: NodeInfo?) -> Int {
        var (sum, weights) = (0, 0)
        use.forEach(of: essence, on: node) { amounts in
            weights += amounts.weight
            guard amounts.after <= amounts.allocatable else { return }
            sum += amounts.weight * ResourceUse.percentage(amounts.allocatable - amounts.after, of: amounts.allocatable)
        }
        return weights == 0 ? 0 : sum / weights
    }
}

/// Prefers nodes of which the most is in use: packs pods together.
struct MostAllocated: NodeScorer {
    let use: ResourceUse

    func score(_ node: NodeInfo) -> Int { score(node.essence, node) }
    func score(_ essence: NodeInfo.Essence) -> Int? { use.isEssential ? score(essence, nil) : nil }

    private func score(_ essence: NodeInfo.Essence, _ node: NodeInfo?) -> Int {
        var (sum, weights) = (0, 0)
        use.forEach(of: essence, on: node) { amounts in
            weights += amounts.weight
            // More than there is comes from pods that ask for nothing and count as small ones.
            sum += amounts.weight * ResourceUse.percentage(min(amounts.after, amounts.allocatable), of: amounts.allocatable)
        }
        return weights == 0 ? 0 : sum / weights
    }
}

/// Scores nodes by a function of how much of them is in use, given by its corners.
struct RequestedToCapacityRatio: NodeScorer {
    let use: ResourceUse
    let shape: [UtilizationShapePoint]
    /// The scores of the corners go from 0 to this.
    private static let maxShapeScore = 10

    func score(_ node: NodeInfo) -> Int { score(node.essence, node) }
    func score(_ essence: NodeInfo.Essence) -> Int? { use.isEssential ? score(essence, nil) : nil }

    private func score(_ essence: NodeInfo.Essence, _ node: NodeInfo?) -> Int {
        var (sum, weights) = (0, 0)
        use.forEach(of: essence, on: node) { amounts in
            let score = amounts.after > amounts.allocatable
                ? value(at: maxNodeScore) : value(at: ResourceUse.percentage(amounts.after, of: amounts.allocatable))
            guard score > 0 else { return }
            sum += score * amounts.weight
            weights += amounts.weight
        }
        return weights == 0 ? 0 : Int((Double(sum) / Double(weights)).rounded())
    }

    private func value(at utilization: Int) -> Int {
        func scaled(_ point: UtilizationShapePoint) -> Int { point.score * maxNodeScore / Self.maxShapeScore }
        guard let next = shape.firstIndex(where: { utilization <= $0.utilization }) else { return shape.last.map(scaled) ?? 0 }
        let right = shape[next]
        guard next > 0 else { return scaled(right) }
        let left = shape[next - 1]
        guard right.utilization > left.utilization else { return scaled(right) }
        return scaled(left) + (scaled(right) - scaled(left)) * (utilization - left.utilization) / (right.utilization - left.utilization)
    }
}
