/// What a request is about, read from its method, path and query: Kubernetes' `RequestInfo`.
struct RequestInfo: Sendable, Equatable {
    /// Whether the path is below a group version: /api/v1/… or /apis/GROUP/VERSION/….
    var isResourceRequest = false
    /// get, list, watch, create, update, patch, delete, deletecollection; or the lower-case method.
    var verb = ""
    /// The API group, empty for the core group.
    var group = ""
    var version = ""
    /// The namespace in the path; empty without.
    var namespace = ""
    /// The resource in plural.
    var resource = ""
    var name = ""
    var subresource = ""
    /// What stands behind the subresource, for proxies.
    var rest: [String] = []
    /// The whole path, decoded.
    var path = ""

    /// `GROUP/VERSION`, or `v1` for the core group.
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Reads a request. `path` is still percent-encoded and has no query.
    init(method: String, path rawPath: String, query: Query) {
        path = PercentCoding.decode(rawPath) ?? rawPath
        verb = method.lowercased()
        var parts = path.split(separator: "/").map(String.init)
        switch parts.first {
        case "api" where parts.count >= 3:
            version = parts[1]
            parts.removeFirst(2)
        case "apis" where parts.count >= 4:
            group = parts[1]
            version = parts[2]
            parts.removeFirst(3)
        default:
            return
        }
        isResourceRequest = true

        var legacyWatch = false
        if parts.count > 1, parts[0] == "watch" {
            legacyWatch = true
            parts.removeFirst()
        }
        if parts[0] == "namespaces" {
            // namespaces/NAME/status and /finalize are the namespace's own; anything else is in it.
            if parts.count > 1 { namespace = parts[1] }
            if parts.count > 2, !["status", "finalize"].contains(parts[2]) { parts.removeFirst(2) }
        }
        resource = parts[0]
        if parts.count > 1 { name = parts[1] }
        if parts.count > 2 { subresource = parts[2] }
        if parts.count > 3 { rest = Array(parts[3...]) }

        switch method {
        case "POST": verb = "create"
        case "GET", "HEAD": verb = "get"
        case "PUT": verb = "update"
        case "PATCH": verb = "patch"
        case "DELETE": verb = "delete"
        default: verb = ""
        }
        if legacyWatch, verb == "get" {
            verb = "watch"
        } else if name.isEmpty, verb == "get" {
            // Whatever is not false counts as true.
            verb = query["watch"].map { ["false", "0"].contains($0.lowercased()) } ?? true ? "list" : "watch"
        } else if name.isEmpty, verb == "delete" {
            verb = "deletecollection"
        }
    }

    /// Whether answering may take longer than the limit for ordinary requests.
    var isLongRunning: Bool {
        verb == "watch" || ["attach", "exec", "log", "portforward", "proxy"].contains(subresource)
    }
}
