import KubernetesAPI

/// How much a pod may count on its resources; decides its cgroup and who is killed first when memory runs out.
enum QOSClass: String, Sendable {
    case guaranteed = "Guaranteed"
    case burstable = "Burstable"
    case bestEffort = "BestEffort"

    /// The class of a pod by the cpu and memory that its containers request and are limited to.
    static func of(_ pod: Pod) -> QOSClass {
        if let set = pod.status.qosClass, let known = QOSClass(rawValue: set) { return known }
        return compute(pod)
    }

    static func compute(_ pod: Pod) -> QOSClass {
        // Pod-level resources, where given, speak for the whole pod.
        if let resources = pod.spec.resources, !relevant(resources.requests).isEmpty || !relevant(resources.limits).isEmpty {
            return compute([(resources.requests, resources.limits)])
        }
        return compute((pod.spec.containers + pod.spec.initContainers).map { ($0.resources.requests, $0.resources.limits) })
    }

    private static func compute(_ all: [(requests: [String: Quantity], limits: [String: Quantity])]) -> QOSClass {
        var something = false
        var guaranteed = true
        for (requests, limits) in all {
            let requests = relevant(requests)
            let limits = relevant(limits)
            if !requests.isEmpty || !limits.isEmpty { something = true }
            for name in ["cpu", "memory"] {
                guard let limit = limits[name] else { guaranteed = false; continue }
                // A missing request means "as much as the limit".
                if let request = requests[name], request != limit { guaranteed = false }
            }
        }
        if !something { return .bestEffort }
        return guaranteed ? .guaranteed : .burstable
    }

    private static func relevant(_ list: [String: Quantity]) -> [String: Quantity] {
        list.filter { ($0.key == "cpu" || $0.key == "memory") && $0.value.milliValue > 0 }
    }
}
