import KubernetesAPI
import KubernetesClient

/// The requests for devices that stand for the extended resources of a pod's containers, and which request serves which container.
///
/// Containers that run together have devices of their own. An init container runs before those after it, and uses theirs; what it needs
/// beyond them all such init containers share, one after the other.
struct ExtendedResourceRequests: Sendable, Equatable {
    private(set) var requests: [ResourceV1.DeviceRequest] = []
    private(set) var mappings: [ContainerExtendedResourceRequest] = []

    /// A container with its place among all, those that initialise first.
    private struct Member {
        var place: Int
        var container: Container
        /// Whether it ends before the next begins.
        var isPassing: Bool

        /// How many of a resource it wants.
        func amount(_ resource: String) -> Int { container.resources.requests[resource]?.value ?? 0 }

        /// What its request for a resource is called: by its place, and the place of the resource among all that it asks for.
        func requestName(_ resource: String) -> String {
            let index = container.resources.requests.keys.sorted().firstIndex(of: resource) ?? 0
            return "container-\(place)-request-\(index)"
        }
    }

    /// A request that is being made.
    private struct Wish {
        var name: String
        var place: Int
        var count: Int
    }

    /// - Parameter resources: which of the pod's resources devices stand for.
    init(_ pod: Pod, resources: Set<String>, classes: ExtendedResourceClasses) {
        let members = pod.allContainers.enumerated().map { place, container in
            Member(
                place: place, container: container, isPassing: place < pod.spec.initContainers.count && container.restartPolicy != "Always")
        }
        for resource in resources.sorted() {
            guard let className = classes.deviceClass(for: resource) else { continue }
            for wish in wishes(members, resource) {
                var exact = ResourceV1.ExactDeviceRequest(deviceClassName: className)
                exact.allocationMode = "ExactCount"
                exact.count = wish.count
                requests.append(ResourceV1.DeviceRequest(name: wish.name, exactly: exact))
            }
        }
        requests.sort { $0.name < $1.name }
    }

    /// What is wanted of one resource; notes who is served by what.
    private mutating func wishes(_ members: [Member], _ resource: String) -> [Wish] {
        var lasting: [Wish] = []
        for member in members where !member.isPassing && member.amount(resource) > 0 {
            let wish = Wish(name: member.requestName(resource), place: member.place, count: member.amount(resource))
            lasting.append(wish)
            map(member, resource, to: wish.name)
        }
        // What init containers need beyond the devices of those after them: the largest serves all.
        var further: [(member: Member, missing: Int)] = []
        for member in members where member.isPassing && member.amount(resource) > 0 {
            var missing = member.amount(resource)
            for wish in lasting where wish.place > member.place && missing > 0 {
                missing -= min(missing, wish.count)
                map(member, resource, to: wish.name)
            }
            if missing > 0 { further.append((member, missing)) }
        }
        guard let most = further.map(\.missing).max(), let largest = further.first(where: { $0.missing == most }) else { return lasting }
        let shared = Wish(name: largest.member.requestName(resource), place: largest.member.place, count: most)
        for (member, _) in further { map(member, resource, to: shared.name) }
        return [shared] + lasting
    }

    private mutating func map(_ member: Member, _ resource: String, to request: String) {
        mappings.append(ContainerExtendedResourceRequest(containerName: member.container.name, resourceName: resource, requestName: request))
    }
}

extension ResourceV1.ResourceClaim {
    /// Marks a claim that a scheduler made for the extended resources of a pod.
    static let extendedResourceAnnotation = "resource.kubernetes.io/extended-resource-claim"

    /// A claim for the extended resources of a pod, to be created; the API server completes its name.
    static func extended(for pod: Pod, _ requests: [ResourceV1.DeviceRequest]) -> ResourceV1.ResourceClaim {
        var claim = ResourceV1.ResourceClaim()
        claim.metadata.namespace = pod.metadata.namespace
        claim.metadata.generateName = pod.metadata.name + "-extended-resources-"
        claim.metadata.annotations = [extendedResourceAnnotation: "true"]
        var owner = OwnerReference()
        (owner.apiVersion, owner.kind, owner.name, owner.uid, owner.controller) = ("v1", "Pod", pod.metadata.name, pod.metadata.uid, true)
        claim.metadata.ownerReferences = [owner]
        claim.spec.devices.requests = requests
        return claim
    }

    /// The UID of the pod for whose extended resources it was made; nil for any other claim.
    var extendedResourceOwner: String? {
        guard metadata.annotations[Self.extendedResourceAnnotation] == "true" else { return nil }
        return metadata.ownerReferences.first { $0.controller == true && $0.kind == "Pod" }?.uid
    }
}
