import JSON

/// What flow control knows of a request when it classifies it: Kubernetes' `RequestDigest`.
struct FlowRequest: Sendable {
    var user: APIUser
    var verb: String
    var isResourceRequest: Bool
    var group: String
    var version: String
    var resource: String
    var subresource: String
    var namespace: String
    var name: String
    var path: String
    /// Whether it changes something.
    var isMutating: Bool

    init(user: APIUser, info: RequestInfo, isMutating: Bool) {
        self.user = user
        verb = info.verb
        isResourceRequest = info.isResourceRequest
        group = info.group
        version = info.version
        resource = info.resource
        subresource = info.subresource
        namespace = info.namespace
        name = info.name
        path = info.path
        self.isMutating = isMutating
    }
}

/// A `FlowSchema` object, ready to be matched against requests. Immutable; safe to use from any thread.
final class FlowSchemaMatcher: Sendable {
    /// What requests of one schema are told apart by.
    enum Distinguisher: Sendable { case none, user, namespace }

    let name: String
    let uid: String
    let precedence: Int64
    let distinguisher: Distinguisher
    let levelName: String
    let level: PriorityLevel
    let series: FlowSeries
    private let rules: [FlowRule]

    init(_ object: JSONValue, level: PriorityLevel, metrics: FlowControlMetrics) {
        name = object["metadata"]?.text("name") ?? ""
        uid = object["metadata"]?.text("uid") ?? ""
        let spec = object["spec"] ?? [:]
        precedence = spec["matchingPrecedence"]?.int ?? 1000
        levelName = spec["priorityLevelConfiguration"]?.text("name") ?? ""
        self.level = level
        distinguisher =
            switch spec["distinguisherMethod"]?.text("type") {
            case "ByUser": .user
            case "ByNamespace": .namespace
            default: .none
            }
        rules = spec.items("rules").map { FlowRule($0) }
        series = metrics.series(schema: name, level: level.name)
    }

    func matches(_ request: FlowRequest) -> Bool { rules.contains { $0.matches(request) } }

    /// The hash by which a flow of this schema is dealt its queues.
    func distinguisherHash(_ flow: String) -> UInt64 { ShuffleSharding.hash(name, flow) }

    /// What tells the flows of this schema apart.
    func flow(of request: FlowRequest) -> String {
        switch distinguisher {
        case .none: ""
        case .user: request.user.name
        case .namespace: request.namespace
        }
    }
}

/// One of a schema's `rules`: who, and what.
private struct FlowRule: Sendable {
    private var users: Set<String> = []
    private var groups: Set<String> = []
    /// Full user names of service accounts.
    private var accounts: Set<String> = []
    /// The beginnings of the user names of all service accounts of a namespace.
    private var accountPrefixes: [String] = []
    private var isForAllUsers = false
    private let resources: [ResourceRule]
    private let paths: [PathRule]

    init(_ rule: JSONValue) {
        for subject in rule.items("subjects") {
            switch subject.text("kind") {
            case "User":
                let name = subject["user"]?.text("name") ?? ""
                if name == "*" { isForAllUsers = true } else { users.insert(name) }
            case "Group":
                let name = subject["group"]?.text("name") ?? ""
                if name == "*" { isForAllUsers = true } else { groups.insert(name) }
            case "ServiceAccount":
                let prefix = "system:serviceaccount:\(subject["serviceAccount"]?.text("namespace") ?? ""):"
                let name = subject["serviceAccount"]?.text("name") ?? ""
                if name == "*" { accountPrefixes.append(prefix) } else { accounts.insert(prefix + name) }
            default: break
            }
        }
        resources = rule.items("resourceRules").map { ResourceRule($0) }
        paths = rule.items("nonResourceRules").map { PathRule($0) }
    }

    func matches(_ request: FlowRequest) -> Bool {
        guard matches(request.user) else { return false }
        if request.isResourceRequest { return resources.contains { $0.matches(request) } }
        return paths.contains { $0.matches(request) }
    }

    private func matches(_ user: APIUser) -> Bool {
        isForAllUsers || users.contains(user.name) || user.groups.contains { groups.contains($0) }
            || accounts.contains(user.name) || accountPrefixes.contains { user.name.hasPrefix($0) }
    }
}

/// Words of a rule: some, or all by `*`.
private struct Words: Sendable {
    private let words: [String]
    private let isAll: Bool

    init(_ list: [JSONValue]) {
        words = list.compactMap(\.string)
        isAll = words.contains("*")
    }

    func matches(_ word: String) -> Bool { isAll || words.contains(word) }
    func contains(where match: (String) -> Bool) -> Bool { isAll || words.contains(where: match) }
}

/// One of `resourceRules`.
private struct ResourceRule: Sendable {
    private let verbs, groups, resources, namespaces: Words
    private let clusterScope: Bool

    init(_ rule: JSONValue) {
        verbs = Words(rule.items("verbs"))
        groups = Words(rule.items("apiGroups"))
        resources = Words(rule.items("resources"))
        namespaces = Words(rule.items("namespaces"))
        clusterScope = rule["clusterScope"]?.bool ?? false
    }

    func matches(_ request: FlowRequest) -> Bool {
        guard verbs.matches(request.verb), groups.matches(request.group) else { return false }
        guard request.namespace.isEmpty ? clusterScope : namespaces.matches(request.namespace) else { return false }
        if request.subresource.isEmpty { return resources.matches(request.resource) }
        return resources.contains { $0 == "\(request.resource)/\(request.subresource)" }
    }
}

/// One of `nonResourceRules`.
private struct PathRule: Sendable {
    private let verbs, paths: Words

    init(_ rule: JSONValue) {
        verbs = Words(rule.items("verbs"))
        paths = Words(rule.items("nonResourceURLs"))
    }

    func matches(_ request: FlowRequest) -> Bool {
        guard verbs.matches(request.verb) else { return false }
        return paths.contains { $0.hasSuffix("*") ? request.path.hasPrefix($0.dropLast()) : $0 == request.path }
    }
}
