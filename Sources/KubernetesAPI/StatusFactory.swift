extension MetaV1.Status {
    /// The answer to a request that failed, with the reason and code that Kubernetes gives together.
    public static func failure(code: Int, reason: String, message: String, details: MetaV1.StatusDetails? = nil) -> MetaV1.Status {
        MetaV1.Status(status: "Failure", message: message, reason: reason, details: details, code: code)
    }

    /// `pods "x" not found`
    public static func notFound(group: String, resource: String, name: String) -> MetaV1.Status {
        failure(
            code: 404, reason: "NotFound", message: "\(qualified(resource, group)) \"\(name)\" not found",
            details: MetaV1.StatusDetails(name: name, group: group.isEmpty ? nil : group, kind: resource))
    }

    /// `pods "x" already exists`
    public static func alreadyExists(group: String, resource: String, name: String) -> MetaV1.Status {
        failure(
            code: 409, reason: "AlreadyExists", message: "\(qualified(resource, group)) \"\(name)\" already exists",
            details: MetaV1.StatusDetails(name: name, group: group.isEmpty ? nil : group, kind: resource))
    }

    /// `Operation cannot be fulfilled on pods "x": …`
    public static func conflict(group: String, resource: String, name: String, message: String) -> MetaV1.Status {
        failure(
            code: 409, reason: "Conflict", message: "Operation cannot be fulfilled on \(qualified(resource, group)) \"\(name)\": \(message)",
            details: MetaV1.StatusDetails(name: name, group: group.isEmpty ? nil : group, kind: resource))
    }

    public static func badRequest(_ message: String) -> MetaV1.Status { failure(code: 400, reason: "BadRequest", message: message) }
    public static func unauthorized() -> MetaV1.Status { failure(code: 401, reason: "Unauthorized", message: "Unauthorized") }
    public static func expired(_ message: String) -> MetaV1.Status { failure(code: 410, reason: "Expired", message: message) }
    public static func internalError(_ message: String) -> MetaV1.Status {
        failure(
            code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
            details: MetaV1.StatusDetails(causes: [MetaV1.StatusCause(message: message)]))
    }

    /// `deployments.apps` for a resource of a group, `pods` for one of the core group.
    public static func qualified(_ resource: String, _ group: String) -> String { group.isEmpty ? resource : "\(resource).\(group)" }
}
