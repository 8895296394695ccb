import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// resourceclaim-controller: makes the resource claims that pods ask for by template, writes their names into the pods' status, and
/// gives devices back when the pods that used them are gone.
///
/// Claims made for a pod belong to it, so that the garbage collector takes them away with it.
final class ResourceClaimController: Controller {
    static let name = "resourceclaim-controller"

    /// What there is to look at.
    enum Key: Hashable, Sendable, CustomStringConvertible {
        case pod(ObjectKey)
        case claim(ObjectKey)

        var description: String {
            switch self {
            case .pod(let key): "pod:\(key)"
            case .claim(let key): "claim:\(key)"
            }
        }
    }

    struct Failure: Error, CustomStringConvertible { var description: String }

    private static let podClaims = "pod-resource-claims"
    private static let owner = "resource-claim-owner"

    let context: ControllerContext
    let claims: Informer<ResourceV1.ResourceClaim>
    let queue: WorkQueue<Key>
    private let templates: Informer<ResourceClaimTemplate>
    private let metrics: ClaimMetrics
    private let recorder: EventRecorder
    /// Claims made just now, which the cache may not show yet, by pod's uid and entry.
    private let made = Mutex<[String: ResourceV1.ResourceClaim]>([:])

    init(_ context: ControllerContext) {
        self.context = context
        claims = context.informers.informer(for: ResourceV1.ResourceClaim.self)
        templates = context.informers.informer(for: ResourceClaimTemplate.self)
        queue = context.queue(of: Key.self)
        metrics = ClaimMetrics(context.metrics, claims: claims)
        recorder = context.recorder("resource_claim")
        context.pods.addIndex(Self.podClaims) { pod in pod.claimNames.map { "\(pod.metadata.namespace)/\($0)" } }
        claims.addIndex(Self.owner) { claim in claim.owningPod.map { [$0.uid] } ?? [] }
        watch()
    }

    private func watch() {
        let (queue, pods) = (queue, context.pods)
        pods.addHandler { [self] event in podChanged(event) }
        claims.addHandler { event in
            let key = event.object.key
            queue.add(.claim(key))
            // One that is allocated now may have to be reserved, one that was deleted to be made again.
            for pod in pods.indexed(Self.podClaims, "\(key)") where !pod.isDoneWithClaims { queue.add(.pod(pod.key)) }
        }
        templates.addHandler { event in
            if event.isDeletion { return }
            let template = event.object.metadata
            for pod in pods.list(namespace: template.namespace)
            where pod.spec.resourceClaims.contains(where: { $0.resourceClaimTemplateName == template.name }) { queue.add(.pod(pod.key)) }
        }
    }

    private func podChanged(_ event: InformerEvent<Pod>) {
        let pod = event.object
        guard !pod.spec.resourceClaims.isEmpty || pod.status.extendedResourceClaimStatus != nil else { return }
        if event.isDeletion || pod.isDoneWithClaims {
            for name in pod.claimNames { queue.add(.claim(ObjectKey(namespace: pod.metadata.namespace, name: name))) }
            // Also one whose name the status never said.
            for claim in claims.indexed(Self.owner, pod.metadata.uid) { queue.add(.claim(claim.key)) }
        }
        if event.isDeletion {
            made.withLock { $0 = $0.filter { !$0.key.hasPrefix("\(pod.metadata.uid)/") } }
        } else if !pod.metadata.isBeingDeleted, !pod.isTerminal {
            queue.add(.pod(pod.key))
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentResourceClaimSyncs) { [self] key in
            switch key {
            case .pod(let key): try await reconcile(pod: key)
            case .claim(let key): try await reconcile(claim: key)
            }
        }
    }

    // MARK: Pods

    func reconcile(pod key: ObjectKey) async throws {
        guard let pod = context.pods.get(key), !pod.metadata.isBeingDeleted, !pod.isTerminal else { return }
        var names: [(entry: String, claim: String)] = []
        for entry in pod.spec.resourceClaims {
            do {
                if let name = try await ensure(entry, for: pod) { names.append((entry.name, name)) }
            } catch {
                recorder.event(
                    pod, type: "Warning", reason: "FailedResourceClaimCreation", message: "PodResourceClaim \(entry.name): \(describe(error))")
                throw error
            }
        }
        if !names.isEmpty { try await say(names, of: pod) }
        // Whoever put it on a node without the scheduler did not reserve the claims either.
        if !(pod.spec.nodeName ?? "").isEmpty { try await reserve(for: pod) }
    }

