import KubernetesAPI
import KubernetesClient

/// The resource claims of a pod, by its spec and its status.
extension Pod {
    /// The annotation of a claim made for a pod: which of the pod's claims it is.
    static let claimAnnotation = "resource.kubernetes.io/pod-claim-name"

    /// The name of the claim that an entry of `spec.resourceClaims` means.
    enum ClaimName: Equatable {
        /// A claim that somebody made; any pod may use it.
        case shared(String)
        /// A claim made from a template for this pod alone.
        case own(String)
        /// There is none, and none is needed.
        case unneeded
        /// To be made from the template.
        case missing(template: String)
    }

    func name(of claim: PodResourceClaim) -> ClaimName {
        if let name = claim.resourceClaimName { return .shared(name) }
        guard let template = claim.resourceClaimTemplateName else { return .unneeded }
        guard let known = status.resourceClaimStatuses.first(where: { $0.name == claim.name }) else { return .missing(template: template) }
        return known.resourceClaimName.map { .own($0) } ?? .unneeded
    }

    /// The names of all claims that the pod uses, as far as they are known; one that the scheduler made for extended resources is one.
    var claimNames: [String] {
        let own: [String] = spec.resourceClaims.compactMap { claim in
            switch name(of: claim) {
            case .shared(let name), .own(let name): name
            case .unneeded, .missing: nil
            }
        }
        return own + (status.extendedResourceClaimStatus.map { [$0.resourceClaimName] } ?? [])
    }

    /// Whether it will not run, or not any more: then it needs no devices.
    var isDoneWithClaims: Bool { isTerminal || (metadata.isBeingDeleted && (spec.nodeName ?? "").isEmpty) }
}

extension ResourceV1.ResourceClaim {
    /// What keeps a claim while its devices are in use.
    static let finalizer = "resource.kubernetes.io/delete-protection"
    /// More pods than this cannot share one.
    static let reservedForLimit = 256

    /// The pod that it was made for; nil for one that stands for itself.
    var owningPod: OwnerReference? {
        metadata.controllerRef.flatMap { $0.kind == "Pod" && $0.apiVersion == "v1" ? $0 : nil }
    }

    func isReserved(for pod: Pod) -> Bool { status.reservedFor.contains { $0.uid == pod.metadata.uid } }

    /// Why the pod may not use it though it has its name; nil when it may.
    func ownershipProblem(for pod: Pod) -> String? {
        owningPod?.uid == pod.metadata.uid
            ? nil : "ResourceClaim \(metadata.namespace)/\(metadata.name) was not created for pod \(pod.metadata.namespace)/\(pod.metadata.name) (pod is not owner)"
    }

    /// A claim for one entry of the pod, named by the API server after both.
    static func made(from template: ResourceClaimTemplate, for pod: Pod, as entry: String) -> ResourceV1.ResourceClaim {
        var claim = ResourceV1.ResourceClaim()
        claim.metadata.generateName = generateName(pod: pod.metadata.name, entry: entry)
        claim.metadata.namespace = pod.metadata.namespace
        claim.metadata.labels = template.spec.metadata.labels
        claim.metadata.annotations = template.spec.metadata.annotations
        claim.metadata.annotations[Pod.claimAnnotation] = entry
        claim.metadata.ownerReferences = [.controller(pod)]
        claim.spec = template.spec.spec
        return claim
    }

    /// The two names with a dash after each, cut in proportion to what fits a label's value.
    static func generateName(pod: String, entry: String) -> String {
        let (pod, entry) = (Array(pod.utf8), Array(entry.utf8))
        let (most, length) = (57, pod.count + 1 + entry.count)
        func cut(_ text: [UInt8]) -> String {
            String(decoding: length > most ? text.prefix(text.count * most / length) : text[...], as: UTF8.self)
        }
        return "\(cut(pod))-\(cut(entry))-"
    }
}
