import JSON

/// How strict a policy of the Pod Security Standards is.
enum PodSecurityLevel: String, Sendable, Comparable {
    case privileged, baseline, restricted

    private var rank: Int {
        switch self {
        case .privileged: 0
        case .baseline: 1
        case .restricted: 2
        }
    }

    static func < (a: PodSecurityLevel, b: PodSecurityLevel) -> Bool { a.rank < b.rank }
}

/// Of which version of Kubernetes the rules are: `latest`, or `v1.N`.
enum PodSecurityVersion: Hashable, Sendable, CustomStringConvertible {
    case latest
    case minor(Int)

    /// Nil for a text that is no version.
    init?(_ text: String) {
        if text == "latest" {
            self = .latest
            return
        }
        guard text.hasPrefix("v1."), let minor = Int(text.dropFirst(3)), minor >= 0, "v1.\(minor)" == text else { return nil }
        self = .minor(minor)
    }

    /// Whether rules since `minor` hold.
    func isAtLeast(_ minor: Int) -> Bool {
        switch self {
        case .latest: true
        case .minor(let own): own >= minor
        }
    }

    var description: String {
        switch self {
        case .latest: "latest"
        case .minor(let minor): "v1.\(minor)"
        }
    }
}

/// A level in a version, as `baseline:latest`.
struct PodSecurityStandard: Hashable, Sendable, CustomStringConvertible {
    var level = PodSecurityLevel.privileged
    var version = PodSecurityVersion.latest

    var description: String { "\(level.rawValue):\(version)" }
}

/// What a namespace refuses, what it logs, and what it warns of.
struct PodSecurityPolicy: Hashable, Sendable {
    var enforce = PodSecurityStandard()
    var audit = PodSecurityStandard()
    var warn = PodSecurityStandard()

    private static let prefix = "pod-security.kubernetes.io/"
    static let levelComplaint = "must be one of privileged, baseline, restricted"
    static let versionComplaint = "must be \"latest\" or \"v1.x\""

    var isPrivileged: Bool { enforce.level == .privileged && audit.level == .privileged && warn.level == .privileged }

    /// The policy of a namespace with these labels. A label that cannot be understood counts as the strictest where it
    /// refuses, and as none where it only tells.
    func evaluated(_ labels: [String: String]) -> (policy: PodSecurityPolicy, errors: [FieldError]) {
        var policy = self
        var errors: [FieldError] = []
        func read<Value>(_ mode: String, _ parse: (String) -> Value?, _ complaint: String) -> Value?? {
            guard let text = labels[Self.prefix + mode] else { return .none }
            if let value = parse(text) { return .some(value) }
            errors.append(.invalid("metadata.labels[\(Self.prefix)\(mode)]", string: text, complaint))
            return .some(nil)
        }
        func level(_ mode: String) -> PodSecurityLevel?? { read(mode, PodSecurityLevel.init(rawValue:), Self.levelComplaint) }
        func version(_ mode: String) -> PodSecurityVersion?? { read("\(mode)-version", PodSecurityVersion.init, Self.versionComplaint) }
        let enforced = level("enforce")
        if let given = enforced { policy.enforce.level = given ?? .restricted }
        if let given = version("enforce") { policy.enforce.version = given ?? .latest }
        if let given = level("audit") { policy.audit.level = given ?? .privileged }
        if let given = version("audit") { policy.audit.version = given ?? .latest }
        let warned = level("warn")
        if let given = warned { policy.warn.level = given ?? .privileged }
        let warnedVersion = version("warn")
        if let given = warnedVersion { policy.warn.version = given ?? .latest }
        // Whoever enforces wants to be warned where workloads are made whose pods would be refused.
        if let enforced, let given = enforced, warned == nil, given > policy.warn.level {
            policy.warn.level = given
            if warnedVersion == nil { policy.warn.version = policy.enforce.version }
        }
        return (policy, errors)
    }
}
