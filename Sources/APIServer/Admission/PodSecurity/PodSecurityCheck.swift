import JSON

/// What a rule of the Pod Security Standards has against a pod.
struct PodSecurityViolation: Sendable {
    /// Such as `host namespaces`.
    var reason: String
    /// Such as `hostNetwork=true`; may be empty.
    var detail: String

    var description: String { detail.isEmpty ? reason : "\(reason) (\(detail))" }
}

/// A pod as the rules look at it.
struct PodSecuritySubject: Sendable {
    var spec: JSONValue
    var annotations: JSONObject
    /// All containers: init containers, containers, ephemeral containers.
    let containers: [JSONValue]

    init(spec: JSONValue, metadata: JSONValue) {
        self.spec = spec
        annotations = metadata.members("annotations")
        containers = spec.items("initContainers") + spec.items("containers") + spec.items("ephemeralContainers")
    }

    /// The pod's own security context; null without one.
    var context: JSONValue { spec["securityContext"] ?? .null }
    var isWindows: Bool { spec["os"]?.text("name") == "windows" }
    /// Whether root in the pod is nobody on the node.
    var hasOwnUsers: Bool { spec["hostUsers"]?.bool == false }

    /// The names of the containers of which something holds.
    func names(where holds: (JSONValue) -> Bool) -> [String] { containers.filter(holds).map { $0.text("name") } }
}

/// One rule: its identifier, where it belongs, and what it says in a version.
struct PodSecurityCheck: Sendable {
    typealias Rule = @Sendable (PodSecuritySubject) -> PodSecurityViolation?

    var id: String
    var level: PodSecurityLevel
    /// The rule by the version since which it is such; newest first.
    var versions: [(since: Int, rule: Rule)]
    /// The identifiers of baseline rules that this one replaces.
    var overrides: Set<String> = []

    init(_ id: String, _ level: PodSecurityLevel, overrides: Set<String> = [], _ versions: [(since: Int, rule: Rule)]) {
        self.id = id
        self.level = level
        self.versions = versions
        self.overrides = overrides
    }

    func rule(_ version: PodSecurityVersion) -> Rule? { versions.first { version.isAtLeast($0.since) }?.rule }

    /// Everything that a standard has against a pod: the rules of baseline first, each level's by identifier.
    static func violations(_ subject: PodSecuritySubject, _ standard: PodSecurityStandard) -> [PodSecurityViolation] {
        if standard.level == .privileged { return [] }
        var checks = PodSecurityBaseline.checks
        if standard.level == .restricted {
            let stricter = PodSecurityRestricted.checks.filter { $0.rule(standard.version) != nil }
            let replaced = stricter.reduce(into: Set<String>()) { $0.formUnion($1.overrides) }
            checks = checks.filter { !replaced.contains($0.id) } + stricter
        }
        return checks.compactMap { $0.rule(standard.version)?(subject) }
    }

    // MARK: Words

    static func quoted(_ items: [String]) -> String { items.isEmpty ? "" : "\"\(items.joined(separator: "\", \""))\"" }

    static func plural(_ one: String, _ many: String, _ count: Int) -> String { count == 1 ? one : many }

    /// `container "a"`, `containers "a", "b"`.
    static func containers(_ names: [String]) -> String { "\(plural("container", "containers", names.count)) \(quoted(names))" }

    /// `pod and container "a"`: who sets something.
    static func setters(pod: Bool, _ names: [String]) -> String {
        ((pod ? ["pod"] : []) + (names.isEmpty ? [] : [containers(names)])).joined(separator: " and ")
    }
}
