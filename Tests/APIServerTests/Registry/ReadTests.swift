import JSON
import KubernetesAPI
import KubernetesClient
import Store
import Testing

@testable import APIServer

@Suite struct ReadTests {
    @Test func pagesShowOneRevision() async throws {
        try await TestServer.run { (server) async throws in
            for i in 0..<5 { _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("p\(i)")) }
            let first = try await server.send("GET", TestServer.configMaps + "?limit=2").body
            #expect(first.items("items").count == 2)
            #expect(first[at: "metadata.remainingItemCount"] == 3)
            _ = try await server.send("DELETE", TestServer.configMaps + "/p3")
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("p9"))
            let token = first[at: "metadata.continue"]?.string ?? ""
            let rest = try await server.send("GET", TestServer.configMaps + "?limit=10&continue=\(token)").body
            #expect(rest.items("items").compactMap { $0[at: "metadata.name"]?.string } == ["p2", "p3", "p4"])
            #expect(rest[at: "metadata.resourceVersion"] == first[at: "metadata.resourceVersion"])
            #expect(try await server.send("GET", TestServer.configMaps + "?continue=garbage").status == 400)
        }
    }

    @Test func aListThatIsKeptIsAsNewAsTheLastWrite() async throws {
        try await TestServer.run { (server) async throws in
            func names(_ path: String, accept: String? = nil) async throws -> [String] {
                let list = try await server.send("GET", path, accept: accept).body
                let names = list.items("items").compactMap { $0[at: "metadata.name"]?.string }
                return names + list.items("rows").compactMap { $0[at: "cells.0"]?.string }
            }
            let table = "application/json;as=Table;v=v1;g=meta.k8s.io"
            for name in ["a", "b"] {
                _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap(name))
                let expected = name == "a" ? ["a"] : ["a", "b"]
                for _ in 0..<2 {
                    #expect(try await names(TestServer.configMaps) == expected)
                    #expect(try await names(TestServer.configMaps, accept: table) == expected)
                }
                #expect(try await names("/api/v1/namespaces/kube-public/configmaps") == [])
            }
            _ = try await server.send("PATCH", TestServer.configMaps + "/b", ["data": ["k": "new"]], type: "application/merge-patch+json")
            #expect(try await server.send("GET", TestServer.configMaps).body[at: "items.1.data.k"] == "new")
            _ = try await server.send("DELETE", TestServer.configMaps + "/a")
            #expect(try await names(TestServer.configMaps) == ["b"])
            #expect(try await names(TestServer.configMaps, accept: table) == ["b"])
        }
    }

    @Test func uidsAreRandomUUIDs() throws {
        let random = RandomSource()
        let uids = (0..<2000).map { _ in random.uuid() }
        #expect(Set(uids).count == uids.count)
        let form = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        #expect(uids.allSatisfy { $0.wholeMatch(of: form) != nil })
    }

    @Test func selectorsPickByLabelsAndFields() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("a", node: "n1", labels: ["t": "x"]))
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("b", node: "n2", labels: ["t": "y"]))
            func names(_ query: String) async throws -> [String] {
                try await server.send("GET", TestServer.pods + "?" + query).body.items("items").compactMap { $0[at: "metadata.name"]?.string }
            }
            #expect(try await names("labelSelector=t%20in%20(x,z)") == ["a"])
            #expect(try await names("labelSelector=!t") == [])
            #expect(try await names("fieldSelector=spec.nodeName%3Dn2") == ["b"])
            #expect(try await names("fieldSelector=spec.nodeName!%3Dn2,status.phase%3DPending") == ["a"])
            #expect(try await server.send("GET", TestServer.pods + "?fieldSelector=spec.foo%3D1").status == 400)
            #expect(try await server.send("GET", TestServer.pods + "?labelSelector=%3D%3D").status == 400)
            let everywhere = try await server.send("GET", "/api/v1/pods?fieldSelector=metadata.name%3Da").body
            #expect(everywhere.items("items").count == 1)
        }
    }

    @Test func otherShapesAndEncodings() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.pods, TestServer.pod("a"))
            let table = try await server.send("GET", TestServer.pods, accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json").body
            #expect(table.text("kind") == "Table")
            #expect(table[at: "rows.0.cells.0"] == "a")
            #expect(table[at: "rows.0.object.kind"] == "PartialObjectMetadata")
            func rowObject(_ include: String) async throws -> JSONValue? {
                try await server.send(
                    "GET", TestServer.pods + "?includeObject=\(include)", accept: "application/json;as=Table;v=v1;g=meta.k8s.io").body[at: "rows.0.object"]
            }
            #expect(try await rowObject("Metadata")?["kind"] == "PartialObjectMetadata")
            #expect(try await rowObject("Object")?["kind"] == "Pod")
            #expect(try await rowObject("None") == JSONValue.null)
            let partial = try await server.send(
                "GET", TestServer.pods + "/a", accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io").body
            #expect(partial["spec"] == nil && partial[at: "metadata.name"] == "a")
            let yaml = try await server.send("GET", TestServer.pods + "/a", accept: "application/yaml").body.string ?? ""
            #expect(yaml.contains("kind: Pod"))
            #expect(try await server.send("GET", TestServer.pods, accept: "text/plain").status == 406)
        }
    }

    @Test func theSameEventsInBothGroups() async throws {
        try await TestServer.run { (server) async throws in
            let event: JSONValue = [
                "metadata": ["name": "e"], "involvedObject": ["kind": "Pod", "name": "p", "namespace": "default"], "reason": "Started",
                "message": "hello", "type": "Normal",
            ]
            #expect(try await server.send("POST", "/api/v1/namespaces/default/events", event).status == 201)
            let other = try await server.send("GET", "/apis/events.k8s.io/v1/namespaces/default/events/e").body
            #expect(other.text("note") == "hello")
            #expect(other[at: "regarding.name"] == "p")
            let selected = try await server.send("GET", "/api/v1/events?fieldSelector=involvedObject.name%3Dp,type%3DNormal").body
            #expect(selected.items("items").count == 1)
        }
    }

    @Test func aWatchReplaysFromARevision() async throws {
        try await TestServer.run { (server) async throws in
            let created = try await server.send("POST", TestServer.configMaps, TestServer.configMap("w", labels: ["k": "v"])).body
            let version = created[at: "metadata.resourceVersion"]?.string ?? ""
            let merge = "application/merge-patch+json"
            for value in ["w", "v"] {
                _ = try await server.send("PATCH", TestServer.configMaps + "/w", ["metadata": ["labels": ["k": .string(value)]]], type: merge)
            }
            _ = try await server.send("DELETE", TestServer.configMaps + "/w")
            let all = try await server.events(TestServer.configMaps + "?resourceVersion=\(version)")
            #expect(all.map { $0.text("type") } == ["MODIFIED", "MODIFIED", "DELETED"])
            let last = all.last?[at: "object.metadata.resourceVersion"]?.string.flatMap { Int($0) } ?? 0
            #expect(last > Int(version) ?? 0)
            // Seen through a selector, an object that stops matching is deleted.
            let selected = try await server.events(TestServer.configMaps + "?labelSelector=k%3Dv&resourceVersion=\(version)")
            #expect(selected.map { $0.text("type") } == ["DELETED", "ADDED", "DELETED"])
        }
    }

    @Test func aWatchBeginsWithTheStateAndEndsWithABookmark() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("a"))
            let events = try await server.events(
                TestServer.configMaps + "?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")
            #expect(events.map { $0.text("type") } == ["ADDED", "BOOKMARK", "BOOKMARK"])
            #expect(events[1][at: "object.metadata.annotations"]?["k8s.io/initial-events-end"] == "true")
            #expect(events[1][at: "object.kind"] == "ConfigMap")
        }
    }

    @Test func aRevisionThatIsGoneIsExpired() async throws {
        let store = MemoryStore()
        for i in 0..<1500 { _ = try await store.create("/registry/other/\(i)", [0]) }
        try await TestServer.run(store) { (server) async throws in
            let events = try await server.events(TestServer.configMaps + "?resourceVersion=3")
            #expect(events.count == 1)
            #expect(events.first?.text("type") == "ERROR")
            #expect(events.first?[at: "object.code"] == 410)
            #expect(events.first?[at: "object.reason"] == "Expired")
        }
    }

    @Test func theClientFollowsThroughTheTransport() async throws {
        try await TestServer.run { (server) async throws in
            let stream = try await server.client.watch(ConfigMap.self, namespace: "default", options: ListOptions())
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("seen"))
            for try await event in stream {
                if case .added(let object) = event {
                    #expect(object.metadata.name == "seen")
                    break
                }
            }
        }
    }
}
