import KubernetesAPI

/// One term of an affinity or anti-affinity between pods, ready to be matched.
struct PodTerm: Hashable, Sendable {
    let topologyKey: String
    /// The namespaces that it names; where it names and selects none, that of its pod.
    let namespaces: Set<String>
    /// Selects further namespaces by their labels; empty selects all.
    let namespaceSelector: Selector?
    /// nil matches no pod.
    let selector: Selector?

    init(_ term: PodAffinityTerm, namespace: String) {
        topologyKey = term.topologyKey
        namespaceSelector = term.namespaceSelector.flatMap { try? Selector($0) }
        namespaces = term.namespaces.isEmpty && term.namespaceSelector == nil ? [namespace] : Set(term.namespaces)
        selector = term.labelSelector.flatMap { try? Selector($0) }
    }

    /// Whether it means a pod. `namespaceLabels` are those of the pod's namespace.
    func matches(_ pod: PodInfo, namespaceLabels: [String: String]) -> Bool {
        guard let selector else { return false }
        guard namespaces.contains(pod.namespace) || namespaceSelector?.matches(namespaceLabels) ?? false else { return false }
        return selector.matches(pod.labels)
    }
}

/// What a pod says of the pods that it wants, or does not want, near it. Most pods say nothing and have none.
final class PodAffinityTerms: Sendable {
    let requiredAffinity: [PodTerm]
    let requiredAntiAffinity: [PodTerm]
    /// With the weight, negative for anti-affinity.
    let preferred: [(weight: Int, term: PodTerm)]

    /// nil if the pod says nothing.
    init?(_ pod: Pod) {
        guard let affinity = pod.spec.affinity else { return nil }
        let namespace = pod.metadata.namespace
        requiredAffinity = (affinity.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map {
            PodTerm($0, namespace: namespace)
        }
        requiredAntiAffinity = (affinity.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map {
            PodTerm($0, namespace: namespace)
        }
        func weighted(_ terms: [WeightedPodAffinityTerm]?, _ sign: Int) -> [(Int, PodTerm)] {
            (terms ?? []).filter { $0.weight != 0 }.map { (sign * min(max($0.weight, -100), 100), PodTerm($0.podAffinityTerm, namespace: namespace)) }
        }
        preferred =
            weighted(affinity.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution, 1)
            + weighted(affinity.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution, -1)
        if requiredAffinity.isEmpty && requiredAntiAffinity.isEmpty && preferred.isEmpty { return nil }
    }
}
