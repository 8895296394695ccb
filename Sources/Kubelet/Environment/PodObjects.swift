import KubernetesAPI
import KubernetesClient
import Synchronization

/// Reads the config maps and secrets that pods refer to, keeping each for a while so that the many looks at a running pod do not
/// all go to the API server. Safe to use from any task.
public final class PodObjects: Sendable {
    private struct Entry<T: Sendable>: Sendable {
        var value: T
        var readAt: Duration
    }

    private struct State {
        var configMaps: [ObjectKey: Entry<ConfigMap>] = [:]
        var secrets: [ObjectKey: Entry<Secret>] = [:]
    }

    private let client: Client
    private let clock: any WallClock
    private let state = Mutex(State())
    /// What was not asked for again in this time is dropped.
    private static let keep: Duration = .seconds(600)

    public init(client: Client, clock: any WallClock) {
        self.client = client
        self.clock = clock
    }

    /// A config map that was read no longer than `maxAge` ago; nil when there is none.
    public func configMap(_ name: String, namespace: String, maxAge: Duration = .zero) async throws -> ConfigMap? {
        try await read(\.configMaps, ObjectKey(namespace: namespace, name: name), maxAge)
    }

    /// A secret that was read no longer than `maxAge` ago; nil when there is none.
    public func secret(_ name: String, namespace: String, maxAge: Duration = .zero) async throws -> Secret? {
        try await read(\.secrets, ObjectKey(namespace: namespace, name: name), maxAge)
    }

    private func read<T: KubernetesObject>(
        _ path: any WritableKeyPath<State, [ObjectKey: Entry<T>]> & Sendable, _ key: ObjectKey, _ maxAge: Duration
    ) async throws -> T? {
        let now = clock.monotonic
        if let entry = state.withLock({ $0[keyPath: path][key] }), now - entry.readAt < maxAge { return entry.value }
        do {
            let value = try await client.get(T.self, key.name, namespace: key.namespace)
            state.withLock { state in
                state[keyPath: path] = state[keyPath: path].filter { now - $0.value.readAt < Self.keep }
                state[keyPath: path][key] = Entry(value: value, readAt: now)
            }
            return value
        } catch let error as APIError where error.isNotFound {
            state.withLock { _ = $0[keyPath: path].removeValue(forKey: key) }
            return nil
        }
    }
}
