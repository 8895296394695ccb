import KubernetesAPI
import Testing
@testable import Scheduler

/// The counts that are kept up to date must be what counting from scratch gives, whatever happens in whatever order.
@Suite struct TopologyIndexTests {
    private static let apps = ["a", "b", "c"]
    private static let predicates: [PodPredicate] = [
        predicate(["default"], [.init(key: "app", operator: .in, values: ["a"])]),
        predicate(["default", "other"], [.init(key: "app", operator: .in, values: ["a", "b"])]),
        predicate(["other"], [.init(key: "app", operator: .exists)]), predicate(["default"], [.init(key: "app", operator: .notIn, values: ["a"])]),
        PodPredicate(clauses: [.init(scope: .all, selector: Selector())], countsTerminating: true),
    ]

    private static func predicate(_ namespaces: Set<String>, _ requirements: [Selector.Requirement]) -> PodPredicate {
        PodPredicate(clauses: [.init(scope: .some(namespaces), selector: Selector(requirements: requirements))], countsTerminating: false)
    }

    private static let rules = [
        NodeSetRule.all, NodeSetRule(keys: ["zone"]),
        NodeSetRule(required: RequiredNodes(labels: ["disk": "ssd"], selector: nil), keys: ["zone"]), NodeSetRule(tolerations: []),
    ]

    private var random = Lehmer()

    private mutating func draw(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private mutating func node(_ number: Int) -> Node {
        var labels = ["host": "n\(number)"]
        if draw(5) > 0 { labels["zone"] = "z\(draw(3))" }
        if draw(2) > 0 { labels["disk"] = "ssd" }
        return makeNode("n\(number)", labels: labels, taints: draw(4) == 0 ? [Taint(key: "k", effect: "NoSchedule")] : [])
    }

    private mutating func pod(_ number: Int) -> Pod {
        let (app, other, going, shy, key) = (draw(3), draw(3) == 0, draw(6) == 0, draw(3) == 0, draw(2))
        return makePod("p\(number)") { pod in
            pod.metadata.labels = ["app": Self.apps[app]]
            if other { pod.metadata.namespace = "other" }
            if going { pod.metadata.deletionTimestamp = Time(seconds: 1) }
            guard shy else { return }
            let term = PodAffinityTerm(
                labelSelector: MetaV1.LabelSelector(matchLabels: ["app": Self.apps[app]]), topologyKey: key == 0 ? "zone" : "host")
            pod.spec.affinity = Affinity(podAntiAffinity: PodAntiAffinity(requiredDuringSchedulingIgnoredDuringExecution: [term]))
        }
    }

    @Test mutating func countsAreWhatCountingGives() {
        let cache = SchedulerCache(clock: ManualClock())
        var snapshot = Snapshot()
        var placed: [(pod: Pod, node: String)] = []
        for step in 0..<600 {
            let name = "n\(draw(12))"
            switch draw(10) {
            case 0, 1: _ = cache.setNode(node(draw(12)))
            case 2: cache.removeNode(name)
            case 3, 4:
                if let (pod, _) = placed.isEmpty ? nil : placed.remove(at: draw(placed.count)) { cache.removePod(pod.metadata.uid) }
            case 5:
                // A pod changes its labels.
                guard !placed.isEmpty else { continue }
                let index = draw(placed.count)
                placed[index].pod.metadata.labels = ["app": Self.apps[draw(3)]]
                placed[index].pod.spec.nodeName = placed[index].node
                cache.setPod(placed[index].pod)
            default:
                let pod = pod(step)
                placed.append((pod, name))
                cache.assume(PodInfo(pod), on: name)
            }
            if draw(3) > 0 { continue }
            cache.update(&snapshot)
            #expect(isRight(snapshot), "after \(step) steps")
        }
    }

    /// Compares all counts with those of a new snapshot.
    private func isRight(_ snapshot: Snapshot) -> Bool {
        let fresh = Snapshot(snapshot.nodes)
        for predicate in Self.predicates {
            for node in snapshot.nodes {
                let counts = snapshot.topology.counts(predicate)
                if (node.slot < counts.count ? Int(counts[node.slot]) : 0) != node.pods.count(where: predicate.matches) { return false }
            }
            for rule in Self.rules {
                for key in ["zone", "host"] {
                    let kept = snapshot.topology.counts(predicate, nodes: rule, by: key)
                    let naive = self.naive(snapshot, predicate, rule, key)
                    for node in snapshot.nodes {
                        guard let value = node.description.labels[key] else {
                            if kept.domain(node.slot) != nil { return false }
                            continue
                        }
                        guard let domain = kept.domain(node.slot), kept.count(domain) == naive[value, default: (0, 0)].pods,
                            (domain < kept.nodes.count ? Int(kept.nodes[domain]) : 0) == naive[value, default: (0, 0)].nodes
                        else { return false }
                    }
                    if kept.domainCount != naive.values.count(where: { $0.nodes > 0 }) { return false }
                    if kept.minimum != naive.values.filter({ $0.nodes > 0 }).map(\.pods).min() { return false }
                }
            }
        }
        let asker = PodInfo(makePod("asker") { $0.metadata.labels = ["app": "a"] })
        func objections(_ snapshot: Snapshot) -> [String] {
            let terms = snapshot.topology.terms(meaning: asker, namespaceLabels: [:]) { $0 == .requiredAntiAffinity }
            return snapshot.nodes.map { node in
                let sum = terms.reduce(0) { sum, term in sum + (term.counts.domain(node.slot).map(term.counts.count) ?? 0) }
                return "\(node.name) \(sum)"
            }
        }
        return objections(snapshot) == objections(fresh)
    }

    private func naive(_ snapshot: Snapshot, _ predicate: PodPredicate, _ rule: NodeSetRule, _ key: String) -> [String: (pods: Int, nodes: Int)] {
        var counts: [String: (pods: Int, nodes: Int)] = [:]
        for node in snapshot.nodes where rule.contains(node.description) {
            guard let value = node.description.labels[key] else { continue }
            counts[value, default: (0, 0)].nodes += 1
            counts[value, default: (0, 0)].pods += node.pods.count(where: predicate.matches)
        }
        return counts
    }

    @Test func manySelectorsAreForgotten() {
        let snapshot = Snapshot([makeInfo(makeNode("n", labels: ["zone": "z"]), [makePod("p") { $0.metadata.labels = ["app": "7"] }])])
        for number in 0..<2000 {
            let counts = snapshot.topology.counts(
                Self.predicate(["default"], [.init(key: "app", operator: .in, values: ["\(number % 1100)"])]), by: "zone")
            #expect(counts.total == (number % 1100 == 7 ? 1 : 0))
        }
    }
}
