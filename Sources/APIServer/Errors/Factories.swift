/// The failures that Kubernetes' apimachinery names, with its exact reasons and messages.
extension APIStatusError {
    /// 400: the request cannot be understood.
    public static func badRequest(_ message: String) -> APIStatusError {
        APIStatusError(code: 400, reason: "BadRequest", message: message)
    }

    /// 401: the credentials are missing or bad.
    public static var unauthorized: APIStatusError {
        APIStatusError(code: 401, reason: "Unauthorized", message: "Unauthorized")
    }

    /// 403: the object may not be written so; `name` may be empty.
    public static func forbidden(group: String, resource: String, name: String, _ message: String) -> APIStatusError {
        let full: String
        if resource.isEmpty {
            full = "forbidden: \(message)"
        } else if name.isEmpty {
            full = "\(qualified(group, resource)) is forbidden: \(message)"
        } else {
            full = "\(qualified(group, resource)) \"\(name)\" is forbidden: \(message)"
        }
        return APIStatusError(
            code: 403, reason: "Forbidden", message: full, details: Details(name: name, group: group, kind: resource))
    }

    /// 404: there is no object of that name.
    public static func notFound(group: String, resource: String, name: String) -> APIStatusError {
        APIStatusError(
            code: 404, reason: "NotFound", message: "\(qualified(group, resource)) \"\(name)\" not found",
            details: Details(name: name, group: group, kind: resource))
    }

    /// 404: there is no such resource.
    public static var noSuchResource: APIStatusError {
        APIStatusError(
            code: 404, reason: "NotFound", message: "the server could not find the requested resource", details: Details())
    }

    /// 405: the resource does not know the method.
    public static var methodNotAllowed: APIStatusError {
        APIStatusError(
            code: 405, reason: "MethodNotAllowed",
            message: "the server does not allow this method on the requested resource", details: Details())
    }

    /// 405 for a verb on a kind that does not support it.
    public static func methodNotSupported(group: String, resource: String, action: String) -> APIStatusError {
        APIStatusError(
            code: 405, reason: "MethodNotAllowed",
            message: "\(action) is not supported on resources of kind \"\(qualified(group, resource))\"",
            details: Details(group: group, kind: resource))
    }

    /// 406 for a reason of its own.
    public static func notAcceptable(message: String) -> APIStatusError {
        APIStatusError(code: 406, reason: "NotAcceptable", message: message)
    }

    /// 406: none of the accepted media types can be given.
    public static func notAcceptable(_ available: [String]) -> APIStatusError {
        APIStatusError(
            code: 406, reason: "NotAcceptable",
            message: "406: Not Acceptable\n\nAvailable representations: " + available.joined(separator: ", "),
            details: Details())
    }

    /// 409: an object of that name exists.
    public static func alreadyExists(group: String, resource: String, name: String) -> APIStatusError {
        APIStatusError(
            code: 409, reason: "AlreadyExists", message: "\(qualified(group, resource)) \"\(name)\" already exists",
            details: Details(name: name, group: group, kind: resource))
    }

    /// 409: every name that was drawn for a `generateName` is taken.
    static func generateNameConflict(group: String, resource: String, name: String) -> APIStatusError {
        var error = alreadyExists(group: group, resource: resource, name: name)
        error.message += ", the server was not able to generate a unique name for the object"
        error.details?.retryAfterSeconds = 1
        return error
    }

    /// 409: the object was changed by another.
    public static func conflict(group: String, resource: String, name: String, _ message: String) -> APIStatusError {
        APIStatusError(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(qualified(group, resource)) \"\(name)\": \(message)",
            details: Details(name: name, group: group, kind: resource))
    }

    /// The message of a failed optimistic lock.
    public static let modifiedMessage =
        "the object has been modified; please apply your changes to the latest version and try again"

    /// 410: the revision that a watch or a list asks for is no longer kept.
    public static func expired(_ message: String) -> APIStatusError {
        APIStatusError(code: 410, reason: "Expired", message: message)
    }

    /// 413: the body is larger than `limit` bytes.
    public static func tooLarge(limit: Int) -> APIStatusError {
        APIStatusError(
            code: 413, reason: "RequestEntityTooLarge",
            message: "Request entity too large: limit is \(limit)")
    }

    /// 415: the body's media type is not one of those accepted.
    public static func unsupportedMediaType(_ message: String, details: Details? = nil) -> APIStatusError {
        APIStatusError(code: 415, reason: "UnsupportedMediaType", message: message, details: details)
    }

    /// 422: fields of the object are wrong.
    public static func invalid(group: String, kind: String, name: String, _ errors: [FieldError]) -> APIStatusError {
        let summary: String
        let texts = errors.map(\.description).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        if texts.count == 1, let only = texts.first {
            summary = only
        } else {
            summary = "[" + texts.joined(separator: ", ") + "]"
        }
        let causes = errors.map { Cause(reason: $0.type.rawValue, message: $0.body, field: $0.field) }
        let qualifiedKind = qualified(group, kind)
        return APIStatusError(
            code: 422, reason: "Invalid", message: "\(qualifiedKind) \"\(name)\" is invalid: \(summary)",
            details: Details(name: name, group: group, kind: kind, causes: causes))
    }

    /// 429: try again after `retryAfter` seconds.
    public static func tooManyRequests(_ message: String, retryAfter: Int) -> APIStatusError {
        APIStatusError(
            code: 429, reason: "TooManyRequests", message: message, details: Details(retryAfterSeconds: retryAfter))
    }

    /// 500: something went wrong inside.
    public static func internalError(_ message: String) -> APIStatusError {
        APIStatusError(
            code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
            details: Details(causes: [Cause(reason: "", message: message)]))
    }

    /// 503: not ready to serve.
    public static func serviceUnavailable(_ message: String) -> APIStatusError {
        APIStatusError(code: 503, reason: "ServiceUnavailable", message: message)
    }

    /// 504: it took longer than a request may.
    public static func timeout(_ message: String) -> APIStatusError {
        APIStatusError(
            code: 504, reason: "Timeout", message: "Timeout: \(message)", details: Details())
    }

    /// `deployments.apps`, or `pods` in the core group.
    private static func qualified(_ group: String, _ resource: String) -> String {
        group.isEmpty ? resource : "\(resource).\(group)"
    }
}
