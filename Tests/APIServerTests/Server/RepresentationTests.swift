import APISchema
import JSON
import KubernetesAPI
import KubernetesClient
import NIOCore
import Testing

@testable import APIServer

/// The forms in which answers come: protobuf, YAML, Tables, metadata, indented, compressed.
@Suite struct RepresentationTests {
    static let kinds = Result { ResourceTable(description: try APIDescription.builtin()) }
    static let protobuf = "application/vnd.kubernetes.protobuf"

    /// One request, with any headers; status, headers and bytes of the answer.
    private func send(
        _ server: TestServer, _ method: String, _ path: String, _ body: [UInt8]? = nil, headers: [(String, String)] = []
    ) async throws -> (status: Int, headers: [String: String], body: [UInt8]) {
        let response = try await server.transport.send(ClientRequest(method: method, path: path, headers: headers, body: body))
        var found: [String: String] = [:]
        for header in response.headers { found[header.0.lowercased()] = header.1 }
        return (response.status, found, try await response.body.collect(upTo: 64 << 20))
    }

    private func decode(_ bytes: [UInt8], _ server: TestServer) throws -> JSONValue {
        let envelope = try ProtobufDecoder.open(bytes)
        let kinds = try Self.kinds.get()
        let schema = try #require(kinds.schema(apiVersion: envelope.apiVersion, kind: envelope.kind), "\(envelope.kind)")
        let tree = try ProtobufDecoder.decode(bytes, schema: schema)
        return try ObjectDecoder.conform(tree, schema: schema, kind: envelope.kind, apiVersion: envelope.apiVersion).object
    }

    @Test func objectsAreReadAndWrittenAsProtobuf() async throws {
        try await TestServer.run { server in
            let kinds = try Self.kinds.get()
            let pieces = try #require(ProtobufForms.object(TestServer.configMap("a", labels: ["l": "1"]), kinds))
            let created = try await send(
                server, "POST", TestServer.configMaps, pieces.flatMap { Array($0.readableBytesView) },
                headers: [("Content-Type", Self.protobuf), ("Accept", Self.protobuf), ("User-Agent", "test/1")])
            #expect(created.status == 201 && created.headers["content-type"] == Self.protobuf)
            let object = try decode(created.body, server)
            #expect(object[at: "metadata.name"] == "a" && object[at: "data.a"] == "1" && object[at: "metadata.uid"] != nil)
            let plain = try await server.send("GET", TestServer.configMaps + "/a").body
            #expect(object == plain)

            let got = try await send(server, "GET", TestServer.configMaps + "/a", headers: [("Accept", "\(Self.protobuf),application/json")])
            #expect(try decode(got.body, server) == plain)
            let patched = try await send(
                server, "PATCH", TestServer.configMaps + "/a", Array(#"{"data":{"b":"2"}}"#.utf8),
                headers: [("Content-Type", "application/merge-patch+json"), ("Accept", Self.protobuf)])
            #expect(try decode(patched.body, server)[at: "data.b"] == "2")

            let failed = try await send(server, "GET", TestServer.configMaps + "/none", headers: [("Accept", Self.protobuf)])
            #expect(failed.status == 404 && failed.headers["content-type"] == Self.protobuf)
            let status = try decode(failed.body, server)
            #expect(status.text("reason") == "NotFound" && status["code"] == 404 && status[at: "details.name"] == "none")

            let metadata = try await send(
                server, "GET", TestServer.configMaps + "/a", headers: [("Accept", Self.protobuf + ";as=PartialObjectMetadata;g=meta.k8s.io;v=v1")])
            let envelope = try ProtobufDecoder.open(metadata.body)
            #expect(envelope.kind == "PartialObjectMetadata" && envelope.apiVersion == "meta.k8s.io/v1")
        }
    }

    @Test func listsComeAsProtobuf() async throws {
        try await TestServer.run { server in
            for name in ["a", "b"] { _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap(name)) }
            let list = try await send(server, "GET", TestServer.configMaps + "?limit=1", headers: [("Accept", Self.protobuf)])
            let envelope = try ProtobufDecoder.open(list.body)
            #expect(envelope.kind == "ConfigMapList" && envelope.apiVersion == "v1")
            var reader = ProtobufReader(envelope.object)
            let item = ProtobufEnvelope(apiVersion: "v1", kind: "ConfigMap")
            var names: [String] = []
            var hasMetadata = false
            while let (number, value) = try reader.next() {
                guard case .bytes(let bytes) = value else { continue }
                if number == 1 { hasMetadata = !bytes.isEmpty }
                if number == 2 { names.append(try decode(item.wrap(ByteBuffer(bytes: bytes)).flatMap { Array($0.readableBytesView) }, server)[at: "metadata.name"]?.string ?? "") }
            }
            #expect(names == ["a"] && hasMetadata)
        }
    }

