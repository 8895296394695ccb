import KubernetesAPI
import KubernetesClient

/// storageversion-garbage-collector-controller: takes the records of API servers that are gone out of the StorageVersions.
///
/// A server is there as long as its identity lease in kube-system is; the API servers themselves remove those that ran out. A
/// StorageVersion that nobody has a record in any more is deleted. Works where internal.apiserver.k8s.io/v1alpha1 is served.
final class StorageVersionCollector: Controller {
    typealias StorageVersion = ApiserverinternalV1alpha1.StorageVersion

    static let name = "storageversion-garbage-collector-controller"
    private static let namespace = "kube-system"

    private let context: ControllerContext
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        queue = context.queue(of: ObjectKey.self, named: "storage_version_garbage_collector_storageversions")
    }

    func run() async throws {
        try await context.waitUntilServed(StorageVersion.resource)
        let leases = context.informers.informer(for: Lease.self, namespace: Self.namespace)
        let versions = context.informers.informer(for: StorageVersion.self)
        leases.addHandler { [queue] event in
            let server: String
            switch event {
            case .added: return
            case .updated(let old, let new):
                guard old.isServerIdentity, !new.isServerIdentity else { return }
                server = old.metadata.name
            case .deleted(let lease):
                guard lease.isServerIdentity else { return }
                server = lease.metadata.name
            }
            for version in versions.list() where version.status.storageVersions.contains(where: { $0.apiServerID == server }) { queue.add(version.key) }
        }
        try await leases.waitForSync()
        versions.addHandler { [queue] event in
            if case .deleted = event { return }
            let isKnown = event.object.status.storageVersions.allSatisfy { leases.get($0.apiServerID, namespace: Self.namespace)?.isServerIdentity == true }
            if !isKnown { queue.add(event.object.key) }
        }
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    /// The caches may lag: what is removed is decided by what the server says now.
    private func reconcile(_ key: ObjectKey) async throws {
        var version: StorageVersion
        do {
            version = try await context.client.get(StorageVersion.self, key.name)
        } catch let error as APIError where error.isNotFound {
            return
        }
        var kept: [ApiserverinternalV1alpha1.ServerStorageVersion] = []
        for record in version.status.storageVersions where try await isThere(record.apiServerID) { kept.append(record) }
        if kept.count == version.status.storageVersions.count { return }
        if kept.isEmpty {
            // Not if a server has written its record meanwhile.
            let unchanged = Preconditions(uid: version.metadata.uid, resourceVersion: version.metadata.resourceVersion)
            do {
                try await context.client.delete(StorageVersion.self, key.name, options: DeleteOptions(preconditions: unchanged))
            } catch let error as APIError where error.isNotFound {}
            return
        }
        version.status.storageVersions = kept
        version.settle(now: context.clock.time)
        _ = try await context.client.updateStatus(version)
    }

    private func isThere(_ server: String) async throws -> Bool {
        do {
            return try await context.client.get(Lease.self, server, namespace: Self.namespace).isServerIdentity
        } catch let error as APIError where error.isNotFound {
            return false
        }
    }
}

extension Lease {
    /// Whether it is the lease by which an API server says that it is there.
    fileprivate var isServerIdentity: Bool { metadata.labels["apiserver.kubernetes.io/identity"] == "kube-apiserver" }
}
