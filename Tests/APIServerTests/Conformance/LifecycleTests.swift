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
        /// What three objects may be called; all names are as good for most kinds.
        var names = ["one", "two", "three"]

        var testDescription: String { path }

        init(_ path: String, _ object: String, change: JSONValue = ["metadata": ["annotations": ["changed": "yes"]]], status: JSONValue? = nil, names: [String]? = nil) throws {
            let version = path.hasPrefix("/api/") ? "v1" : path.split(separator: "/").dropFirst().prefix(2).joined(separator: "/")
            self.path = path
            self.change = change
            self.status = status
            if let names { self.names = names }
            self.object = try YAML.decode("apiVersion: \(version)\n" + object)
            if path.contains("/namespaces/default/") { everywhere = path.replacing("/namespaces/default", with: "") }
        }

        /// The first, second or third object.
        func object(_ index: Int) -> JSONValue {
            var object = object
            object["metadata"] = ["name": .string(names[index]), "labels": ["life": "yes"]]
            return object
        }
    }

    /// A certificate request of dave's, as PEM in base64.
    private static let request = """
        LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWU1IOENBUUF3SFRFTU1Bb0dBMVVFQ2d3RFpHVjJNUTB3Q3dZRFZRUUREQVJrWVhabE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWk\
        l6ajBEQVFjRFFnQUU2VkZJQXNYUHUxSVNHeVlDQnk0c0lIZUMwUUVsWWxjSitxS203ZXJCCkFSeDR1ZjlPRFd0dEJNaUpnNmZpZTRPQmRwa2UyMkNocWhua3JjWElKUkxiRWFBQU1Bb0dDQ3FHU000\
        OUJBTUMKQTBrQU1FWUNJUUN3TnBLMnhmNlN6TFVXNzc1ejFCdGlsb0tUU1BPNXAvQkJQZGludTBpOU13SWhBS2V4YVp1OQo1ZXFSSFJEc2xTYUlLeklLckFxcUJEeUN2QjloSjh2YW9vc3IKLS0tLS\
        1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==
        """

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
            try Kind("/api/v1/namespaces/default/serviceaccounts", "kind: ServiceAccount", change: ["automountServiceAccountToken": false]),
            try Kind(
                "/api/v1/namespaces/default/resourcequotas", "kind: ResourceQuota\nspec: {hard: {cpu: '1', memory: 500Mi}}",
                change: ["spec": ["hard": ["cpu": "2"]]], status: ["status": ["hard": ["cpu": "2", "memory": "500Mi"]]]),
            try Kind("/api/v1/namespaces/default/limitranges", "kind: LimitRange\nspec: {limits: [{type: Pod, max: {cpu: '1'}}]}"),
            try Kind(
                "/api/v1/namespaces/default/services", "kind: Service\nspec: {ports: [{port: 80}]}", change: ["spec": ["externalName": "a.example.com", "type": "ExternalName"]],
                status: ["status": ["conditions": [condition]]]),
            try Kind(
                "/api/v1/namespaces/default/endpoints", "kind: Endpoints\nsubsets: [{addresses: [{ip: 10.0.0.24}], ports: [{name: http, port: 80}]}]",
                change: ["subsets": [["addresses": [["ip": "10.0.0.25"]], "ports": [["name": "http-test", "port": 8080]]]]]),
            try Kind(
                "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
                "kind: EndpointSlice\naddressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{name: a, port: 80}]",
                change: ["endpoints": [["addresses": ["10.0.0.2"]]]]),
            try Kind(
                "/apis/networking.k8s.io/v1/namespaces/default/ingresses", "kind: Ingress\nspec: {defaultBackend: {service: {name: s, port: {number: 80}}}}",
                change: ["spec": ["ingressClassName": "c"]], status: ["status": ["loadBalancer": ["ingress": [["ip": "169.1.1.1"]]]]]),
            try Kind("/apis/networking.k8s.io/v1/ingressclasses", "kind: IngressClass\nspec: {controller: example.com/controller}"),
            try Kind(
                "/apis/networking.k8s.io/v1/servicecidrs", "kind: ServiceCIDR\nspec: {cidrs: [10.99.0.0/24]}", status: ["status": ["conditions": [condition]]]),
            try Kind(
                "/apis/networking.k8s.io/v1/ipaddresses", "kind: IPAddress\nspec: {parentRef: {resource: services, namespace: default, name: x}}",
                names: ["192.0.2.1", "192.0.2.2", "192.0.2.3"]),
            try Kind(
                "/apis/certificates.k8s.io/v1/certificatesigningrequests",
                "kind: CertificateSigningRequest\nspec: {signerName: example.com/s, usages: [client auth], request: \(request)}",
                status: ["status": ["conditions": [["type": "Failed", "status": "True", "reason": "Test", "message": ""]]]]),
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
                #expect(events.first == "ADDED \(kind.names[0])", "\(kind.path)")
                #expect(events.contains("MODIFIED \(kind.names[0])"), "\(kind.path)")
                #expect(events.filter(Self.isDeletion).sorted() == kind.names.map { "DELETED \($0)" }.sorted(), "\(kind.path)")
            }
        }
    }

    private static func isDeletion(_ event: String) -> Bool { event.hasPrefix("DELETED") }

    private static func summary(_ event: JSONValue) -> String {
        "\(event["type"]?.string ?? "") \(event[at: "object.metadata.name"]?.string ?? "")"
    }

    private static func names(_ list: JSONValue) -> [String] { list.items("items").compactMap { $0[at: "metadata.name"]?.string }.sorted() }

    private static func live(_ kind: Kind, _ server: TestServer) async throws {
        let one = kind.path + "/" + kind.names[0]
        let made = try await server.send("POST", kind.path, kind.object(0))
        try #require(made.status == 201, "\(kind.path): \(made.body)")
        #expect(made.body[at: "metadata.uid"]?.string?.isEmpty == false)
        #expect(try await server.send("POST", kind.path, kind.object(0)).status == 409)
        #expect(try await server.send("GET", one).body == made.body)
        if let everywhere = kind.everywhere {
            #expect(names(try await server.send("GET", everywhere + "?labelSelector=life%3Dyes").body) == [kind.names[0]])
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
        #expect(names(try await server.send("GET", kind.path + "?labelSelector=replaced%3Dyes").body) == [kind.names[0]])

        #expect(try await server.send("DELETE", one).status == 200, "\(kind.path)")
        #expect(try await server.send("GET", one).status == 404)
        for index in [1, 2] { #expect(try await server.send("POST", kind.path, kind.object(index)).status == 201) }
        #expect(try await server.send("DELETE", kind.path + "?labelSelector=life%3Dyes").status == 200)
        #expect(names(try await server.send("GET", kind.path + "?labelSelector=life%3Dyes").body) == [])
    }
}
