import KubernetesAPI

/// A part of the kubelet that has a say in which pods are let in. Asked in turn, before the pod's worker is made.
protocol PodAdmitting: Sendable {
    /// - Parameter others: the other pods that use the node, with what they are allocated.
    /// - Returns: nil when the pod may run, else the reason and, without `Pod was rejected: `, the message.
    func refusal(_ pod: Pod, others: [Pod]) -> PodVerdict?
}

/// Whether a pod may run on this node: the last look at what the scheduler has decided, and the only one for pods that name
/// their node themselves.
struct PodAdmission {
    var node: Node?
    var maxPods: Int

    /// - Parameter active: the other pods that use the node.
    /// - Returns: nil when the pod may run, else why it has failed.
    func check(_ pod: Pod, active: [Pod]) -> PodVerdict? {
        if let verdict = wrongSystem(pod) { return verdict }
        if active.count >= limit("pods", maxPods) {
            return refuse(
                "OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: \(active.count), capacity: \(limit("pods", maxPods))"
            )
        }
        if let node {
            for name in ["cpu", "memory", "ephemeral-storage"] {
                if let verdict = outOf(name, pod, active, node) { return verdict }
            }
            for name in pod.spec.containers.flatMap({ $0.resources.requests.keys }) where name.contains("/") {
                if let verdict = outOf(name, pod, active, node) { return verdict }
            }
            // Static pods go where their file is.
            if !pod.isStatic {
                if !NodeMatch.matches(pod, node) { return refuse("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector") }
                if untolerated(pod, node) != nil {
                    return refuse("TaintToleration", "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate")
                }
            }
        }
        if conflict(pod, active) != nil {
            return refuse("NodePorts", "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports")
        }
        return nil
    }

    private func refuse(_ reason: String, _ message: String) -> PodVerdict {
        PodVerdict(reason: reason, message: message)
    }

    /// This node runs Linux, and only pods for Linux.
    private func wrongSystem(_ pod: Pod) -> PodVerdict? {
        if let wanted = pod.spec.nodeSelector["kubernetes.io/os"], wanted != "linux" {
            return refuse("PodOSSelectorNodeLabelDoesNotMatch", "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label")
        }
        if let name = pod.spec.os?.name, name != "linux" {
            return refuse("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS")
        }
        return nil
    }

    private func limit(_ name: String, _ fallback: Int) -> Int { node?.status.allocatable[name]?.value ?? fallback }

    private func outOf(_ name: String, _ pod: Pod, _ active: [Pod], _ node: Node) -> PodVerdict? {
        let wanted = Self.request(pod, name)
        if wanted.milliValue <= 0 { return nil }
        guard let capacity = node.status.allocatable[name] else {
            // A resource that the node does not have is the cluster's; who placed the pod has counted it.
            return nil
        }
        let used = active.reduce(Quantity(0)) { $0 + Self.request($1, name) }
        if !(capacity < used + wanted) { return nil }
        func show(_ quantity: Quantity) -> Int { name == "cpu" ? quantity.milliValue : quantity.value }
        return refuse(
            "OutOf\(name)",
            "Node didn't have enough resource: \(name), requested: \(show(wanted)), used: \(show(used)), capacity: \(show(capacity))"
        )
    }

    /// What a pod asks for of a resource: its containers and sidecars together, or the largest init container if that is more.
    /// - Parameter orLimit: whether a container that has only a limit asks for that much.
    static func request(_ pod: Pod, _ name: String, orLimit: Bool = false) -> Quantity {
        let overhead = pod.spec.overhead[name] ?? Quantity(0)
        if let whole = pod.spec.resources?.requests[name] ?? (orLimit ? pod.spec.resources?.limits[name] : nil) { return whole + overhead }
        return sum(pod) { $0.resources.requests[name] ?? (orLimit ? $0.resources.limits[name] : nil) ?? Quantity(0) } + overhead
    }

    /// The most that the containers of a pod need at one time of something.
    static func sum(_ pod: Pod, _ amount: (Container) -> Quantity) -> Quantity {
        var sum = pod.spec.containers.reduce(Quantity(0)) { $0 + amount($1) }
        var sidecars = Quantity(0)
        var largest = Quantity(0)
        for container in pod.spec.initContainers {
            if container.isSidecar { sidecars += amount(container) }
            let need = container.isSidecar ? sidecars : amount(container) + sidecars
            if largest < need { largest = need }
        }
        sum += sidecars
        return sum < largest ? largest : sum
    }

    private func conflict(_ pod: Pod, _ active: [Pod]) -> Int? {
        let taken = active.flatMap(Self.hostPorts)
        for port in Self.hostPorts(pod) {
            for other in taken where other.number == port.number && other.proto == port.proto {
                let anywhere = ["", "0.0.0.0", "::"]
                if other.ip == port.ip || anywhere.contains(other.ip) || anywhere.contains(port.ip) { return port.number }
            }
        }
        return nil
    }

    private static func hostPorts(_ pod: Pod) -> [(number: Int, proto: String, ip: String)] {
        (pod.spec.initContainers.filter(\.isSidecar) + pod.spec.containers).flatMap(\.ports).compactMap { port in
            guard let number = port.hostPort, number > 0 else { return nil }
            return (number, port.protocol ?? "TCP", port.hostIP ?? "")
        }
    }

    /// Only taints that also drive pods away keep a pod out here; the others are the scheduler's.
    private func untolerated(_ pod: Pod, _ node: Node) -> Taint? {
        node.spec.taints.first { taint in
            taint.effect == "NoExecute" && !pod.spec.tolerations.contains { toleration in
                if let effect = toleration.effect, !effect.isEmpty, effect != taint.effect { return false }
                let key = toleration.key ?? ""
                if toleration.operator == "Exists" { return key.isEmpty || key == taint.key }
                return key == taint.key && (toleration.value ?? "") == (taint.value ?? "")
            }
        }
    }
}

/// Node selector and required node affinity.
enum NodeMatch {
    static func matches(_ pod: Pod, _ node: Node) -> Bool {
        for (key, value) in pod.spec.nodeSelector where node.metadata.labels[key] != value { return false }
        guard let required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution else { return true }
        return required.nodeSelectorTerms.contains { term in
            if term.matchExpressions.isEmpty && term.matchFields.isEmpty { return false }
            return term.matchExpressions.allSatisfy { matches($0, node.metadata.labels[$0.key]) }
                && term.matchFields.allSatisfy { matches($0, $0.key == "metadata.name" ? node.metadata.name : nil) }
        }
    }

    private static func matches(_ requirement: NodeSelectorRequirement, _ value: String?) -> Bool {
        switch requirement.operator {
        case "In": return value.map { requirement.values.contains($0) } ?? false
        case "NotIn": return value.map { !requirement.values.contains($0) } ?? true
        case "Exists": return value != nil
        case "DoesNotExist": return value == nil
        case "Gt", "Lt":
            guard let number = value.flatMap({ Int($0) }), let limit = requirement.values.first.flatMap({ Int($0) }) else { return false }
            return requirement.operator == "Gt" ? number > limit : number < limit
        default: return false
        }
    }
}
