import KubernetesAPI

/// What is known of a pod's need for devices before nodes are looked at.
struct DeviceDemand {
    /// The nodes from which the devices that claims have can be reached.
    var nodes: [RequiredNodes] = []
    /// The claims that have none yet.
    var requests: [DeviceClaimRequest] = []
    /// The extended resources of the pod for which devices may stand.
    var extended: ExtendedDemand?
    /// Why no node will do until a claim was freed of its devices.
    var obstacle: String?

    /// Whether any node will do.
    var isNothing: Bool { nodes.isEmpty && requests.isEmpty && extended == nil && obstacle == nil }

    /// All claims for which devices are to be found on a node, the one for extended resources at the end.
    func requests(on node: NodeDescription) throws(DeviceError) -> [DeviceClaimRequest] {
        guard let own = try extended?.claim(on: node) else { return requests }
        return requests + [own.request]
    }
}

/// The extended resources of a pod for which devices may stand, on nodes that do not have them themselves.
struct ExtendedDemand {
    /// A claim that is still to be made.
    struct Claim {
        var request: DeviceClaimRequest
        var mappings: [ContainerExtendedResourceRequest]
    }

    private let pod: Pod
    private let resources: Set<String>
    private let classes: ExtendedResourceClasses
    private let find: (String) -> DeviceClass?
    /// For nodes that have none of the resources themselves, which is the rule.
    private let all: Result<Claim, DeviceError>

    init(_ pod: Pod, _ resources: Set<String>, _ classes: ExtendedResourceClasses, class find: @escaping (String) -> DeviceClass?) {
        self.pod = pod
        self.resources = resources
        self.classes = classes
        self.find = find
        all = Self.make(pod, resources, classes, find)
    }

    /// What is to be had from devices on a node; nil if the node has all itself.
    func claim(on node: NodeDescription) throws(DeviceError) -> Claim? {
        let missing = resources.filter { (node.allocatable.scalars[$0] ?? 0) == 0 }
        if missing.isEmpty { return nil }
        return try (missing == resources ? all : Self.make(pod, missing, classes, find)).get()
    }

    private static func make(
        _ pod: Pod, _ resources: Set<String>, _ classes: ExtendedResourceClasses, _ find: (String) -> DeviceClass?
    ) -> Result<Claim, DeviceError> {
        let wanted = ExtendedResourceRequests(pod, resources: resources, classes: classes)
        do throws(DeviceError) {
            return .success(Claim(request: try DeviceClaimRequest(.extended(for: pod, wanted.requests), class: find), mappings: wanted.mappings))
        } catch {
            return .failure(error)
        }
    }
}
