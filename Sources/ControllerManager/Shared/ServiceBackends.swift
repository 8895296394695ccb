import KubernetesAPI
import KubernetesClient

/// Which services a change of a pod concerns. Endpoints and EndpointSlice controllers share it.
struct ServiceBackends: Sendable {
    let services: Informer<KubernetesAPI.Service>

    /// What of a pod shows in endpoints; while it stays the same, events of the pod need no work.
    private struct Facts: Equatable {
        let labels: [String: String]
        let ips: [String]
        let isReady: Bool
        let isBeingDeleted: Bool
        let isTerminal: Bool
        let node: String?
        let hostname: String?
        let subdomain: String?

        init(_ pod: Pod) {
            labels = pod.metadata.labels
            ips = pod.ips
            isReady = pod.isReady
            isBeingDeleted = pod.metadata.isBeingDeleted
            isTerminal = pod.isTerminal
            node = pod.spec.nodeName
            hostname = pod.spec.hostname
            subdomain = pod.spec.subdomain
        }
    }

    /// The services to look at again.
    func affected(by event: InformerEvent<Pod>) -> Set<ObjectKey> {
        switch event {
        case .added(let pod), .deleted(let pod): return selecting(pod)
        case .updated(let old, let new):
            if Facts(old) == Facts(new) { return [] }
            return old.metadata.labels == new.metadata.labels ? selecting(new) : selecting(old).union(selecting(new))
        }
    }

    private func selecting(_ pod: Pod) -> Set<ObjectKey> {
        Set(
            services.list(namespace: pod.metadata.namespace)
                .filter { !$0.spec.selector.isEmpty && pod.metadata.labels.isSuperset(of: $0.spec.selector) }
                .map(\.key))
    }
}

extension Pod {
    /// The pod's addresses; more than one in dual-stack clusters.
    var ips: [String] {
        if !status.podIPs.isEmpty { return status.podIPs.map(\.ip).filter { !$0.isEmpty } }
        return status.podIP.map { $0.isEmpty ? [] : [$0] } ?? []
    }

    /// Whether the pod belongs into a service's endpoints at all, ready or not.
    func belongsInEndpoints(includingTerminating: Bool) -> Bool {
        !isTerminal && !ips.isEmpty && (includingTerminating || !metadata.isBeingDeleted)
    }

    /// The number of the service's target port in this pod; nil if a named one does not exist here.
    func port(for port: ServicePort) -> Int? {
        switch port.targetPort {
        case nil: return port.port
        case .int(let number): return number == 0 ? port.port : Int(number)
        case .string(let name):
            if name.isEmpty { return port.port }
            let sidecars = spec.initContainers.filter { $0.restartPolicy == "Always" }
            return (spec.containers + sidecars).lazy.flatMap(\.ports)
                .first { $0.name == name && ($0.protocol ?? "TCP") == (port.protocol ?? "TCP") }?.containerPort
        }
    }

    /// The name the pod has under the service's domain, if it asked for one there.
    func hostname(in service: KubernetesAPI.Service) -> String? {
        guard let hostname = spec.hostname, !hostname.isEmpty, spec.subdomain == service.metadata.name,
            metadata.namespace == service.metadata.namespace
        else { return nil }
        return hostname
    }

    /// The reference to it in endpoints.
    var targetReference: ObjectReference {
        ObjectReference(kind: "Pod", namespace: metadata.namespace, name: metadata.name, uid: metadata.uid)
    }
}

extension KubernetesAPI.Service {
    var isHeadless: Bool { spec.clusterIP == "None" }
}

extension String {
    var isIPv6: Bool { contains(":") }
}
