import KubernetesAPI

/// Who is killed first when the node's memory runs out: 1000 first, -997 last.
enum OOMScore {
    static let guaranteed = -997
    private static let bestEffort = 1000

    /// The out-of-memory score adjustment of a container.
    /// - Parameter memoryCapacity: bytes of the node's memory.
    static func of(_ container: Container, in pod: Pod, memoryCapacity: Int64) -> Int {
        if pod.isNodeCritical { return guaranteed }
        switch QOSClass.of(pod) {
        case .guaranteed: return guaranteed
        case .bestEffort: return bestEffort
        case .burstable: break
        }
        guard memoryCapacity > 0 else { return bestEffort - 1 }
        let rest = restPerContainer(pod)
        func score(_ request: Int) -> Int {
            let (sum, tooMuch) = Int64(request).addingReportingOverflow(rest)
            let (product, overflow) = sum.multipliedReportingOverflow(by: 1000)
            return tooMuch || overflow ? 0 : 1000 - Int(product / memoryCapacity)
        }
        func request(_ container: Container) -> Int { (container.resources.requests["memory"] ?? container.resources.limits["memory"])?.value ?? 0 }
        var result = score(request(container))
        if container.isSidecar, pod.spec.initContainers.contains(where: { $0.name == container.name }) {
            // A sidecar must not go before the containers that need it.
            let least = pod.spec.containers.map(request).min() ?? 0
            result = min(result, score(least))
        }
        // Before guaranteed pods, after best-effort ones.
        return min(max(result, 1000 + guaranteed), bestEffort - 1)
    }

    /// What the pod requests beyond its containers, for each of them.
    private static func restPerContainer(_ pod: Pod) -> Int64 {
        guard let whole = pod.spec.resources?.requests["memory"] else { return 0 }
        let counted = pod.spec.containers + pod.spec.initContainers.filter(\.isSidecar)
        let own = counted.reduce(Quantity(0)) { $0 + ($1.resources.requests["memory"] ?? Quantity(0)) }
        return counted.isEmpty ? 0 : Int64(max(0, (whole - own).value / counted.count))
    }
}

extension Pod {
    /// Critical, and of the class that the node itself depends on.
    var isNodeCritical: Bool { isCritical && spec.priorityClassName == "system-node-critical" }
}
