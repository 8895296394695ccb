import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import APIServer

/// The life that the conformance behaviours ask of each of these kinds: created, read, listed everywhere, patched, replaced, its status
/// written, deleted alone and with its like, and all of it seen by a watch from before the beginning.
@Suite struct LifecycleTests {
    /// One kind: where its objects are, what one holds besides its name, and a change that is allowed.
    struct Kind: Sendable, CustomTestStringConvertible {
        var path: String
        /// A change of the object itself.
        var change: JSONValue
        /// A change of its status subresource; nil when it has none.
        var status: JSONValue?
        /// The object without its name and labels.
        var object: JSONValue
        /// The list across namespaces; nil for kinds of the cluster.
        var everywhere: String?

        var testDescription: String { path }

        init(_ path: String, _ object: String, change: JSONValue = ["metadata": ["annotations": ["changed": "yes"]]], status: JSONValue? = nil) throws {
            let version = path.hasPrefix("/api/") ? "v1" : path.split(separator: "/").dropFirst().prefix(2).joined(separator: "/")
            self.path = path
            self.change = change
            self.status = status
            self.object = try YAML.decode("apiVersion: \(version)\n" + object)
            if path.contains("/namespaces/default/") { everywhere = path.replacing("/namespaces/default", with: "") }
        }

        func named(_ name: String) -> JSONValue {
            var object = object
            object["metadata"] = ["name": .string(name), "labels": ["life": "yes"]]
            return object
        }
    }

    private static func kinds() throws -> [Kind] {
        let condition: JSONValue = ["type": "Tried", "status": "True", "reason": "Test", "message": "", "lastTransitionTime": "2026-01-01T00:00:00Z"]
        return [
            try Kind("/api/v1/namespaces/default/configmaps", "kind: ConfigMap\ndata: {a: b}", change: ["data": ["a": "c"]]),
            try Kind("/api/v1/namespaces/default/secrets", "kind: Secret\nstringData: {a: b}", change: ["stringData": ["a": "c"]]),
            try Kind(
                "/api/v1/namespaces/default/pods", "kind: Pod\nspec: {terminationGracePeriodSeconds: 0, containers: [{name: c, image: i:1}]}",
                change: ["spec": ["activeDeadlineSeconds": 30]], status: ["status": ["message": "written"]]),
            try Kind(
                "/api/v1/namespaces/default/podtemplates", "kind: PodTemplate\ntemplate: {spec: {containers: [{name: c, image: i:1}]}}",
                change: ["template": ["metadata": ["labels": ["new": "yes"]]]]),
            try Kind("/api/v1/nodes", "kind: Node", change: ["spec": ["unschedulable": true]], status: ["status": ["phase": "Running"]]),
            try Kind(
                "/apis/coordination.k8s.io/v1/namespaces/default/leases", "kind: Lease\nspec: {holderIdentity: a, leaseDurationSeconds: 30, leaseTransitions: 0}",
                change: ["spec": ["holderIdentity": "b", "leaseTransitions": 1]]),
            try Kind("/apis/node.k8s.io/v1/runtimeclasses", "kind: RuntimeClass\nhandler: runc"),
            try Kind("/apis/resource.k8s.io/v1/deviceclasses", "kind: DeviceClass\nspec: {selectors: [{cel: {expression: 'true'}}]}"),
            try Kind(
                "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims",
                "kind: ResourceClaim\nspec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu, allocationMode: ExactCount, count: 1}}]}}",
                status: ["status": ["allocation": ["devices": ["results": [["request": "r", "driver": "d.example.com", "pool": "p", "device": "x"]]]]]]),
            try Kind(
                "/apis/resource.k8s.io/v1/namespaces/default/resourceclaimtemplates",
                "kind: ResourceClaimTemplate\nspec: {spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu}}]}}}"),
            try Kind(
                "/apis/resource.k8s.io/v1/resourceslices",
                "kind: ResourceSlice\nspec: {driver: d.example.com, nodeName: n1, pool: {name: p, generation: 1, resourceSliceCount: 1}, devices: [{name: x}]}"),
            try Kind("/apis/storage.k8s.io/v1/storageclasses", "kind: StorageClass\nprovisioner: p.example.com", change: ["allowVolumeExpansion": true]),
            try Kind("/apis/storage.k8s.io/v1/csidrivers", "kind: CSIDriver\nspec: {volumeLifecycleModes: [Ephemeral]}"),
            try Kind("/apis/storage.k8s.io/v1/csinodes", "kind: CSINode\nspec: {drivers: []}", change: ["spec": ["drivers": [["name": "d.example.com", "nodeID": "n", "topologyKeys": []]]]]),
            try Kind(
                "/apis/storage.k8s.io/v1/namespaces/default/csistoragecapacities", "kind: CSIStorageCapacity\nstorageClassName: s\ncapacity: 1Gi", change: ["capacity": "2Gi"]),
            try Kind("/apis/storage.k8s.io/v1/volumeattributesclasses", "kind: VolumeAttributesClass\ndriverName: d.example.com\nparameters: {a: b}"),
            try Kind(
                "/apis/storage.k8s.io/v1/volumeattachments", "kind: VolumeAttachment\nspec: {attacher: d.example.com, nodeName: n1, source: {persistentVolumeName: pv}}",
                status: ["status": ["attached": true]]),
            try Kind(
                "/api/v1/persistentvolumes", "kind: PersistentVolume\nspec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /p}}",
                change: ["spec": ["persistentVolumeReclaimPolicy": "Delete"]], status: ["status": ["message": "written"]]),
            try Kind(
                "/api/v1/namespaces/default/persistentvolumeclaims",
                "kind: PersistentVolumeClaim\nspec: {storageClassName: '', accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
                status: ["status": ["conditions": [condition]]]),
        ]
    }

