import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// storageversion-garbage-collector-controller, and the records that the API server writes of itself.
@Suite(.timeLimit(.minutes(3))) struct StorageVersionTests {
    private typealias StorageVersion = ApiserverinternalV1alpha1.StorageVersion
    private typealias Record = ApiserverinternalV1alpha1.ServerStorageVersion

    private let served = ["internal.apiserver.k8s.io/v1alpha1"]

    private func record(_ server: String, _ version: String) -> Record {
        Record(apiServerID: server, encodingVersion: version, decodableVersions: ["batch/v1", "batch/v2"], servedVersions: ["batch/v1"])
    }

    private func lease(_ cluster: TestCluster, _ name: String, labels: [String: String] = ["apiserver.kubernetes.io/identity": "kube-apiserver"]) async throws {
        var lease = Lease()
        lease.metadata.name = name
        lease.metadata.namespace = "kube-system"
        lease.metadata.labels = labels
        _ = try await cluster.client.create(lease)
    }

    private func make(_ cluster: TestCluster, _ name: String, _ records: [Record]) async throws {
        var version = StorageVersion()
        version.metadata.name = name
        version = try await cluster.client.create(version)
        for record in records { version.set(record, now: cluster.clock.time) }
        _ = try await cluster.client.updateStatus(version)
    }

    private func get(_ cluster: TestCluster, _ name: String) async throws -> StorageVersion { try await cluster.client.get(StorageVersion.self, name) }

    @Test func serversAgreeOrDoNot() {
        var version = StorageVersion()
        version.set(record("a", "batch/v1"), now: Time(seconds: 1))
        #expect(version.status.commonEncodingVersion == "batch/v1")
        #expect(version.status.conditions.map(\.reason) == ["CommonEncodingVersionSet"])
        version.set(record("b", "batch/v2"), now: Time(seconds: 2))
        #expect(version.status.commonEncodingVersion == nil)
        #expect(version.status.conditions.map(\.status) == ["False"])
        #expect(version.status.conditions.map(\.lastTransitionTime) == [Time(seconds: 2)])
        version.set(record("a", "batch/v2"), now: Time(seconds: 3))
        #expect(version.status.storageVersions.count == 2)
        #expect(version.status.commonEncodingVersion == "batch/v2")
        // The same again changes no time; another common version does.
        version.set(record("a", "batch/v2"), now: Time(seconds: 4))
        #expect(version.status.conditions.map(\.lastTransitionTime) == [Time(seconds: 3)])
        version.status.storageVersions = [record("b", "batch/v3")]
        version.settle(now: Time(seconds: 5))
        #expect(version.status.conditions.map(\.lastTransitionTime) == [Time(seconds: 5)])
        #expect(version.status.conditions.map(\.message) == ["Common encoding version set"])
    }

    @Test func recordsOfServersThatAreGoneAreRemoved() async throws {
        try await TestCluster.run(controllers: [StorageVersionCollector.name], serving: served) { cluster in
            try await lease(cluster, "apiserver-a")
            try await lease(cluster, "apiserver-b")
            // A lease of something else is no server.
            try await lease(cluster, "controller", labels: [:])
            try await make(cluster, "batch.both", [record("apiserver-a", "batch/v1"), record("apiserver-b", "batch/v2")])
            try await make(cluster, "batch.ghost", [record("apiserver-a", "batch/v1"), record("nobody", "batch/v2"), record("controller", "batch/v2")])
            try await make(cluster, "batch.gone", [record("nobody", "batch/v1")])
            try await make(cluster, "batch.only", [record("apiserver-b", "batch/v2")])
            try await cluster.eventually("ghosts are removed", nodeWorks: false) {
                try await get(cluster, "batch.ghost").status.storageVersions.map(\.apiServerID) == ["apiserver-a"]
            }
            let ghost = try await get(cluster, "batch.ghost")
            #expect(ghost.status.commonEncodingVersion == "batch/v1")
            #expect(ghost.status.conditions.map(\.status) == ["True"])
            try await cluster.eventually("what nobody stores is deleted", nodeWorks: false) { await isGone(cluster, "batch.gone") }
            #expect(try await get(cluster, "batch.both").status.storageVersions.count == 2)
            #expect(try await get(cluster, "batch.only").status.storageVersions.count == 1)
            try await cluster.client.delete(Lease.self, "apiserver-b", namespace: "kube-system")
            try await cluster.eventually("one is left", nodeWorks: false) {
                try await get(cluster, "batch.both").status.commonEncodingVersion == "batch/v1"
            }
            try await cluster.eventually("the last one has gone", nodeWorks: false) { await isGone(cluster, "batch.only") }
        }
    }

    private func isGone(_ cluster: TestCluster, _ name: String) async -> Bool {
        do {
            _ = try await get(cluster, name)
            return false
        } catch {
            return (error as? APIError)?.isNotFound == true
        }
    }

    @Test func theServerSaysWhatItStores() async throws {
        try await TestCluster.run(controllers: [StorageVersionCollector.name], serving: served) { cluster in
            try await cluster.eventually("all are told", nodeWorks: false) {
                try await get(cluster, "storage.k8s.io.volumeattributesclasses").status.commonEncodingVersion == "storage.k8s.io/v1"
            }
            let leases = try await cluster.client.list(Lease.self, namespace: "kube-system").items
            let server = try #require(leases.first { $0.metadata.labels["apiserver.kubernetes.io/identity"] == "kube-apiserver" }).metadata.name
            let scalers = try await get(cluster, "autoscaling.horizontalpodautoscalers").status
            #expect(scalers.storageVersions == [
                Record(
                    apiServerID: server, encodingVersion: "autoscaling/v2", decodableVersions: ["autoscaling/v2", "autoscaling/v1"],
                    servedVersions: ["autoscaling/v2", "autoscaling/v1"])
            ])
            #expect(try await get(cluster, "core.events").status.storageVersions.map(\.decodableVersions) == [["v1", "events.k8s.io/v1"]])
            let names = Set(try await cluster.client.list(StorageVersion.self).items.map(\.metadata.name))
            #expect(names.isSuperset(of: ["core.pods", "apps.deployments", "internal.apiserver.k8s.io.storageversions"]))
            // What is asked and answered, and not stored, has none.
            #expect(!names.contains("authentication.k8s.io.tokenreviews"))
            #expect(!names.contains("core.bindings"))
        }
    }
}
