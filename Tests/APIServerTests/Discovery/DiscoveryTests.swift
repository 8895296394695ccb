import APISchema
import JSON
import Testing

@testable import APIServer

@Suite struct DiscoveryTests {
    private func discovery() throws -> Discovery {
        let description = try #require(TestSchemas.description)
        let served = description.resources.filter(\.isServedByDefault)
        return Discovery(resources: { served }, schemas: { description.schemas[$0] }, serverAddress: "192.0.2.1:6443", version: "v1.36.2")
    }

    private func document(_ path: String, accept: String? = nil) throws -> JSONValue {
        let answer = try #require(try discovery().respond(path: path, accept: accept, ifNoneMatch: nil))
        #expect(answer.status == 200)
        return try JSONValue(parsing: answer.body)
    }

    @Test func listsGroupsAndResources() throws {
        let groups = try document("/apis")["groups"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(groups.prefix(2) == ["apiregistration.k8s.io", "apps"])
        let core = try document("/api/v1")
        #expect(core["apiVersion"] == nil)
        let pods = core["resources"]?.array?.first { $0["name"] == "pods" }
        #expect(pods?["storageVersionHash"] == "xPOwRZ+Yhw8=")
        #expect(pods?["shortNames"] == ["po"])
        let eviction = core["resources"]?.array?.first { $0["name"] == "pods/eviction" }
        #expect(eviction == json(
            #"{"name":"pods/eviction","singularName":"","namespaced":true,"group":"policy","version":"v1","kind":"Eviction","verbs":["create"]}"#))
        #expect(try discovery().respond(path: "/apis/none.example", accept: nil, ifNoneMatch: nil) == nil)
        #expect(try document("/apis/autoscaling")[path: ["preferredVersion", "version"]] == "v2")
    }

    @Test func aggregatesWhenAsked() throws {
        let accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
        let answer = try #require(try discovery().respond(path: "/apis", accept: accept, ifNoneMatch: nil))
        #expect(answer.headers.contains { $0.name == "Content-Type" && $0.value == "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" })
        let body = try JSONValue(parsing: answer.body)
        #expect(body["items"]?[0]?[path: ["metadata", "name"]] == "apiregistration.k8s.io")
        let tag = try #require(answer.headers.first { $0.name == "ETag" }?.value)
        #expect(try discovery().respond(path: "/apis", accept: accept, ifNoneMatch: tag)?.status == 304)
    }

    @Test func describesEveryGroupInOpenAPI() throws {
        let index = try document("/openapi/v3")
        let paths = try #require(index["paths"]?.object)
        #expect(paths.contains("api/v1") && paths.contains("apis/apps/v1"))
        for name in paths.keys {
            let text = try #require(try discovery().respond(path: "/openapi/v3/\(name)", accept: "application/json", ifNoneMatch: nil))
            let schemas = try JSONValue(parsing: text.body)[path: ["components", "schemas"]]
            // Every reference leads somewhere.
            func check(_ value: JSONValue) {
                switch value {
                case .object(let object):
                    if let target = object["$ref"]?.string { #expect(schemas?[String(target.dropFirst("#/components/schemas/".count))] != nil) }
                    for (_, child) in object { check(child) }
                case .array(let items): items.forEach(check)
                default: break
                }
            }
            check(try JSONValue(parsing: text.body))
        }
        let core = try document("/openapi/v3/api/v1")
        let post = core[path: ["paths", "/api/v1/namespaces/{namespace}/pods", "post"]]
        #expect(post?["parameters"]?.array?.contains { $0["name"] == "fieldValidation" } == true)
        #expect(core[path: ["components", "schemas", "io.k8s.api.core.v1.PodSpec", "properties", "containers", "x-kubernetes-patch-merge-key"]] == "name")
    }

    /// Clients in Go read the documents as protobuf.
    @Test func speaksProtobufToo() throws {
        func fields(_ path: String, _ type: String) throws -> [Int: [ArraySlice<UInt8>]] {
            let answer = try #require(try discovery().respond(path: path, accept: type, ifNoneMatch: nil))
            #expect(answer.status == 200)
            #expect(answer.headers.contains { $0.name == "Content-Type" && $0.value == type.split(separator: "@").joined(separator: ".") })
            return try Self.fields(answer.body[...])
        }
        let two = try fields("/openapi/v2", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
        #expect(two[1]?.first.map { String(decoding: $0, as: UTF8.self) } == "2.0")
        // Every definition has its name and a schema with the vendor's extensions, among them its kind.
        let definitions = try Self.fields(try #require(two[9]?.first))[1] ?? []
        let pod = try definitions.map(Self.fields).first { $0[1]?.first.map { String(decoding: $0, as: UTF8.self) } == "io.k8s.api.core.v1.Pod" }
        let extensions = try Self.fields(try #require(pod?[2]?.first))[31] ?? []
        let kind = try Self.fields(try #require(extensions.first))
        #expect(kind[1]?.first.map { String(decoding: $0, as: UTF8.self) } == "x-kubernetes-group-version-kind")
        let yaml = try Self.fields(try #require(kind[2]?.first))[2]?.first.map { String(decoding: $0, as: UTF8.self) }
        #expect(yaml == #"[{"group":"","kind":"Pod","version":"v1"}]"#)
        let three = try fields("/openapi/v3/api/v1", "application/com.github.proto-openapi.spec.v3.v1.0+protobuf")
        #expect(three[1]?.first.map { String(decoding: $0, as: UTF8.self) } == "3.0.0" && three[5] != nil)
        #expect(try discovery().respond(path: "/openapi/v2", accept: "text/html", ifNoneMatch: nil)?.status == 406)
        #expect(try document("/openapi/v2", accept: "application/json")["swagger"] == "2.0")
    }

    @Test func aHashNamesOneDocument() throws {
        let index = try document("/openapi/v3")
        let url = try #require(index[path: ["paths", "apis/apps/v1", "serverRelativeURL"]]?.string)
        let parts = url.split(separator: "?")
        let current = try #require(try discovery().respond(path: String(parts[0]), query: String(parts[1]), accept: nil, ifNoneMatch: nil))
        #expect(current.headers.contains { $0.name == "Cache-Control" && $0.value == "public, immutable" })
        let gone = try #require(try discovery().respond(path: String(parts[0]), query: "hash=00", accept: nil, ifNoneMatch: nil))
        #expect(gone.status == 301 && gone.headers.contains { $0.name == "Location" && $0.value == url })
    }

    private static func fields(_ bytes: ArraySlice<UInt8>) throws -> [Int: [ArraySlice<UInt8>]] {
        var reader = ProtobufReader(bytes)
        var result: [Int: [ArraySlice<UInt8>]] = [:]
        while let (number, value) = try reader.next() {
            if case .bytes(let bytes) = value { result[number, default: []].append(bytes) }
        }
        return result
    }
}