    @Test func everyKindLivesAndIsWatched() async throws {
        // Protection by finalizers has its own tests; without it nothing here waits for a controller.
        try await TestServer.run(configure: { $0.disableAdmissionPlugins += ["StorageObjectInUseProtection"] }) { (server) async throws in
            let kinds = try Self.kinds()
            var began: [String] = []
            for kind in kinds { began.append(try await server.send("GET", kind.path).body[at: "metadata.resourceVersion"]?.string ?? "") }
            for kind in kinds { try await Self.live(kind, server) }
            let seen = try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
                for (index, kind) in kinds.enumerated() {
                    let path = "\(kind.path)?labelSelector=life%3Dyes&resourceVersion=\(began[index])"
                    group.addTask { (index, try await server.events(path).map(Self.summary)) }
                }
                return try await group.reduce(into: [Int: [String]]()) { $0[$1.0] = $1.1 }
            }
            for (index, kind) in kinds.enumerated() {
                let events = seen[index] ?? []
                #expect(events.first == "ADDED one", "\(kind.path)")
                #expect(events.contains("MODIFIED one"), "\(kind.path)")
                #expect(events.filter(Self.isDeletion).sorted() == ["DELETED one", "DELETED three", "DELETED two"], "\(kind.path)")
            }
        }
    }

    private static func isDeletion(_ event: String) -> Bool { event.hasPrefix("DELETED") }

    private static func summary(_ event: JSONValue) -> String {
        "\(event["type"]?.string ?? "") \(event[at: "object.metadata.name"]?.string ?? "")"
    }

    private static func names(_ list: JSONValue) -> [String] { list.items("items").compactMap { $0[at: "metadata.name"]?.string }.sorted() }

    private static func live(_ kind: Kind, _ server: TestServer) async throws {
        let one = kind.path + "/one"
        let made = try await server.send("POST", kind.path, kind.named("one"))
        try #require(made.status == 201, "\(kind.path): \(made.body)")
        #expect(made.body[at: "metadata.uid"]?.string?.isEmpty == false)
        #expect(try await server.send("POST", kind.path, kind.named("one")).status == 409)
        #expect(try await server.send("GET", one).body == made.body)
        if let everywhere = kind.everywhere {
            #expect(names(try await server.send("GET", everywhere + "?labelSelector=life%3Dyes").body) == ["one"])
        }

        let merge = "application/merge-patch+json"
        let patched = try await server.send("PATCH", one, kind.change, type: merge)
        #expect(patched.status == 200, "\(kind.path): \(patched.body)")
        #expect(patched.body[at: "metadata.resourceVersion"] != made.body[at: "metadata.resourceVersion"])
        if let status = kind.status {
            let written = try await server.send("PATCH", one + "/status", status, type: merge)
            #expect(written.status == 200, "\(kind.path): \(written.body)")
            #expect(written.body["status"] != patched.body["status"], "\(kind.path)")
            #expect(try await server.send("GET", one + "/status").body["status"] == written.body["status"])
        }
        var replacement = try await server.send("GET", one).body
        replacement["metadata"]?["labels"]?["replaced"] = "yes"
        #expect(try await server.send("PUT", one, replacement).status == 200, "\(kind.path)")
        #expect(try await server.send("PUT", one, replacement).status == 409, "\(kind.path): an old version must not be written")
        #expect(names(try await server.send("GET", kind.path + "?labelSelector=replaced%3Dyes").body) == ["one"])

        #expect(try await server.send("DELETE", one).status == 200, "\(kind.path)")
        #expect(try await server.send("GET", one).status == 404)
        for name in ["two", "three"] { #expect(try await server.send("POST", kind.path, kind.named(name)).status == 201) }
        #expect(try await server.send("DELETE", kind.path + "?labelSelector=life%3Dyes").status == 200)
        #expect(names(try await server.send("GET", kind.path + "?labelSelector=life%3Dyes").body) == [])
    }
}