    @Test func watchesComeAsFramesOfProtobuf() async throws {
        try await TestServer.run { server in
            let start = try await server.send("GET", TestServer.configMaps).body.metadataRevision
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("a"))
            _ = try await server.send("DELETE", TestServer.configMaps + "/a")
            let stream = try await send(
                server, "GET", TestServer.configMaps + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=\(start)",
                headers: [("Accept", Self.protobuf + ";stream=watch")])
            #expect(stream.headers["content-type"] == Self.protobuf + ";stream=watch")
            var events: [(String, JSONValue)] = []
            var rest = stream.body[...]
            while rest.count >= 4 {
                let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
                let frame = rest.dropFirst(4).prefix(length)
                rest = rest.dropFirst(4 + length)
                var reader = ProtobufReader(frame)
                var type = ""
                var object: JSONValue = .null
                while let (number, value) = try reader.next() {
                    guard case .bytes(let bytes) = value else { continue }
                    if number == 1 { type = String(decoding: bytes, as: UTF8.self) }
                    guard number == 2 else { continue }
                    var raw = ProtobufReader(bytes)
                    while let (_, inner) = try raw.next() {
                        if case .bytes(let envelope) = inner { object = try decode(Array(envelope), server) }
                    }
                }
                events.append((type, object))
            }
            #expect(rest.isEmpty)
            #expect(events.map(\.0) == ["ADDED", "DELETED", "BOOKMARK"])
            #expect(events.map { $0.1.text("kind") } == ["ConfigMap", "ConfigMap", "ConfigMap"])
            let revisions = events.compactMap { Int($0.1.metadataRevision) }
            #expect(revisions.count == 3 && revisions == revisions.sorted() && Set(revisions.prefix(2)).count == 2)
        }
    }

    @Test func whatCannotBeGivenIsRefused() async throws {
        try await TestServer.run { server in
            let table = Self.protobuf + ";as=Table;g=meta.k8s.io;v=v1"
            let refused = try await server.send("GET", TestServer.configMaps, accept: table)
            #expect(refused.status == 406 && refused.body.text("message").hasPrefix("only the following media types are accepted: application/json, "))
            let both = try await server.send("GET", TestServer.configMaps, accept: table + ",application/json;as=Table;g=meta.k8s.io;v=v1beta1")
            #expect(both.status == 200 && both.body.text("apiVersion") == "meta.k8s.io/v1beta1" && both.body.text("kind") == "Table")
            let yaml = try await server.send("GET", TestServer.configMaps + "?watch=1&timeoutSeconds=1", accept: "application/yaml")
            #expect(yaml.status == 406)
            let wrong = try await server.send("GET", TestServer.configMaps, accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            #expect(wrong.status == 406 && wrong.body.text("message") == "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)")
            let include = try await server.send("GET", TestServer.configMaps + "?includeObject=All", accept: "application/json;as=Table;g=meta.k8s.io;v=v1")
            #expect(include.status == 400 && include.body.text("message") == "unrecognized includeObject value: \"All\"")
        }
    }

    @Test func largeAnswersAreCompressedForThoseWhoAsk() async throws {
        try await TestServer.run { server in
            let text = JSONValue.string(String(repeating: "abcdefgh", count: 20_000))
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("large", data: ["a": text]))
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("small"))
            let large = try await send(server, "GET", TestServer.configMaps + "/large", headers: [("Accept-Encoding", "gzip")])
            #expect(large.headers["content-encoding"] == "gzip" && large.headers["vary"] == "Accept-Encoding")
            #expect(large.body.starts(with: [0x1F, 0x8B]) && large.body.count < 20_000)
            let small = try await send(server, "GET", TestServer.configMaps + "/small", headers: [("Accept-Encoding", "gzip")])
            #expect(small.headers["content-encoding"] == nil)
            let plain = try await send(server, "GET", TestServer.configMaps + "/large")
            #expect(plain.headers["content-encoding"] == nil && plain.body.count > 160_000)
        }
    }

    @Test func peopleGetIndentedJSON() async throws {
        try await TestServer.run { server in
            let path = "/api/v1/namespaces/default"
            let curl = try await send(server, "GET", path, headers: [("User-Agent", "curl/8.5.0")])
            #expect(String(decoding: curl.body, as: UTF8.self).hasPrefix("{\n  \"kind\": \"Namespace\",\n  \"apiVersion\""))
            let plain = try await send(server, "GET", path + "?pretty=false", headers: [("User-Agent", "curl/8.5.0")])
            #expect(String(decoding: plain.body, as: UTF8.self).hasPrefix("{\"kind\":\"Namespace\","))
            let asked = try await send(server, "GET", path, headers: [("Accept", "application/json;pretty=1")])
            #expect(String(decoding: asked.body, as: UTF8.self).hasPrefix("{\n  "))
        }
    }
}

extension JSONValue {
    fileprivate var metadataRevision: String { self[at: "metadata.resourceVersion"]?.string ?? "" }
}
