import JSON
import KubernetesAPI
import KubernetesClient
import Store
import Testing

@testable import APIServer

/// The behaviours of service accounts, reviews and the system's own namespaces, through a whole server.
@Suite struct AccountTests {
    private static let accounts = "/api/v1/namespaces/default/serviceaccounts"

    /// What the pod says counts, else what its account says, else it gets a token.
    @Test func tokensAreMountedUnlessSomebodySaysNo() async throws {
        try await TestServer.run(configure: { $0.disableAdmissionPlugins = [] }) { (server) async throws in
            let accounts: [(String, Bool?)] = [("default", nil), ("mount", true), ("nomount", false)]
            for (name, mounts) in accounts {
                var account: JSONValue = ["metadata": ["name": .string(name)]]
                if let mounts { account["automountServiceAccountToken"] = .bool(mounts) }
                #expect(try await server.send("POST", Self.accounts, account).status == 201)
            }
            let pods: [Bool?] = [nil, true, false]
            for (account, ofAccount) in accounts {
                for (index, ofPod) in pods.enumerated() {
                    var pod = TestServer.pod("\(account)-\(index)")
                    pod["spec"]?["serviceAccountName"] = .string(account)
                    if let ofPod { pod["spec"]?["automountServiceAccountToken"] = .bool(ofPod) }
                    let made = try await server.send("POST", TestServer.pods, pod)
                    #expect(made.status == 201)
                    let paths = (made.body[at: "spec.containers.0.volumeMounts"]?.array ?? []).compactMap { $0["mountPath"]?.string }
                    let isMounted = paths.contains("/var/run/secrets/kubernetes.io/serviceaccount")
                    #expect(isMounted == (ofPod ?? ofAccount ?? true), "\(account) \(index)")
                }
            }
        }
    }

    /// What the reviews say of an account is what it may do.
    @Test func reviewsSayWhatAnAccountMayDo() async throws {
        try await TestServer.run { (server) async throws in
            #expect(try await server.send("POST", Self.accounts, ["metadata": ["name": "robot"]]).status == 201)
            let user = "system:serviceaccount:default:robot", groups: JSONValue = ["system:authenticated", "system:serviceaccounts", "system:serviceaccounts:default"]
            let robot = server.acting(as: user, groups: ["system:serviceaccounts", "system:serviceaccounts:default"])
            let root = "/apis/authorization.k8s.io/v1"
            let attributes: JSONValue = ["namespace": "default", "verb": "list", "resource": "configmaps", "group": "", "version": "v1"]
            let spec: JSONValue = ["user": .string(user), "groups": groups, "resourceAttributes": attributes]
            func allowed() async throws -> [JSONValue?] {
                let anywhere = try await server.send("POST", root + "/subjectaccessreviews", ["kind": "SubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "spec": spec])
                let here = try await server.send(
                    "POST", root + "/namespaces/default/localsubjectaccessreviews",
                    ["kind": "LocalSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "metadata": ["namespace": "default"], "spec": spec])
                #expect(anywhere.status == 201 && here.status == 201)
                return [anywhere.body[at: "status.allowed"], here.body[at: "status.allowed"]]
            }
            #expect(try await robot.send("GET", TestServer.configMaps).status == 403)
            #expect(try await allowed() == [false, false])
            let role: JSONValue = [
                "metadata": ["name": "view-it"], "subjects": [["kind": "ServiceAccount", "name": "robot", "namespace": "default"]],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"],
            ]
            #expect(try await server.send("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", role).status == 201)
            // Without the controller that aggregates roles, `view` has no rules of its own: they come from what it aggregates.
            let rules: JSONValue = ["rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"]]]]
            #expect(try await server.send("PATCH", "/apis/rbac.authorization.k8s.io/v1/clusterroles/view", rules, type: "application/merge-patch+json").status == 200)
            #expect(try await robot.send("GET", TestServer.configMaps).status == 200)
            #expect(try await allowed() == [true, true])
        }
    }

    /// Whoever comes first finds the system's namespaces: nothing is refused for want of one.
    @Test func theFirstRequestFindsTheSystemsNamespaces() async throws {
        let server = APIServer(
            options: APIServerOptions(), clock: SystemClock(), logger: TestServer.logger, store: MemoryStore(), listens: false)
        let client = Client(transport: InProcessTransport(server: server, user: APIUser(name: "admin", groups: ["system:masters", "system:authenticated"])))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            // It waits until the server serves, and not until it is ready.
            var event = Event()
            event.metadata = ObjectMeta(name: "first", namespace: "default")
            event.involvedObject = ObjectReference(kind: "Node", name: "n")
            _ = try await client.create(event)
            let names = try await client.list(Namespace.self).items.map(\.metadata.name)
            #expect(Set(names).isSuperset(of: ["default", "kube-system", "kube-public", "kube-node-lease"]))
            group.cancelAll()
        }
    }

    /// What `kubernetes.default` is: a service, with endpoints and slices that are this server.
    @Test func theServersOwnServiceLeadsToIt() async throws {
        try await TestServer.run(configure: {
            $0.advertiseAddress = "192.168.7.7"
            $0.securePort = 6443
        }) { (server) async throws in
            let all = try await server.send("GET", "/api/v1/services").body.items("items")
            #expect(all.contains { $0[at: "metadata.name"] == "kubernetes" && $0[at: "metadata.namespace"] == "default" })
            let endpoints = try await server.send("GET", "/api/v1/namespaces/default/endpoints/kubernetes").body
            #expect(endpoints[at: "subsets.0.addresses.0.ip"] == "192.168.7.7" && endpoints[at: "subsets.0.ports.0.port"] == 6443)
            let slices = try await server.send("GET", "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dkubernetes").body
            #expect(slices[at: "items.0.endpoints.0.addresses.0"] == "192.168.7.7" && slices[at: "items.0.ports.0.port"] == 6443)
        }
    }
}
