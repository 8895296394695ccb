import JSON
import Testing

@testable import APIServer

/// The plugins that change or refuse pods by other objects.
@Suite struct PodAdmissionTests {
    @Test func runtimeClassesGiveOverheadAndPlace() async throws {
        try await TestServer.run { (server) async throws in
            let runtime: JSONValue = [
                "apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": ["name": "vm"], "handler": "kata",
                "overhead": ["podFixed": ["cpu": "250m", "memory": "120Mi"]],
                "scheduling": ["nodeSelector": ["vm": "yes"], "tolerations": [["key": "vm", "operator": "Exists", "effect": "NoSchedule"]]],
            ]
            #expect(try await server.send("POST", "/apis/node.k8s.io/v1/runtimeclasses", runtime).status == 201)
            let pod = try await server.send("POST", TestServer.pods, TestServer.pod("a", spec: ["runtimeClassName": "vm"])).body
            #expect(pod[at: "spec.overhead"] == ["cpu": "250m", "memory": "120Mi"])
            #expect(pod[at: "spec.nodeSelector.vm"] == "yes")
            #expect(pod[at: "spec.tolerations"]?.array?.contains { $0["key"] == "vm" } == true)
            func message(_ spec: JSONValue) async throws -> JSONValue? {
                try await server.send("POST", TestServer.pods, TestServer.pod("b", spec: spec)).body["message"]
            }
            #expect(
                try await message(["runtimeClassName": "vm", "overhead": ["cpu": "1"]])
                    == "pods \"b\" is forbidden: pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
            #expect(try await message(["runtimeClassName": "none"]) == "pods \"b\" is forbidden: pod rejected: RuntimeClass \"none\" not found")
            #expect(
                try await message(["runtimeClassName": "vm", "nodeSelector": ["vm": "no"]])
                    == "pods \"b\" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no")
        }
    }

    @Test func thereIsOneDefaultPriorityClass() async throws {
        try await TestServer.run { (server) async throws in
            func create(_ name: JSONValue, _ value: JSONValue) async throws -> (status: Int, body: JSONValue) {
                try await server.send(
                    "POST", "/apis/scheduling.k8s.io/v1/priorityclasses",
                    [
                        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": ["name": name], "value": value,
                        "globalDefault": true, "preemptionPolicy": "Never",
                    ])
            }
            #expect(try await create("usual", 7).status == 201)
            let second = try await create("other", 8)
            #expect(
                second.body["message"]
                    == "priorityclasses.scheduling.k8s.io \"other\" is forbidden: PriorityClass usual is already marked as default. Only one default can exist")
            let pod = try await server.send("POST", TestServer.pods, TestServer.pod("p")).body
            #expect(pod[at: "spec.priority"] == 7 && pod[at: "spec.priorityClassName"] == "usual" && pod[at: "spec.preemptionPolicy"] == "Never")
        }
    }

    @Test func accountsMayInsistOnTheirSecrets() async throws {
        try await TestServer.run(configure: { $0.disableAdmissionPlugins = [] }) { (server) async throws in
            let root = try await server.namespace("ns")
            let account: JSONValue = [
                "apiVersion": "v1", "kind": "ServiceAccount",
                "metadata": ["name": "strict", "annotations": ["kubernetes.io/enforce-mountable-secrets": "true"]],
                "secrets": [["name": "mine"]], "imagePullSecrets": [["name": "pull"]],
            ]
            #expect(try await server.send("POST", "\(root)/serviceaccounts", account).status == 201)
            func create(_ name: String, _ secret: JSONValue, pull: JSONValue = []) async throws -> (status: Int, body: JSONValue) {
                let spec: JSONValue = [
                    "serviceAccountName": "strict", "imagePullSecrets": pull, "volumes": [["name": "v", "secret": ["secretName": secret]]],
                ]
                return try await server.send("POST", "\(root)/pods", TestServer.pod(name, spec: spec))
            }
            let fine = try await create("a", "mine")
            #expect(fine.status == 201 && fine.body[at: "spec.imagePullSecrets"] == [["name": "pull"]])
            #expect(
                try await create("b", "theirs").body["message"]
                    == "pods \"b\" is forbidden: volume with secret.secretName=\"theirs\" is not allowed because service account strict does not reference that secret")
            #expect(
                try await create("c", "mine", pull: [["name": "other"]]).body["message"]
                    == "pods \"c\" is forbidden: imagePullSecret name=\"other\" is not allowed because service account strict does not reference that imagePullSecret")
            var mirror = TestServer.pod("m", spec: ["volumes": [["name": "v", "secret": ["secretName": "mine"]]]])
            mirror["metadata"]?["annotations"] = ["kubernetes.io/config.mirror": "x"]
            #expect(try await server.send("POST", "\(root)/pods", mirror).body["message"] == "pods \"m\" is forbidden: a mirror pod may not reference secrets")
        }
    }

    @Test func theOptionalOnesDoWhatTheirNamesSay() async throws {
        let plugins = [
            "AlwaysPullImages", "ExtendedResourceToleration", "PodTolerationRestriction", "DenyServiceExternalIPs",
            "LimitPodHardAntiAffinityTopology", "NamespaceAutoProvision",
        ]
        try await TestServer.run(configure: { $0.enableAdmissionPlugins = plugins }) { (server) async throws in
            let gpu: JSONValue = ["requests": ["example.com/gpu": "1"], "limits": ["example.com/gpu": "1"]]
            let container: JSONValue = ["name": "c", "image": "nginx", "imagePullPolicy": "Never", "resources": gpu]
            let pod = TestServer.pod("a", spec: ["containers": [container]])
            // There is no such namespace yet.
            let made = try await server.send("POST", "/api/v1/namespaces/fresh/pods", pod)
            #expect(made.status == 201)
            #expect(made.body[at: "spec.containers.0.imagePullPolicy"] == "Always")
            #expect(
                made.body[at: "spec.tolerations"]?.array?.contains(["key": "example.com/gpu", "operator": "Exists", "effect": "NoSchedule"]) == true)
            #expect(try await server.send("GET", "/api/v1/namespaces/fresh").body[at: "status.phase"] == "Active")

            let term: JSONValue = ["topologyKey": "zone", "labelSelector": [:]]
            let apart = TestServer.pod("b", spec: ["affinity": ["podAntiAffinity": ["requiredDuringSchedulingIgnoredDuringExecution": [term]]]])
            #expect(
                try await server.send("POST", TestServer.pods, apart).body["message"]
                    == "pods \"b\" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone but only key kubernetes.io/hostname is allowed")
            let service: JSONValue = [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"], "spec": ["ports": [["port": 80]], "externalIPs": ["1.2.3.4"]],
            ]
            #expect(
                try await server.send("POST", "/api/v1/namespaces/default/services", service).body["message"]
                    == "services \"s\" is forbidden: Use of external IPs is denied by admission control.")

            let tolerant = try await server.namespace(
                "tolerant",
                annotations: [
                    "scheduler.alpha.kubernetes.io/defaultTolerations": "[{\"key\":\"a\",\"operator\":\"Exists\"}]",
                    "scheduler.alpha.kubernetes.io/tolerationsWhitelist":
                        "[{\"key\":\"a\",\"operator\":\"Exists\"},{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\"},{\"key\":\"node.kubernetes.io/unreachable\",\"operator\":\"Exists\"}]",
                ])
            let plain = try await server.send("POST", "\(tolerant)/pods", TestServer.pod("p"))
            #expect(plain.body[at: "spec.tolerations"]?.array?.contains { $0["key"] == "a" } == true)
            let greedy = try await server.send("POST", "\(tolerant)/pods", TestServer.pod("q", spec: ["tolerations": [["operator": "Exists"]]]))
            #expect(greedy.body["message"]?.string?.has("conflict with its namespace whitelist") == true)
        }
    }

    @Test func defaultsOfStorageAndIngress() async throws {
        try await TestServer.run { (server) async throws in
            func storageClass(_ name: JSONValue, isDefault: JSONValue, grows: JSONValue) -> JSONValue {
                [
                    "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "provisioner": "p", "allowVolumeExpansion": grows,
                    "metadata": ["name": name, "annotations": ["storageclass.kubernetes.io/is-default-class": isDefault]],
                ]
            }
            for item in [storageClass("slow", isDefault: "false", grows: false), storageClass("fast", isDefault: "true", grows: true)] {
                #expect(try await server.send("POST", "/apis/storage.k8s.io/v1/storageclasses", item).status == 201)
            }
            let claims = "/api/v1/namespaces/default/persistentvolumeclaims"
            func claim(_ name: JSONValue, _ more: JSONValue = [:]) -> JSONValue {
                var claim: JSONValue = [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": name],
                    "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
                ]
                for (key, value) in more.object ?? JSONObject() { claim["spec"]?[key] = value }
                return claim
            }
            #expect(try await server.send("POST", claims, claim("a")).body[at: "spec.storageClassName"] == "fast")
            #expect(try await server.send("POST", claims, claim("none", ["storageClassName": ""])).body[at: "spec.storageClassName"] == "")
            #expect(try await server.send("POST", claims, claim("b", ["storageClassName": "slow", "volumeName": "v"])).status == 201)
            #expect(try await server.send("POST", claims, claim("c", ["volumeName": "w"])).status == 201)
            let bound: JSONValue = ["status": ["phase": "Bound", "capacity": ["storage": "1Gi"]]]
            let grow: JSONValue = ["spec": ["resources": ["requests": ["storage": "2Gi"]]]]
            var answers: [Int] = []
            for name in ["b", "c"] {
                _ = try await server.send("PATCH", "\(claims)/\(name)/status", bound, type: "application/merge-patch+json")
                answers.append(try await server.send("PATCH", "\(claims)/\(name)", grow, type: "application/merge-patch+json").status)
            }
            #expect(answers == [403, 200])

            let ingressClass: JSONValue = [
                "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "spec": ["controller": "a.b/c"],
                "metadata": ["name": "main", "annotations": ["ingressclass.kubernetes.io/is-default-class": "true"]],
            ]
            #expect(try await server.send("POST", "/apis/networking.k8s.io/v1/ingressclasses", ingressClass).status == 201)
            let ingress: JSONValue = [
                "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": ["name": "i"],
                "spec": ["defaultBackend": ["service": ["name": "s", "port": ["number": 80]]]],
            ]
            let made = try await server.send("POST", "/apis/networking.k8s.io/v1/namespaces/default/ingresses", ingress)
            #expect(made.body[at: "spec.ingressClassName"] == "main")
        }
    }

    @Test func bindingTellsPodsTheirZone() async throws {
        try await TestServer.run { (server) async throws in
            let node: JSONValue = [
                "apiVersion": "v1", "kind": "Node", "metadata": ["name": "n", "labels": ["topology.kubernetes.io/zone": "z1", "other": "x"]],
            ]
            #expect(try await server.send("POST", "/api/v1/nodes", node).status == 201)
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("p"))
            let binding: JSONValue = ["apiVersion": "v1", "kind": "Binding", "metadata": ["name": "p"], "target": ["kind": "Node", "name": "n"]]
            #expect(try await server.send("POST", "\(TestServer.pods)/p/binding", binding).status == 201)
            let labels = try await server.send("GET", "\(TestServer.pods)/p").body[at: "metadata.labels"]
            #expect(labels == ["topology.kubernetes.io/zone": "z1"])
        }
    }
}
