import APISchema
import JSON
import KubernetesAPI
import Testing

@testable import APIServer

/// The built-in description, parsed once for all tests.
enum TestSchemas {
    static let description = try? APIDescription.builtin()

    static func schema(_ group: String, _ version: String, _ kind: String) throws -> Schema {
        try #require(description?.schema(of: GroupVersionKind(group: group, version: version, kind: kind)))
    }

    static func decode(_ kind: String, _ apiVersion: String, _ json: String) throws -> (object: JSONValue, strict: [String]) {
        let parts = apiVersion.split(separator: "/").map(String.init)
        let schema = try schema(parts.count == 2 ? parts[0] : "", parts.last ?? "", kind)
        return try ObjectDecoder.decode(Array(json.utf8), yaml: false, schema: schema, kind: kind, apiVersion: apiVersion)
    }
}

/// A tree from a text that the test knows to be JSON.
func json(_ text: String) -> JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? .null }
