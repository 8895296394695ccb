import JSON
import Testing

@testable import APIServer

@Suite struct BadInputTests {
    @Test func brokenBodies() async throws {
        try await TestServer.run { (server) async throws in
            let path = TestServer.configMaps
            #expect(try await server.send("POST", path, bytes: Array("{not json".utf8)).status == 400)
            #expect(try await server.send("POST", path, bytes: Array("a: [".utf8), type: "application/yaml").status == 400)
            #expect(try await server.send("POST", path, bytes: Array("k8s\0\u{1}".utf8), type: "application/vnd.kubernetes.protobuf").status == 400)
            #expect(try await server.send("POST", path, bytes: [], type: "application/vnd.kubernetes.protobuf").status == 400)
            #expect(try await server.send("POST", path, ["a": 1], type: "text/plain").status == 415)
            let wrongKind = try await server.send("POST", path, ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "x"]])
            #expect(wrongKind.status == 400)
            let wrongType = try await server.send("POST", TestServer.pods, ["metadata": ["name": "x"], "spec": ["hostNetwork": "yes"]])
            #expect(wrongType.body.text("message").contains("cannot unmarshal string"))
            #expect(try await server.send("PATCH", path + "/none", ["a": 1]).status == 415)
            #expect(try await server.send("GET", path).status == 200)
        }
    }

    @Test func unknownPathsAndMethods() async throws {
        try await TestServer.run { (server) async throws in
            #expect(try await server.send("GET", "/nope").body == "404 page not found\n")
            #expect(try await server.send("GET", "/apis/none.example/v1/things").body == "404 page not found\n")
            let nothings = try await server.send("GET", "/api/v1/namespaces/default/nothings")
            #expect(nothings.body.text("message") == "the server could not find the requested resource")
            #expect(try await server.send("POST", TestServer.configMaps + "/x", TestServer.configMap("x")).status == 405)
            #expect(try await server.send("POST", "/api/v1/configmaps", TestServer.configMap("x")).status == 405)
            #expect(try await server.send("GET", "/api/v1/namespaces/default/nodes").status == 404)
            #expect(try await server.send("HEAD", TestServer.configMaps).status == 405)
            #expect(try await server.send("GET", "/%zz/%00?a=%zz").status == 404)
        }
    }

    @Test func namesAndNamespacesMustAgree() async throws {
        try await TestServer.run { (server) async throws in
            let path = TestServer.configMaps
            #expect(try await server.send("POST", path, ["metadata": ["name": "x", "namespace": "other"]]).status == 400)
            #expect(try await server.send("PUT", path + "/y", TestServer.configMap("z")).status == 400)
            let unnamed = try await server.send("POST", path, ["metadata": [:]])
            #expect(unnamed.body.text("message") == "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required")
            #expect(try await server.send("POST", "/api/v1/namespaces/absent/configmaps", TestServer.configMap("x")).status == 404)
        }
    }

    @Test func strictFieldsAndParameters() async throws {
        try await TestServer.run { (server) async throws in
            var object = TestServer.configMap("x")
            object["foo"] = 1
            let strict = try await server.send("POST", TestServer.configMaps + "?fieldValidation=Strict", object)
            #expect(strict.body.text("message").hasSuffix("strict decoding error: unknown field \"foo\""))
            #expect(try await server.send("POST", TestServer.configMaps + "?fieldValidation=Bad", object).status == 422)
            #expect(try await server.send("POST", TestServer.configMaps + "?dryRun=Some", object).status == 422)
            #expect(try await server.send("GET", TestServer.configMaps + "?limit=x").status == 400)
            #expect(try await server.send("GET", TestServer.configMaps + "?resourceVersion=x").status == 400)
        }
    }

    @Test func whoHasNoRightsIsToldSo() async throws {
        try await TestServer.run { (server) async throws in
            let alice = InProcessTransport(server: server.server, user: APIUser(name: "alice", groups: ["system:authenticated"]))
            let other = TestServer(server: server.server, client: server.client, transport: alice)
            let refused = try await other.send("GET", TestServer.configMaps)
            #expect(refused.status == 403)
            #expect(
                refused.body.text("message")
                    == "configmaps is forbidden: User \"alice\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\"")
            #expect(try await other.send("GET", "/version").status == 200)
        }
    }
}
