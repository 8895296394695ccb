/// Who asks a component's server.
public struct RequestUser: Hashable, Sendable {
    public var name: String
    public var uid: String
    public var groups: [String]
    public var extra: [String: [String]]

    public init(name: String, uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
        self.name = name
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    /// Who shows nothing to be known by.
    public static let anonymous = RequestUser(name: "system:anonymous", groups: ["system:unauthenticated"])
}
