import ComponentMetrics
import JSON
import KubernetesAPI
import Synchronization

/// API Priority and Fairness: sorts requests into flows by `FlowSchema` objects, and lets them run by the seats of their
/// priority levels. Safe to use from any thread.
final class FlowController: Sendable {
    private struct Configuration: Sendable {
        /// In the order in which they are tried; the last one matches everything.
        var schemas: [FlowSchemaMatcher]
        var levels: [String: PriorityLevel]
    }

    let metrics: FlowControlMetrics
    let estimator: WorkEstimator
    /// How many seats the server has.
    let total: Int
    private let clock: any WallClock
    private let configuration: Mutex<Configuration>
    private let retryAfter = RetryAfter()
    private let fraction = Mutex(0.0)

    /// A controller that knows the mandatory objects only, until ``configure(schemas:levels:)`` tells it of others.
    init(total: Int, clock: any WallClock, estimator: WorkEstimator, metrics: FlowControlMetrics = FlowControlMetrics()) {
        self.total = total
        self.clock = clock
        self.estimator = estimator
        self.metrics = metrics
        configuration = Mutex(Configuration(schemas: [], levels: [:]))
        configure(schemas: [], levels: [])
    }

    /// The levels, ordered by name.
    var levels: [PriorityLevel] { configuration.withLock { $0.levels.values.sorted { $0.name < $1.name } } }

    /// Takes the objects that are stored. A schema whose level is missing is left out; the mandatory objects are there even when
    /// they are not stored.
    func configure(schemas: [JSONValue], levels: [JSONValue]) {
        let levels = Self.with(FlowControlObjects.mandatoryLevels, levels)
        let schemas = Self.with(FlowControlObjects.mandatorySchemas, schemas)
        let old = configuration.withLock { $0.levels }
        let settings = levels.map { ($0, PriorityLevelSettings($0["spec"] ?? [:])) }
        let shares = settings.reduce(0) { $0 + $1.1.nominalShares }
        var byName: [String: PriorityLevel] = [:]
        for (object, settings) in settings {
            let name = object["metadata"]?.text("name") ?? ""
            let level = old[name] ?? PriorityLevel(name: name, settings: settings, clock: clock)
            level.configure(
                uid: object["metadata"]?.text("uid") ?? "", settings: settings, limits: SeatLimits(settings, total: total, shareSum: shares))
            byName[name] = level
        }
        let metrics = metrics
        let compiled = schemas.compactMap { object -> FlowSchemaMatcher? in
            guard let level = byName[object["spec"]?["priorityLevelConfiguration"]?.text("name") ?? ""] else { return nil }
            return FlowSchemaMatcher(object, level: level, metrics: metrics)
        }.sorted { ($0.precedence, $0.name) < ($1.precedence, $1.name) }
        configuration.withLock { $0 = Configuration(schemas: compiled, levels: byName) }
    }

    /// The objects, and those of `mandatory` that are not among them.
    private static func with(_ mandatory: [JSONValue], _ objects: [JSONValue]) -> [JSONValue] {
        let names = Set(objects.compactMap { $0["metadata"]?.text("name") })
        return objects + mandatory.filter { !names.contains($0["metadata"]?.text("name") ?? "") }
    }

    /// The schema of a request: the first that matches, in the order of precedence and name.
    func classify(_ request: FlowRequest) -> FlowSchemaMatcher? {
        let schemas = configuration.withLock { $0.schemas }
        return schemas.first { $0.matches(request) } ?? schemas.last { $0.name == "catch-all" }
    }

    /// What becomes of a request.
    enum Admission: Sendable {
        case run(FlowTicket.Seat)
        /// Refused; to be tried again after so many seconds.
        case refuse(FlowSchemaMatcher, retryAfter: Int)
        /// No schema is for it, not even catch-all, which somebody may have changed.
        case unknown
    }

    /// Waits for a request's turn, for `waitLimit` at most.
    func enter(_ request: FlowRequest, _ query: Query, waitLimit: Duration) async -> Admission {
        guard let schema = classify(request) else { return .unknown }
        let work = estimator.estimate(request, query, nominal: schema.level.limits.nominal)
        guard let place = await schema.level.enter(request, schema: schema, work: work, waitLimit: waitLimit) else {
            return .refuse(schema, retryAfter: retryAfter.refuse(now: clock.monotonic.inSeconds))
        }
        return .run(
            FlowTicket.Seat(
                schema: schema, work: work, queue: place.queue, started: place.started,
                isMutating: request.isMutating, isWatch: request.verb == "watch"))
    }

    /// Shares the seats out anew, by what the levels wanted since the last time. To be called every ``SeatSharing/period``.
    func shareSeats() {
        var left = total
        var limited: [(PriorityLevel, SeatSharing.Claim)] = []
        for level in levels {
            let (limits, demand) = level.takeDemand()
            if level.settings.isExempt {
                // Nothing holds it back: what it takes is not there for the others.
                let seats = max(limits.lower, Int(demand.last.maximum.rounded(.up)))
                level.setCurrent(seats, target: Double(seats))
                left -= seats
            } else {
                limited.append((level, SeatSharing.claim(limits, demand)))
            }
        }
        let (seats, fraction) = SeatSharing.allot(max(0, left), limited.map(\.1))
        for ((level, claim), seats) in zip(limited, seats) { level.setCurrent(seats, target: claim.target) }
        self.fraction.withLock { $0 = fraction }
    }

    /// Works until the task is cancelled.
    func run() async throws {
        while !Task.isCancelled {
            try await clock.sleep(for: SeatSharing.period)
            shareSeats()
        }
    }

    /// The metrics, with those that are read from the levels.
    var allMetrics: [any Metric] {
        metrics.all(levels: { [weak self] in self?.levels ?? [] }, fraction: { [weak self] in self?.fraction.withLock { $0 } ?? 0 })
    }
}
