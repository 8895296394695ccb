import JSON
import KubernetesAPI
import KubernetesClient
import Store
import Testing

@testable import APIServer

extension TestServer {
    /// The same server for another user.
    func acting(as name: String, groups: [String] = []) -> TestServer {
        let user = APIUser(name: name, groups: groups + ["system:authenticated"])
        let transport = InProcessTransport(server: server, user: user)
        return TestServer(server: server, client: Client(transport: transport), transport: transport)
    }

    static let rbac = "/apis/rbac.authorization.k8s.io/v1"

    /// A role or cluster role.
    static func role(_ name: String, cluster: Bool = false, labels: JSONValue = [:], _ rules: JSONValue) -> JSONValue {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": cluster ? "ClusterRole" : "Role",
            "metadata": ["name": .string(name), "labels": labels], "rules": rules,
        ]
    }

    /// A binding of a role to subjects such as `User/alice`.
    static func binding(_ name: String, cluster: Bool = false, to role: String, _ subjects: String...) -> JSONValue {
        let parts = role.split(separator: "/").map(String.init)
        return [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": cluster ? "ClusterRoleBinding" : "RoleBinding",
            "metadata": ["name": .string(name)],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(parts[0]), "name": .string(parts[1])],
            "subjects": .array(
                subjects.map { subject in
                    let words = subject.split(separator: "/").map(String.init)
                    return words.count == 3
                        ? ["kind": .string(words[0]), "namespace": .string(words[1]), "name": .string(words[2])]
                        : ["kind": .string(words[0]), "name": .string(words[1])]
                }),
        ]
    }

    /// Asks by a SubjectAccessReview; the answer's status.
    func review(_ user: String, groups: [String] = [], _ resourceAttributes: JSONValue) async throws -> JSONValue {
        let answer = try await send(
            "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            [
                "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
                "spec": ["user": .string(user), "groups": .array(groups.map { .string($0) }), "resourceAttributes": resourceAttributes],
            ])
        return answer.body["status"] ?? answer.body
    }
}

