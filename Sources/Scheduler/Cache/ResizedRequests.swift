import KubernetesAPI

/// What the containers of a pod count with while their resources are being changed: the most of what is wanted, what the node has
/// allocated, and what they run with; what is wanted counts no more once the node has said that it can never be.
struct ResizedRequests {
    private let statuses: [String: ContainerStatus]
    private let pod: PodStatus
    private let isInfeasible: Bool

    init(_ status: PodStatus) {
        pod = status
        let known = status.initContainerStatuses + status.containerStatuses
        statuses = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        isInfeasible = status.conditions.contains { $0.type == "PodResizePending" && $0.reason == "Infeasible" }
    }

    func requests(of container: Container) -> [String: Quantity] {
        let wanted = container.resources.requests
        guard let status = statuses[container.name], let actual = status.resources else { return wanted }
        return largest(wanted, actual.requests, status.allocatedResources)
    }

    /// Of the pod as a whole.
    func requests(of resources: ResourceRequirements) -> [String: Quantity] {
        guard let actual = pod.resources else { return resources.requests }
        return largest(resources.requests, actual.requests, pod.allocatedResources)
    }

    private func largest(_ wanted: [String: Quantity], _ actual: [String: Quantity], _ allocated: [String: Quantity]) -> [String: Quantity] {
        let has = actual.merging(allocated) { max($0, $1) }
        return isInfeasible ? has : has.merging(wanted) { max($0, $1) }
    }
}
