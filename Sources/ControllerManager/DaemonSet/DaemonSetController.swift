import KubernetesAPI
import KubernetesClient

/// daemonset-controller: one pod of each DaemonSet on every node that it fits.
///
/// The rule: for each node, a pod where there should be one and none is, no pod where there should be none, one where there
/// are several; failed ones are replaced. Then one step of the rolling update (``DaemonRollout``), then the status.
final class DaemonSetController: Controller {
    static let name = "daemonset-controller"
    static let burst = 250

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let pods: PodControl
    private let sets: Informer<DaemonSet>
    private let nodes: Informer<Node>
    private let revisions: Informer<ControllerRevision>
    private let queue: WorkQueue<ObjectKey>
    private let expectations: Expectations
    /// How slowly failed pods are replaced, for each set (and generation of it) on each node.
    private let failures: Backoff

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("daemonset-controller")
        pods = PodControl(client: context.client, recorder: recorder)
        sets = context.informers.informer(for: DaemonSet.self)
        nodes = context.informers.informer(for: Node.self)
        revisions = context.informers.informer(for: ControllerRevision.self)
        queue = context.queue()
        expectations = Expectations(clock: context.clock)
        failures = Backoff(clock: context.clock, first: .seconds(1), longest: .seconds(900))
        watch()
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentDaemonSetSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    private func watch() {
        sets.addHandler { [self] event in
            if case .deleted(let set) = event { expectations.forget(set.key) }
            queue.add(event.object.key)
        }
        nodes.addHandler { [self] event in
            if case .updated(let old, let new) = event, old.metadata.labels == new.metadata.labels, old.spec == new.spec { return }
            for set in sets.list() { queue.add(set.key) }
        }
        context.pods.addHandler { [self] event in
            let pod = event.object
            guard let key = owner(of: pod) else {
                if pod.metadata.controllerRef == nil, case .deleted = event { return }
                if pod.metadata.controllerRef == nil { enqueueWhoeverMatches(pod) }
                return
            }
            switch event {
            case .added where !pod.metadata.isBeingDeleted: expectations.creationObserved(key)
            case .deleted: expectations.deletionObserved(of: pod.metadata.uid, for: key)
            default: if pod.metadata.isBeingDeleted { expectations.deletionObserved(of: pod.metadata.uid, for: key) }
            }
            queue.add(key)
        }
    }

    private func owner(of pod: Pod) -> ObjectKey? {
        guard let reference = pod.metadata.controllerRef, reference.kind == "DaemonSet",
            let set = sets.get(reference.name, namespace: pod.metadata.namespace), set.metadata.uid == reference.uid
        else { return nil }
        return set.key
    }

    private func enqueueWhoeverMatches(_ pod: Pod) {
        for set in sets.list(namespace: pod.metadata.namespace) where set.spec.selector.matches(pod.metadata.labels) { queue.add(set.key) }
    }

    // MARK: The rule

    func reconcile(_ key: ObjectKey) async throws {
        guard var set = sets.get(key.name, namespace: key.namespace) else { return expectations.forget(key) }
        if set.spec.selector == LabelSelector() {
            recorder.event(
                ObjectReference(set), type: "Warning", reason: "SelectingAll",
                message: "This daemon set is selecting all pods. A non-empty selector is required.")
            return
        }
        if set.metadata.isBeingDeleted { return }
        var history = try await RevisionHistory(
            client: context.client, owner: set, selector: set.spec.selector, candidates: revisions.candidates(for: set.metadata))
        let hash = try await history.current(set.spec.template, collisions: &set.status.collisionCount).hash
        let byNode = try await podsByNode(set)
        let fits = nodes.list().map { ($0.metadata.name, DaemonPods.fits(set, on: $0)) }.sorted { $0.0 < $1.0 }
        let wanted = fits.filter(\.1.shouldRun).map(\.0)

        var failure: (any Error)?
        let isCurrent = expectations.isSatisfied(key)
        if isCurrent {
            do {
                try await manage(set, fits, byNode, hash)
                if expectations.isSatisfied(key), set.spec.updateStrategy.type != "OnDelete" {
                    let step = DaemonRollout(set, byNode: byNode, nodes: wanted, hash: hash, now: context.clock.time)
                    try await carryOut(set, create: step.surge, delete: step.delete, hash: hash)
                }
                let inUse = Set(byNode.values.joined().compactMap { $0.metadata.labels[controllerRevisionHashLabel] } + [hash])
                try await history.cleanUp(limit: set.spec.revisionHistoryLimit ?? 10, inUse: inUse)
            } catch {
                failure = error
            }
        }
        try await updateStatus(set, fits, byNode, hash, observed: isCurrent)
        if let failure { throw failure }
    }

    private func podsByNode(_ set: DaemonSet) async throws -> [String: [Pod]] {
        let selector = set.spec.selector
        let claims = ControllerRefManager(client: context.client, owner: set, matches: { selector.matches($0) })
        let claimed = try await claims.claim(
            context.pods.candidates(controllerUID: set.metadata.uid, namespace: set.metadata.namespace))
        // One that has ended and is on its way out stands in nobody's way.
        return Dictionary(grouping: claimed.filter { !($0.isTerminal && $0.metadata.isBeingDeleted) }) { DaemonPods.node(of: $0) ?? "" }
    }

