import KubernetesAPI
import KubernetesClient

/// The labels of namespaces: affinity may select namespaces by them.
protocol NamespaceLabels: Sendable {
    func labels(ofNamespace name: String) -> [String: String]
    /// The namespaces that a selector matches.
    func namespaces(matching selector: Selector) -> [String]
}

/// Places pods near those that they want to be near, and away from those that they do not: by what the pod says, and by what the
/// pods that are there already say of it.
struct InterPodAffinity: FilterPlugin, ScorePlugin {
    let name = "InterPodAffinity"
    let events: ClusterEvents = [.nodeAdded, .nodeLabels, .podAdded, .podDeleted, .podLabels, .podItself]

    let namespaces: any NamespaceLabels
    /// `hardPodAffinityWeight`: what it counts when the required affinity of a pod that is there means the new one.
    var hardPodAffinityWeight = 1
    /// `ignorePreferredTermsOfExistingPods`.
    var ignoresPreferencesOfOthers = false

    private static let affinity = Rejection(reasons: ["node(s) didn't match pod affinity rules"], isResolvable: false)
    private static let antiAffinity = Rejection(reasons: ["node(s) didn't match pod anti-affinity rules"], isResolvable: true)
    private static let others = Rejection(reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], isResolvable: true)

    /// What pods a term of the pod itself means: namespaces that it selects are looked up now.
    fileprivate func clause(_ term: PodTerm) -> PodPredicate.Clause {
        guard let selector = term.selector else { return .init(scope: .some([]), selector: Selector()) }
        guard let wanted = term.namespaceSelector else { return .init(scope: .some(term.namespaces), selector: selector) }
        if wanted.isEmpty { return .init(scope: .all, selector: selector) }
        return .init(scope: .some(term.namespaces.union(namespaces.namespaces(matching: wanted))), selector: selector)
    }

    fileprivate static func predicate(_ clauses: [PodPredicate.Clause]) -> PodPredicate {
        PodPredicate(clauses: clauses, countsTerminating: true)
    }

    func isHelped(_ pod: PodToSchedule, by change: ClusterChange) -> Bool {
        switch change.subject {
        case .pod(let old, let new, _):
            let wanted = pod.info.affinity?.requiredAffinity.map(clause) ?? []
            if !wanted.isEmpty, let new, Self.predicate(wanted).matches(new) { return true }
            // A pod that we keep away from, or that kept us away, went or became another.
            guard let old else { return false }
            let unwanted = pod.info.affinity?.requiredAntiAffinity.map(clause) ?? []
            if unwanted.contains(where: { Self.predicate([$0]).matches(old) }) { return true }
            let labels = namespaces.labels(ofNamespace: pod.info.namespace)
            return old.affinity?.requiredAntiAffinity.contains { $0.matches(pod.info, namespaceLabels: labels) } ?? false
        case .node(_, let new?):
            let terms = (pod.info.affinity?.requiredAffinity ?? []) + (pod.info.affinity?.requiredAntiAffinity ?? [])
            return terms.isEmpty || terms.allSatisfy { new.labels[$0.topologyKey] != nil }
                || pod.info.affinity?.requiredAffinity.isEmpty ?? true
        default: return true
        }
    }

    // MARK: Filter

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        let labels = namespaces.labels(ofNamespace: pod.info.namespace)
        let others = snapshot.topology.terms(meaning: pod.info, namespaceLabels: labels) { $0 == .requiredAntiAffinity }
        let wanted = pod.info.affinity?.requiredAffinity ?? []
        let unwanted = pod.info.affinity?.requiredAntiAffinity ?? []
        if wanted.isEmpty && unwanted.isEmpty && others.isEmpty && snapshot.nominated.isEmpty { return nil }
        // A pod is near enough only if it is what all terms mean.
        let all = Self.predicate(wanted.map(clause))
        return Filter(
            pod: pod.info, namespaceLabels: labels,
            affinity: wanted.map { Filter.Rule(predicate: all, counts: snapshot.topology.counts(all, by: $0.topologyKey)) },
            antiAffinity: unwanted.map { term in
                let predicate = Self.predicate([clause(term)])
                return Filter.Rule(predicate: predicate, counts: snapshot.topology.counts(predicate, by: term.topologyKey))
            },
            others: others.map { Filter.OtherRule(term: $0.term, counts: $0.counts) })
    }

    /// What nodes must be for one pod.
    private struct Filter: NodeFilter {
        /// One term of the pod, with how many pods it means in each domain.
        struct Rule {
            let predicate: PodPredicate
            var counts: TopologyCounts
        }

        /// One term of pods that are there.
        struct OtherRule {
            let term: PodTerm
            var counts: TopologyCounts
        }

        let pod: PodInfo
        let namespaceLabels: [String: String]
        var affinity: [Rule]
        var antiAffinity: [Rule]
        var others: [OtherRule]
        /// Whether nobody matches all terms of the affinity anywhere, but the pod itself does: then it is the first of its kind.
        var isFirst: Bool

        init(pod: PodInfo, namespaceLabels: [String: String], affinity: [Rule], antiAffinity: [Rule], others: [OtherRule]) {
            self.pod = pod
            self.namespaceLabels = namespaceLabels
            self.affinity = affinity
            self.antiAffinity = antiAffinity
            self.others = others
            isFirst = false
            setFirst()
        }

        private mutating func setFirst() {
            isFirst = affinity.first?.predicate.matches(pod) ?? false && affinity.allSatisfy { $0.counts.total == 0 }
        }

        func rejection(of node: NodeInfo) -> Rejection? { rejection(slot: node.slot) }
        func admits(_ essence: NodeInfo.Essence) -> Bool? { rejection(slot: essence.slot) == nil }

        private func rejection(slot: Int) -> Rejection? {
            for rule in affinity {
                guard let domain = rule.counts.domain(slot) else { return InterPodAffinity.affinity }
                if rule.counts.count(domain) <= 0 && !isFirst { return InterPodAffinity.affinity }
            }
            for rule in antiAffinity {
                if let domain = rule.counts.domain(slot), rule.counts.count(domain) > 0 { return InterPodAffinity.antiAffinity }
            }
            for rule in others {
                if let domain = rule.counts.domain(slot), rule.counts.count(domain) > 0 { return InterPodAffinity.others }
            }
            return nil
        }

        mutating func add(_ pod: PodInfo, to node: NodeInfo) { change(pod, at: node, by: 1) }
        mutating func remove(_ pod: PodInfo, from node: NodeInfo) { change(pod, at: node, by: -1) }

        private mutating func change(_ other: PodInfo, at node: NodeInfo, by number: Int32) {
            for index in affinity.indices where affinity[index].predicate.matches(other) {
                if let domain = affinity[index].counts.domain(node.slot) { affinity[index].counts.add(number, to: domain) }
            }
            setFirst()
            for index in antiAffinity.indices where antiAffinity[index].predicate.matches(other) {
                if let domain = antiAffinity[index].counts.domain(node.slot) { antiAffinity[index].counts.add(number, to: domain) }
            }
            for term in other.affinity?.requiredAntiAffinity ?? [] where term.matches(pod, namespaceLabels: namespaceLabels) {
                if let index = others.firstIndex(where: { $0.term == term }) {
                    if let domain = others[index].counts.domain(node.slot) { others[index].counts.add(number, to: domain) }
                } else if number > 0, node.slot >= 0, node.description.labels[term.topologyKey] != nil {
                    // Nobody had this term before; other nodes of the domain are not asked about while it is supposed to be here.
                    var counts = TopologyCounts(domains: Array(repeating: -1, count: node.slot + 1))
                    counts.domains[node.slot] = 0
                    counts.add(1, to: 0)
                    others.append(OtherRule(term: term, counts: counts))
                }
            }
        }
    }

    // MARK: Score

    func scorer(for pod: PodToSchedule, among feasible: [Int], in snapshot: Snapshot) -> (any NodeScorer)? {
        var rules: [Scorer.Rule] = []
        let own = pod.info.affinity?.preferred ?? []
        for (weight, term) in own {
            let counts = snapshot.topology.counts(Self.predicate([clause(term)]), by: term.topologyKey)
            rules.append(Scorer.Rule(weight: weight, counts: counts))
        }
        let ignoresOthers = ignoresPreferencesOfOthers && own.isEmpty
        let labels = namespaces.labels(ofNamespace: pod.info.namespace)
        let others = ignoresOthers ? [] : snapshot.topology.terms(meaning: pod.info, namespaceLabels: labels) { $0 != .requiredAntiAffinity }
        for other in others {
            switch other.kind {
            case .preferred(let weight): rules.append(Scorer.Rule(weight: weight, counts: other.counts))
            case .requiredAffinity:
                if hardPodAffinityWeight > 0 { rules.append(Scorer.Rule(weight: hardPodAffinityWeight, counts: other.counts)) }
            case .requiredAntiAffinity: break
            }
        }
        rules.removeAll { $0.counts.pods.allSatisfy { $0 == 0 } }
        return rules.isEmpty ? nil : Scorer(rules: rules)
    }

    /// How nodes are scored for one pod.
    private struct Scorer: NodeScorer {
        /// One term with its weight.
        struct Rule {
            let weight: Int
            let counts: TopologyCounts
        }

        let rules: [Rule]

        func score(_ node: NodeInfo) -> Int { score(slot: node.slot) }
        func score(_ essence: NodeInfo.Essence) -> Int? { score(slot: essence.slot) }

        private func score(slot: Int) -> Int {
            var score = 0
            for rule in rules {
                if let domain = rule.counts.domain(slot) { score += rule.weight * rule.counts.count(domain) }
            }
            return score
        }

        func normalize(_ scores: inout [Int]) {
            guard let least = scores.min(), let greatest = scores.max() else { return }
            let range = greatest - least
            for index in scores.indices {
                scores[index] = range > 0 ? Int(Double(maxNodeScore) * (Double(scores[index] - least) / Double(range))) : 0
            }
        }
    }
}
