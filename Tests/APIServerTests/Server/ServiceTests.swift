import JSON
import Store
import Testing

@testable import APIServer

@Suite struct ServiceTests {
    private static let path = "/api/v1/namespaces/default/services"

    private static func service(_ name: String, _ spec: JSONValue) -> JSONValue {
        var spec = spec
        spec["ports"] = spec["ports"] ?? [["port": 80]]
        return ["metadata": ["name": .string(name)], "spec": spec]
    }

    @Test func theServerHasAServiceOfItsOwn() async throws {
        try await TestServer.run { (server) async throws in
            let service = try await server.send("GET", Self.path + "/kubernetes").body
            #expect(service[at: "spec.clusterIP"] == "10.96.0.1")
        }
    }

    @Test func addressesAndPortsAreGivenOnce() async throws {
        let store = MemoryStore()
        try await TestServer.run(store) { (server) async throws in
            let first = try await server.send("POST", Self.path, Self.service("a", ["type": "NodePort", "clusterIP": "10.96.7.7"])).body
            let port = try #require(first[at: "spec.ports.0.nodePort"]?.int)
            #expect((30000...32767).contains(port))
            #expect(first[at: "spec.ipFamilies"] == ["IPv4"])
            let taken = try await server.send("POST", Self.path, Self.service("b", ["clusterIP": "10.96.7.7"]))
            #expect(taken.status == 422)
            #expect(
                taken.body[at: "details.causes.0.message"]
                    == "Invalid value: [\"10.96.7.7\"]: failed to allocate IP 10.96.7.7: provided IP is already allocated")
            let used = try await server.send(
                "POST", Self.path, Self.service("b", ["type": "NodePort", "ports": [["port": 80, "nodePort": .int(port)]]]))
            #expect(used.body[at: "details.causes.0.message"] == .string("Invalid value: \(port): provided port is already allocated"))
        }
        // A new server finds what is in use in the store.
        try await TestServer.run(store) { (server) async throws in
            #expect(try await server.send("POST", Self.path, Self.service("c", ["clusterIP": "10.96.7.7"])).status == 422)
            _ = try await server.send("DELETE", Self.path + "/a")
            #expect(try await server.send("POST", Self.path, Self.service("c", ["clusterIP": "10.96.7.7"])).status == 201)
        }
    }

    @Test func aChangeOfTypeGivesBackWhatItNoLongerNeeds() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", Self.path, Self.service("s", ["type": "LoadBalancer"]))
            let merge = "application/merge-patch+json"
            let plain = try await server.send("PATCH", Self.path + "/s", ["spec": ["type": "ClusterIP"]], type: merge).body
            #expect(plain[at: "spec.ports.0.nodePort"] == nil)
            #expect(plain[at: "spec.externalTrafficPolicy"] == nil)
            let moved = try await server.send("PATCH", Self.path + "/s", ["spec": ["clusterIP": "10.96.1.1"]], type: merge)
            #expect(moved.status == 422)
        }
    }
}
