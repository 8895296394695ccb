import Logging

/// Finds a node for a pod with a say of extenders.
struct ExtenderConsultation: Sendable {
    let extenders: [HTTPExtender]
    let pod: PodToSchedule
    let snapshot: Snapshot

    /// In whose name a pod is kept waiting that extenders have turned down: any change may change their minds.
    private struct ExtenderRejection: Plugin {
        let name = "ExtenderFilter"
    }

    /// Does one cycle; returns the cycle as it is afterwards.
    func schedule(_ cycle: SchedulingCycle, percentageOfNodesToScore: Int) async throws -> (SchedulingCycle.Result, SchedulingCycle) {
        var cycle = cycle
        let (failure, found) = Self.begin(&cycle, pod, snapshot, percentageOfNodesToScore)
        if let failure { return (.unschedulable(failure), cycle) }
        var places = found
        var error = FitError(nodeCount: snapshot.nodes.count)
        for extender in extenders where extender.filters {
            let verdict: HTTPExtender.Verdict
            do {
                verdict = try await extender.filter(pod, places.map { snapshot.nodes[$0] })
            } catch {
                if extender.isIgnorable { continue }
                throw error
            }
            narrow(&places, by: verdict, &error)
            if places.isEmpty {
                explainOthers(cycle, &error)
                return (.unschedulable(error), cycle)
            }
        }
        cycle.feasible = places
        let nodes = places.map { snapshot.nodes[$0] }
        var extra: [Int: Int] = [:]
        for extender in extenders where extender.prioritizes && nodes.count > 1 {
            // Who cannot be asked has no opinion.
            guard let scores = try? await extender.prioritize(pod, nodes) else { continue }
            add(scores, to: &extra)
        }
        let node = cycle.select(pod, in: snapshot, adding: extra)
        return (.node(node), cycle)
    }

    private static func begin(
        _ cycle: inout SchedulingCycle, _ pod: PodToSchedule, _ snapshot: Snapshot, _ percentage: Int
    ) -> (FitError?, [Int]) {
        let failure = cycle.filter(pod, in: snapshot, percentageOfNodesToScore: percentage)
        return (failure, cycle.feasible)
    }

    private func narrow(_ places: inout [Int], by verdict: HTTPExtender.Verdict, _ error: inout FitError) {
        let before = places.count
        for place in places where !verdict.names.contains(snapshot.nodes[place].name) {
            let name = snapshot.nodes[place].name
            let reason = verdict.unresolvable[name] ?? verdict.failed[name] ?? ""
            error.reasons[reason, default: 0] += 1
            if verdict.unresolvable[name] == nil { error.resolvable.append(place) }
        }
        places.removeAll { !verdict.names.contains(snapshot.nodes[$0].name) }
        if places.count < before { error.note(ExtenderRejection()) }
    }

    /// Why the nodes will not do that the extenders were not asked about.
    private func explainOthers(_ cycle: SchedulingCycle, _ error: inout FitError) {
        guard let filters = try? cycle.framework.filters(for: pod, in: snapshot) else { return }
        let asked = Set(cycle.feasible)
        for (place, node) in snapshot.nodes.enumerated() where !asked.contains(place) {
            guard let (plugin, rejection) = filters.rejection(of: node, for: pod, in: snapshot) else { continue }
            error.note(plugin)
            for reason in rejection.reasons { error.reasons[reason, default: 0] += 1 }
            if rejection.isResolvable { error.resolvable.append(place) }
        }
    }

    private func add(_ scores: [String: Int], to extra: inout [Int: Int]) {
        for (name, score) in scores {
            if let place = snapshot.indices[name] { extra[place, default: 0] += score }
        }
    }
}
