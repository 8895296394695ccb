import KubernetesAPI

/// Which namespaces a rule about pods speaks of.
enum NamespaceScope: Hashable, Sendable {
    case all
    case some(Set<String>)

    func contains(_ namespace: String) -> Bool {
        switch self {
        case .all: true
        case .some(let names): names.contains(namespace)
        }
    }
}

/// What pods must be to be counted: all clauses must hold.
struct PodPredicate: Hashable, Sendable {
    /// Pods of some namespaces with certain labels.
    struct Clause: Hashable, Sendable {
        var scope: NamespaceScope
        var selector: Selector
    }

    var clauses: [Clause]
    /// Whether pods that are on their way out count too.
    var countsTerminating: Bool

    func matches(_ pod: PodInfo) -> Bool {
        if pod.isTerminating && !countsTerminating { return false }
        for clause in clauses where !clause.scope.contains(pod.namespace) || !clause.selector.matches(pod.labels) { return false }
        return true
    }
}

/// Finds the selectors that may match given labels without trying all: by one label that each of them asks for.
struct SelectorLookup<ID: Hashable & Sendable>: Sendable {
    /// A label that a selector asks for.
    private struct Label: Hashable, Sendable {
        var key: String
        /// nil where any value will do.
        var value: String?
    }

    private var byLabel: [Label: [ID]] = [:]
    /// Those that ask for no label in particular.
    private var rest: [ID] = []

    private static func labels(_ selector: Selector?) -> [Label] {
        guard let selector else { return [] }
        if let requirement = selector.requirements.first(where: { $0.operator == .in }) {
            return Set(requirement.values).map { Label(key: requirement.key, value: $0) }
        }
        return selector.requirements.first { $0.operator == .exists }.map { [Label(key: $0.key)] } ?? []
    }

    mutating func insert(_ id: ID, _ selector: Selector?) {
        let labels = Self.labels(selector)
        if labels.isEmpty { rest.append(id) }
        for label in labels { byLabel[label, default: []].append(id) }
    }

    mutating func remove(_ id: ID, _ selector: Selector?) {
        let labels = Self.labels(selector)
        if labels.isEmpty { rest.removeAll { $0 == id } }
        for label in labels {
            byLabel[label]?.removeAll { $0 == id }
            if byLabel[label]?.isEmpty == true { byLabel[label] = nil }
        }
    }

    /// Calls `body` with each that may match, once.
    func candidates(_ labels: [String: String], _ body: (ID) -> Void) {
        for id in rest { body(id) }
        if byLabel.isEmpty { return }
        for (key, value) in labels {
            byLabel[Label(key: key, value: value)]?.forEach(body)
            byLabel[Label(key: key)]?.forEach(body)
        }
    }
}
