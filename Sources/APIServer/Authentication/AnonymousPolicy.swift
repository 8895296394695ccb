import JSON

/// Which requests without credentials are served as `system:anonymous`: all, none, or those for some paths.
///
/// From `--anonymous-auth`, or from the field `anonymous` of an AuthenticationConfiguration (`--authentication-config`).
public struct AnonymousPolicy: Sendable {
    private let isEnabled: Bool
    /// The paths it is limited to; nil for all.
    private let paths: [String]?

    /// The same for every path.
    public init(enabled: Bool) {
        isEnabled = enabled
        paths = nil
    }

    /// Reads an AuthenticationConfiguration; nil when the document does not say anything about anonymous requests.
    /// - Throws: `AuthenticationFailure` with what is wrong or cannot be served.
    init?(_ document: JSONValue) throws(AuthenticationFailure) {
        guard document.text("kind") == "AuthenticationConfiguration", document.text("apiVersion").hasPrefix("apiserver.config.k8s.io/") else {
            throw AuthenticationFailure("it is not of kind AuthenticationConfiguration in apiserver.config.k8s.io")
        }
        if document.has("jwt") { throw AuthenticationFailure("jwt: OpenID Connect issuers are not supported") }
        guard let anonymous = document["anonymous"], !anonymous.isNull else { return nil }
        isEnabled = anonymous["enabled"]?.bool ?? false
        let conditions = anonymous.items("conditions")
        if !isEnabled, !conditions.isEmpty {
            throw AuthenticationFailure("anonymous.conditions: Invalid value: enabled should be set to true when conditions are defined")
        }
        paths = conditions.isEmpty ? nil : conditions.map { $0.text("path") }
    }

    /// Whether a request for the path may come without credentials.
    func allows(path: String) -> Bool { isEnabled && (paths?.contains(path) ?? true) }
}
