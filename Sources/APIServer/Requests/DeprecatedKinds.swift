/// Kinds that clients should leave: every answer about them says so in a Warning header.
enum DeprecatedKinds {
    /// The warning; nil for all others.
    static func warning(group: String, plural: String) -> String? {
        switch (group, plural) {
        case ("", "componentstatuses"): "v1 ComponentStatus is deprecated in v1.19+"
        case ("", "endpoints"): "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
        default: nil
        }
    }
}
