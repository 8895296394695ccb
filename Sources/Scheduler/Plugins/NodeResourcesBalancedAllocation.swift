/// Prefers nodes on which CPU and memory would be used to about the same part.
struct NodeResourcesBalancedAllocation: ScorePlugin {
    let name = "NodeResourcesBalancedAllocation"

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        let requests = pod.info.requests.reserved
        // A pod that asks for nothing does not change the balance of any node.
        guard requests.milliCPU > 0 || requests.memory > 0 else { return nil }
        return Scorer(requests: requests)
    }

    struct Scorer: NodeScorer {
        let requests: Resources

        func score(_ node: NodeInfo) -> Int {
            let (used, total) = (node.requested, node.description.allocatable)
            guard total.milliCPU > 0, total.memory > 0 else { return maxNodeScore }
            let cpu = min(1, Double(used.milliCPU.adding(requests.milliCPU)) / Double(total.milliCPU))
            let memory = min(1, Double(used.memory.adding(requests.memory)) / Double(total.memory))
            // Half the distance is the standard deviation of two numbers.
            return Int((1 - abs(cpu - memory) / 2) * Double(maxNodeScore))
        }
    }
}
