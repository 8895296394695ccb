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
        switch path {
        case "/openapi/v2": return v2(accept: accept, ifNoneMatch: ifNoneMatch)
        case "/openapi/v3":
            guard let body = documents.get("v3", { self.index().serialized() }) else { return nil }
            return answer(body, "application/json", ifNoneMatch)
        default:
            guard path.hasPrefix("/openapi/v3/") else { return nil }
            let name = String(path.dropFirst("/openapi/v3/".count))
            if Self.wantsOnlyProtobuf(accept) { return notAcceptable() }
            guard let body = document(name) else { return nil }
            var result = answer(body, "application/json", ifNoneMatch)
            // A URL with the document's hash never changes its meaning.
            if let query, query.split(separator: "&").contains(where: { $0 == "hash=\(Self.hash(body))" }) {
                result.headers.append(("Cache-Control", "public, immutable"))
            }
            return result
        }
    }

    private func answer(_ body: [UInt8], _ type: String, _ ifNoneMatch: String?) -> DiscoveryAnswer {
        let tag = "\"\(Self.hash(body))\""
        let headers: [(name: String, value: String)] = [("ETag", tag), ("Vary", "Accept-Encoding"), ("Vary", "Accept")]
        if ifNoneMatch == tag { return DiscoveryAnswer(status: 304, headers: headers, body: []) }
        return DiscoveryAnswer(status: 200, headers: headers + [("Content-Type", type)], body: body)
    }

    private func notAcceptable() -> DiscoveryAnswer {
        DiscoveryAnswer(status: 406, headers: [("Content-Type", "text/plain; charset=utf-8")], body: Array("Not Acceptable\n".utf8))
    }

    private static func hash(_ body: [UInt8]) -> String { Hex.upper(SHA512.hash(data: body)) }

    private static func wantsOnlyProtobuf(_ accept: String?) -> Bool {
        guard let accept, !accept.isEmpty else { return false }
        return accept.split(separator: ",").allSatisfy { $0.contains("protobuf") }
    }

    // MARK: Version 3

    /// The documents that there are, each with a URL that carries its hash.
    private func index() -> JSONValue {
        var names: Set<String> = ["version", "api", "apis", "openid/v1/jwks", ".well-known/openid-configuration"]
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
        documents.get("v3/" + name) {
            if name == "version" { return OpenAPIBuilder.versionDocument(version: version).serialized() }
            var builder = OpenAPIBuilder(form: .v3, schemas: schemas)
            switch name {
            case "api": return builder.rootDocument("/api/", kind: "APIVersions").serialized()
            case "apis": return builder.rootDocument("/apis/", kind: "APIGroupList").serialized()
            case "openid/v1/jwks": return builder.rootDocument("/openid/v1/jwks/", kind: nil).serialized()
            case ".well-known/openid-configuration": return builder.rootDocument("/.well-known/openid-configuration/", kind: nil).serialized()
            default: break
            }
            if resources().contains(where: { "apis/\($0.group)" == name }) {
                return builder.rootDocument("/\(name)/", kind: "APIGroup").serialized()
            }
            let selected = resources().filter { Self.name($0) == name }
            guard !selected.isEmpty else { return nil }
            return builder.document(selected, version: version).serialized()
        }
    }

    // MARK: Version 2

    private func v2(accept: String?, ifNoneMatch: String?) -> DiscoveryAnswer? {
        // Old clients ask for protobuf first and take JSON second.
        if Self.wantsOnlyProtobuf(accept) { return notAcceptable() }
        let body = documents.get("v2") {
            var builder = OpenAPIBuilder(form: .v2, schemas: schemas)
            return builder.document(resources(), version: version).serialized()
        }
        return body.map { answer($0, "application/json", ifNoneMatch) }
    }
}
