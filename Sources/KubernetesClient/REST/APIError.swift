import JSON
import KubernetesAPI

/// An API server's refusal: the Status it answered with.
public struct APIError: Error, Sendable, CustomStringConvertible {
    public let status: Status

    public init(status: Status) { self.status = status }

    /// The Status in a response's body, or for a body that holds none the one that Kubernetes' clients make up.
    init(code: Int, body: [UInt8]) {
        if let value = try? JSONValue(parsing: body), value["kind"]?.string == "Status", let status = try? Status(json: value) {
            self.status = status
            return
        }
        let text = String(decoding: body.prefix(2048), as: UTF8.self)
        let reason = Self.reason(code: code)
        var made: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
            "message": .string(text.isEmpty ? "the server responded with the status code \(code)" : text),
            "code": .int(Int64(code)),
        ]
        if let reason { made["reason"] = .string(reason) }
        status = (try? Status(json: made)) ?? Status()
    }

    private static func reason(code: Int) -> String? {
        switch code {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 406: "NotAcceptable"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "RequestEntityTooLarge"
        case 415: "UnsupportedMediaType"
        case 422: "Invalid"
        case 429: "TooManyRequests"
        case 500: "InternalError"
        case 503: "ServiceUnavailable"
        case 504: "Timeout"
        default: nil
        }
    }

    private func has(_ reason: String) -> Bool { status.reason == reason }

    public var isNotFound: Bool { has("NotFound") }
    /// The object was changed by somebody else since it was read, or a precondition did not hold.
    public var isConflict: Bool { has("Conflict") }
    public var isAlreadyExists: Bool { has("AlreadyExists") }
    /// The resource version or continue token is too old (410): list again.
    public var isGone: Bool { has("Expired") || has("Gone") || status.code == 410 }
    public var isForbidden: Bool { has("Forbidden") }
    public var isUnauthorized: Bool { has("Unauthorized") }
    public var isInvalid: Bool { has("Invalid") }
    public var isBadRequest: Bool { has("BadRequest") }
    public var isTooManyRequests: Bool { has("TooManyRequests") || status.code == 429 }
    /// The server could not serve the request now, and may a little later.
    public var isTransient: Bool { isTooManyRequests || status.code == 503 || has("ServerTimeout") || has("ServiceUnavailable") }
    /// A create was refused because its namespace is being deleted.
    public var isNamespaceTerminating: Bool {
        status.details?.causes.contains { $0.reason == "NamespaceTerminating" } ?? false
    }

    /// The server's message, as kubectl would show it.
    public var description: String {
        let message: String? = status.message
        let reason: String? = status.reason
        return message.flatMap { $0.isEmpty ? nil : $0 } ?? reason ?? "unknown API error"
    }
}
