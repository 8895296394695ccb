import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// Keeps as many pods as a ReplicaSet or a ReplicationController asks for.
///
/// The rule: claim the pods that match the selector; if there are fewer active ones than `spec.replicas`, create the rest;
/// if there are more, delete those that cost least (``PodRanking``); then write down in the status what is there.
final class ReplicaController<Owner: ReplicaOwner>: Sendable {
    /// At most so many pods are created or deleted in one pass.
    static var burst: Int { 500 }

    private let context: ControllerContext
    private let name: String
    private let reportsTerminating: Bool
    private let owners: Informer<Owner>
    private let queue: WorkQueue<ObjectKey>
    private let expectations: Expectations
    private let pods: PodControl
    /// Of replica sets only, as in Kubernetes.
    private let ageRatios: Histogram?

    init(_ context: ControllerContext, name: String, component: String, reportsTerminating: Bool) {
        self.context = context
        self.name = name
        self.reportsTerminating = reportsTerminating
        owners = context.informers.informer(for: Owner.self)
        queue = context.queue()
        expectations = Expectations(clock: context.clock)
        pods = PodControl(client: context.client, recorder: context.recorder(component))
        ageRatios = Owner.resource.kind != "ReplicaSet" ? nil : context.metrics.histogram(
            "replicaset_controller_sorting_deletion_age_ratio",
            "The ratio of chosen deleted pod's ages to the current youngest pod's age (at the time). Should be <2. This only considers Ready pods when calculating and reporting.",
            buckets: Histogram.exponential(0.25, 2, 6))
        watch()
    }

    func run(workers: Int) async {
        await context.work(name, on: queue, workers: workers) { [self] key in try await reconcile(key) }
    }

    // MARK: Events

    private func watch() {
        owners.addHandler { [queue, expectations] event in
            switch event {
            case .deleted(let owner): expectations.forget(owner.key)
            // Another one of the same name: what was expected of the first will never come.
            case .updated(let old, let new) where old.metadata.uid != new.metadata.uid: expectations.forget(new.key)
            default: break
            }
            queue.add(event.object.key)
        }
        context.pods.addHandler { [self] event in
            switch event {
            case .added(let pod): pod.metadata.isBeingDeleted ? podDeleted(pod) : podAdded(pod)
            case .updated(let old, let new): podUpdated(old, new)
            case .deleted(let pod): podDeleted(pod)
            }
        }
    }

    private func owner(of pod: Pod) -> ObjectKey? {
        guard let reference = pod.metadata.controllerRef, reference.kind == Owner.resource.kind,
            let owner = owners.get(reference.name, namespace: pod.metadata.namespace), owner.metadata.uid == reference.uid
        else { return nil }
        return owner.key
    }

    private func enqueueWhoeverMatches(_ pod: Pod) {
        for owner in owners.list(namespace: pod.metadata.namespace)
        where owner.podSelector?.matches(pod.metadata.labels) == true { queue.add(owner.key) }
    }

    private func podAdded(_ pod: Pod) {
        guard pod.metadata.controllerRef != nil else { return enqueueWhoeverMatches(pod) }
        guard let key = owner(of: pod) else { return }
        expectations.creationObserved(key)
        queue.add(key)
    }

    private func podUpdated(_ old: Pod, _ new: Pod) {
        if old.metadata.resourceVersion == new.metadata.resourceVersion { return }
        if new.metadata.isBeingDeleted {
            // What counts is that it no longer runs, not that it is gone: that may take its whole grace period.
            podDeleted(new)
            if old.metadata.labels != new.metadata.labels { podDeleted(old) }
            return
        }
        let changedHands = old.metadata.controllerRef != new.metadata.controllerRef
        if changedHands, let key = owner(of: old) { queue.add(key) }
        if new.metadata.controllerRef != nil {
            if let key = owner(of: new) { queue.add(key) }
        } else if changedHands || old.metadata.labels != new.metadata.labels {
            enqueueWhoeverMatches(new)
        }
    }

    private func podDeleted(_ pod: Pod) {
        guard let key = owner(of: pod) else { return }
        expectations.deletionObserved(of: pod.metadata.uid, for: key)
        queue.add(key)
    }

    // MARK: The rule

    func reconcile(_ key: ObjectKey) async throws {
        guard let owner = owners.get(key.name, namespace: key.namespace) else {
            expectations.forget(key)
            return
        }
        guard let selector = owner.podSelector else { return }
        let cacheIsCurrent = expectations.isSatisfied(key)
        let candidates = context.pods.candidates(controllerUID: owner.metadata.uid, namespace: key.namespace)
        let claims = ControllerRefManager(client: context.client, owner: owner, matches: { selector.matches($0) })
        let active = try await claims.claim(candidates.filter(\.isActive))
        let terminating = candidates.count {
            !$0.isTerminal && $0.metadata.isBeingDeleted && $0.metadata.isControlled(by: owner.metadata) && selector.matches($0.metadata.labels)
        }

        var failure: (any Error)?
        if cacheIsCurrent && !owner.metadata.isBeingDeleted {
            do { try await adjust(owner, active) } catch { failure = error }
        }
        try await updateStatus(of: owner, active: active, terminating: terminating, failure: failure)
        if let failure { throw failure }
    }

    private func adjust(_ owner: Owner, _ active: [Pod]) async throws {
        let difference = owner.desiredReplicas - active.count
        if difference > 0 { return try await create(min(difference, Self.burst), for: owner) }
        if difference < 0 { try await delete(min(-difference, Self.burst), of: active, for: owner) }
    }

