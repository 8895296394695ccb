import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Objects of one kind that pods refer to, each watched by its name for as long as a pod does. One that says it is immutable is
/// read once and watched no more. Safe to use from any task.
final class FollowedObjects<T: KubernetesObject>: Sendable {
    private struct Watched {
        var informer: Informer<T>
        var task: Task<Void, Never>
        var pods: Set<String> = []
        /// The object, once it is known never to change.
        var final: T?
    }

    private struct Known {
        var object: T
        var readAt: Duration
    }

    private struct State {
        var watched: [ObjectKey: Watched] = [:]
        var ofPod: [String: Set<ObjectKey>] = [:]
        /// What was read without a watch.
        var known: [ObjectKey: Known] = [:]
    }

    private let client: Client
    private let clock: any WallClock
    private let logger: Logger
    private let kind: String
    private let isImmutable: @Sendable (T) -> Bool
    private let changed: @Sendable (Set<String>) -> Void
    private let state = Mutex(State())

    /// How long the first answer of a watch is waited for; the pod is tried again later.
    private static var patience: Duration { .seconds(1) }
    /// What was read without a watch and not asked for again in this time is dropped.
    private static var keep: Duration { .seconds(600) }

    init(
        client: Client, clock: any WallClock, logger: Logger, kind: String, isImmutable: @escaping @Sendable (T) -> Bool,
        changed: @escaping @Sendable (Set<String>) -> Void
    ) {
        self.client = client
        self.clock = clock
        self.logger = logger
        self.kind = kind
        self.isImmutable = isImmutable
        self.changed = changed
    }

    deinit { state.withLock { $0.watched.values.forEach { $0.task.cancel() } } }

    /// From now on the pod refers to these, and to no others.
    func follow(_ keys: Set<ObjectKey>, for podUID: String) {
        let started = state.withLock { state -> [Informer<T>] in
            let before = state.ofPod[podUID] ?? []
            if before == keys { return [] }
            state.ofPod[podUID] = keys.isEmpty ? nil : keys
            for key in before.subtracting(keys) {
                state.watched[key]?.pods.remove(podUID)
                if state.watched[key]?.pods.isEmpty == true { state.watched.removeValue(forKey: key)?.task.cancel() }
            }
            var started: [Informer<T>] = []
            for key in keys {
                if state.watched[key] == nil {
                    let informer = Informer<T>(
                        client: client, namespace: key.namespace, fieldSelector: "metadata.name=\(key.name)", clock: clock, logger: logger)
                    state.watched[key] = Watched(informer: informer, task: Task { await informer.run() })
                    started.append(informer)
                }
                state.watched[key]?.pods.insert(podUID)
            }
            return started
        }
        for informer in started { informer.addHandler { [weak self, weak informer] in self?.saw($0, informer) } }
    }

    private func saw(_ event: InformerEvent<T>, _ informer: Informer<T>?) {
        let key: ObjectKey
        switch event {
        case .added(let object), .updated(_, let object):
            key = ObjectKey(object.metadata)
            if isImmutable(object) {
                state.withLock { state in
                    guard state.watched[key]?.informer === informer else { return }
                    state.watched[key]?.final = object
                    state.watched[key]?.task.cancel()
                }
            }
        case .deleted(let object): key = ObjectKey(object.metadata)
        }
        // The first list is what pods are waiting for; only what comes later is news to them.
        guard informer?.hasSynced == true else { return }
        let pods = state.withLock { $0.watched[key]?.pods ?? [] }
        if !pods.isEmpty { changed(pods) }
    }

    /// The object; nil when there is none.
    /// - Parameter maxAge: how old it may be if it is not watched.
    func get(_ key: ObjectKey, maxAge: Duration) async throws -> T? {
        guard let watched = state.withLock({ $0.watched[key] }) else { return try await read(key, maxAge) }
        if let final = watched.final { return final }
        if !watched.informer.hasSynced { try await wait(for: watched.informer) }
        return state.withLock { $0.watched[key]?.final } ?? watched.informer.get(key)
    }

    private func wait(for informer: Informer<T>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await informer.waitForSync() }
            group.addTask { [clock, kind] in
                try await clock.sleep(for: Self.patience)
                throw VolumeFileError("failed to sync \(kind) cache: timed out waiting for the condition")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func read(_ key: ObjectKey, _ maxAge: Duration) async throws -> T? {
        let now = clock.monotonic
        if let known = state.withLock({ $0.known[key] }), now - known.readAt < maxAge { return known.object }
        do {
            let object = try await client.get(T.self, key.name, namespace: key.namespace)
            state.withLock { state in
                state.known = state.known.filter { now - $0.value.readAt < Self.keep }
                state.known[key] = Known(object: object, readAt: now)
            }
            return object
        } catch let error as APIError where error.isNotFound {
            state.withLock { _ = $0.known.removeValue(forKey: key) }
            return nil
        }
    }
}
