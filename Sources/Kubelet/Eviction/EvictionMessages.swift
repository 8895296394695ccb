import KubernetesAPI

/// What an eviction says of itself, in the upstream kubelet's words, which tools look for.
struct EvictionMessage: Equatable {
    var text: String
    /// For the event.
    var annotations: [String: String] = [:]

    /// An eviction because the node is short of something.
    init(
        resource: String, pod: Pod, usage: PodUsage?, thresholds: [EvictionThreshold], signals: [EvictionSignal: EvictionObservation]
    ) {
        text = "The node was low on resource: \(resource). "
        if let threshold = thresholds.first(where: { $0.signal.resource == resource }), let seen = signals[threshold.signal] {
            text += "Threshold quantity: \(threshold.value.quantity(of: seen.capacity)), available: \(seen.available). "
        }
        var names: [String] = []
        var uses: [String] = []
        for container in usage?.containers ?? [] {
            guard let spec = (pod.spec.containers + pod.spec.initContainers).first(where: { $0.name == container.name }) else { continue }
            let used: Int? = switch resource {
            case "memory": container.memory
            case "ephemeral-storage": container.rootfs.flatMap { rootfs in container.logs.map { (rootfs + $0).bytes } }
            default: nil
            }
            let status = pod.status.containerStatuses.first { $0.name == container.name }
            let request = status?.allocatedResources[resource] ?? spec.resources.requests[resource] ?? Quantity(0)
            guard let used, Quantity(used) > request else { continue }
            let quantity = Quantity(used, format: .binarySI)
            text += "Container \(container.name) was using \(quantity), request is \(request), has larger consumption of \(resource). "
            names.append(container.name)
            uses.append("\(quantity)")
        }
        annotations = [
            "offending_containers": names.joined(separator: ","), "offending_containers_usage": uses.joined(separator: ","),
            "starved_resource": resource,
        ]
    }

    static func emptyDir(_ volume: String, limit: Quantity) -> String { "Usage of EmptyDir volume \"\(volume)\" exceeds the limit \"\(limit)\". " }
    static func container(_ name: String, limit: Quantity) -> String {
        "Container \(name) exceeded its local ephemeral storage limit \"\(limit)\". "
    }
    static func pod(limit: Quantity) -> String { "Pod ephemeral local storage usage exceeds the total limit of containers \(limit). " }
    static func condition(_ pressures: [Pressure]) -> String {
        "The node had condition: [\(pressures.map(\.rawValue).joined(separator: " "))]. "
    }
}
