import JSON
import Testing

@testable import APIServer

/// ServiceCIDR and IPAddress through their whole API.
@Suite struct NetworkObjectTests {
    private static let group = "/apis/networking.k8s.io/v1"

    private static func kinds() -> [(plural: String, name: (Int) -> String, spec: (Int) -> JSONValue)] {
        [
            ("servicecidrs", { "net-\($0)" }, { ["cidrs": [.string("10.20\($0).0.0/24")]] }),
            ("ipaddresses", { "10.200.0.\($0)" }, { _ in ["parentRef": ["group": "", "resource": "widgets", "namespace": "default", "name": "w"]] }),
        ]
    }

    @Test(arguments: [0, 1])
    func everyVerbIsServed(_ which: Int) async throws {
        let (plural, name, spec) = Self.kinds()[which]
        let path = "\(Self.group)/\(plural)"
        let bodies = (1...3).map { i -> JSONValue in
            ["metadata": ["name": .string(name(i)), "labels": ["test": "yes"]], "spec": spec(i)]
        }
        let first = "\(path)/\(name(1))"
        try await TestServer.run { (server) async throws in
            let served = try await server.send("GET", Self.group).body["resources"]?.array ?? []
            let verbs = served.first { $0.text("name") == plural }?["verbs"]?.array ?? []
            for verb in ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"] { #expect(verbs.contains(.string(verb))) }

            for body in bodies { #expect(try await server.send("POST", path, body).status == 201) }
            let read = try await server.send("GET", first)
            #expect(read.status == 200)
            let list = try await server.send("GET", "\(path)?labelSelector=test%3Dyes").body
            #expect(list["items"]?.array?.count == 3)
            var changed = read.body
            changed["metadata"]?["annotations"] = ["a": "1"]
            #expect(try await server.send("PUT", first, changed).status == 200)
            let patch: JSONValue = ["metadata": ["annotations": ["a": "2"]]]
            let patched = try await server.send("PATCH", first, patch, type: "application/merge-patch+json")
            #expect(patched.body[at: "metadata.annotations.a"] == "2")
            let version = list[at: "metadata.resourceVersion"]?.string ?? ""
            let events = try await server.events("\(path)?labelSelector=test%3Dyes&resourceVersion=\(version)")
            #expect(events.map { $0.text("type") } == ["MODIFIED", "MODIFIED"])
            if plural == "servicecidrs" {
                #expect(served.contains { $0.text("name") == "servicecidrs/status" })
                var status = patched.body
                status["status"] = ["conditions": [["type": "A", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z", "reason": "R", "message": ""]]]
                #expect(try await server.send("PUT", first + "/status", status).body[at: "status.conditions.0.type"] == "A")
                let more: JSONValue = ["status": ["conditions": [["type": "B", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z", "reason": "R", "message": ""]]]]
                let merged = try await server.send("PATCH", first + "/status", more, type: "application/merge-patch+json")
                #expect(merged.body[at: "status.conditions.0.type"] == "B")
            }
            #expect(try await server.send("DELETE", first).status == 200)
            #expect(try await server.send("DELETE", "\(path)?labelSelector=test%3Dyes").status == 200)
            #expect(try await server.send("GET", "\(path)?labelSelector=test%3Dyes").body["items"]?.array?.count == 0)
        }
    }
}
