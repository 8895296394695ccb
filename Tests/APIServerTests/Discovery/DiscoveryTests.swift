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

    @Test func answersOldClientsInJSON() throws {
        #expect(try discovery().respond(path: "/openapi/v2", accept: "application/com.github.proto-openapi.spec.v2@v1.0+protobuf", ifNoneMatch: nil)?.status == 406)
        #expect(try document("/openapi/v2", accept: "application/json")["swagger"] == "2.0")
    }
}
