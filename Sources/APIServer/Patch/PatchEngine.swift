import APISchema
import JSON

/// The forms of a PATCH body.
enum PatchType: String, Sendable {
    case json = "application/json-patch+json"
    case merge = "application/merge-patch+json"
    case strategic = "application/strategic-merge-patch+json"
    case apply = "application/apply-patch+yaml"

    /// - Parameter contentType: the request's Content-Type, with or without parameters.
    init?(contentType: String) {
        let type = contentType.split(separator: ";", maxSplits: 1).first.map { $0.trimmingSpaces().lowercased() } ?? ""
        self.init(rawValue: type)
    }
}

/// Carries out a patch; server-side apply is `FieldManager`'s.
enum PatchEngine {
    /// The patched document, not yet checked against its schema.
    /// - Throws: 400, 413, 422 or 500 in Kubernetes' words.
    static func apply(_ type: PatchType, body: [UInt8], to document: JSONValue, schema: Schema) throws(APIStatusError) -> JSONValue {
        switch type {
        case .json: return try JSONPatch(body).apply(to: document)
        case .merge: return try MergePatch.apply(body, to: document)
        case .strategic: return try StrategicMergePatch.apply(body, to: document, schema: schema)
        case .apply: throw .badRequest("apply patches are merged by their field manager")
        }
    }
}
