import KubernetesAPI

/// Finds a node for one pod at a time: the algorithm of the scheduler, without any input or output.
struct SchedulingCycle {
    /// What came of a cycle.
    enum Result: Sendable {
        /// The place of the chosen node in the snapshot.
        case node(Int)
        case unschedulable(FitError)
    }

    let framework: Framework
    /// nil where nobody measures.
    var meter: CycleMeter?
    private var generator: any RandomNumberGenerator & Sendable
    /// Where the next search begins, so that all nodes get their turn when only some of them are looked at.
    private var start = 0
    // Kept from cycle to cycle, to save their allocation.
    /// The nodes that will do, as places in the snapshot; whoever narrows them down between the halves leaves at least one.
    var feasible: [Int] = []
    private var chunk: [Int] = []
    private var totals: [Int] = []
    private var scores: [Int] = []

    init(framework: Framework, generator: any RandomNumberGenerator & Sendable) {
        self.framework = framework
        self.generator = generator
    }

    /// How many nodes that will do are enough to choose from: all of 100, half of a few hundred, down to 5 % of very many.
    static func numFeasibleNodesToFind(_ nodes: Int, percentage: Int = 0) -> Int {
        guard nodes >= 100 else { return nodes }
        let share = percentage > 0 ? min(percentage, 100) : max(5, 50 - nodes / 125)
        return max(100, nodes * share / 100)
    }

    /// The best node for a pod. `percentageOfNodesToScore` is Kubernetes' setting of that name; 0 to adapt to the number of nodes.
    mutating func schedule(_ pod: PodToSchedule, in snapshot: Snapshot, percentageOfNodesToScore: Int = 0) -> Result {
        if let error = filter(pod, in: snapshot, percentageOfNodesToScore: percentageOfNodesToScore) { return .unschedulable(error) }
        return .node(select(pod, in: snapshot))
    }

    /// The first half: the nodes that will do go into ``feasible``; an error if there are none.
    mutating func filter(_ pod: PodToSchedule, in snapshot: Snapshot, percentageOfNodesToScore: Int = 0) -> FitError? {
        if snapshot.nodes.isEmpty {
            var error = FitError(nodeCount: 0)
            error.rejectors = [NodeName()]
            return error
        }
        meter?.beginCycle()
        let start = meter?.now ?? .zero
        let filters: [ActiveFilter]
        do {
            filters = try framework.filters(for: pod, in: snapshot, meter)
        } catch {
            meter?.end("PreFilter", error.rejection.isResolvable ? "Unschedulable" : "UnschedulableAndUnresolvable", since: start)
            var failure = FitError(nodeCount: snapshot.nodes.count, podReason: error.reason)
            failure.note(error.plugin)
            // Kubernetes counts the answer for every node.
            if error.rejection.isResolvable { failure.resolvable = Array(snapshot.nodes.indices) }
            return failure
        }
        let ready = meter?.end("PreFilter", since: start) ?? .zero
        let error = findFeasible(pod, filters, snapshot, percentageOfNodesToScore)
        if let meter {
            meter.end("Filter", error == nil ? "Success" : "Unschedulable", since: ready)
            if meter.isSampling, let node = snapshot.nodes.first {
                // One node stands for all: measuring each would cost more than the filters do.
                for active in filters { meter.run(active.plugin, "Filter") { _ = active.filter.rejection(of: node) } }
            }
        }
        return error
    }

    /// The second half: the best of the ``feasible`` nodes. `extra` are scores of others, by the place of the node, added to the sum.
    mutating func select(_ pod: PodToSchedule, in snapshot: Snapshot, adding extra: [Int: Int] = [:]) -> Int {
        if feasible.count == 1 { return feasible[0] }
        let start = meter?.now ?? .zero
        scoreFeasible(pod, snapshot)
        meter?.end("Score", since: start)
        if !extra.isEmpty {
            for place in totals.indices { totals[place] += extra[feasible[place]] ?? 0 }
        }
        return choose()
    }

