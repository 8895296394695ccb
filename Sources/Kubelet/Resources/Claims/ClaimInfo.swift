import KubernetesAPI

/// Why devices of a resource claim cannot be had, or not be given back.
struct ResourceClaimError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// What the kubelet knows of a resource claim that pods of this node use.
struct ClaimInfo: Equatable, Sendable {
    /// A device of the claim, as its driver has prepared it.
    struct Device: Equatable, Sendable {
        var pool: String
        var name: String
        /// The requests of the claim that it is for; none means all.
        var requests: [String]
        /// What the container runtime knows it by.
        var cdi: [String]
        /// Of a device that several claims share.
        var shareID: String?
    }

    var uid: String
    var name: String
    var namespace: String
    /// The UIDs of the pods that use it.
    var pods: Set<String> = []
    /// By driver: every one that has a part in the claim, even if it gives no device.
    var drivers: [String: [Device]]
    /// The drivers have prepared it since this kubelet was started.
    var isPrepared = false

    /// The CDI names of the devices that are for a request; of all when it is nil.
    func cdiDevices(for request: String?) -> [String] {
        drivers.sorted { $0.key < $1.key }.flatMap(\.value).filter { device in
            guard let request, !request.isEmpty else { return true }
            return device.requests.isEmpty || device.requests.contains { Self.base($0) == Self.base(request) }
        }.flatMap(\.cdi)
    }

    /// A request of several alternatives is known by its own name, without that of the alternative.
    private static func base(_ request: String) -> Substring { request.prefix { $0 != "/" } }
}

/// A resource claim that a pod uses.
struct ClaimReference: Equatable {
    var name: String
    /// It was made for this pod, which has to be its owner.
    var isOwned: Bool

    /// The claim that stands behind a name in the pod; nil when none is needed.
    /// - Throws: when it was not made yet.
    static func of(_ claim: CoreV1.PodResourceClaim, in pod: Pod) throws(ResourceClaimError) -> ClaimReference? {
        if let name = claim.resourceClaimName { return ClaimReference(name: name, isOwned: false) }
        guard claim.resourceClaimTemplateName != nil else {
            throw ResourceClaimError("pod \"\(pod.metadata.namespace)/\(pod.metadata.name)\", spec.resourceClaim \"\(claim.name)\": API has unsupported features: none of the supported fields are set")
        }
        guard let status = pod.status.resourceClaimStatuses.first(where: { $0.name == claim.name }) else {
            throw ResourceClaimError("pod \"\(pod.metadata.namespace)/\(pod.metadata.name)\": ResourceClaim not created yet")
        }
        return status.resourceClaimName.map { ClaimReference(name: $0, isOwned: true) }
    }

    /// All that a pod uses, also the one that the scheduler made for its extended resources.
    static func all(_ pod: Pod) throws(ResourceClaimError) -> [ClaimReference] {
        var all: [ClaimReference] = []
        for claim in pod.spec.resourceClaims { if let reference = try of(claim, in: pod) { all.append(reference) } }
        if let extended = pod.status.extendedResourceClaimStatus { all.append(ClaimReference(name: extended.resourceClaimName, isOwned: false)) }
        return all
    }

    /// What a container uses: claims by name, with the requests of each; nil stands for all of the claim.
    static func requests(_ container: Container, of pod: Pod) throws(ResourceClaimError) -> [(claim: String, request: String?)] {
        var out: [(claim: String, request: String?)] = []
        for wanted in container.resources.claims {
            guard let claim = pod.spec.resourceClaims.first(where: { $0.name == wanted.name }), let reference = try of(claim, in: pod) else { continue }
            out.append((reference.name, wanted.request))
        }
        guard let extended = pod.status.extendedResourceClaimStatus else { return out }
        for mapping in extended.requestMappings where mapping.containerName == container.name && (container.resources.requests[mapping.resourceName]?.value ?? 0) > 0 {
            out.append((extended.resourceClaimName, mapping.requestName))
        }
        return out
    }
}
