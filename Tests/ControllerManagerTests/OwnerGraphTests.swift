import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite struct OwnerGraphTests {
    private func identity(_ uid: String) -> OwnerGraph.Identity {
        OwnerGraph.Identity(uid: uid, apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "name-\(uid)")
    }

    private func metadata(owners: [String] = [], blocking: Bool = true, deleting: Bool = false, finalizers: [String] = []) -> ObjectMeta {
        var metadata = ObjectMeta()
        metadata.ownerReferences = owners.map {
            OwnerReference(apiVersion: "v1", kind: "ConfigMap", name: "name-\($0)", uid: $0, blockOwnerDeletion: blocking)
        }
        metadata.deletionTimestamp = deleting ? Time(seconds: 1) : nil
        metadata.finalizers = finalizers
        return metadata
    }

    @Test func dependentsAreLookedAtWhenTheirOwnerGoes() {
        var graph = OwnerGraph()
        #expect(graph.observe(identity("owner"), metadata()) == OwnerGraph.Work())
        #expect(graph.observe(identity("child"), metadata(owners: ["owner"])) == OwnerGraph.Work())
        #expect(graph.remove("owner").delete == ["child"])
    }

    @Test func anOwnerNeverSeenIsAskedFor() {
        var graph = OwnerGraph()
        #expect(graph.observe(identity("child"), metadata(owners: ["unseen"])).delete == ["unseen"])
        #expect(graph["unseen"]?.isVirtual == true)
        #expect(graph.observe(identity("unseen"), metadata()) == OwnerGraph.Work())
        #expect(graph["unseen"]?.isVirtual == false)
        #expect(graph.dependents(of: "unseen").map(\.identity.uid) == ["child"])
    }

    @Test func foregroundDeletionWaitsForThoseThatBlock() {
        var graph = OwnerGraph()
        _ = graph.observe(identity("owner"), metadata())
        _ = graph.observe(identity("child"), metadata(owners: ["owner"]))
        let work = graph.observe(identity("owner"), metadata(deleting: true, finalizers: [OwnerGraph.foregroundFinalizer]))
        #expect(work.delete == ["owner", "child"])
        #expect(graph["child"]?.blocks("owner") == true)
        // It stops blocking: the owner has to be looked at again.
        #expect(graph.observe(identity("child"), metadata(owners: ["owner"], blocking: false)).delete == ["owner"])
        #expect(graph.remove("child").delete == ["owner"])
        #expect(graph.dependents(of: "owner").isEmpty)
    }

    @Test func orphaningIsAskedForOnce() {
        var graph = OwnerGraph()
        let leaving = metadata(deleting: true, finalizers: [OwnerGraph.orphanFinalizer])
        #expect(graph.observe(identity("owner"), leaving).orphan == ["owner"])
        #expect(graph.observe(identity("owner"), leaving).orphan.isEmpty)
    }

    @Test func circlesDoNotTrapTheGraph() {
        var graph = OwnerGraph()
        _ = graph.observe(identity("a"), metadata(owners: ["b"]))
        _ = graph.observe(identity("b"), metadata(owners: ["a"]))
        #expect(graph.remove("a").delete == ["b"])
        #expect(graph.remove("b").delete.isEmpty)
        #expect(graph.vertices.isEmpty)
    }

    private func place(_ uid: String, _ namespace: String) -> OwnerGraph.Identity {
        OwnerGraph.Identity(uid: uid, apiVersion: "v1", kind: "ConfigMap", namespace: namespace, name: "name-\(uid)")
    }

    @Test func ownersOfOtherNamespacesAreFound() {
        var graph = OwnerGraph()
        let foreign = OwnerGraph.ForeignOwner(dependent: "child", owner: "owner")
        _ = graph.observe(place("owner", "here"), metadata())
        #expect(graph.observe(place("child", "there"), metadata(owners: ["owner"])).foreign == [foreign])
        #expect(graph.observe(place("child", "there"), metadata(owners: ["owner"])).foreign.isEmpty)
        #expect(graph.observe(place("sibling", "here"), metadata(owners: ["owner"])).foreign.isEmpty)
        // Known only afterwards where it is.
        var later = OwnerGraph()
        _ = later.observe(place("child", "there"), metadata(owners: ["owner"]))
        #expect(later.observe(place("owner", "here"), metadata()).foreign == [foreign])
        // What is in no namespace may own anything.
        var cluster = OwnerGraph()
        _ = cluster.observe(place("owner", ""), metadata())
        #expect(cluster.observe(place("child", "there"), metadata(owners: ["owner"])).foreign.isEmpty)
    }

    @Test func anOwnerOfAnotherNamespaceIsToldAndOwnsNothing() async throws {
        try await TestCluster.run(controllers: [GarbageCollector.name]) { cluster in
            let owner = try await cluster.client.create(ConfigMap(metadata: ObjectMeta(name: "owner", namespace: "default")))
            try await cluster.eventually("a second namespace", nodeWorks: false) { (try? await cluster.client.get(Namespace.self, "kube-system")) != nil }
            var child = ConfigMap(metadata: ObjectMeta(name: "child", namespace: "kube-system"))
            child.metadata.ownerReferences = [OwnerReference(apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: owner.metadata.uid)]
            _ = try await cluster.client.create(child)
            try await cluster.eventually("told", step: .seconds(1), nodeWorks: false) {
                try await cluster.eventMessages("OwnerRefInvalidNamespace", namespace: "kube-system") == [
                    "ownerRef [v1/ConfigMap, namespace: kube-system, name: owner, uid: \(owner.metadata.uid)] does not exist in namespace \"kube-system\""
                ]
            }
            try await cluster.eventually("collected", step: .seconds(1), nodeWorks: false) {
                try await !cluster.client.list(ConfigMap.self, namespace: "kube-system").items.contains { $0.metadata.name == "child" }
            }
            _ = try await cluster.client.get(ConfigMap.self, "owner", namespace: "default")
        }
    }
}