    private func create(_ count: Int, for owner: Owner) async throws {
        let pod = PodControl.pod(from: owner.podTemplate, owner: owner)
        expectations.expectCreations(count, for: owner.key)
        let result = await slowStart(count) { [pods] _ in try await pods.create(pod, for: owner) }
        // Those that were never made will never be seen.
        expectations.creationObserved(owner.key, count: count - result.successes)
        guard let error = result.error else { return }
        if (error as? APIError)?.isNamespaceTerminating == true { return }
        throw error
    }

    private func delete(_ count: Int, of active: [Pod], for owner: Owner) async throws {
        let victims = count < active.count ? Array(ranked(active, for: owner).prefix(count)) : active
        measure(victims, of: active)
        expectations.expectDeletions(of: victims.map(\.metadata.uid), for: owner.key)
        let result = await atOnce(0..<victims.count) { [pods, expectations] index in
            let pod = victims[index]
            do {
                try await pods.delete(pod.metadata.name, namespace: pod.metadata.namespace, for: owner)
            } catch {
                expectations.deletionObserved(of: pod.metadata.uid, for: owner.key)
                throw error
            }
        }
        if let error = result.error { throw error }
    }

    /// How old those are that go, beside the youngest of all: old ones are rarely to go before young ones.
    private func measure(_ victims: [Pod], of active: [Pod]) {
        guard let ageRatios else { return }
        let now = context.clock.time
        func age(_ pod: Pod) -> Double? {
            guard pod.isReady, let since = pod.readyCondition?.lastTransitionTime, now > since else { return nil }
            return Double(now - since)
        }
        guard let youngest = active.compactMap(age).min() else { return }
        for victim in victims { if let age = age(victim) { ageRatios.series([]).observe(age / youngest) } }
    }

    /// Ranked with the pods of all replica sets of the same deployment in mind, so that a rollout spreads over the nodes.
    private func ranked(_ active: [Pod], for owner: Owner) -> [Pod] {
        var related = active
        if let parent = owner.metadata.controllerRef {
            related = owners.list(namespace: owner.metadata.namespace)
                .filter { $0.metadata.controllerRef?.uid == parent.uid }
                .flatMap { context.pods.indexed(PodIndex.controller, $0.metadata.uid) }
        }
        return PodRanking(now: context.clock.time).sorted(active, related: related)
    }

    // MARK: Status

    private func updateStatus(of owner: Owner, active: [Pod], terminating: Int, failure: (any Error)?) async throws {
        let now = context.clock.time
        var status = owner.replicaStatus
        status.replicas = active.count
        status.fullyLabeledReplicas = active.count { $0.metadata.labels.isSuperset(of: owner.podTemplate.metadata.labels) }
        status.readyReplicas = active.count(where: \.isReady)
        let waits = active.compactMap { $0.secondsToAvailable(minReadySeconds: owner.minReadySeconds, now: now) }
        status.availableReplicas = waits.count { $0 == 0 }
        status.terminatingReplicas = reportsTerminating ? terminating : nil
        status.observedGeneration = max(status.observedGeneration, owner.metadata.generation ?? 0)
        Self.note(failure, surplus: owner.desiredReplicas < active.count, in: &status, now: now)
        if status != owner.replicaStatus {
            var updated = owner
            updated.replicaStatus = status
            try await write(updated)
        }
        if let next = waits.filter({ $0 > 0 }).min() { queue.add(owner.key, after: .seconds(next)) }
    }

    private static func note(_ failure: (any Error)?, surplus: Bool, in status: inout ReplicaStatus, now: Time) {
        let present = status.conditions.contains { $0.type == "ReplicaFailure" }
        if let failure {
            guard !present else { return }
            status.conditions.append(
                ReplicaSetCondition(
                    type: "ReplicaFailure", status: "True", lastTransitionTime: now, reason: surplus ? "FailedDelete" : "FailedCreate",
                    message: describe(failure)))
        } else if present {
            status.conditions.removeAll { $0.type == "ReplicaFailure" }
        }
    }

    /// The numbers are ours alone, so one conflict (the spec was changed meanwhile) is answered by writing them again over
    /// the newer object; what was observed stays the generation that this pass saw.
    private func write(_ owner: Owner) async throws {
        do {
            _ = try await context.client.updateStatus(owner)
        } catch let error as APIError where error.isConflict {
            var fresh = try await context.client.get(Owner.self, owner.metadata.name, namespace: owner.metadata.namespace)
            guard fresh.metadata.uid == owner.metadata.uid else { return }
            fresh.replicaStatus = owner.replicaStatus
            _ = try await context.client.updateStatus(fresh)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}

extension [String: String] {
    func isSuperset(of other: [String: String]) -> Bool { other.allSatisfy { self[$0.key] == $0.value } }
}

/// replicaset-controller.
struct ReplicaSetController: Controller {
    static let name = "replicaset-controller"
    private let replicas: ReplicaController<ReplicaSet>
    private let workers: Int

    init(_ context: ControllerContext) {
        replicas = ReplicaController(context, name: Self.name, component: "replicaset-controller", reportsTerminating: true)
        workers = context.options.concurrentReplicaSetSyncs
    }

    func run() async { await replicas.run(workers: workers) }
}

/// replicationcontroller-controller.
struct ReplicationControllerController: Controller {
    static let name = "replicationcontroller-controller"
    private let replicas: ReplicaController<ReplicationController>
    private let workers: Int

    init(_ context: ControllerContext) {
        replicas = ReplicaController(context, name: Self.name, component: "replication-controller", reportsTerminating: false)
        workers = context.options.concurrentReplicationControllerSyncs
    }

    func run() async { await replicas.run(workers: workers) }
}
