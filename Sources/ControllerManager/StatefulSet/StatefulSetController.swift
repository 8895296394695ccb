import KubernetesAPI
import KubernetesClient

/// statefulset-controller: pods with stable names and claims of their own, made and replaced in order.
///
/// The rule: take the steps that ``StatefulSetPass`` allows, then write the status. Names make creation idempotent: what was
/// made and the cache does not show yet cannot be made twice.
final class StatefulSetController: Controller {
    static let name = "statefulset-controller"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let sets: Informer<StatefulSet>
    private let revisions: Informer<ControllerRevision>
    private let claims: Informer<PersistentVolumeClaim>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("statefulset-controller")
        sets = context.informers.informer(for: StatefulSet.self)
        revisions = context.informers.informer(for: ControllerRevision.self)
        claims = context.informers.informer(for: PersistentVolumeClaim.self)
        queue = context.queue()
        sets.addHandler { [queue] event in queue.add(event.object.key) }
        context.pods.addHandler { [queue, sets] event in
            let pod = event.object
            if let reference = pod.metadata.controllerRef {
                if reference.kind == "StatefulSet" { queue.add(ObjectKey(namespace: pod.metadata.namespace, name: reference.name)) }
                return
            }
            for set in sets.list(namespace: pod.metadata.namespace) where set.spec.selector.matches(pod.metadata.labels) { queue.add(set.key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentStatefulSetSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard var set = sets.get(key.name, namespace: key.namespace) else { return }
        let selector = set.spec.selector
        guard selector != LabelSelector() else { return }
        var history = try await RevisionHistory(
            client: context.client, owner: set, selector: selector, candidates: revisions.candidates(for: set.metadata))
        let update = try await history.current(set.spec.template, collisions: &set.status.collisionCount)
        let current = history.revisions.first { $0.metadata.name == set.status.currentRevision } ?? update

        let owner = set
        let refs = ControllerRefManager(client: context.client, owner: owner, matches: { selector.matches($0) })
        let pods = try await refs.claim(
            context.pods.candidates(controllerUID: set.metadata.uid, namespace: key.namespace)
                .filter { StatefulPods.ordinal(of: $0, in: owner) != nil })
        let pass = StatefulSetPass(set, pods: pods, current: current, update: update, now: context.clock.time)
        var failure: (any Error)?
        do {
            for step in pass.steps() { try await take(step, pass, pods) }
        } catch {
            failure = error
        }
        try await write(pass.status(), of: set)
        if let seconds = pass.soonestAvailable { queue.add(key, after: .seconds(seconds)) }
        if let failure { throw failure }
        let inUse = Set(pods.map(\.revisionLabel) + [current.metadata.name, update.metadata.name])
        try await history.cleanUp(limit: set.spec.revisionHistoryLimit ?? 10, inUse: inUse)
    }

    private func write(_ status: StatefulSetStatus, of set: StatefulSet) async throws {
        guard status != sets.get(set.metadata.name, namespace: set.metadata.namespace)?.status else { return }
        var updated = set
        updated.status = status
        do {
            _ = try await context.client.updateStatus(updated)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    // MARK: Steps

    private func take(_ step: StatefulSetPass.Step, _ pass: StatefulSetPass, _ pods: [Pod]) async throws {
        switch step {
        case .create(let ordinal): try await create(ordinal, pass)
        case .repair(let name):
            guard var pod = pods.first(where: { $0.metadata.name == name }) else { return }
            StatefulPods.identify(&pod, in: pass.set)
            try await createClaims(of: name, pass.set)
            _ = try await context.client.update(pod)
        case .delete(let name, let reason):
            guard let pod = pods.first(where: { $0.metadata.name == name }) else { return }
            try await delete(pod, reason, pass.set)
        }
    }

    private func create(_ ordinal: Int, _ pass: StatefulSetPass) async throws {
        let set = pass.set
        let revision = pass.revision(for: ordinal)
        let template = RevisionHistory<StatefulSet>.template(of: revision) ?? set.spec.template
        let pod = StatefulPods.pod(set, ordinal, template: template, revision: revision.metadata.name)
        let name = pod.metadata.name
        do {
            try await createClaims(of: name, set)
            _ = try await context.client.create(pod)
            recorder.event(
                ObjectReference(set), type: "Normal", reason: "SuccessfulCreate",
                message: "create Pod \(name) in StatefulSet \(set.metadata.name) successful")
        } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating {
            return
        } catch {
            recorder.event(
                ObjectReference(set), type: "Warning", reason: "FailedCreate",
                message: "create Pod \(name) in StatefulSet \(set.metadata.name) failed error: \(describe(error))")
            throw error
        }
    }

    private func createClaims(of pod: String, _ set: StatefulSet) async throws {
        for var claim in StatefulPods.claims(set, pod: pod) where claims.get(claim.metadata.name, namespace: set.metadata.namespace) == nil {
            if set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted == "Delete" {
                var owner = OwnerReference.controller(set)
                owner.controller = nil
                owner.blockOwnerDeletion = nil
                claim.metadata.ownerReferences = [owner]
            }
            do {
                _ = try await context.client.create(claim)
                recorder.event(
                    ObjectReference(set), type: "Normal", reason: "SuccessfulCreate",
                    message: "create Claim \(claim.metadata.name) Pod \(pod) in StatefulSet \(set.metadata.name) success")
            } catch let error as APIError where error.isAlreadyExists {
                continue
            }
        }
    }

    private func delete(_ pod: Pod, _ reason: StatefulSetPass.Reason, _ set: StatefulSet) async throws {
        let name = pod.metadata.name
        switch reason {
        case .failed:
            recorder.event(
                ObjectReference(set), type: "Warning", reason: "RecreatingFailedPod",
                message: "StatefulSet \(set.metadata.namespace)/\(set.metadata.name) is recreating failed Pod \(name)")
        case .succeeded:
            recorder.event(
                ObjectReference(set), type: "Normal", reason: "RecreatingTerminatedPod",
                message: "StatefulSet \(set.metadata.namespace)/\(set.metadata.name) is recreating terminated Pod \(name)")
        case .condemned: try await condemnClaims(of: pod, set)
        case .outdated: break
        }
        do {
            try await context.client.delete(
                Pod.self, name, namespace: set.metadata.namespace,
                options: DeleteOptions(preconditions: Preconditions(uid: pod.metadata.uid)))
            recorder.event(
                ObjectReference(set), type: "Normal", reason: "SuccessfulDelete",
                message: "delete Pod \(name) in StatefulSet \(set.metadata.name) successful")
        } catch let error as APIError where error.isNotFound {
            return
        } catch {
            recorder.event(
                ObjectReference(set), type: "Warning", reason: "FailedDelete",
                message: "delete Pod \(name) in StatefulSet \(set.metadata.name) failed error: \(describe(error))")
            throw error
        }
    }

    /// With the retention policy whenScaled: Delete the claims go with the pod, by garbage collection.
    private func condemnClaims(of pod: Pod, _ set: StatefulSet) async throws {
        guard set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled == "Delete" else { return }
        for wanted in StatefulPods.claims(set, pod: pod.metadata.name) {
            guard var claim = claims.get(wanted.metadata.name, namespace: set.metadata.namespace),
                !claim.metadata.ownerReferences.contains(where: { $0.uid == pod.metadata.uid })
            else { continue }
            claim.metadata.ownerReferences = [
                OwnerReference(apiVersion: "v1", kind: "Pod", name: pod.metadata.name, uid: pod.metadata.uid)
            ]
            _ = try await context.client.update(claim)
        }
    }
}
