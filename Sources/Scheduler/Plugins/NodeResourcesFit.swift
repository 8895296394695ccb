/// Rules out nodes without room for what the pod requests, and prefers the least allocated ones.
struct NodeResourcesFit: FilterPlugin, ScorePlugin {
    let name = "NodeResourcesFit"
    let events: ClusterEvents = [.nodeAdded, .nodeAllocatable, .podDeleted]

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        Filter(requests: pod.info.requests.reserved)
    }

    struct Filter: NodeFilter {
        let requests: Resources

        func rejection(of node: NodeInfo) -> Rejection? {
            let allocatable = node.description.allocatable
            let requested = node.requested
            let fits = node.pods.count < node.description.allowedPods
                && (requests.milliCPU == 0 || requests.milliCPU <= allocatable.milliCPU.adding(-requested.milliCPU))
                && (requests.memory == 0 || requests.memory <= allocatable.memory.adding(-requested.memory))
                && (requests.ephemeralStorage == 0
                    || requests.ephemeralStorage <= allocatable.ephemeralStorage.adding(-requested.ephemeralStorage))
            if fits, requests.scalars.isEmpty { return nil }
            return explain(node)
        }

        /// What is missing, for a node that does not fit or is not known to.
        private func explain(_ node: NodeInfo) -> Rejection? {
            var rejection = Rejection(reasons: [], isResolvable: true)
            if node.pods.count + 1 > node.description.allowedPods { rejection.reasons.append("Too many pods") }
            func check(_ name: String, _ wanted: Int, _ used: Int, _ total: Int) {
                guard wanted > 0, wanted > total.adding(-used) else { return }
                rejection.reasons.append("Insufficient \(name)")
                // More than the whole node has: no pod that goes can help.
                if wanted > total { rejection.isResolvable = false }
            }
            let (used, total) = (node.requested, node.description.allocatable)
            check("cpu", requests.milliCPU, used.milliCPU, total.milliCPU)
            check("memory", requests.memory, used.memory, total.memory)
            check("ephemeral-storage", requests.ephemeralStorage, used.ephemeralStorage, total.ephemeralStorage)
            for (name, wanted) in requests.scalars {
                check(name, wanted, used.scalars[name] ?? 0, total.scalars[name] ?? 0)
            }
            return rejection.reasons.isEmpty ? nil : rejection
        }
    }

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        LeastAllocated(requests: pod.info.requests.forScoring)
    }

    /// The share of CPU and memory that would be left, in percent, both counting the same.
    struct LeastAllocated: NodeScorer {
        let requests: Resources

        func score(_ node: NodeInfo) -> Int {
            let (used, total) = (node.requestedForScoring, node.description.allocatable)
            var sum = 0
            var weights = 0
            func add(_ requested: Int, _ capacity: Int) {
                guard capacity > 0 else { return }
                weights += 1
                if requested <= capacity { sum += Self.percentage(capacity - requested, of: capacity) }
            }
            add(used.milliCPU.adding(requests.milliCPU), total.milliCPU)
            add(used.memory.adding(requests.memory), total.memory)
            return weights == 0 ? 0 : sum / weights
        }

        private static func percentage(_ part: Int, of whole: Int) -> Int {
            let (product, overflow) = part.multipliedReportingOverflow(by: maxNodeScore)
            return overflow ? part / (whole / maxNodeScore) : product / whole
        }
    }
}
