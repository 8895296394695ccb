import JSON
import KubernetesAPI

/// The resources of a pod's containers, and of the pod as a whole: what the kubelet has allocated to it, or what the runtime was
/// last told. It may differ from the spec while a resize waits.
struct PodAllocation: Equatable, Sendable {
    /// By the names of containers, init containers among them.
    var containers: [String: ResourceRequirements] = [:]
    /// Pod-level resources; nil when the pod has none.
    var pod: ResourceRequirements?

    init() {}

    /// What the pod's spec asks for.
    init(_ pod: Pod) {
        for container in pod.spec.initContainers + pod.spec.containers { containers[container.name] = container.resources }
        self.pod = pod.spec.resources
    }

    /// The pod with these resources in place of its spec's. Containers that are not among them stay as they are.
    func applied(to pod: Pod) -> Pod {
        var pod = pod
        for index in pod.spec.initContainers.indices {
            if let own = containers[pod.spec.initContainers[index].name] { pod.spec.initContainers[index].resources = own }
        }
        for index in pod.spec.containers.indices {
            if let own = containers[pod.spec.containers[index].name] { pod.spec.containers[index].resources = own }
        }
        if let whole = self.pod, pod.spec.resources != nil { pod.spec.resources = whole }
        return pod
    }

    // MARK: - On disk

    /// In the form in which the upstream kubelet keeps it.
    var json: JSONValue {
        var all = JSONObject()
        for (name, resources) in containers.sorted(by: { $0.key < $1.key }) { all[name] = resources.jsonValue() }
        var out = JSONObject()
        out["ContainerResources"] = .object(all)
        if let pod { out["PodLevelResources"] = pod.jsonValue() }
        return .object(out)
    }

    init(json: JSONValue) throws {
        for (name, value) in json["ContainerResources"]?.object ?? JSONObject() {
            containers[name] = try ResourceRequirements(json: value)
        }
        if let value = json["PodLevelResources"], !value.isNull { pod = try ResourceRequirements(json: value) }
    }
}
