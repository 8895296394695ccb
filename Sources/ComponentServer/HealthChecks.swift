import Synchronization

/// The checks behind /healthz, /livez and /readyz. Safe to use from anywhere.
public final class HealthChecks: Sendable {
    /// One check: nil when all is well, else what is not.
    public typealias Check = @Sendable () -> String?

    private let checks = Mutex<[(name: String, check: Check)]>([(name: "ping", check: { nil })])

    public init() {}

    /// Adds a check, or puts it in the place of the one that is called the same.
    public func add(_ name: String, _ check: @escaping Check) {
        checks.withLock { checks in
            checks.removeAll { $0.name == name }
            checks.append((name, check))
        }
    }

    /// What to answer with.
    struct Answer: Equatable {
        var isHealthy: Bool
        var text: String
    }

    /// The answer to /PAGE, in Kubernetes' words.
    func answer(page: String, verbose: Bool, excluding excluded: Set<String>) -> Answer {
        var lines = ""
        var isHealthy = true
        let all = checks.withLock { $0 }
        for (name, check) in all {
            if excluded.contains(name) {
                lines += "[+]\(name) excluded: ok\n"
            } else if check() != nil {
                // What it is, the log says: the page is open to everybody.
                lines += "[-]\(name) failed: reason withheld\n"
                isHealthy = false
            } else {
                lines += "[+]\(name) ok\n"
            }
        }
        let unknown = excluded.subtracting(all.map(\.name)).sorted()
        if !unknown.isEmpty {
            lines += "warn: some health checks cannot be excluded: no matches for \(unknown.map { "\"\($0)\"" }.joined(separator: ","))\n"
        }
        if !isHealthy { return Answer(isHealthy: false, text: lines + "\(page) check failed\n") }
        return Answer(isHealthy: true, text: verbose ? lines + "\(page) check passed\n" : "ok")
    }

    /// The answer to /PAGE/NAME; nil when there is no such check.
    func answer(check name: String) -> Answer? {
        guard let found = checks.withLock({ $0.first { $0.name == name } }) else { return nil }
        return found.check().map { Answer(isHealthy: false, text: "internal server error: \($0)\n") } ?? Answer(isHealthy: true, text: "ok")
    }
}
