import APISchema
import JSON
import KubernetesAPI

/// Says of every resource, in its StorageVersion, in which version this server stores it and which it can read: the hook
/// `built-in-resources-storage-version-updater`. Only where internal.apiserver.k8s.io/v1alpha1 is served.
struct StorageVersionRecords: Sendable {
    typealias StorageVersion = ApiserverinternalV1alpha1.StorageVersion

    static let path = "/apis/internal.apiserver.k8s.io/v1alpha1/storageversions"

    /// The name of the server's identity lease. Records without a lease are collected: it has to be there first.
    let server: String
    let resources: ResourceTable

    var step: BootstrapStep {
        BootstrapStep(hook: "built-in-resources-storage-version-updater", period: .seconds(600)) { client in
            guard await client.send("GET", "\(IdentityLease.path)/\(server)").status == 200 else { return false }
            var isDone = true
            for (name, record) in records where await !write(record, name, client) { isDone = false }
            return isDone
        }
    }

    /// The record of each resource that is stored, by the name of its StorageVersion.
    var records: [(name: String, record: ApiserverinternalV1alpha1.ServerStorageVersion)] {
        let served = resources.descriptions
        let stored = resources.storedResources.map(\.description).filter { !Catalog.isVirtual($0) && !$0.verbs.isEmpty }
        return stored.sorted { ($0.group, $0.plural) < ($1.group, $1.plural) }.map { resource in
            let others = served.filter { other in
                if other.plural != resource.plural || other.apiVersion == resource.apiVersion { return false }
                let conversion = Catalog.conversion(group: other.group, version: other.version, plural: other.plural)
                return conversion.map { $0.storedGroup == resource.group && $0.storedVersion == resource.version } ?? (other.group == resource.group)
            }
            let versions = [resource.apiVersion] + others.map(\.apiVersion).sorted()
            let record = ApiserverinternalV1alpha1.ServerStorageVersion(
                apiServerID: server, encodingVersion: resource.apiVersion, decodableVersions: versions, servedVersions: versions)
            return ("\(resource.group.isEmpty ? "core" : resource.group).\(resource.plural)", record)
        }
    }

    private func write(_ record: ApiserverinternalV1alpha1.ServerStorageVersion, _ name: String, _ client: SystemClient) async -> Bool {
        var present = await client.send("GET", "\(Self.path)/\(name)")
        if present.status == 404 {
            var new = StorageVersion()
            new.metadata.name = name
            present = await client.send("POST", Self.path, new.jsonValue())
        }
        guard [200, 201].contains(present.status), let before = try? StorageVersion(json: present.body) else { return false }
        var version = before
        version.set(record, now: client.clock.time)
        return version == before ? true : await client.send("PUT", "\(Self.path)/\(name)/status", version.jsonValue()).status == 200
    }
}