    /// Makes the claim of an entry when it is missing; returns its name when the pod's status does not say it yet.
    private func ensure(_ entry: PodResourceClaim, for pod: Pod) async throws -> String? {
        switch pod.name(of: entry) {
        case .shared, .unneeded: return nil
        case .own(let name):
            if let claim = claims.get(name, namespace: pod.metadata.namespace) {
                if let problem = claim.ownershipProblem(for: pod) { throw Failure(description: problem) }
                return nil
            }
            // It was deleted, or was made just now.
            let remembered = made.withLock { $0["\(pod.metadata.uid)/\(entry.name)"] }
            if remembered?.metadata.name == name, await isThere(name, pod.metadata.namespace) { return nil }
            made.withLock { $0["\(pod.metadata.uid)/\(entry.name)"] = nil }
            guard let template = entry.resourceClaimTemplateName else { return nil }
            return try await make(entry.name, from: template, for: pod)
        case .missing(let template):
            return try await make(entry.name, from: template, for: pod)
        }
    }

    private func isThere(_ name: String, _ namespace: String) async -> Bool {
        do {
            _ = try await context.client.get(ResourceV1.ResourceClaim.self, name, namespace: namespace)
            return true
        } catch {
            // Not knowing, it is not made twice.
            return (error as? APIError)?.isNotFound != true
        }
    }

    private func make(_ entry: String, from template: String, for pod: Pod) async throws -> String {
        let memory = "\(pod.metadata.uid)/\(entry)"
        // Made before, but the pod's status could not be written: perhaps by one that was killed in between.
        let known = made.withLock { $0[memory] } ?? claims.indexed(Self.owner, pod.metadata.uid).first {
            $0.metadata.annotations[Pod.claimAnnotation] == entry && !$0.metadata.isBeingDeleted
        }
        if let known { return known.metadata.name }
        guard let source = templates.get(template, namespace: pod.metadata.namespace) else {
            throw Failure(description: "resource claim template \"\(template)\": resourceclaimtemplate.resource.k8s.io \"\(template)\" not found")
        }
        var claim = ResourceV1.ResourceClaim.made(from: source, for: pod, as: entry)
        do {
            claim = try await context.client.create(claim)
            metrics.created(claim, true)
        } catch let error as APIError {
            metrics.created(claim, false)
            throw Failure(description: "create ResourceClaim : \(describe(error))")
        }
        made.withLock { $0[memory] = claim }
        return claim.metadata.name
    }

    /// Writes the claims' names into the pod's status.
    private func say(_ names: [(entry: String, claim: String)], of pod: Pod) async throws {
        let statuses = names.map { JSONValue.object(["name": .string($0.entry), "resourceClaimName": .string($0.claim)]) }
        do {
            let _: Pod = try await context.client.patch(
                Pod.self, pod.metadata.name, namespace: pod.metadata.namespace, subresource: "status",
                .strategic(["metadata": ["uid": .string(pod.metadata.uid)], "status": ["resourceClaimStatuses": .array(statuses)]]))
        } catch let error as APIError where error.isNotFound || error.isConflict {
            return
        }
    }

    private func reserve(for pod: Pod) async throws {
        for name in pod.claimNames {
            guard var claim = claims.get(name, namespace: pod.metadata.namespace), claim.status.allocation != nil, !claim.isReserved(for: pod),
                !claim.metadata.isBeingDeleted, claim.status.reservedFor.count < ResourceV1.ResourceClaim.reservedForLimit
            else { continue }
            if claim.owningPod != nil, let problem = claim.ownershipProblem(for: pod) { throw Failure(description: problem) }
            claim.status.reservedFor.append(
                ResourceClaimConsumerReference(resource: "pods", name: pod.metadata.name, uid: pod.metadata.uid))
            _ = try await context.client.updateStatus(claim)
        }
    }
}
