import JSON

/// How much of a request the audit log tells.
enum AuditLevel: Int, Comparable, Sendable {
    /// Nothing.
    case none
    /// Who, when, what, and how it ended.
    case metadata
    /// The object that was sent, too.
    case request
    /// And the one that was answered.
    case requestResponse

    init?(name: String) {
        switch name {
        case "None": self = .none
        case "Metadata": self = .metadata
        case "Request": self = .request
        case "RequestResponse": self = .requestResponse
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .none: "None"
        case .metadata: "Metadata"
        case .request: "Request"
        case .requestResponse: "RequestResponse"
        }
    }

    static func < (a: AuditLevel, b: AuditLevel) -> Bool { a.rawValue < b.rawValue }
}

/// The moments of a request at which events are written.
enum AuditStage: String, CaseIterable, Sendable {
    case requestReceived = "RequestReceived"
    /// The headers of a long answer, such as a watch, are sent.
    case responseStarted = "ResponseStarted"
    case responseComplete = "ResponseComplete"
    /// The server failed.
    case panic = "Panic"
}

/// A policy of the file `--audit-policy-file`: the first rule that a request matches says how much is told of it.
struct AuditPolicy: Sendable {
    /// A file that is no policy.
    struct Invalid: Error, CustomStringConvertible {
        let description: String
    }

    /// What a rule decides.
    struct Decision: Sendable {
        var level: AuditLevel
        var omitStages: Set<AuditStage>
        var omitManagedFields: Bool
    }

    private struct Resources: Sendable {
        var group: String
        var resources: [String]
        var names: [String]
    }

    private struct Rule: Sendable {
        var decision: Decision
        var users: [String]
        var userGroups: [String]
        var verbs: [String]
        var resources: [Resources]
        var namespaces: [String]
        var nonResourceURLs: [String]
    }

    private let rules: [Rule]

    /// - Parameter document: the file's content.
    /// - Throws: `Invalid` with what is wrong with it.
    init(_ document: JSONValue) throws(Invalid) {
        guard document.text("kind") == "Policy", document.text("apiVersion") == "audit.k8s.io/v1" else {
            throw Invalid(description: "it is not of kind Policy in audit.k8s.io/v1")
        }
        guard document.has("rules") else { throw Invalid(description: "loaded illegal policy with 0 rules") }
        let stages = try Self.stages(document, "omitStages")
        let omitsManagedFields = document["omitManagedFields"]?.bool ?? false
        var rules: [Rule] = []
        for (i, item) in document.items("rules").enumerated() {
            let at = "rules[\(i)]"
            guard let level = AuditLevel(name: item.text("level")) else {
                throw Invalid(description: "\(at).level: Unsupported value: \(FieldError.quoted(item.text("level")))")
            }
            func list(_ name: String) -> [String] { item.items(name).compactMap(\.string) }
            if item.has("nonResourceURLs"), item.has("resources") || item.has("namespaces") {
                throw Invalid(description: "\(at).nonResourceURLs: Invalid value: rules cannot apply to both regular resources and non-resource URLs")
            }
            for url in list("nonResourceURLs") where url != "*" && (!url.hasPrefix("/") || url.dropLast().contains("*")) {
                throw Invalid(description: "\(at).nonResourceURLs: Invalid value: \(FieldError.quoted(url))")
            }
            rules.append(
                Rule(
                    decision: Decision(
                        level: level, omitStages: stages.union(try Self.stages(item, "\(at).omitStages")),
                        omitManagedFields: item["omitManagedFields"]?.bool ?? omitsManagedFields),
                    users: list("users"), userGroups: list("userGroups"), verbs: list("verbs"),
                    resources: item.items("resources").map { resource in
                        Resources(
                            group: resource.text("group"), resources: resource.items("resources").compactMap(\.string),
                            names: resource.items("resourceNames").compactMap(\.string))
                    },
                    namespaces: list("namespaces"), nonResourceURLs: list("nonResourceURLs")))
        }
        self.rules = rules
    }

    private static func stages(_ object: JSONValue, _ field: String) throws(Invalid) -> Set<AuditStage> {
        var stages: Set<AuditStage> = []
        for item in object.items("omitStages") {
            guard let stage = AuditStage(rawValue: item.string ?? "") else {
                throw Invalid(description: "\(field): Unsupported value: \(FieldError.quoted(item.string ?? ""))")
            }
            stages.insert(stage)
        }
        return stages
    }

    /// How much is told of a request; nothing when no rule matches.
    func decision(_ request: RequestAttributes) -> Decision {
        rules.first { Self.matches($0, request) }?.decision ?? Decision(level: .none, omitStages: [], omitManagedFields: false)
    }

    private static func matches(_ rule: Rule, _ request: RequestAttributes) -> Bool {
        if !rule.users.isEmpty, !rule.users.contains(request.user.name) { return false }
        if !rule.userGroups.isEmpty, !request.user.groups.contains(where: rule.userGroups.contains) { return false }
        if !rule.verbs.isEmpty, !rule.verbs.contains(request.verb) { return false }
        if !rule.namespaces.isEmpty || !rule.resources.isEmpty { return matchesResource(rule, request) }
        if rule.nonResourceURLs.isEmpty { return true }
        return !request.isResourceRequest && rule.nonResourceURLs.contains { PolicyRule.path($0, covers: request.path) }
    }

    private static func matchesResource(_ rule: Rule, _ request: RequestAttributes) -> Bool {
        guard request.isResourceRequest else { return false }
        // A namespace that is given as "" stands for what is in none.
        if !rule.namespaces.isEmpty, !rule.namespaces.contains(request.namespace) { return false }
        if rule.resources.isEmpty { return true }
        let combined = request.combinedResource
        return rule.resources.contains { item in
            guard item.group == request.apiGroup else { return false }
            if item.resources.isEmpty { return true }
            guard item.names.isEmpty || item.names.contains(request.name) else { return false }
            return item.resources.contains { name in
                name == combined || name == "*" || name == "\(request.resource)/*"
                    || (!request.subresource.isEmpty && name == "*/\(request.subresource)")
            }
        }
    }
}
