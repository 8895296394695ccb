import JSON
import Testing

@testable import APIServer

@Suite struct ResourceQuotaTests {
    /// A quota whose status is as a controller would make it for an empty namespace.
    private static func make(
        _ server: TestServer, _ root: String, _ hard: JSONValue, name: String = "q", scopes: JSONValue = [], selector: JSONValue? = nil,
        counted: Bool = true
    ) async throws {
        var spec: JSONValue = ["hard": hard, "scopes": scopes]
        if let selector { spec["scopeSelector"] = ["matchExpressions": [selector]] }
        let quota: JSONValue = ["apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": .string(name)], "spec": spec]
        #expect(try await server.send("POST", "\(root)/resourcequotas", quota).status == 201)
        var used: JSONValue = [:]
        if counted { for name in hard.object?.keys ?? [] { used[name] = "0" } }
        let status: JSONValue = ["status": ["hard": hard, "used": used]]
        #expect(
            try await server.send("PATCH", "\(root)/resourcequotas/\(name)/status", status, type: "application/merge-patch+json").status == 200)
    }

    private static func used(_ server: TestServer, _ root: String, _ name: String = "q") async throws -> JSONValue {
        try await server.send("GET", "\(root)/resourcequotas/\(name)").body[at: "status.used"] ?? .null
    }

    @Test func theLastPlaceIsGivenOnce() async throws {
        try await TestServer.run { (server) async throws in
            let root = try await server.namespace("full")
            try await Self.make(server, root, ["configmaps": "5", "count/configmaps": "7"])
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<20 {
                    group.addTask { try await server.send("POST", "\(root)/configmaps", TestServer.configMap("c\(index)")).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(answers.filter { $0 == 201 }.count == 5)
            #expect(answers.filter { $0 == 403 }.count == 15)
            #expect(try await Self.used(server, root) == ["configmaps": "5", "count/configmaps": "5"])
            let over = try await server.send("POST", "\(root)/configmaps", TestServer.configMap("more"))
            #expect(
                over.body["message"]
                    == "configmaps \"more\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=5, limited: configmaps=5")
            // What is only tried takes nothing.
            let other = try await server.namespace("tried")
            try await Self.make(server, other, ["configmaps": "1"])
            #expect(try await server.send("POST", "\(other)/configmaps?dryRun=All", TestServer.configMap("x")).status == 201)
            #expect(try await Self.used(server, other) == ["configmaps": "0"])
        }
    }

    @Test func podsPayWithWhatTheyAskFor() async throws {
        try await TestServer.run { (server) async throws in
            let root = try await server.namespace("pods")
            try await Self.make(
                server, root,
                ["pods": "5", "requests.cpu": "1", "limits.memory": "1Gi", "requests.example.com/dongle": "3", "count/pods": "9"])
            let plain = try await server.send("POST", "\(root)/pods", TestServer.pod("plain"))
            #expect(plain.body["message"] == "pods \"plain\" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c")
            let pod = TestServer.pod(
                "p", requests: ["cpu": "600m", "example.com/dongle": "2"], limits: ["memory": "512Mi", "example.com/dongle": "2"])
            #expect(try await server.send("POST", "\(root)/pods", pod).status == 201)
            #expect(
                try await Self.used(server, root)
                    == ["count/pods": "1", "limits.memory": "512Mi", "pods": "1", "requests.cpu": "600m", "requests.example.com/dongle": "2"])
            var second = pod
            second["metadata"] = ["generateName": "p-"]
            let over = try await server.send("POST", "\(root)/pods", second)
            #expect(over.status == 403)
            #expect(
                over.body["message"]?.string?.has(
                    "exceeded quota: q, requested: requests.cpu=600m,requests.example.com/dongle=2, used: "
                        + "requests.cpu=600m,requests.example.com/dongle=2, limited: requests.cpu=1,requests.example.com/dongle=3") == true)
            // The name that was made up is told.
            #expect(over.body[at: "details.name"]?.string?.count == 7)
        }
    }

    @Test func servicesAndClaimsPayByTheirKind() async throws {
        try await TestServer.run { (server) async throws in
            let root = try await server.namespace("kinds")
            try await Self.make(
                server, root,
                [
                    "services": "3", "services.nodeports": "2", "services.loadbalancers": "1", "requests.storage": "10Gi",
                    "gold.storageclass.storage.k8s.io/requests.storage": "3Gi", "gold.storageclass.storage.k8s.io/persistentvolumeclaims": "5",
                ])
            func service(_ name: String, _ type: String) -> JSONValue {
                [
                    "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
                    "spec": ["type": .string(type), "ports": [["port": 80]]],
                ]
            }
            #expect(try await server.send("POST", "\(root)/services", service("a", "ClusterIP")).status == 201)
            #expect(try await server.send("POST", "\(root)/services", service("b", "LoadBalancer")).status == 201)
            #expect(try await server.send("POST", "\(root)/services", service("c", "LoadBalancer")).status == 403)
            let toNodePort: JSONValue = ["spec": ["type": "NodePort"]]
            #expect(try await server.send("PATCH", "\(root)/services/a", toNodePort, type: "application/merge-patch+json").status == 200)
            var used = try await Self.used(server, root)
            #expect(used["services"] == "2" && used["services.nodeports"] == "2" && used["services.loadbalancers"] == "1")
            let toClusterIP: JSONValue = ["spec": ["type": "ClusterIP"]]
            #expect(try await server.send("PATCH", "\(root)/services/b", toClusterIP, type: "application/merge-patch+json").status == 200)
            used = try await Self.used(server, root)
            #expect(used["services.nodeports"] == "1" && used["services.loadbalancers"] == "0")

            func claim(_ name: String, _ size: String) -> JSONValue {
                [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": .string(name)],
                    "spec": [
                        "accessModes": ["ReadWriteOnce"], "storageClassName": "gold", "resources": ["requests": ["storage": .string(size)]],
                    ],
                ]
            }
            #expect(try await server.send("POST", "\(root)/persistentvolumeclaims", claim("a", "2Gi")).status == 201)
            let over = try await server.send("POST", "\(root)/persistentvolumeclaims", claim("b", "2Gi"))
            #expect(over.body["message"]?.string?.has("requested: gold.storageclass.storage.k8s.io/requests.storage=2Gi") == true)
            used = try await Self.used(server, root)
            #expect(used["requests.storage"] == "2Gi" && used["gold.storageclass.storage.k8s.io/persistentvolumeclaims"] == "1")
        }
    }

    @Test func scopesChooseThePods() async throws {
        try await TestServer.run { (server) async throws in
            let root = try await server.namespace("scopes")
            try await Self.make(server, root, ["pods": "9"], name: "best", scopes: ["BestEffort"])
            try await Self.make(server, root, ["pods": "9"], name: "more", scopes: ["NotBestEffort"])
            try await Self.make(server, root, ["pods": "9"], name: "ending", scopes: ["Terminating"])
            try await Self.make(server, root, ["pods": "9"], name: "lasting", scopes: ["NotTerminating"])
            try await Self.make(
                server, root, ["pods": "0"], name: "high",
                selector: ["scopeName": "PriorityClass", "operator": "In", "values": ["system-cluster-critical"]])
            try await Self.make(server, root, ["pods": "0"], name: "nosy", scopes: ["CrossNamespacePodAffinity"])
            #expect(try await server.send("POST", "\(root)/pods", TestServer.pod("a")).status == 201)
            #expect(
                try await server.send("POST", "\(root)/pods", TestServer.pod("b", requests: ["cpu": "1"], spec: ["activeDeadlineSeconds": 3]))
                    .status == 201)
            var counts: [String] = []
            for name in ["best", "more", "ending", "lasting"] { counts.append(try await Self.used(server, root, name)["pods"]?.string ?? "") }
            #expect(counts == ["1", "1", "1", "1"])
            let high = try await server.send("POST", "\(root)/pods", TestServer.pod("c", spec: ["priorityClassName": "system-cluster-critical"]))
            #expect(high.body["message"]?.string?.has("exceeded quota: high, requested: pods=1, used: pods=0, limited: pods=0") == true)
            let term: JSONValue = ["topologyKey": "zone", "namespaces": ["default"], "labelSelector": [:]]
            let nosy = try await server.send(
                "POST", "\(root)/pods",
                TestServer.pod("d", spec: ["affinity": ["podAffinity": ["requiredDuringSchedulingIgnoredDuringExecution": [term]]]]))
            #expect(nosy.body["message"]?.string?.has("exceeded quota: nosy") == true)
        }
    }

    @Test func aQuotaThatIsNotCountedYetLetsNothingIn() async throws {
        try await TestServer.run { (server) async throws in
            let root = try await server.namespace("new")
            try await Self.make(server, root, ["secrets": "5"], counted: false)
            let secret: JSONValue = ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"]]
            let answer = try await server.send("POST", "\(root)/secrets", secret)
            #expect(answer.body["message"] == "secrets \"s\" is forbidden: status unknown for quota: q, resources: secrets")
        }
    }

    @Test func wrongQuotasAreRefused() async throws {
        try await TestServer.run { (server) async throws in
            func create(_ spec: JSONValue) async throws -> Set<String> {
                let quota: JSONValue = ["apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "x"], "spec": spec]
                let answer = try await server.send("POST", "/api/v1/namespaces/default/resourcequotas", quota)
                return Set((answer.body[at: "details.causes"]?.array ?? []).map { "\($0["field"]?.string ?? ""): \($0["message"]?.string ?? "")" })
            }
            #expect(try await create(["hard": ["pods": "500m"]]) == ["spec.hard[pods]: Invalid value: \"500m\": must be an integer"])
            #expect(
                try await create(["hard": ["secrets": "1"], "scopes": ["BestEffort", "Odd"]]) == [
                    "spec.scopes: Invalid value: [\"BestEffort\",\"Odd\"]: unsupported scope applied to resource",
                    "spec.scopes: Invalid value: [\"BestEffort\",\"Odd\"]: unsupported scope",
                ])
            #expect(
                try await create([
                    "hard": ["pods": "1"],
                    "scopeSelector": ["matchExpressions": [["scopeName": "PriorityClass", "operator": "In"]]],
                ]) == [
                    "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' "
                        + "for scope selector"
                ])
            _ = try await server.send(
                "POST", "/api/v1/namespaces/default/resourcequotas",
                ["apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": "x"], "spec": ["hard": ["pods": "1"]]])
            let changed = try await server.send(
                "PATCH", "/api/v1/namespaces/default/resourcequotas/x", ["spec": ["scopes": ["BestEffort"]]], type: "application/merge-patch+json")
            #expect(changed.body["message"]?.string?.has("spec.scopes: Invalid value: [\"BestEffort\"]: field is immutable") == true)
        }
    }
}
