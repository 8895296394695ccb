import JSON
import KubernetesAPI

/// One rule of a role: which verbs on which resources or paths (`PolicyRule`).
public struct PolicyRule: Hashable, Sendable {
    public var verbs: [String]
    public var apiGroups: [String]
    public var resources: [String]
    public var resourceNames: [String]
    public var nonResourceURLs: [String]

    public init(
        verbs: [String], apiGroups: [String] = [], resources: [String] = [], resourceNames: [String] = [], nonResourceURLs: [String] = []
    ) {
        self.verbs = verbs
        self.apiGroups = apiGroups
        self.resources = resources
        self.resourceNames = resourceNames
        self.nonResourceURLs = nonResourceURLs
    }

    /// The rule that a role has as JSON.
    init(_ tree: JSONValue) {
        func list(_ name: String) -> [String] { tree.items(name).compactMap(\.string) }
        self.init(
            verbs: list("verbs"), apiGroups: list("apiGroups"), resources: list("resources"), resourceNames: list("resourceNames"),
            nonResourceURLs: list("nonResourceURLs"))
    }

    /// The rule as JSON, without its empty lists.
    var tree: JSONValue {
        var tree: JSONValue = ["verbs": Self.list(verbs)]
        if !apiGroups.isEmpty { tree["apiGroups"] = Self.list(apiGroups) }
        if !resources.isEmpty { tree["resources"] = Self.list(resources) }
        if !resourceNames.isEmpty { tree["resourceNames"] = Self.list(resourceNames) }
        if !nonResourceURLs.isEmpty { tree["nonResourceURLs"] = Self.list(nonResourceURLs) }
        return tree
    }

    private static func list(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }

    /// Whether the rule covers the request.
    public func allows(_ request: RequestAttributes) -> Bool { allows(request, combined: request.combinedResource) }

    /// The same, for many rules about one request.
    /// - Parameter combined: the request's `combinedResource`.
    func allows(_ request: RequestAttributes, combined: String) -> Bool {
        guard Self.matches(verbs, request.verb) else { return false }
        guard request.isResourceRequest else { return nonResourceURLs.contains { Self.path($0, covers: request.path) } }
        guard Self.matches(apiGroups, request.apiGroup) else { return false }
        let resourceAllowed = resources.contains { rule in
            rule == combined || rule == "*"
                || (!request.subresource.isEmpty && rule.hasPrefix("*/") && rule.dropFirst(2) == request.subresource)
        }
        return resourceAllowed && (resourceNames.isEmpty || resourceNames.contains(request.name))
    }

    private static func matches(_ allowed: [String], _ value: String) -> Bool { allowed.contains { $0 == value || $0 == "*" } }

    /// Whether a rule's URL, which may end in `*`, covers a path.
    static func path(_ rule: String, covers path: String) -> Bool {
        if rule == "*" || rule == path { return true }
        return rule.hasSuffix("*") && path.hasPrefix(rule.dropLast())
    }
}

extension RequestAttributes {
    /// A list or watch of one object by its name is about that name, so that rules with resourceNames cover it.
    mutating func takeNameFromSelector() {
        guard name.isEmpty, verb == "list" || verb == "watch", let fieldSelector, let selector = try? FieldSelector(parsing: fieldSelector),
              let wanted = selector.requirements.first(where: { $0.isEqual && $0.field == "metadata.name" })?.value,
              NameRules.pathSegment(wanted).isEmpty
        else { return }
        name = wanted
    }

    /// The resource with its subresource, as rules name it: `pods/log`.
    var combinedResource: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }
}
