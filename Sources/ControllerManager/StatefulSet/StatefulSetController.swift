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
        // A claim that has gone may be what a pod waits for.
        claims.addHandler { [queue, sets] event in
            guard case .deleted(let claim) = event else { return }
            for set in sets.list(namespace: claim.metadata.namespace)
            where set.spec.volumeClaimTemplates.contains(where: { claim.metadata.name.hasPrefix("\($0.metadata.name)-\(set.metadata.name)-") }) {
                queue.add(set.key)
            }
        }
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
            try await settleClaims(of: pods, set)
            try await take(pass.steps(), pass, pods)
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

    /// One after the other; with the policy Parallel several at once, so that one which cannot be taken holds none of the others up.
    private func take(_ steps: [StatefulSetPass.Step], _ pass: StatefulSetPass, _ pods: [Pod]) async throws {
        if pass.isOrdered {
            for step in steps { try await take(step, pass, pods) }
            return
        }
        let result = await atOnce(0..<steps.count) { [self] index in try await take(steps[index], pass, pods) }
        if let error = result.error { throw error }
    }

    private func take(_ step: StatefulSetPass.Step, _ pass: StatefulSetPass, _ pods: [Pod]) async throws {
        switch step {
        case .create(let ordinal): try await create(ordinal, pass)
        case .repair(let name): if let pod = pods.first(where: { $0.metadata.name == name }) { try await repair(pod, pass.set) }
        case .delete(let name, let reason):
            if let pod = pods.first(where: { $0.metadata.name == name }) { try await delete(pod, reason, pass.set) }
        }
    }

    private func create(_ ordinal: Int, _ pass: StatefulSetPass) async throws {
        let set = pass.set
        let revision = pass.revision(for: ordinal)
        let template = RevisionHistory<StatefulSet>.template(of: revision) ?? set.spec.template
        let pod = StatefulPods.pod(set, ordinal, template: template, revision: revision.metadata.name)
        let name = pod.metadata.name
        // Claims that go with an earlier pod of this name are still there; their going will bring us back.
        guard try await createClaims(of: name, uid: nil, set) else { return }
        do {
            _ = try await context.client.create(pod)
            tell(set, "SuccessfulCreate", "create Pod \(name) in StatefulSet \(set.metadata.name) successful")
        } catch let error as APIError where error.isNamespaceTerminating {
            return
        } catch let error as APIError where error.isAlreadyExists {
            // Ours, and the cache does not show it yet; or a stranger's, which has to go first.
            if pods(named: name, of: set).contains(where: { $0.metadata.isControlled(by: set.metadata) }) { return }
            throw error
        } catch {
            tell(set, "FailedCreate", "create Pod \(name) in StatefulSet \(set.metadata.name) failed error: \(describe(error))", warning: true)
            throw error
        }
    }

    private func pods(named name: String, of set: StatefulSet) -> [Pod] {
        context.pods.get(name, namespace: set.metadata.namespace).map { [$0] } ?? []
    }

    private func repair(_ pod: Pod, _ set: StatefulSet) async throws {
        _ = try await createClaims(of: pod.metadata.name, uid: pod.metadata.uid, set)
        var right = pod
        StatefulPods.identify(&right, in: set)
        if right.metadata.labels == pod.metadata.labels { return }
        _ = try await context.client.update(right)
        tell(set, "SuccessfulUpdate", "update Pod \(pod.metadata.name) in StatefulSet \(set.metadata.name) successful")
    }

    private func tell(_ set: StatefulSet, _ reason: String, _ message: String, warning: Bool = false) {
        recorder.event(ObjectReference(set), type: warning ? "Warning" : "Normal", reason: reason, message: message)
    }

    private func delete(_ pod: Pod, _ reason: StatefulSetPass.Reason, _ set: StatefulSet) async throws {
        let name = pod.metadata.name
        let path = "\(set.metadata.namespace)/\(set.metadata.name)"
        switch reason {
        case .failed: tell(set, "RecreatingFailedPod", "StatefulSet \(path) is recreating failed Pod \(name)", warning: true)
        case .succeeded: tell(set, "RecreatingTerminatedPod", "StatefulSet \(path) is recreating terminated Pod \(name)")
        case .condemned, .outdated: break
        }
        do {
            try await context.client.delete(
                Pod.self, name, namespace: set.metadata.namespace,
                options: DeleteOptions(preconditions: Preconditions(uid: pod.metadata.uid)))
            tell(set, "SuccessfulDelete", "delete Pod \(name) in StatefulSet \(set.metadata.name) successful")
        } catch let error as APIError where error.isNotFound {
            return
        } catch {
            tell(set, "FailedDelete", "delete Pod \(name) in StatefulSet \(set.metadata.name) failed error: \(describe(error))", warning: true)
            throw error
        }
    }

    // MARK: Claims

    /// Makes the claims that a pod lacks. False while one belongs to an earlier pod of the name; throws for one that is going away.
    private func createClaims(of pod: String, uid: String?, _ set: StatefulSet) async throws -> Bool {
        let rules = StatefulClaims(set: set)
        for var claim in StatefulPods.claims(set, pod: pod) {
            let name = claim.metadata.name
            if let present = claims.get(name, namespace: set.metadata.namespace) {
                if rules.isStale(present, pod: pod, uid: uid) { return false }
                if present.metadata.isBeingDeleted { throw BeingDeleted(claim: name) }
                continue
            }
            if set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted == "Delete" { claim.metadata.ownerReferences = [.controller(set)] }
            do {
                _ = try await context.client.create(claim)
                tell(set, "SuccessfulCreate", "create Claim \(name) Pod \(pod) in StatefulSet \(set.metadata.name) success")
            } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating {
                continue
            } catch {
                tell(
                    set, "FailedCreate", "create Claim \(name) for Pod \(pod) in StatefulSet \(set.metadata.name) failed error: \(describe(error))",
                    warning: true)
                throw error
            }
        }
        return true
    }

    private struct BeingDeleted: Error, CustomStringConvertible {
        let claim: String
        var description: String { "pvc \(claim) is being deleted" }
    }

    /// Gives the claims of all pods the owners that the retention policy asks for, before any of the pods goes.
    private func settleClaims(of pods: [Pod], _ set: StatefulSet) async throws {
        if set.metadata.isBeingDeleted { return }
        let rules = StatefulClaims(set: set)
        for pod in pods {
            for wanted in set.spec.volumeClaimTemplates {
                let name = StatefulPods.claimName(wanted, pod: pod.metadata.name)
                guard var claim = claims.get(name, namespace: set.metadata.namespace), !claim.metadata.isBeingDeleted,
                    let owners = rules.owners(of: claim, pod: pod), owners != claim.metadata.ownerReferences
                else { continue }
                // A pod of that name which was before will take the claim with it.
                if rules.isStale(claim, pod: pod.metadata.name, uid: pod.metadata.uid) { continue }
                claim.metadata.ownerReferences = owners
                _ = try await context.client.update(claim)
            }
        }
    }
}
