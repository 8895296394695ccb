import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@Suite struct ClientTests {
    let server = FakeServer()
    var client: Client { Client(transport: server) }

    @Test func createsReadsChangesAndDeletes() async throws {
        let made = try await client.create(pod("a"))
        #expect(made.metadata.resourceVersion == "1")
        var read = try await client.get(Pod.self, "a", namespace: "default")
        read.spec.nodeName = "n1"
        let old = read
        #expect(try await client.update(read).spec.nodeName == "n1")
        await #expect { _ = try await client.update(old) } throws: { ($0 as? APIError)?.isConflict == true }
        await #expect { _ = try await client.create(pod("a")) } throws: { ($0 as? APIError)?.isAlreadyExists == true }
        #expect(try await client.list(Pod.self).items.map(\.metadata.name) == ["a"])
        try await client.delete(Pod.self, "a", namespace: "default")
        await #expect { _ = try await client.get(Pod.self, "a", namespace: "default") } throws: { ($0 as? APIError)?.isNotFound == true }
    }

    @Test func asksUnderTheRightPaths() async throws {
        server.setFault { _ in FakeServer.answer(200, ["metadata": [:]]) }
        _ = try await client.patch(Deployment.self, "web", namespace: "x y", subresource: "scale", .apply([:], fieldManager: "me", force: true))
        _ = try await client.list(Node.self, options: ListOptions(labelSelector: "a in (b,c)", limit: 5))
        try await client.bind(pod: "p", namespace: "n", uid: "u", to: "node")
        let requests = server.requests
        #expect(requests[0].path == "/apis/apps/v1/namespaces/x%20y/deployments/web/scale?fieldManager=me&force=true")
        #expect(requests[0].headers.contains { $0 == ("Content-Type", "application/apply-patch+yaml") })
        #expect(requests[1].path == "/api/v1/nodes?labelSelector=a%20in%20%28b%2Cc%29&limit=5")
        #expect(requests[2].path == "/api/v1/namespaces/n/pods/p/binding")
        #expect(try JSONValue(parsing: requests[2].body ?? [])["target"]?["name"] == "node")
        await #expect(throws: ClientError.missingName(kind: "Pod")) { _ = try await client.get(Pod.self, "", namespace: "n") }
    }

    @Test func makesAStatusOfWhatIsNone() async throws {
        server.setFault { _ in ClientResponse(status: 503, body: ClientBody(Array("upstream is gone".utf8))) }
        await #expect {
            _ = try await client.list(Pod.self)
        } throws: { error in
            let error = error as? APIError
            return error?.isTransient == true && error?.description == "upstream is gone" && error?.status.code == 503
        }
    }

    @Test(arguments: [1, 7, 64, 1 << 20]) func watchesWhereverTheChunksAreCut(size: Int) async throws {
        let events: [JSONValue] = [
            ["type": "ADDED", "object": pod("ä").jsonValue()],
            ["object": pod("b").jsonValue(), "type": "MODIFIED"],
            ["type": "BOOKMARK", "object": ["kind": "Pod", "metadata": ["resourceVersion": "77"]]],
            ["type": "DELETED", "object": pod("b").jsonValue()],
            ["type": "ERROR", "object": Status.expired("too old").statusJSON],
        ]
        let bytes: [UInt8] = events.flatMap { $0.serialized() + [0x0A] as [UInt8] }
        let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        for start in Swift.stride(from: 0, to: bytes.count, by: size) {
            continuation.yield(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        continuation.finish()
        server.setFault { _ in ClientResponse(status: 200, body: ClientBody(stream)) }
        var seen: [WatchEvent<Pod>] = []
        for try await event in try await client.watch(Pod.self) { seen.append(event) }
        #expect(seen == [
            .added(pod("ä")), .modified(pod("b")), .bookmark(resourceVersion: "77"), .deleted(pod("b")), .error(.expired("too old")),
        ])
    }

    @Test(arguments: ["{\"type\":\"ADDED\"}\n", "nonsense\n", "{\"type\":\"OTHER\",\"object\":{}}\n", "null\n"])
    func aWatchOfNonsenseThrows(text: String) async throws {
        server.setFault { _ in ClientResponse(status: 200, body: ClientBody(Array(text.utf8))) }
        let stream = try await client.watch(Pod.self)
        await #expect(throws: (any Error).self) {
            for try await _ in stream {}
        }
    }
}
