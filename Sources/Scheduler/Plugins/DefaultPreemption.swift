import KubernetesAPI

/// Makes room for a pod by removing less important ones, where no node will do as it is.
struct DefaultPreemption {
    enum Result: Sendable {
        /// The node to make room on, and the pods to remove from it.
        case victims(node: Int, pods: [PodInfo])
        /// Why it cannot help; a text for the end of the ``FitError``'s.
        case impossible(String)
    }

    private struct Candidate {
        var node: Int
        var victims: [PodInfo]
    }

    let framework: Framework

    /// Finds the node on which the least has to be removed. `error` is why the pod could not be placed.
    func evaluate(_ pod: PodToSchedule, _ error: FitError, in snapshot: Snapshot) -> Result {
        if pod.pod.spec.preemptionPolicy == "Never" { return .impossible("preemption: not eligible due to preemptionPolicy=Never.") }
        if isRoomBeingMade(for: pod, snapshot) {
            return .impossible("preemption: not eligible due to a terminating pod on the nominated node.")
        }
        let nobody = "preemption: " + FitError.summary(
            nodeCount: snapshot.nodes.count, reasons: ["Preemption is not helpful for scheduling": snapshot.nodes.count])
        guard let filters = try? framework.filters(for: pod, in: snapshot) else { return .impossible(nobody) }
        var reasons: [String: Int] = [:]
        var candidates: [Candidate] = []
        // On large clusters some candidates are enough to choose from.
        let wanted = max(100, snapshot.nodes.count / 10)
        for index in error.resolvable where candidates.count < wanted {
            switch victims(on: snapshot.nodes[index], for: pod, filters, snapshot) {
            case .success(let victims): candidates.append(Candidate(node: index, victims: victims))
            case .failure(let failure): for reason in failure.reasons { reasons[reason, default: 0] += 1 }
            }
        }
        if let best = candidates.min(by: Self.isBetter) { return .victims(node: best.node, pods: best.victims) }
        let others = snapshot.nodes.count - error.resolvable.count
        if others > 0 { reasons["Preemption is not helpful for scheduling"] = others }
        return .impossible("preemption: " + FitError.summary(nodeCount: snapshot.nodes.count, reasons: reasons))
    }

    /// Whether less important pods are still leaving the node that the pod was promised: then no others need go.
    private func isRoomBeingMade(for pod: PodToSchedule, _ snapshot: Snapshot) -> Bool {
        let promised = snapshot.nominated.first { $0.value.contains { $0.uid == pod.info.uid } }?.key
        guard let name = promised ?? pod.pod.status.nominatedNodeName, let index = snapshot.indices[name] else { return false }
        return snapshot.nodes[index].pods.contains { $0.isTerminating && $0.priority < pod.info.priority }
    }

    private struct Failure: Error {
        var reasons: [String]
    }

    /// The pods that would have to go from a node: all that are less important, then back again, the most important
    /// first, as many as there is still room for.
    private func victims(
        on node: NodeInfo, for pod: PodToSchedule, _ filters: [ActiveFilter], _ snapshot: Snapshot
    ) -> Swift.Result<[PodInfo], Failure> {
        var node = node
        let lesser = node.pods.filter { $0.priority < pod.info.priority }
        if lesser.isEmpty { return .failure(Failure(reasons: ["No preemption victims found for incoming pod"])) }
        var filters = filters
        for other in lesser {
            node.remove(other)
            filters.remove(other, from: node)
        }
        if let (_, rejection) = filters.rejection(of: node, for: pod, in: snapshot) {
            return .failure(Failure(reasons: rejection.reasons))
        }
        var victims: [PodInfo] = []
        for other in lesser.sorted(by: Self.isMoreImportant) {
            node.add(other)
            filters.add(other, to: node)
            if filters.rejection(of: node, for: pod, in: snapshot) != nil {
                node.remove(other)
                filters.remove(other, from: node)
                victims.append(other)
            }
        }
        return .success(victims)
    }

    /// Higher priority, or running for longer.
    private static func isMoreImportant(_ a: PodInfo, _ b: PodInfo) -> Bool {
        if a.priority != b.priority { return a.priority > b.priority }
        return (a.startTime ?? .max, a.uid) < (b.startTime ?? .max, b.uid)
    }

    /// Less is lost: the most important victim is less important, then their priorities in sum, then their number, then
    /// the most important one has run for a shorter time.
    private static func isBetter(_ a: Candidate, _ b: Candidate) -> Bool {
        func loss(_ candidate: Candidate) -> (Int, Int, Int, Int64) {
            let highest = candidate.victims.first?.priority ?? .min
            // Shifted, so that victims of negative priority count as losses too.
            let sum = candidate.victims.reduce(0) { $0.adding($1.priority.adding(1 << 31)) }
            let earliest = candidate.victims.filter { $0.priority == highest }.compactMap(\.startTime).min() ?? .max
            return (highest, sum, candidate.victims.count, -earliest)
        }
        return loss(a) < loss(b)
    }
}
