/// One resource of the API as discovery tells it.
public struct ResourceDescription: Sendable {
    public var group: String
    public var version: String
    public var kind: String
    /// The name in paths, as `pods`.
    public var plural: String
    public var singular: String
    public var shortNames: [String]
    public var categories: [String]
    public var isNamespaced: Bool
    public var verbs: [String]
    public var subresources: [SubresourceDescription]
    /// Whether a server offers it without being asked to (alpha and beta versions are not).
    public var isServedByDefault: Bool
    public var schema: Schema

    public init(
        group: String, version: String, kind: String, plural: String, singular: String, shortNames: [String] = [], categories: [String] = [],
        isNamespaced: Bool, verbs: [String], subresources: [SubresourceDescription] = [], isServedByDefault: Bool = true, schema: Schema
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.singular = singular
        self.shortNames = shortNames
        self.categories = categories
        self.isNamespaced = isNamespaced
        self.verbs = verbs
        self.subresources = subresources
        self.isServedByDefault = isServedByDefault
        self.schema = schema
    }

    /// The group and version as `apiVersion` holds them.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    public var groupVersionKind: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }
    /// The subresource of a name, as `status`.
    public func subresource(_ name: String) -> SubresourceDescription? { subresources.first { $0.name == name } }
}

/// A subresource: `status`, `scale`, `binding`, …
public struct SubresourceDescription: Sendable {
    public var name: String
    /// The kind that is sent and answered, which may be of another group (`autoscaling/v1` Scale).
    public var kind: GroupVersionKind
    public var verbs: [String]

    public init(name: String, kind: GroupVersionKind, verbs: [String]) {
        self.name = name
        self.kind = kind
        self.verbs = verbs
    }
}
