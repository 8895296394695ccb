import KubernetesAPI

/// A node on which room can be made, and who would have to go.
struct PreemptionCandidate: Sendable {
    /// Its place in the snapshot.
    var node: Int
    /// The most important first.
    var victims: [PodInfo]
    /// How many of them are protected by a PodDisruptionBudget that has nothing left.
    var violations = 0
}

/// Finds the nodes on which removing less important pods would help, and the best of them. Without any input or output.
struct PreemptionSearch {
    /// What was found.
    enum Result: Sendable {
        case some([PreemptionCandidate])
        /// Why there are none; a text for the end of the ``FitError``'s.
        case none(String, endsNomination: Bool)
    }

    let framework: Framework
    var budgets: [DisruptionBudget] = []
    var arguments = DefaultPreemptionArgs()
    /// At which of the nodes the search begins.
    var offset = 0

    /// - Parameter error: why the pod could not be placed.
    func candidates(for pod: PodToSchedule, _ error: FitError, in snapshot: Snapshot) -> Result {
        if let reason = ineligibility(of: pod, error, snapshot) { return .none("preemption: " + reason, endsNomination: false) }
        let nobody = "preemption: " + FitError.summary(
            nodeCount: snapshot.nodes.count, reasons: ["Preemption is not helpful for scheduling": snapshot.nodes.count])
        let nodes = error.resolvable
        guard !nodes.isEmpty, let filters = try? framework.filters(for: pod, in: snapshot) else { return .none(nobody, endsNomination: true) }
        var reasons: [String: Int] = [:]
        var candidates: [PreemptionCandidate] = []
        var isHarmless = false
        // On large clusters some candidates are enough to choose from, if one of them breaks no budget.
        let wanted = min(nodes.count, max(nodes.count * arguments.minCandidateNodesPercentage / 100, arguments.minCandidateNodesAbsolute))
        for step in nodes.indices where !(isHarmless && candidates.count >= wanted) {
            let index = nodes[(step + offset) % nodes.count]
            switch victims(on: snapshot.nodes[index], for: pod, filters, snapshot) {
            case .success(let (victims, violations)):
                candidates.append(PreemptionCandidate(node: index, victims: victims, violations: violations))
                if violations == 0 { isHarmless = true }
            case .failure(let failure):
                for reason in failure.reasons { reasons[reason, default: 0] += 1 }
            }
        }
        if !candidates.isEmpty { return .some(candidates) }
        let others = snapshot.nodes.count - nodes.count
        if others > 0 { reasons["Preemption is not helpful for scheduling"] = others }
        return .none("preemption: " + FitError.summary(nodeCount: snapshot.nodes.count, reasons: reasons), endsNomination: true)
    }

    /// Why the pod may not have others removed; nil if it may.
    private func ineligibility(of pod: PodToSchedule, _ error: FitError, _ snapshot: Snapshot) -> String? {
        if pod.pod.spec.preemptionPolicy == "Never" { return "not eligible due to preemptionPolicy=Never." }
        // While less important pods are still leaving the node that the pod was promised, no others need go; unless that node
        // has become useless.
        let promised = snapshot.nominated.first { $0.value.contains { $0.uid == pod.info.uid } }?.key
        guard let name = promised ?? pod.pod.status.nominatedNodeName, let index = snapshot.indices[name] else { return nil }
        if error.nodeCount > 0, error.podReason == nil, !error.resolvable.contains(index) { return nil }
        let isLeaving = snapshot.nodes[index].pods.contains { $0.isPreempted && $0.priority < pod.info.priority }
        return isLeaving ? "not eligible due to a terminating pod on the nominated node." : nil
    }

    /// Why no room can be made on a node.
    private struct Failure: Error {
        var reasons: [String]
    }

    /// The pods that would have to go from a node: all that are less important, then back again as many as there is still room
    /// for; first those that a budget protects, in each case the most important first.
    private func victims(
        on node: NodeInfo, for pod: PodToSchedule, _ filters: [ActiveFilter], _ snapshot: Snapshot
    ) -> Swift.Result<([PodInfo], Int), Failure> {
        var (node, filters) = (node, filters)
        let lesser = node.pods.filter { $0.priority < pod.info.priority }
        if lesser.isEmpty { return .failure(Failure(reasons: ["No preemption victims found for incoming pod"])) }
        for other in lesser {
            node.remove(other)
            filters.remove(other, from: node)
        }
        if let (_, rejection) = filters.rejection(of: node, for: pod, in: snapshot) {
            return .failure(Failure(reasons: rejection.reasons))
        }
        var victims: [PodInfo] = []
        func reprieve(_ other: PodInfo) {
            node.add(other)
            filters.add(other, to: node)
            if filters.rejection(of: node, for: pod, in: snapshot) != nil {
                node.remove(other)
                filters.remove(other, from: node)
                victims.append(other)
            }
        }
        let (violating, others) = DisruptionBudget.split(lesser.sorted(by: Self.isMoreImportant), by: budgets)
        violating.forEach(reprieve)
        let violations = victims.count
        others.forEach(reprieve)
        if violations > 0 { victims.sort(by: Self.isMoreImportant) }
        return .success((victims, violations))
    }

    /// Higher priority, or running for longer.
    static func isMoreImportant(_ a: PodInfo, _ b: PodInfo) -> Bool {
        if a.priority != b.priority { return a.priority > b.priority }
        return (a.startTime ?? .max, a.uid) < (b.startTime ?? .max, b.uid)
    }

    /// Where the least is lost, by Kubernetes' criteria in their order: the fewest budgets broken, the most important victim least
    /// important, the sum of the victims' priorities, their number, and the most important ones started last.
    static func best(of candidates: [PreemptionCandidate]) -> PreemptionCandidate? {
        func loss(_ candidate: PreemptionCandidate) -> (Int, Int, Int, Int, Int64) {
            let highest = candidate.victims.first?.priority ?? .min
            // Shifted, so that victims of negative priority count as losses too.
            let sum = candidate.victims.reduce(0) { $0.adding($1.priority.adding(1 << 31)) }
            let earliest = candidate.victims.filter { $0.priority == highest }.map { $0.startTime ?? .max }.min() ?? .max
            return (candidate.violations, highest, sum, candidate.victims.count, -earliest)
        }
        return candidates.map { ($0, loss($0)) }.min { $0.1 < $1.1 }?.0
    }
}

/// An extender that has a say in whom preemption removes.
protocol PreemptionExtender: Sendable {
    var isIgnorable: Bool { get }
    func isInterested(in pod: PodToSchedule) -> Bool
    /// The candidates that remain, perhaps with other victims.
    func judge(_ candidates: [PreemptionCandidate], for pod: PodToSchedule, in snapshot: Snapshot) async throws -> [PreemptionCandidate]
}
