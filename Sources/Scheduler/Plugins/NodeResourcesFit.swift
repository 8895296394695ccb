import KubernetesAPI

/// Rules out nodes without room for what the pod requests, and scores them by how much of them is, or would be, in use.
struct NodeResourcesFit: FilterPlugin, ScorePlugin {
    let name = "NodeResourcesFit"
    let events: ClusterEvents = [.nodeAdded, .nodeAllocatable, .podDeleted, .podItself, .deviceClass]
    var arguments = NodeResourcesFitArgs()
    /// Which resources devices may stand for: a node that has none of its own of such a one is left to DynamicResources.
    var deviceResources: (@Sendable () -> ExtendedResourceClasses)?

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        var requests = pod.info.requests.reserved
        for name in requests.scalars.keys where isIgnored(name) { requests.scalars[name] = nil }
        let byDevices = requests.scalars.isEmpty ? [] : deviceResources?().resources(in: requests.scalars) ?? []
        return Filter(requests: requests, byDevices: byDevices)
    }

    private func isIgnored(_ name: String) -> Bool {
        if arguments.ignoredResources.contains(name) { return true }
        let group = name.split(separator: "/").first.map(String.init) ?? name
        return name.contains("/") && arguments.ignoredResourceGroups.contains(group)
    }

    /// What nodes must be for one pod.
    struct Filter: NodeFilter {
        let requests: Resources
        /// The resources that devices may stand for.
        var byDevices: Set<String> = []

        func rejection(of node: NodeInfo) -> Rejection? { admits(node) ? nil : explain(node) }

        func admits(_ node: NodeInfo) -> Bool { admits(node.essence) ?? (explain(node) == nil) }

        func admits(_ essence: NodeInfo.Essence) -> Bool? {
            guard essence.freePods > 0,
                requests.milliCPU == 0 || requests.milliCPU <= essence.allocatableMilliCPU.subtracting(essence.milliCPU),
                requests.memory == 0 || requests.memory <= essence.allocatableMemory.subtracting(essence.memory)
            else { return false }
            return requests.ephemeralStorage == 0 && requests.scalars.isEmpty ? true : nil
        }

        /// What is missing, for a node that does not fit or is not known to.
        private func explain(_ node: NodeInfo) -> Rejection? {
            var rejection = Rejection(reasons: [], isResolvable: true)
            if node.pods.count + 1 > node.description.allowedPods { rejection.reasons.append("Too many pods") }
            func check(_ name: String, _ wanted: Int, _ used: Int, _ total: Int) {
                guard wanted > 0, wanted > total.subtracting(used) else { return }
                rejection.reasons.append("Insufficient \(name)")
                // More than the whole node has: no pod that goes can help.
                if wanted > total { rejection.isResolvable = false }
            }
            let (used, total) = (node.requested, node.description.allocatable)
            check("cpu", requests.milliCPU, used.milliCPU, total.milliCPU)
            check("memory", requests.memory, used.memory, total.memory)
            check("ephemeral-storage", requests.ephemeralStorage, used.ephemeralStorage, total.ephemeralStorage)
            for (name, wanted) in requests.scalars {
                let own = total.scalars[name] ?? 0
                if own == 0, byDevices.contains(name) { continue }
                check(name, wanted, used.scalars[name] ?? 0, own)
            }
            return rejection.reasons.isEmpty ? nil : rejection
        }
    }

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        let use = ResourceUse(arguments.resources, pod.info.requests, usesDefaults: true)
        switch arguments.strategy {
        case .leastAllocated: return LeastAllocated(use: use)
        case .mostAllocated: return MostAllocated(use: use)
        case .requestedToCapacityRatio: return RequestedToCapacityRatio(use: use, shape: arguments.shape)
        }
    }
}
