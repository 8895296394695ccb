import JSON
import KubernetesClient
import Testing

@testable import APIServer

@Suite struct SystemControllerTests {
    private static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    private static let services = "/apis/apiregistration.k8s.io/v1/apiservices"

    private static func definition(_ plural: String, kind: String, group: String = "g.example") -> JSONValue {
        [
            "metadata": ["name": .string("\(plural).\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced", "names": ["plural": .string(plural), "kind": .string(kind)],
                "versions": [["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]]]],
            ],
        ]
    }

    private static func condition(_ object: JSONValue, _ type: String) -> String {
        let found = (object[at: "status.conditions"]?.array ?? []).first { $0.text("type") == type }
        return found.map { "\($0.text("status")) \($0.text("reason"))" } ?? ""
    }

    @Test func aDefinitionIsEstablishedAndGoesInOrder() async throws {
        try await TestServer.run { (server) async throws in
            let created = try await server.send("POST", Self.definitions, Self.definition("foos", kind: "Foo"))
            #expect(created.status == 201, "\(created.body)")
            let path = Self.definitions + "/foos.g.example"
            // Whoever reads it next sees it done.
            let read = try await server.send("GET", path).body
            #expect(Self.condition(read, "NamesAccepted") == "True NoConflicts" && Self.condition(read, "Established") == "True InitialNamesAccepted")
            #expect(read[at: "status.acceptedNames.listKind"] == "FooList")

            _ = try await server.send("POST", Self.definitions, Self.definition("bars", kind: "Foo"))
            let clash = try await server.send("GET", Self.definitions + "/bars.g.example").body
            #expect(Self.condition(clash, "NamesAccepted") == "False ListKindConflict" && Self.condition(clash, "Established") == "False NotAccepted")

            let deleted = try await server.send("DELETE", path).body
            #expect(Self.condition(deleted, "Terminating") == "True InstanceDeletionPending")
            #expect(deleted[at: "metadata.finalizers"] == ["customresourcecleanup.apiextensions.k8s.io"])
            let deadline = ContinuousClock.now + .seconds(60)
            while try await server.send("GET", path).status != 404, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await server.send("GET", path).status == 404)
        }
    }

    @Test func apiServicesTellWhetherTheyAreAvailable() async throws {
        try await TestServer.run { (server) async throws in
            let local = try await server.send("GET", Self.services + "/v1.apps").body
            #expect(Self.condition(local, "Available") == "True Local")
            #expect(local[at: "spec.groupPriorityMinimum"] == 17800)
            let remote: JSONValue = [
                "metadata": ["name": "v1.g.example"],
                "spec": ["group": "g.example", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 10, "service": ["name": "s", "namespace": "default"]],
            ]
            #expect(try await server.send("POST", Self.services, remote).status == 201)
            let read = try await server.send("GET", Self.services + "/v1.g.example").body
            #expect(read[at: "status.conditions.0.message"] == "service/s in \"default\" is not present")
            let service: JSONValue = ["metadata": ["name": "s"], "spec": ["ports": [["port": 80]]]]
            _ = try await server.send("POST", "/api/v1/namespaces/default/services", service)
            // It follows what it depends on.
            while Self.condition(try await server.send("GET", Self.services + "/v1.g.example").body, "Available") != "False ServicePortError" {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }
}
