/// Prefers nodes whose resources the pod would bring to be used to about the same part, or would not bring further apart.
struct NodeResourcesBalancedAllocation: ScorePlugin {
    let name = "NodeResourcesBalancedAllocation"
    var resources = ResourceSpec.standard
    /// Whether percentages are cut off, as Kubernetes does, instead of being rounded: for comparing with it.
    var cutsOff = false

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        let use = ResourceUse(resources, pod.info.requests, usesDefaults: false)
        // A pod that asks for nothing does not change the balance of any node.
        return use.isNothing ? nil : Scorer(use: use, cutsOff: cutsOff)
    }

    /// How nodes are scored for one pod.
    struct Scorer: NodeScorer {
        let use: ResourceUse
        let cutsOff: Bool

        func score(_ node: NodeInfo) -> Int { score(node.essence, node) }
        func score(_ essence: NodeInfo.Essence) -> Int? { use.isEssential ? score(essence, nil) : nil }

        /// 75 if the pod changes nothing, 100 if it makes an uneven node even, 50 if it makes an even one uneven.
        private func score(_ essence: NodeInfo.Essence, _ node: NodeInfo?) -> Int {
            var (before, after) = (Spread(), Spread())
            use.forEach(of: essence, on: node) { amounts in
                before.add(amounts.before, of: amounts.allocatable)
                after.add(amounts.after, of: amounts.allocatable)
            }
            return maxNodeScore / 2 + (maxNodeScore / 2 + after.evenness(cutOff: cutsOff) - before.evenness(cutOff: cutsOff)) / 2
        }
    }

    /// How far the used parts of several resources are apart.
    private struct Spread {
        private var count = 0.0
        private var sum = 0.0
        private var squares = 0.0
        private var (least, greatest) = (1.0, 0.0)

        mutating func add(_ used: Int, of total: Int) {
            let part = min(1, max(0, Double(used) / Double(total)))
            count += 1
            sum += part
            squares += part * part
            (least, greatest) = (min(least, part), max(greatest, part))
        }

        private var deviation: Double {
            // Of two it is half of what is between them, exactly.
            if count == 2 { return (greatest - least) / 2 }
            let mean = sum / count
            return max(0, squares / count - mean * mean).squareRoot()
        }

        /// 100 less the standard deviation in percent.
        func evenness(cutOff: Bool) -> Int {
            guard count > 1 else { return maxNodeScore }
            // To the nearest: otherwise a pod of next to nothing would make an empty node look worse than a used one.
            let exact = (1 - deviation) * Double(maxNodeScore)
            return Int(cutOff ? exact.rounded(.down) : exact.rounded())
        }
    }
}