    private func manage(
        _ set: DaemonSet, _ fits: [(String, (shouldRun: Bool, shouldContinue: Bool))], _ byNode: [String: [Pod]], _ hash: String
    ) async throws {
        var create: [String] = []
        var delete: [Pod] = []
        let surging = DaemonRollout.limits(set, nodes: fits.count(where: \.1.shouldRun)).surge > 0
        for (node, fit) in fits {
            let here = byNode[node] ?? []
            let alive = here.filter { !$0.metadata.isBeingDeleted }
            if !fit.shouldContinue {
                delete += alive
                continue
            }
            let (running, replaced) = replaceTerminal(alive, of: set, on: node)
            delete += replaced
            if fit.shouldRun && here.isEmpty { create.append(node) }
            // With surge a node has two pods, an old and a new one, for a while.
            let groups = surging ? Dictionary(grouping: running) { $0.metadata.labels[controllerRevisionHashLabel] == hash } : [true: running]
            for group in groups.values where group.count > 1 {
                delete += group.sorted { a, b in
                    (a.spec.nodeName != nil) != (b.spec.nodeName != nil) ? a.spec.nodeName != nil : a.metadata.isOlder(than: b.metadata)
                }.dropFirst()
            }
        }
        let known = Set(fits.map(\.0))
        // Meant for a node that is gone, and never bound: nobody else would delete it.
        for (node, pods) in byNode where !known.contains(node) {
            delete += pods.filter { ($0.spec.nodeName ?? "").isEmpty && !$0.metadata.isBeingDeleted }
        }
        try await carryOut(set, create: create, delete: delete, hash: hash)
    }

    /// Pods that ended, failed or not, give place to new ones; failing again and again they do so more and more slowly.
    private func replaceTerminal(_ pods: [Pod], of set: DaemonSet, on node: String) -> (running: [Pod], delete: [Pod]) {
        var running: [Pod] = []
        var delete: [Pod] = []
        for pod in pods {
            guard pod.isTerminal else {
                running.append(pod)
                continue
            }
            let failed = pod.status.phase == "Failed"
            if failed {
                let wait = failures.wait(for: "\(set.metadata.uid)/\(set.status.observedGeneration ?? 0)/\(node)")
                if wait > .zero {
                    queue.add(set.key, after: wait)
                    continue
                }
            }
            let name = "\(pod.metadata.namespace)/\(pod.metadata.name)"
            recorder.event(
                ObjectReference(set), type: failed ? "Warning" : "Normal", reason: failed ? "FailedDaemonPod" : "SucceededDaemonPod",
                message: failed
                    ? "Found failed daemon pod \(name) on node \(node), will try to kill it"
                    : "Found succeeded daemon pod \(name) on node \(node), will try to delete it")
            delete.append(pod)
        }
        return (running, delete)
    }

    private func carryOut(_ set: DaemonSet, create nodes: [String], delete victims: [Pod], hash: String) async throws {
        let create = Array(nodes.prefix(Self.burst))
        let delete = Array(victims.prefix(Self.burst))
        if create.isEmpty && delete.isEmpty { return }
        let key = set.key
        expectations.expect(creations: create.count, deletions: delete.map(\.metadata.uid), for: key)
        // In this order, so that there are never more than there may be.
        let deleted = await atOnce(0..<delete.count) { [pods, expectations] index in
            do {
                try await pods.delete(delete[index].metadata.name, namespace: key.namespace, for: set)
            } catch {
                expectations.deletionObserved(of: delete[index].metadata.uid, for: key)
                throw error
            }
        }
        let created = await slowStart(create.count) { [pods] index in
            try await pods.create(DaemonPods.pod(set, node: create[index], hash: hash), for: set)
        }
        expectations.creationObserved(key, count: create.count - created.successes)
        if let error = created.error ?? deleted.error, (error as? APIError)?.isNamespaceTerminating != true { throw error }
    }

    // MARK: Status

    /// - Parameter observed: Whether this pass has acted on the present specification.
    private func updateStatus(
        _ set: DaemonSet, _ fits: [(String, (shouldRun: Bool, shouldContinue: Bool))], _ byNode: [String: [Pod]], _ hash: String, observed: Bool
    ) async throws {
        let now = context.clock.time
        let minReady = set.spec.minReadySeconds ?? 0
        let generation = set.metadata.annotations[DaemonPods.generationAnnotation]
        var desired = 0, current = 0, misscheduled = 0, ready = 0, available = 0, updated = 0
        var soonest: Int?
        for (node, fit) in fits {
            // The oldest speaks for the node: while it stays, the node is not updated.
            let oldest = byNode[node]?.min { $0.metadata.isOlder(than: $1.metadata) }
            if !fit.shouldRun {
                if oldest != nil { misscheduled += 1 }
                continue
            }
            desired += 1
            guard let oldest else { continue }
            current += 1
            if oldest.isReady { ready += 1 }
            if let wait = oldest.secondsToAvailable(minReadySeconds: minReady, now: now) {
                if wait == 0 { available += 1 } else { soonest = min(soonest ?? wait, wait) }
            }
            let labels = oldest.metadata.labels
            if labels[controllerRevisionHashLabel] == hash || (generation != nil && labels[DaemonPods.generationLabel] == generation) {
                updated += 1
            }
        }
        var new = set
        new.status = DaemonSetStatus(
            currentNumberScheduled: current, numberMisscheduled: misscheduled, desiredNumberScheduled: desired, numberReady: ready,
            observedGeneration: observed ? set.metadata.generation : set.status.observedGeneration, updatedNumberScheduled: updated.nonZero, numberAvailable: available.nonZero,
            numberUnavailable: (desired - available).nonZero, collisionCount: set.status.collisionCount, conditions: set.status.conditions)
        if let soonest { queue.add(set.key, after: .seconds(soonest)) }
        guard new.status != sets.get(set.metadata.name, namespace: set.metadata.namespace)?.status else { return }
        do {
            _ = try await context.client.updateStatus(new)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