@Suite struct RBACTests {
    static let readPods: JSONValue = [["apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]]]
    static let roles = "\(TestServer.rbac)/namespaces/default/roles"
    static let bindings = "\(TestServer.rbac)/namespaces/default/rolebindings"

    @Test func aRoleCountsAsSoonAsItIsBoundAndNoLongerWhenItIsNot() async throws {
        try await TestServer.run { server in
            let alice = server.acting(as: "alice")
            #expect(try await alice.send("GET", TestServer.pods).status == 403)
            #expect(try await server.send("POST", Self.bindings, TestServer.binding("b", to: "Role/reader", "User/alice")).status == 201)
            let missing = try await alice.send("GET", TestServer.pods)
            #expect(missing.body.text("message")
                == #"pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "default": RBAC: role.rbac.authorization.k8s.io "reader" not found"#)
            #expect(try await server.send("POST", Self.roles, TestServer.role("reader", Self.readPods)).status == 201)
            #expect(try await alice.send("GET", TestServer.pods).status == 200)
            #expect(try await alice.send("GET", "/api/v1/namespaces/kube-system/pods").status == 403)
            #expect(try await alice.send("GET", "/api/v1/pods").status == 403)
            #expect(try await alice.send("DELETE", TestServer.pods + "/x").status == 403)
            let status = try await server.review("alice", ["verb": "get", "resource": "pods", "namespace": "default", "name": "x"])
            #expect(status == ["allowed": true, "reason": #"RBAC: allowed by RoleBinding "b/default" of Role "reader" to User "alice""#])
            #expect(try await server.send("DELETE", Self.bindings + "/b").status == 200)
            #expect(try await alice.send("GET", TestServer.pods).status == 403)
        }
    }

    @Test func groupsAndServiceAccountsAreSubjects() async throws {
        try await TestServer.run { server in
            let all = "\(TestServer.rbac)/clusterrolebindings"
            _ = try await server.send("POST", all, TestServer.binding("devs", cluster: true, to: "ClusterRole/cluster-admin", "Group/dev"))
            #expect(try await server.acting(as: "bob", groups: ["dev"]).send("GET", "/api/v1/nodes").status == 200)
            #expect(try await server.review("bob", groups: ["dev"], ["verb": "list", "resource": "nodes"])
                == ["allowed": true, "reason": #"RBAC: allowed by ClusterRoleBinding "devs" of ClusterRole "cluster-admin" to Group "dev""#])
            _ = try await server.send("POST", Self.roles, TestServer.role("reader", Self.readPods))
            _ = try await server.send("POST", Self.bindings, TestServer.binding("sa", to: "Role/reader", "ServiceAccount/other/robot"))
            #expect(try await server.review("system:serviceaccount:other:robot", ["verb": "list", "resource": "pods", "namespace": "default"])
                == ["allowed": true, "reason": #"RBAC: allowed by RoleBinding "sa/default" of Role "reader" to ServiceAccount "robot/other""#])
            #expect(try await server.review("system:serviceaccount:default:robot", ["verb": "list", "resource": "pods", "namespace": "default"])
                == ["allowed": false])
        }
    }

    @Test func aListOfOneNameIsAboutThatName() async throws {
        try await TestServer.run { server in
            let rules: JSONValue = [["apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["a"], "verbs": ["list"]]]
            _ = try await server.send("POST", Self.roles, TestServer.role("one", rules))
            _ = try await server.send("POST", Self.bindings, TestServer.binding("one", to: "Role/one", "User/alice"))
            let alice = server.acting(as: "alice")
            #expect(try await alice.send("GET", TestServer.configMaps + "?fieldSelector=metadata.name%3Da").status == 200)
            #expect(try await alice.send("GET", TestServer.configMaps + "?fieldSelector=metadata.name%3Db").status == 403)
            #expect(try await alice.send("GET", TestServer.configMaps).status == 403)
        }
    }

    @Test func nobodyGrantsWhatTheyDoNotHave() async throws {
        try await TestServer.run { server in
            let author: JSONValue = [
                ["apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles", "rolebindings"], "verbs": ["create", "update", "patch"]],
                ["apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]],
            ]
            _ = try await server.send("POST", Self.roles, TestServer.role("author", author))
            _ = try await server.send("POST", Self.bindings, TestServer.binding("author", to: "Role/author", "User/alice"))
            let alice = server.acting(as: "alice", groups: ["dev"])
            #expect(try await alice.send("POST", Self.roles, TestServer.role("mine", Self.readPods)).status == 201)
            let more: JSONValue = [["apiGroups": [""], "resources": ["pods", "secrets"], "verbs": ["get", "list"]]]
            let refused = try await alice.send("POST", Self.roles, TestServer.role("more", more))
            #expect(refused.status == 403)
            #expect(refused.body.text("message")
                == "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"alice\" (groups=[\"dev\" \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}")
            var changed = TestServer.role("mine", more)
            #expect(try await alice.send("PUT", Self.roles + "/mine", changed).status == 403)
            changed["rules"] = [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]]
            #expect(try await alice.send("PUT", Self.roles + "/mine", changed).status == 200)

            #expect(try await alice.send("POST", Self.bindings, TestServer.binding("x", to: "ClusterRole/cluster-admin", "User/alice")).status == 403)
            let absent = try await alice.send("POST", Self.bindings, TestServer.binding("x", to: "ClusterRole/absent", "User/alice"))
            #expect(absent.status == 404)
            #expect(absent.body.text("message") == #"clusterrole.rbac.authorization.k8s.io "absent" not found"#)
            // Who may bind a role need not have what it grants.
            let binder: JSONValue = [[
                "apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "resourceNames": ["cluster-admin"], "verbs": ["bind"],
            ]]
            _ = try await server.send("POST", Self.roles, TestServer.role("binder", binder))
            _ = try await server.send("POST", Self.bindings, TestServer.binding("binder", to: "Role/binder", "User/alice"))
            #expect(try await alice.send("POST", Self.bindings, TestServer.binding("x", to: "ClusterRole/cluster-admin", "User/alice")).status == 201)
        }
    }

    @Test func defaultRolesAreThereAndPutBack() async throws {
        let store = MemoryStore()
        /// More than the objects that a server makes at its start.
        let firstWrites = DefaultRoles.objects().count + 10
        let view = "\(TestServer.rbac)/clusterroles/system:basic-user"
        try await TestServer.run(store) { server in
            #expect(try await server.send("GET", "\(TestServer.rbac)/clusterroles").body.items("items").count == DefaultRoles.objects().count { $0.text("kind") == "ClusterRole" })
            #expect(try await server.send("GET", "\(TestServer.rbac)/clusterroles/admin").body["rules"] == .null)
            var role = try await server.send("GET", view).body
            role["rules"] = [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]]
            #expect(try await server.send("PUT", view, role).status == 200)
            var kept = try await server.send("GET", "\(TestServer.rbac)/clusterroles/system:discovery").body
            kept["metadata"]?["annotations"]?["rbac.authorization.kubernetes.io/autoupdate"] = "false"
            kept["rules"] = []
            #expect(try await server.send("PUT", "\(TestServer.rbac)/clusterroles/system:discovery", kept).status == 200)
            _ = try await server.send("DELETE", "\(TestServer.rbac)/clusterroles/view")
        }
        try await TestServer.run(store) { server in
            let rules = try await server.send("GET", view).body.items("rules")
            #expect(rules.first?["resources"] == ["pods"])
            #expect(rules.count == 4)
            #expect(try await server.send("GET", "\(TestServer.rbac)/clusterroles/system:discovery").body.items("rules").isEmpty)
            #expect(try await server.send("GET", "\(TestServer.rbac)/clusterroles/view").status == 200)
            // What nobody touched was not written again.
            let untouched = try await server.send("GET", "\(TestServer.rbac)/clusterrolebindings/cluster-admin").body["metadata"]
            #expect((Int(untouched?.text("resourceVersion") ?? "") ?? .max) < firstWrites)
            // Anonymous users see what is public, and no more.
            let nobody = TestServer(
                server: server.server, client: server.client, transport: InProcessTransport(server: server.server, user: .anonymous))
            let version = try await nobody.send("GET", "/version")
            #expect(version.status == 200, "\(version.body)")
            #expect(try await nobody.send("GET", "/apis/apps/v1").status == 403)
            #expect(try await nobody.send("GET", "/metrics").status == 403)
        }
    }

    @Test func aUserLearnsTheirRules() async throws {
        try await TestServer.run { server in
            _ = try await server.send("POST", Self.roles, TestServer.role("reader", Self.readPods))
            _ = try await server.send("POST", Self.bindings, TestServer.binding("b", to: "Role/reader", "User/alice"))
            let review: JSONValue = ["apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": ["namespace": "default"]]
            let status = try await server.acting(as: "alice").send("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", review).body["status"]
            #expect(status?.items("resourceRules").contains(["verbs": ["get", "list"], "apiGroups": [""], "resources": ["pods"]]) == true)
            #expect(status?["incomplete"] == false)
            let node = server.acting(as: "system:node:n", groups: ["system:nodes"])
            let nodes = try await node.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", review).body["status"]
            #expect(nodes?["incomplete"] == true)
            #expect(nodes?["evaluationError"] == "node authorizer does not support user rule resolution")
        }
    }

    @Test func roleReferencesDoNotChange() async throws {
        try await TestServer.run { server in
            _ = try await server.send("POST", Self.bindings, TestServer.binding("b", to: "Role/reader", "User/alice"))
            let answer = try await server.send("PUT", Self.bindings + "/b", TestServer.binding("b", to: "Role/other", "User/alice"))
            #expect(answer.status == 422)
            #expect(answer.body.text("message").hasSuffix(#"roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: cannot change roleRef"#))
        }
    }
}