    /// Collects nodes that will do; an error if there are none.
    private mutating func findFeasible(
        _ pod: PodToSchedule, _ filters: [ActiveFilter], _ snapshot: Snapshot, _ percentage: Int
    ) -> FitError? {
        feasible.removeAll(keepingCapacity: true)
        var error = FitError(nodeCount: snapshot.nodes.count)
        func isFeasible(_ index: Int) -> Bool {
            guard let (plugin, rejection) = filters.rejection(of: snapshot.nodes[index], for: pod, in: snapshot) else { return true }
            error.note(plugin)
            for reason in rejection.reasons { error.reasons[reason, default: 0] += 1 }
            if rejection.isResolvable { error.resolvable.append(index) }
            return false
        }

        // Room that was made for this pod comes first.
        if let nominated = pod.pod.status.nominatedNodeName, let index = snapshot.indices[nominated], isFeasible(index) {
            feasible.append(index)
            return nil
        }
        error = FitError(nodeCount: snapshot.nodes.count)

        let narrowing = filters.filter { $0.filter.candidates != nil }
        if !narrowing.isEmpty {
            // The pod names its nodes: there is no need to look at others.
            var names = narrowing[0].filter.candidates ?? []
            for other in narrowing.dropFirst() { names.formIntersection(other.filter.candidates ?? []) }
            let indices = names.compactMap { snapshot.indices[$0] }.sorted()
            for index in indices where isFeasible(index) { feasible.append(index) }
            if !feasible.isEmpty { return nil }
            let rest = snapshot.nodes.count - indices.count
            if rest > 0 {
                let plugins = narrowing.map(\.plugin.name).sorted().joined(separator: " ")
                error.reasons["node(s) didn't satisfy plugin(s) [\(plugins)]"] = rest
                for active in narrowing { error.note(active.plugin) }
            }
            return error
        }

        let count = snapshot.nodes.count
        let wanted = Self.numFeasibleNodesToFind(count, percentage: percentage)
        if start >= count { start = 0 }
        var looked = 0
        while looked < count, feasible.count < wanted {
            // Never more at a time than are still wanted, so that the search ends where one node at a time would.
            let number = min(wanted - feasible.count, count - looked, max(32, wanted / 4))
            chunk.removeAll(keepingCapacity: true)
            for _ in 0..<number {
                chunk.append(start)
                start = start + 1 == count ? 0 : start + 1
            }
            looked += number
            for index in filters.indices where !chunk.isEmpty { filters[index].filter.narrow(&chunk, snapshot.nodes) }
            if !snapshot.nominated.isEmpty {
                chunk.removeAll {
                    snapshot.nominated[snapshot.nodes[$0].name] != nil && filters.rejection(of: snapshot.nodes[$0], for: pod, in: snapshot) != nil
                }
            }
            feasible.append(contentsOf: chunk)
        }
        if !feasible.isEmpty { return nil }
        // Only now is it of interest why.
        for index in 0..<count { _ = isFeasible(index) }
        return error
    }

    /// The weighted sum of all plugins' scores, for each node that will do.
    private mutating func scoreFeasible(_ pod: PodToSchedule, _ snapshot: Snapshot) {
        totals.removeAll(keepingCapacity: true)
        totals.append(contentsOf: repeatElement(0, count: feasible.count))
        for (plugin, weight) in framework.scores {
            guard let scorer = plugin.scorer(for: pod, among: feasible, in: snapshot) else { continue }
            scores.removeAll(keepingCapacity: true)
            scorer.score(feasible, snapshot.nodes, into: &scores)
            scorer.normalize(&scores)
            for place in totals.indices { totals[place] += weight * scores[place] }
        }
    }

    /// One of the nodes with the highest total, each with the same chance.
    private mutating func choose() -> Int {
        var best = Int.min
        var ties = 0
        for total in totals {
            if total > best { (best, ties) = (total, 1) } else if total == best { ties += 1 }
        }
        var skip = ties > 1 ? Int.random(in: 0..<ties, using: &generator) : 0
        for place in totals.indices where totals[place] == best {
            if skip == 0 { return feasible[place] }
            skip -= 1
        }
        return feasible[0]
    }
}
