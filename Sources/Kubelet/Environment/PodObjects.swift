import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// The config maps and secrets that the node's pods refer to, followed as `configMapAndSecretChangeDetectionStrategy` says: by a
/// watch on each one (the default), by reading it again when what is known is old, or at every use. Safe to use from any task.
public final class PodObjects: Sendable {
    /// Kubernetes' ResourceChangeDetectionStrategy.
    public enum Strategy: String, Sendable {
        case watch = "Watch"
        case cache = "Cache"
        case get = "Get"
    }

    private let strategy: Strategy
    private let configMaps: FollowedObjects<ConfigMap>
    private let secrets: FollowedObjects<Secret>

    /// - Parameter changed: called with the UIDs of the pods that refer to something which has changed.
    public init(
        client: Client, clock: any WallClock, strategy: Strategy = .cache, logger: Logger = Logger(label: "kubelet"),
        changed: @escaping @Sendable (Set<String>) -> Void = { _ in }
    ) {
        self.strategy = strategy
        configMaps = FollowedObjects(
            client: client, clock: clock, logger: logger, kind: "configmap", isImmutable: { $0.immutable == true }, changed: changed)
        secrets = FollowedObjects(
            client: client, clock: clock, logger: logger, kind: "secret", isImmutable: { $0.immutable == true }, changed: changed)
    }

    /// Follows what the pod refers to until it is unregistered. May be repeated, as when an ephemeral container came.
    func register(_ pod: Pod) {
        guard strategy == .watch else { return }
        let names = ReferredObjects(pod)
        configMaps.follow(names.configMaps, for: pod.metadata.uid)
        secrets.follow(names.secrets, for: pod.metadata.uid)
    }

    func unregister(podUID: String) {
        configMaps.follow([], for: podUID)
        secrets.follow([], for: podUID)
    }

    /// A config map; nil when there is none. Unless it is watched, it was read no longer than `maxAge` ago.
    public func configMap(_ name: String, namespace: String, maxAge: Duration = .zero) async throws -> ConfigMap? {
        try await configMaps.get(ObjectKey(namespace: namespace, name: name), maxAge: strategy == .get ? .zero : maxAge)
    }

    /// A secret, likewise.
    public func secret(_ name: String, namespace: String, maxAge: Duration = .zero) async throws -> Secret? {
        try await secrets.get(ObjectKey(namespace: namespace, name: name), maxAge: strategy == .get ? .zero : maxAge)
    }
}

/// The names of the objects that a pod's containers and ephemeral volumes show.
struct ReferredObjects {
    var configMaps: Set<ObjectKey> = []
    var secrets: Set<ObjectKey> = []

    init(_ pod: Pod) {
        var maps: [String?] = []
        var keys: [String?] = []
        for container in pod.everyContainer {
            maps += container.envFrom.map(\.configMapRef?.name) + container.env.map(\.valueFrom?.configMapKeyRef?.name)
            keys += container.envFrom.map(\.secretRef?.name) + container.env.map(\.valueFrom?.secretKeyRef?.name)
        }
        for volume in pod.spec.volumes {
            let projected = volume.projected?.sources ?? []
            maps += [volume.configMap?.name] + projected.map(\.configMap?.name)
            keys += [volume.secret?.secretName] + projected.map(\.secret?.name)
        }
        func named(_ names: [String?]) -> Set<ObjectKey> {
            Set(names.compactMap { $0 }.filter { !$0.isEmpty }.map { ObjectKey(namespace: pod.metadata.namespace, name: $0) })
        }
        configMaps = named(maps)
        secrets = named(keys)
    }
}
