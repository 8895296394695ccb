import CEL
import JSON
import KubernetesAPI
import KubernetesClient

/// The types of kinds for CEL, as the API server's OpenAPI documents describe them: those of custom resources like all others.
struct OpenAPISchemas: Sendable {
    private let schemas: [String: JSONValue]

    /// - Parameter document: `/openapi/v3/apis/GROUP/VERSION`.
    init(document: JSONValue) {
        schemas = Dictionary((document["components"]?["schemas"]?.object ?? [:]).map { ($0.key, $0.value) }) { $1 }
    }

    /// The document of a group and version.
    static func path(apiVersion: String) -> String { "/openapi/v3/" + (apiVersion.contains("/") ? "apis" : "api") + "/\(apiVersion)" }

    /// The type of a kind's objects; nil when the document does not know the kind. Its structures are added to `structures`.
    func type(of kind: String, apiVersion: String, _ structures: inout [String: [String: CELType]]) -> CELType? {
        let parts = apiVersion.split(separator: "/").map(String.init)
        let (group, version) = parts.count > 1 ? (parts[0], parts[1]) : ("", parts.first ?? "")
        let found = schemas.first { _, schema in
            (schema["x-kubernetes-group-version-kind"]?.array ?? []).contains {
                $0["group"]?.string ?? "" == group && $0["version"]?.string == version && $0["kind"]?.string == kind
            }
        }
        return found.map { type($0.value, $0.key, &structures, depth: 0) }
    }

    /// Deeper than any real schema that does not go round in circles by its own.
    private static let mostDepth = 64

    private func type(_ schema: JSONValue, _ name: String, _ structures: inout [String: [String: CELType]], depth: Int) -> CELType {
        if depth > Self.mostDepth { return .dyn }
        if let reference = schema["$ref"]?.string {
            let target = String(reference.drop { $0 != "/" }.split(separator: "/").last ?? "")
            // Named types may go round in circles.
            if structures[target] != nil { return .object(target) }
            return schemas[target].map { type($0, target, &structures, depth: depth + 1) } ?? .dyn
        }
        if let all = schema["allOf"]?.array, all.count == 1 { return type(all[0], name, &structures, depth: depth + 1) }
        if schema["x-kubernetes-int-or-string"]?.bool == true || schema["oneOf"] != nil || schema["format"]?.string == "int-or-string" { return .dyn }
        switch schema["type"]?.string {
        case "boolean": return .bool
        case "integer": return .int
        case "number": return .double
        case "array": return .list(schema["items"].map { type($0, name + ".@idx", &structures, depth: depth + 1) } ?? .dyn)
        case "string":
            switch schema["format"]?.string {
            case "byte": return .bytes
            case "duration": return .duration
            case "date", "date-time": return .timestamp
            default: return .string
            }
        case "object":
            if let element = schema["additionalProperties"], element.object != nil {
                return .map(.string, type(element, name + ".@elem", &structures, depth: depth + 1))
            }
            let isOpen = schema["x-kubernetes-preserve-unknown-fields"]?.bool == true
            guard let properties = schema["properties"]?.object, !isOpen else { return .dyn }
            structures[name] = [:]
            for (key, property) in properties {
                guard let field = CELSyntax.escaped(key) else { continue }
                let type = type(property, "\(name).\(key)", &structures, depth: depth + 1)
                structures[name]?[field] = type
                // Where objects are of any kind, what is called like a word of the language is named as it is.
                if CELSyntax.reserved.contains(key) { structures[name]?[key] = type }
            }
            return .object(name)
        default: return .dyn
        }
    }
}
