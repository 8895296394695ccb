import JSON

/// A change to an object, in one of the languages that Kubernetes speaks.
public enum Patch: Sendable, Equatable {
    /// RFC 6902: a list of operations.
    case json(JSONValue)
    /// RFC 7386: what to set, and null for what to remove.
    case merge(JSONValue)
    /// Kubernetes' merge patch that knows which lists are maps.
    case strategic(JSONValue)
    /// Server-side apply.
    case apply(JSONValue, fieldManager: String, force: Bool)

    var contentType: String {
        switch self {
        case .json: "application/json-patch+json"
        case .merge: "application/merge-patch+json"
        case .strategic: "application/strategic-merge-patch+json"
        case .apply: "application/apply-patch+yaml"
        }
    }

    var body: JSONValue {
        switch self {
        case .json(let value), .merge(let value), .strategic(let value), .apply(let value, _, _): value
        }
    }

    var query: [(String, String)] {
        guard case .apply(_, let manager, let force) = self else { return [] }
        return [("fieldManager", manager)] + (force ? [("force", "true")] : [])
    }
}
