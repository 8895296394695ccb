import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import NIOCore
import NIOHTTP1
import PKITesting
import Testing

@testable import APIServer

/// Credentials as they come from outside, through a whole server.
@Suite struct MoreAuthenticationTests {
    /// Who a token is, by a TokenReview.
    private func review(_ server: TestServer, _ token: String, audiences: JSONValue = []) async throws -> JSONValue {
        let answer = try await server.send(
            "POST", "/apis/authentication.k8s.io/v1/tokenreviews",
            ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": ["token": .string(token), "audiences": audiences]])
        return answer.body["status"] ?? answer.body
    }

    private func makeAccount(_ server: TestServer) async throws {
        let account: JSONValue = ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "robot"]]
        #expect(try await server.send("POST", "/api/v1/namespaces/default/serviceaccounts", account).status == 201)
    }

    private func token(_ server: TestServer, _ spec: JSONValue) async throws -> (status: Int, body: JSONValue, warnings: [String]) {
        let body: JSONValue = ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec]
        let answer = try await server.transport.send(
            ClientRequest(
                method: "POST", path: "/api/v1/namespaces/default/serviceaccounts/robot/token",
                headers: [("Content-Type", "application/json")], body: body.serialized()))
        let bytes = try await answer.body.collect(upTo: 1 << 20)
        return (answer.status, try JSONValue(parsing: bytes), answer.headers.filter { $0.0.lowercased() == "warning" }.map { $0.1 })
    }

    private func claims(_ token: String) throws -> JSONValue {
        let parts = token.split(separator: ".").map(String.init)
        return try JSONValue(parsing: try #require(Base64URL.decode(parts[1])))
    }

    @Test func aTokenIsGoodForItsAudiencesAndDiesWithItsPod() async throws {
        try await TestServer.run { server in
            try await makeAccount(server)
            var pod = TestServer.pod("p")
            pod["spec"]?["serviceAccountName"] = "robot"
            #expect(try await server.send("POST", TestServer.pods, pod).status == 201)
            let bound: JSONValue = ["kind": "Pod", "apiVersion": "v1", "name": "p"]
            let made = try await token(server, ["audiences": ["vault", "https://kubernetes.default.svc"], "boundObjectRef": bound])
            #expect(made.status == 201)
            let text = made.body["status"]?.text("token") ?? ""
            let status = try await review(server, text)
            #expect(status["authenticated"] == true)
            #expect(status["user"]?.text("username") == "system:serviceaccount:default:robot")
            #expect(status["user"]?["extra"]?["authentication.kubernetes.io/pod-name"] == ["p"])
            #expect(try await review(server, text, audiences: ["vault"])["audiences"] == ["vault"])
            #expect(try await review(server, text, audiences: ["other"])["authenticated"] == nil)
            #expect(try await server.send("DELETE", TestServer.pods + "/p?gracePeriodSeconds=0").status == 200)
            #expect(try await review(server, text)["authenticated"] == nil)
        }
    }

    @Test func mountedTokensLiveLongerThanTheySay() async throws {
        try await TestServer.run { server in
            try await makeAccount(server)
            let text = try await token(server, ["expirationSeconds": 3607]).body["status"]?.text("token") ?? ""
            let said = try claims(text)
            #expect((said["exp"]?.int ?? 0) - (said["iat"]?.int ?? 0) == 365 * 86400)
            #expect((said["kubernetes.io"]?["warnafter"]?.int ?? 0) - (said["iat"]?.int ?? 0) == 3607)
        }
        try await TestServer.run(configure: { $0.serviceAccountMaxTokenExpiration = 7200 }) { server in
            try await makeAccount(server)
            let made = try await token(server, ["expirationSeconds": 86400])
            #expect(made.body["spec"]?["expirationSeconds"] == 7200)
            #expect(made.warnings == [#"299 - "requested expiration of 86400 seconds shortened to 7200 seconds""#])
        }
    }

    @Test func bootstrapTokensAreSecrets() async throws {
        try await TestServer.run(configure: { $0.enableBootstrapTokenAuth = true }) { server in
            func make(_ id: String, _ data: JSONValue) async throws {
                var all: JSONValue = ["token-id": .string(id), "token-secret": "0123456789abcdef", "usage-bootstrap-authentication": "true"]
                for (key, value) in data.object ?? JSONObject() { all[key] = value }
                let secret: JSONValue = [
                    "apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
                    "metadata": ["name": .string("bootstrap-token-\(id)")], "stringData": all,
                ]
                #expect(try await server.send("POST", "/api/v1/namespaces/kube-system/secrets", secret).status == 201)
            }
            try await make("abcdef", ["auth-extra-groups": "system:bootstrappers:workers"])
            try await make("expird", ["expiration": "2020-01-01T00:00:00Z"])
            try await make("unused", ["usage-bootstrap-authentication": "false"])
            try await make("badgrp", ["auth-extra-groups": "system:masters"])
            #expect(try await review(server, "abcdef.0123456789abcdef")["user"] == [
                "username": "system:bootstrap:abcdef",
                "groups": ["system:bootstrappers", "system:bootstrappers:workers", "system:authenticated"],
            ])
            for bad in ["abcdef.0123456789abcdee", "expird.0123456789abcdef", "unused.0123456789abcdef", "badgrp.0123456789abcdef"] {
                #expect(try await review(server, bad)["authenticated"] == nil, "\(bad)")
            }
        }
    }

    @Test func tokensInSecretsLiveAsLongAsTheSecret() async throws {
        let signer = ServiceAccountTokenSigner(signingKey: TokenSigningKey())
        let objects: @Sendable (String) -> ObjectGetter = { token in
            { _, resource, _, _ in
                switch resource {
                case "secrets": ["metadata": ["name": "t"], "data": ["token": .string(Base64.encode(Array(token.utf8)))]]
                case "serviceaccounts": ["metadata": ["name": "robot", "uid": "u"]]
                default: nil
                }
            }
        }
        let token = try signer.signed([
            "iss": "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": "default",
            "kubernetes.io/serviceaccount/secret.name": "t", "kubernetes.io/serviceaccount/service-account.name": "robot",
            "kubernetes.io/serviceaccount/service-account.uid": "u", "sub": "system:serviceaccount:default:robot",
        ])
        let user = try await LegacyTokenAuthenticator(signer: signer, get: objects(token)).authenticate(token: token, audiences: [])?.user
        #expect(user?.name == "system:serviceaccount:default:robot")
        await #expect(throws: AuthenticationFailure.self) {
            try await LegacyTokenAuthenticator(signer: signer, get: objects("another")).authenticate(token: token, audiences: [])
        }
    }

    @Test func aProxyIsBelievedByItsCertificateOnly() async throws {
        let proxies = try TestAuthority("front-proxy-ca")
        let clients = try TestAuthority("kubernetes")
        func authenticator(_ names: [String]) -> RequestHeaderAuthenticator {
            RequestHeaderAuthenticator(
                authorities: [proxies.certificate], allowedNames: names, usernameHeaders: ["X-Remote-User"], uidHeaders: ["X-Remote-Uid"],
                groupHeaders: ["X-Remote-Group"], extraHeaderPrefixes: ["X-Remote-Extra-"])
        }
        let headers = [
            (name: "x-remote-user", value: "dave"), (name: "X-Remote-Group", value: "a"), (name: "X-Remote-Group", value: "b"),
            (name: "X-Remote-Uid", value: "7"), (name: "X-Remote-Extra-Acme.com%2Fproject", value: "blue"),
        ]
        func request(_ authority: TestAuthority) throws -> AuthenticationRequest {
            AuthenticationRequest(headers: headers, clientCertificates: [try authority.issue("proxy").certificate, authority.certificate])
        }
        #expect(try await authenticator(["proxy"]).authenticate(request(proxies))
            == APIUser(name: "dave", uid: "7", groups: ["a", "b"], extra: ["acme.com/project": ["blue"]]))
        #expect(try await authenticator([]).authenticate(request(clients)) == nil)
        await #expect(throws: AuthenticationFailure.self) { try await authenticator(["other"]).authenticate(request(proxies)) }
        // And a proxy's certificate names no user.
        let x509 = X509Authenticator(clock: SystemClock(), authorities: [clients.certificate])
        #expect(try await x509.authenticate(request(proxies)) == nil)
        #expect(try await x509.authenticate(request(clients))?.name == "proxy")
    }

    @Test func anonymousRequestsMayBeLimitedToPaths() throws {
        let document = try YAMLReader.parse(Array("""
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            anonymous:
              enabled: true
              conditions: [{path: /livez}]
            """.utf8))
        let policy = try #require(try AnonymousPolicy(document))
        #expect(policy.allows(path: "/livez"))
        #expect(!policy.allows(path: "/version"))
    }

    @Test func impersonationIsAllowedAsAWholeOrForOneThing() async throws {
        try await TestServer.run { server in
            func act(_ user: String, _ headers: [(String, String)], _ path: String = TestServer.configMaps) async throws -> (Int, String) {
                let transport = server.acting(as: user).transport
                let answer = try await transport.send(ClientRequest(method: "GET", path: path, headers: headers))
                return (answer.status, try JSONValue(parsing: await answer.body.collect(upTo: 1 << 20)).text("message"))
            }
            let rules: JSONValue = [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["list", "get"]]]
            _ = try await server.send("POST", RBACTests.roles, TestServer.role("reader", rules))
            _ = try await server.send("POST", RBACTests.bindings, TestServer.binding("reader", to: "Role/reader", "User/dave"))
            let all = "\(TestServer.rbac)/clusterroles"
            let bindings = "\(TestServer.rbac)/clusterrolebindings"
            let whole: JSONValue = [["apiGroups": [""], "resources": ["users"], "verbs": ["impersonate"], "resourceNames": ["dave"]]]
            _ = try await server.send("POST", all, TestServer.role("whole", cluster: true, whole))
            _ = try await server.send("POST", bindings, TestServer.binding("whole", cluster: true, to: "ClusterRole/whole", "User/boss"))
            let one: JSONValue = [
                ["apiGroups": ["authentication.k8s.io"], "resources": ["users"], "verbs": ["impersonate:user-info"]],
                ["apiGroups": [""], "resources": ["configmaps"], "verbs": ["impersonate-on:user-info:list"]],
            ]
            _ = try await server.send("POST", all, TestServer.role("one", cluster: true, one))
            _ = try await server.send("POST", bindings, TestServer.binding("one", cluster: true, to: "ClusterRole/one", "User/clerk"))

            #expect(try await act("boss", [("Impersonate-User", "dave")]).0 == 200)
            #expect(try await act("boss", [("Impersonate-User", "eve")]).0 == 403)
            #expect(try await act("boss", [("Impersonate-User", "dave"), ("Impersonate-Group", "ops")]).0 == 403)
            #expect(try await act("clerk", [("Impersonate-User", "dave")]).0 == 200)
            let get = try await act("clerk", [("Impersonate-User", "dave")], TestServer.configMaps + "/x")
            #expect(get.0 == 403)
            #expect(get.1 == #"configmaps "x" is forbidden: User "clerk" cannot impersonate-on:user-info:get resource "configmaps" in API group "" in the namespace "default""#)
            let group = try await act("clerk", [("Impersonate-User", "dave"), ("Impersonate-Group", "ops")])
            #expect(group.0 == 403)
            #expect(group.1 == #"groups.authentication.k8s.io "ops" is forbidden: User "clerk" cannot impersonate:user-info resource "groups" in API group "authentication.k8s.io" at the cluster scope"#)
            let node = try await act("clerk", [("Impersonate-User", "system:node:n1")])
            #expect(node.0 == 403)
            #expect(node.1 == #"configmaps is forbidden: User "clerk" cannot impersonate-on:arbitrary-node:list resource "configmaps" in API group "" in the namespace "default""#)
        }
    }

    @Test func theIssuerCanBeDiscovered() async throws {
        try await TestServer.run(configure: { $0.serviceAccountIssuers = ["https://new.example", "https://old.example"] }) { server in
            let robot = server.acting(as: "system:serviceaccount:default:robot", groups: ["system:serviceaccounts"])
            let configuration = try await robot.send("GET", "/.well-known/openid-configuration").body
            #expect(configuration["issuer"] == "https://new.example")
            #expect(configuration["id_token_signing_alg_values_supported"] == ["RS256"])
            #expect(configuration.text("jwks_uri").hasSuffix("/openid/v1/jwks"))
            let keys = try await robot.send("GET", "/openid/v1/jwks").body.items("keys")
            #expect(keys.map { $0.text("kty") } == ["RSA"])
        }
        let key = TokenSigningKey()
        let old = ServiceAccountTokenSigner(issuer: "https://old.example", audiences: ["a"], signingKey: key)
        let new = ServiceAccountTokenSigner(issuer: "https://new.example", acceptedIssuers: ["https://old.example"], audiences: ["a"], signingKey: key)
        let claims = ServiceAccountTokenClaims(namespace: "n", serviceAccount: .init(name: "s", uid: "u"))
        let token = try old.sign(claims, audiences: ["a"], now: 0, expiresIn: 600)
        #expect(try new.verify(token, audiences: ["a"], now: 1)?.claims == claims)
        #expect(try old.verify(new.sign(claims, audiences: ["a"], now: 0, expiresIn: 600), audiences: ["a"], now: 1) == nil)
    }
}
