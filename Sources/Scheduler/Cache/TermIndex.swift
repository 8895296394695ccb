/// What a term of a pod's affinity is for.
enum PodTermKind: Hashable, Sendable {
    case requiredAffinity, requiredAntiAffinity
    /// With its weight, negative for anti-affinity.
    case preferred(Int)
}

extension PodAffinityTerms {
    /// All terms with what they are for.
    var kinds: [(PodTermKind, PodTerm)] {
        requiredAffinity.map { (.requiredAffinity, $0) } + requiredAntiAffinity.map { (.requiredAntiAffinity, $0) }
            + preferred.map { (.preferred($0.weight), $0.term) }
    }
}

/// How many existing pods have one term, in each domain of the term's topology.
struct TermCounts: Sendable {
    var kind: PodTermKind
    var term: PodTerm
    var counts: TopologyCounts
}

/// The terms of existing pods, equal ones together, with how many pods have them in each domain: so that a new pod is held against
/// each term once, however many pods have it.
struct TermIndex: Sendable {
    /// Equal terms for the same purpose.
    private struct Key: Hashable, Sendable {
        var kind: PodTermKind
        var term: PodTerm
    }

    /// The pods that have one term.
    private struct Group: Sendable {
        var pods: Int32 = 0
        /// By domain.
        var byDomain: [Int32] = []
    }

    private var groups: [Key: Group] = [:]
    private var lookup = SelectorLookup<Key>()

    /// A pod with the term came to, or left, a node; `domain` is the node's, nil if it lacks the label.
    mutating func change(_ kind: PodTermKind, _ term: PodTerm, by number: Int32, domain: Int?) {
        let key = Key(kind: kind, term: term)
        if groups[key] == nil { lookup.insert(key, term.selector) }
        Self.change(&groups[key, default: Group()], by: number, domain)
        if groups[key]?.pods == 0 {
            groups[key] = nil
            lookup.remove(key, term.selector)
        }
    }

    private static func change(_ group: inout Group, by number: Int32, _ domain: Int?) {
        group.pods += number
        guard let domain else { return }
        if group.byDomain.count <= domain { group.byDomain.append(contentsOf: repeatElement(0, count: domain + 1 - group.byDomain.count)) }
        group.byDomain[domain] += number
    }

    /// The terms that mean a pod; nil if there are no terms at all.
    func matching(
        _ pod: PodInfo, _ namespaceLabels: [String: String], _ kinds: (PodTermKind) -> Bool, domains: (String) -> [Int32]
    ) -> [TermCounts]? {
        if groups.isEmpty { return nil }
        var found: [TermCounts] = []
        lookup.candidates(pod.labels) { key in
            guard kinds(key.kind), key.term.matches(pod, namespaceLabels: namespaceLabels), let group = groups[key] else { return }
            let counts = TopologyCounts(domains: domains(key.term.topologyKey), pods: group.byDomain)
            found.append(TermCounts(kind: key.kind, term: key.term, counts: counts))
        }
        return found
    }
}
