import APISchema
import Crypto
import JSON

/// The OpenAPI documents: /openapi/v3 with one document a group version, and /openapi/v2 with everything in one.
final class OpenAPIDocuments: Sendable {
    private let resources: @Sendable () -> [ResourceDescription]
    private let schemas: @Sendable (String) -> Schema?
    private let version: String
    private let documents = DocumentCache()

    init(resources: @escaping @Sendable () -> [ResourceDescription], schemas: @escaping @Sendable (String) -> Schema?, version: String) {
        self.resources = resources
        self.schemas = schemas
        self.version = version
    }

    func changed() { documents.removeAll() }

    func respond(path: String, query: String?, accept: String?, ifNoneMatch: String?) -> DiscoveryAnswer? {
        if path == "/openapi/v2" { return answer("v2", "v2", accept, ifNoneMatch) { self.version2() } }
        if path == "/openapi/v3" {
            guard let body = documents.get("v3", { self.index().serialized() }) else { return nil }
            return answer(body, tag: Self.hash(body), "application/json", ifNoneMatch)
        }
        guard path.hasPrefix("/openapi/v3/") else { return nil }
        let name = String(path.dropFirst("/openapi/v3/".count))
        guard let document = document(name) else { return nil }
        let hash = Self.hash(document)
        let asked = query?.split(separator: "&").first { $0.hasPrefix("hash=") }?.dropFirst(5)
        if let asked, asked != hash {
            // What was asked for is gone: the client is sent to the document as it is now.
            return DiscoveryAnswer(status: 301, headers: [("Location", "/openapi/v3/\(name)?hash=\(hash)")], body: [])
        }
        var result = answer("v3/" + name, "v3", accept, ifNoneMatch) { self.tree(name) }
        if asked != nil {
            // A URL with the document's hash never changes its meaning.
            result?.headers.append(("Cache-Control", "public, immutable"))
        }
        return result
    }

    /// A document as JSON or protobuf. Both have one tag, which is made of the JSON.
    private func answer(_ key: String, _ form: String, _ accept: String?, _ ifNoneMatch: String?, _ make: () -> JSONValue?) -> DiscoveryAnswer? {
        guard let json = documents.get(key, { make()?.serialized() }) else { return nil }
        switch OpenAPIEncoding.negotiate(accept, version: form) {
        case .json(let type): return answer(json, tag: Self.hash(json), type, ifNoneMatch)
        case .protobuf(let type):
            let body = documents.get(key + ".pb") {
                (try? JSONValue(parsing: json)).map { Array(OpenAPIProtobuf.encode($0, version: form)) }
            }
            return body.map { answer($0, tag: Self.hash(json), type, ifNoneMatch) }
        case nil:
            return DiscoveryAnswer(status: 406, headers: [("Content-Type", "text/plain; charset=utf-8")], body: Array("406 page not acceptable\n".utf8))
        }
    }

    private func answer(_ body: [UInt8], tag: String, _ type: String, _ ifNoneMatch: String?) -> DiscoveryAnswer {
        let tag = "\"\(tag)\""
        let headers: [(name: String, value: String)] = [("ETag", tag), ("Vary", "Accept-Encoding"), ("Vary", "Accept")]
        if ifNoneMatch == tag { return DiscoveryAnswer(status: 304, headers: headers, body: []) }
        return DiscoveryAnswer(status: 200, headers: headers + [("Content-Type", type)], body: body)
    }

    private static func hash(_ body: [UInt8]) -> String { Hex.upper(SHA512.hash(data: body)) }

    // MARK: Version 3

    /// The documents that there are, each with a URL that carries its hash.
    private func index() -> JSONValue {
        var names = Set(OpenAPIRoot.fixed.map(\.document))
        for resource in resources() {
            names.insert(Self.name(resource))
            if !resource.group.isEmpty { names.insert("apis/\(resource.group)") }
        }
        var paths = JSONObject()
        for name in names.sorted() {
            guard let body = document(name) else { continue }
            paths[name] = ["serverRelativeURL": .string("/openapi/v3/\(name)?hash=\(Self.hash(body))")]
        }
        return ["paths": .object(paths)]
    }

    private static func name(_ resource: ResourceDescription) -> String {
        resource.group.isEmpty ? "api/\(resource.version)" : "apis/\(resource.group)/\(resource.version)"
    }

    private func document(_ name: String) -> [UInt8]? {
        documents.get("v3/" + name) { self.tree(name)?.serialized() }
    }

    private func tree(_ name: String) -> JSONValue? {
        var builder = OpenAPIBuilder(form: .v3, schemas: schemas)
        if let root = OpenAPIRoot.fixed.first(where: { $0.document == name }) { return builder.document(root, version: version) }
        if let resource = resources().first(where: { "apis/\($0.group)" == name }) {
            return builder.document(OpenAPIRoot(group: resource.group), version: version)
        }
        let selected = resources().filter { Self.name($0) == name }
        return selected.isEmpty ? nil : builder.document(selected, version: version)
    }

    // MARK: Version 2

    private func version2() -> JSONValue {
        var builder = OpenAPIBuilder(form: .v2, schemas: schemas)
        return builder.document(resources(), version: version)
    }
}
