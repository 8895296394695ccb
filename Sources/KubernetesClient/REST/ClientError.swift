/// What goes wrong on this side, before or after the API server's answer.
public enum ClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A body of more bytes than were allowed.
    case bodyTooLarge(limit: Int)
    /// An answer that is not what the API promises.
    case malformedResponse(String)
    /// An object whose name is missing, where its path needs one.
    case missingName(kind: String)
    /// The exchange took longer than its timeout.
    case timedOut(String)
    /// A kubeconfig or manifest that cannot be used.
    case configuration(String)

    public var description: String {
        switch self {
        case .bodyTooLarge(let limit): "response body is larger than \(limit) bytes"
        case .malformedResponse(let text): "malformed response: \(text)"
        case .missingName(let kind): "resource name may not be empty (\(kind))"
        case .timedOut(let what): "\(what): timed out"
        case .configuration(let text): text
        }
    }
}
