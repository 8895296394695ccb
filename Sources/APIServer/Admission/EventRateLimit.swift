import JSON
import KubernetesAPI
import Synchronization

/// Refuses events beyond so many a second: of the whole server, a namespace, a user, or one source about one object.
final class EventRateLimit: AdmissionPlugin {
    static let name = "EventRateLimit"
    static let resources: Set<String>? = ["events"]

    /// Tokens that come back with time.
    private struct Bucket {
        var tokens: Double
        var at: Duration
        /// When it was used last, as a count of uses.
        var used: Int
    }

    private struct Limit: Sendable {
        var type: String
        var qps: Double
        var burst: Double
        /// How many keys are remembered.
        var cacheSize: Int
    }

    private let limits: [Limit]
    private let clock: any WallClock
    private let state: Mutex<(buckets: [[String: Bucket]], uses: Int)>

    init(_ configuration: AdmissionConfiguration.Plugin?, clock: any WallClock) throws {
        guard let configuration else {
            throw AdmissionChain.BadOption(description: "EventRateLimit needs a configuration in --admission-control-config-file")
        }
        try configuration.check(kind: "Configuration", group: "eventratelimit.admission.k8s.io", versions: ["v1alpha1"])
        let items = configuration.value.items("limits")
        if items.isEmpty { throw configuration.complaint("limits: Invalid value: []: must not be empty") }
        limits = try items.enumerated().map { i, item in
            let limit = Limit(
                type: item.text("type"), qps: Double(item["qps"]?.int ?? 0), burst: Double(item["burst"]?.int ?? 0),
                cacheSize: Int(clamping: item["cacheSize"]?.int ?? 4096))
            guard ["Server", "Namespace", "User", "SourceAndObject"].contains(limit.type) else {
                let error = FieldError.notSupported("limits[\(i)].type", limit.type, ["Namespace", "Server", "SourceAndObject", "User"])
                throw configuration.complaint(error.description)
            }
            for (field, value) in [("burst", limit.burst), ("qps", limit.qps)] where value <= 0 {
                throw configuration.complaint("limits[\(i)].\(field): Invalid value: \(Int64(value)): must be positive")
            }
            if limit.cacheSize < 0 { throw configuration.complaint("limits[\(i)].cacheSize: Invalid value: \(limit.cacheSize): must not be negative") }
            return limit
        }
        self.clock = clock
        state = Mutex(([[String: Bucket]](repeating: [:], count: items.count), 0))
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.kind == "Event", request.resource == "events", request.writes, !request.dryRun else { return }
        let now = clock.monotonic
        let keys = limits.map { Self.key($0.type, request) }
        let refused = state.withLock { state in
            state.uses += 1
            return limits.indices.filter { !take(limits[$0], keys[$0], &state.buckets[$0], now, state.uses) }
        }
        if refused.isEmpty { return }
        let texts = refused.map { "limit reached on type \(limits[$0].type) for key \(keys[$0])" }
        let message = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        throw APIStatusError(code: 429, reason: "TooManyRequests", message: message)
    }

    private static func key(_ type: String, _ request: AdmissionRequest) -> String {
        switch type {
        case "Namespace": return request.namespace
        case "User": return request.user.name
        case "SourceAndObject":
            let source = request.object["source"] ?? request.object["deprecatedSource"] ?? [:]
            let object = request.object["involvedObject"] ?? request.object["regarding"] ?? [:]
            return (["component", "host"].map { source.text($0) }
                + ["kind", "namespace", "name", "uid", "apiVersion"].map { object.text($0) }).joined()
        default: return ""
        }
    }

    /// Takes a token; false when there is none.
    private func take(_ limit: Limit, _ key: String, _ buckets: inout [String: Bucket], _ now: Duration, _ use: Int) -> Bool {
        var bucket = buckets[key] ?? Bucket(tokens: limit.burst, at: now, used: use)
        let passed = max(.zero, now - bucket.at)
        let seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) * 1e-18
        bucket.tokens = min(limit.burst, bucket.tokens + seconds * limit.qps)
        bucket.at = now
        bucket.used = use
        let allowed = bucket.tokens >= 1
        if allowed { bucket.tokens -= 1 }
        if buckets[key] == nil, buckets.count >= max(1, limit.cacheSize) {
            // Forgets the older half at once: doing it one by one would cost a search each time.
            let order = buckets.values.map(\.used).sorted()
            let middle = order[order.count / 2]
            buckets = buckets.filter { $0.value.used > middle }
        }
        buckets[key] = bucket
        return allowed
    }
}
