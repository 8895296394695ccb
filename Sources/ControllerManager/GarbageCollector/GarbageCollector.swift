import ComponentMetrics
import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// garbage-collector-controller: what belongs to an owner goes with it.
///
/// The rule: an object all of whose owners are gone is deleted; one that has owners left only loses its references to those
/// that are gone. An owner with the finalizer foregroundDeletion waits until the dependents that block it are gone; one with
/// the finalizer orphan first lets its dependents go. Before anything is deleted the API is asked, never only the graph.
final class GarbageCollector: Controller {
    static let name = "garbage-collector-controller"
    /// Come and go by themselves, and far too often.
    static let ignored: Set<String> = ["events", "events.events.k8s.io"]

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let discovery: Discovery
    private let graph = Mutex(OwnerGraph())
    private let deletions: WorkQueue<String>
    private let orphanings: WorkQueue<String>
    private let discoveryFailures: Counter
    private let absent = Mutex<Set<OwnerGraph.Identity>>([])

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("garbage-collector-controller")
        discovery = Discovery(client: context.client, clock: context.clock)
        discoveryFailures = context.metrics.counter(
            "garbagecollector_controller_resources_sync_error_total", "Number of garbage collector resources sync errors")
        deletions = context.queue(of: String.self)
        orphanings = context.queue(of: String.self, named: "garbage_collector_attempt_to_orphan")
    }

    func run() async {
        let workers = context.options.concurrentGCSyncs
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in await monitor { await self.work(workers) } }
        }
    }

    private func work(_ workers: Int) async {
        async let deleting: Void = context.work(Self.name, on: deletions, workers: workers) { [self] uid in try await attemptToDelete(uid) }
        async let orphaning: Void = context.work(Self.name, on: orphanings, workers: workers) { [self] uid in try await attemptToOrphan(uid) }
        _ = await (deleting, orphaning)
    }

    // MARK: Seeing

    /// Watches every resource that can be watched and deleted, new ones as they appear. `work` begins when all of those that
    /// there were at the start have been listed: an owner must not go before its dependents are known.
    private func monitor(_ work: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            var running: [DiscoveredResource: Task<Void, Never>] = [:]
            var unsynced = Set<DiscoveredResource>()
            let (synced, report) = AsyncStream<DiscoveredResource>.makeStream()
            var isWorking = false
            repeat {
                let wanted = await monitorable()
                for resource in wanted where running[resource] == nil {
                    if !isWorking { unsynced.insert(resource) }
                    let monitor = MetadataMonitor(
                        resource: resource, client: context.client, clock: context.clock, logger: context.logger(Self.name)
                    ) { [self] event in
                        if case .synced = event { report.yield(resource) }
                        take(event, resource)
                    }
                    running[resource] = Task { await monitor.run() }
                }
                // An empty answer means that discovery failed, not that everything is gone.
                for (resource, task) in running where !wanted.isEmpty && !wanted.contains(resource) {
                    task.cancel()
                    running[resource] = nil
                }
                if !isWorking && !wanted.isEmpty {
                    await Self.wait(for: &unsynced, on: synced)
                    isWorking = true
                    group.addTask { await work() }
                }
                do { try await context.clock.sleep(for: isWorking ? .seconds(30) : .seconds(1)) } catch { break }
            } while !Task.isCancelled
            for task in running.values { task.cancel() }
            group.cancelAll()
        }
    }

    private static func wait(for unsynced: inout Set<DiscoveredResource>, on synced: AsyncStream<DiscoveredResource>) async {
        if unsynced.isEmpty { return }
        for await resource in synced {
            unsynced.remove(resource)
            if unsynced.isEmpty { return }
        }
    }

    private func monitorable() async -> Set<DiscoveredResource> {
        let answer: Discovery.Answer
        do {
            answer = try await discovery.answer(fresh: true)
        } catch {
            discoveryFailures.add()
            answer = Discovery.Answer()
        }
        return Set(
            answer.resources.filter {
                $0.verbs.isSuperset(of: ["list", "watch", "delete"]) && !Self.ignored.contains($0.groupResource)
            })
    }

    private func take(_ event: MetadataMonitor.Event, _ resource: DiscoveredResource) {
        switch event {
        case .synced: return
        case .gone(let uid): enqueue(graph.withLock { $0.remove(uid) })
        case .present(let object):
            guard !object.metadata.uid.isEmpty else { return }
            let identity = OwnerGraph.Identity(
                uid: object.metadata.uid, apiVersion: resource.apiVersion, kind: resource.kind, namespace: object.metadata.namespace,
                name: object.metadata.name)
            enqueue(graph.withLock { $0.observe(identity, object.metadata) })
        }
    }

    private func enqueue(_ work: OwnerGraph.Work) {
        for uid in work.delete { deletions.add(uid) }
        for uid in work.orphan { orphanings.add(uid) }
        for foreign in work.foreign { tell(foreign) }
    }

    /// Says that a reference means nobody: there is no such owner where the object is.
    private func tell(_ foreign: OwnerGraph.ForeignOwner) {
        guard let vertex = graph.withLock({ $0[foreign.dependent] }), let owner = vertex.owners.first(where: { $0.uid == foreign.owner }) else { return }
        let identity = vertex.identity
        let reference = ObjectReference(
            kind: identity.kind, namespace: identity.namespace, name: identity.name, uid: identity.uid, apiVersion: identity.apiVersion)
        recorder.event(
            reference, type: "Warning", reason: "OwnerRefInvalidNamespace",
            message: "ownerRef [\(owner.apiVersion)/\(owner.kind), namespace: \(identity.namespace), name: \(owner.name), uid: \(owner.uid)] "
                + "does not exist in namespace \"\(identity.namespace)\"")
    }

    // MARK: Deleting

    private func attemptToDelete(_ uid: String) async throws {
        guard let vertex = graph.withLock({ $0[uid] }), !vertex.isBeingDeleted || vertex.isDeletingDependents else { return }
        guard let place = try await place(of: vertex.identity), let live = try await live(place), live.uid == uid else {
            absent.withLock { set in
                if set.count >= 1000 { set.removeAll() }
                set.insert(vertex.identity)
            }
            return enqueue(graph.withLock { $0.remove(uid) })
        }
        if vertex.isVirtual { return }
        if vertex.isDeletingDependents { return try await advanceForegroundDeletion(vertex, live, place) }
        if live.ownerReferences.isEmpty { return }

        var solid: [OwnerReference] = []
        var dangling: [OwnerReference] = []
        var waiting: [OwnerReference] = []
        for owner in live.ownerReferences {
            switch try await state(of: owner, namespace: live.namespace) {
            case .present: solid.append(owner)
            case .absent: dangling.append(owner)
            case .waitingForDependents: waiting.append(owner)
            }
        }
        if !solid.isEmpty {
            if dangling.isEmpty && waiting.isEmpty { return }
            return try await write(live, place, owners: solid)
        }
        if !waiting.isEmpty && !vertex.dependents.isEmpty {
            let dependents = graph.withLock { $0.dependents(of: uid) }
            if dependents.contains(where: \.isDeletingDependents) {
                // A circle of owners that wait for each other: nobody blocks anybody any more.
                try await write(
                    live, place,
                    owners: live.ownerReferences.map {
                        var owner = $0
                        owner.blockOwnerDeletion = false
                        return owner
                    })
            }
            return try await delete(live, place, policy: "Foreground")
        }
        // What the object's own finalizers say about its dependents holds.
        let policy =
            live.finalizers.contains(OwnerGraph.orphanFinalizer)
            ? "Orphan" : live.finalizers.contains(OwnerGraph.foregroundFinalizer) ? "Foreground" : "Background"
        try await delete(live, place, policy: policy)
    }

    private func advanceForegroundDeletion(_ vertex: OwnerGraph.Vertex, _ live: ObjectMeta, _ place: Place) async throws {
        let blocking = graph.withLock { $0.dependents(of: live.uid) }.filter { $0.blocks(live.uid) }
        if blocking.isEmpty { return try await removeFinalizer(OwnerGraph.foregroundFinalizer, live, place) }
        for dependent in blocking where !dependent.isDeletingDependents { deletions.add(dependent.identity.uid) }
    }

    private enum OwnerState { case present, absent, waitingForDependents }

    private func state(of owner: OwnerReference, namespace: String) async throws -> OwnerState {
        let identity = OwnerGraph.Identity(
            uid: owner.uid, apiVersion: owner.apiVersion, kind: owner.kind, namespace: namespace, name: owner.name)
        if absent.withLock({ $0.contains(identity) }) { return .absent }
        let answer = try await discovery.answer()
        if let resource = answer.resource(apiVersion: owner.apiVersion, kind: owner.kind), resource.isNamespaced, namespace.isEmpty {
            // Nobody can say which namespace is meant; rather keep the object.
            return .present
        }
        guard let place = try await place(of: identity), let live = try await live(place), live.uid == owner.uid else { return .absent }
        let waits = live.isBeingDeleted && live.finalizers.contains(OwnerGraph.foregroundFinalizer)
        return waits ? .waitingForDependents : .present
    }

    // MARK: Orphaning

    private func attemptToOrphan(_ uid: String) async throws {
        guard let vertex = graph.withLock({ $0[uid] }) else { return }
        for dependent in graph.withLock({ $0.dependents(of: uid) }) {
            guard let place = try await place(of: dependent.identity), let live = try await live(place), live.uid == dependent.identity.uid
            else { continue }
            let kept = live.ownerReferences.filter { $0.uid != uid }
            if kept.count != live.ownerReferences.count { try await write(live, place, owners: kept) }
        }
        guard let place = try await place(of: vertex.identity), let live = try await live(place), live.uid == uid else { return }
        try await removeFinalizer(OwnerGraph.orphanFinalizer, live, place)
    }

    // MARK: The API

    /// Where the API serves an object.
    private struct Place {
        let path: String
    }

    /// Thrown, and so tried again later, for a kind that the API does not serve (now).
    private struct UnknownKind: Error, CustomStringConvertible {
        let identity: OwnerGraph.Identity
        var description: String { "no matches for kind \"\(identity.kind)\" in version \"\(identity.apiVersion)\"" }
    }

    private func place(of identity: OwnerGraph.Identity) async throws -> Place? {
        guard let resource = try await discovery.answer().resource(apiVersion: identity.apiVersion, kind: identity.kind) else {
            throw UnknownKind(identity: identity)
        }
        guard !identity.name.isEmpty, !resource.isNamespaced || !identity.namespace.isEmpty else { return nil }
        return Place(path: resource.path(namespace: identity.namespace, name: identity.name))
    }

    private func live(_ place: Place) async throws -> ObjectMeta? {
        do {
            return try await context.client.header(place.path).metadata
        } catch let error as APIError where error.isNotFound {
            return nil
        }
    }

    private func delete(_ live: ObjectMeta, _ place: Place, policy: String) async throws {
        let options: JSONValue = [
            "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": .string(policy),
            "preconditions": ["uid": .string(live.uid), "resourceVersion": .string(live.resourceVersion)],
        ]
        do {
            try await context.client.json("DELETE", place.path, body: options)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    /// The object's version goes with the patch: a list of owners must not be written over a newer one.
    private func write(_ live: ObjectMeta, _ place: Place, owners: [OwnerReference]) async throws {
        try await patch(place, live, "ownerReferences", owners.isEmpty ? .null : .array(owners.map { $0.jsonValue() }))
    }

    private func removeFinalizer(_ finalizer: String, _ live: ObjectMeta, _ place: Place) async throws {
        guard live.finalizers.contains(finalizer) else { return }
        let rest = live.finalizers.filter { $0 != finalizer }
        try await patch(place, live, "finalizers", rest.isEmpty ? .null : .array(rest.map { .string($0) }))
    }

    private func patch(_ place: Place, _ live: ObjectMeta, _ field: String, _ value: JSONValue) async throws {
        var metadata: JSONObject = ["uid": .string(live.uid), "resourceVersion": .string(live.resourceVersion)]
        metadata[field] = value
        do {
            try await context.client.json(
                "PATCH", place.path, body: ["metadata": .object(metadata)], contentType: "application/merge-patch+json")
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
