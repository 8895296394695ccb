import KubernetesAPI
import Logging

/// Lets one of several processes lead at a time, by a Lease that the leader keeps renewing.
///
/// The rules are client-go's: other machines' clocks are not trusted, so a Lease runs out when it was not seen to change for its
/// duration; a leader that cannot renew for its deadline stops, which is before anybody may follow.
public struct LeaderElector: Sendable {
    /// How much longer than the retry period a candidate may wait, so that candidates do not come together.
    static let jitterFactor = 1.2

    /// Which Lease, and how long things take.
    public var options: LeaderElectionOptions
    /// Who holds it; has to differ between the processes.
    public var identity: String
    /// Whether to give the Lease up when the leading ends, so that another can follow at once.
    public var releaseOnCancel = true
    /// Called at once when the lead was lost, before `lead` has ended: for processes that rather exit than do one more write.
    public var onStoppedLeading: @Sendable () -> Void = {}

    private var client: Client
    private let clock: any WallClock
    private let logger: Logger
    private let recorder: EventRecorder?
    private let status: LeaderElectionStatus
    private let random: @Sendable () -> Double

    private var lease: ObjectKey { options.lease }

    /// The leading ended because the Lease could not be renewed in time.
    public struct LeadershipLost: Error, Sendable, CustomStringConvertible {
        public let lease: ObjectKey
        public var description: String { "leaderelection lost: \(lease)" }
    }

    /// - Parameters:
    ///   - identity: who this is, ``makeIdentity(hostname:uuid:)``.
    ///   - recorder: takes the events LeaderElection; nil for none.
    ///   - status: is told how it goes.
    ///   - random: numbers between 0 and 1.
    public init(
        client: Client, options: LeaderElectionOptions, identity: String, clock: any WallClock, logger: Logger, recorder: EventRecorder? = nil,
        status: LeaderElectionStatus = LeaderElectionStatus(), random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.client = client
        // A server that does not answer must leave time for another try.
        self.client.timeout = options.renewDeadline / 2
        self.options = options
        self.identity = identity
        self.clock = clock
        self.logger = logger
        self.recorder = recorder
        self.status = status
        self.random = random
    }

    /// How Kubernetes' components call themselves: the host, and something that no other process on it has.
    public static func makeIdentity(hostname: String, uuid: String) -> String { "\(hostname)_\(uuid.lowercased())" }

    /// What was seen of the Lease, and when it was seen to change.
    private struct Observation {
        var lease: Lease?
        var at: Duration = .zero

        mutating func observe(_ new: Lease, at now: Duration) {
            if new.spec != lease?.spec { at = now }
            lease = new
        }
    }

    /// Waits until this process leads, then runs `lead`, and returns what it returns. `lead` is cancelled and
    /// `LeadershipLost` thrown when the Lease cannot be renewed; `CancellationError` when the task is cancelled while it waits.
    public func run<Result: Sendable>(_ lead: @escaping @Sendable () async throws -> Result) async throws -> Result {
        var observed = Observation()
        logger.info("attempting to acquire leader lease", metadata: ["lease": "\(lease)"])
        while try await !tryHold(&observed) {
            try await clock.sleep(for: options.retryPeriod * (1 + Self.jitterFactor * random()))
        }
        logger.info("successfully acquired lease", metadata: ["lease": "\(lease)", "identity": "\(identity)"])
        record("became leader")
        status.leads(true)
        let start = observed
        do {
            let result = try await leadWhileHolding(start, lead)
            await end()
            return result
        } catch {
            await end()
            throw error
        }
    }

    private func leadWhileHolding<Result: Sendable>(_ start: Observation, _ lead: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await lead() }
            group.addTask {
                try await renew(start)
                // Before anything that `lead` is at has ended.
                logger.error("failed to renew lease", metadata: ["lease": "\(lease)"])
                status.leads(false)
                onStoppedLeading()
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else { throw LeadershipLost(lease: lease) }
            return result
        }
    }

    /// Nothing is done in the leader's name any more: somebody else may be.
    private func end() async {
        status.leads(false)
        record("stopped leading")
        if releaseOnCancel { await release() }
    }

    /// Renews until the deadline passes without a success.
    private func renew(_ start: Observation) async throws {
        var observed = start
        while true {
            try await clock.sleep(for: options.retryPeriod)
            guard let renewed = try await renewOnce(observed) else { return }
            observed = renewed
        }
    }

    /// Tries until it succeeds; nil when the deadline passes, even when a request hangs.
    private func renewOnce(_ start: Observation) async throws -> Observation? {
        try await withThrowingTaskGroup(of: Observation?.self) { group in
            group.addTask {
                var observed = start
                while try await !tryHold(&observed) { try await clock.sleep(for: options.retryPeriod) }
                return observed
            }
            group.addTask {
                try await clock.sleep(for: options.renewDeadline)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// Takes or renews the Lease; false when another holds it or the API server cannot be reached.
    private func tryHold(_ observed: inout Observation) async throws -> Bool {
        do {
            return try await hold(&observed)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            logger.debug("cannot take or renew lease", metadata: ["lease": "\(lease)", "error": "\(error)"])
            return false
        }
    }

    private func hold(_ observed: inout Observation) async throws -> Bool {
        // The leader writes over what it wrote last, without a look; only when that fails somebody else may have been there.
        if var mine = observed.lease, mine.spec.holderIdentity == identity, clock.monotonic < observed.at + options.leaseDuration {
            mine.spec = spec(transitions: mine.spec.leaseTransitions ?? 0, acquired: mine.spec.acquireTime ?? clock.microTime)
            if let written = try? await client.update(mine) {
                held(written, &observed)
                return true
            }
            try Task.checkCancellation()
        }
        var current: Lease
        do {
            current = try await client.get(Lease.self, lease.name, namespace: lease.namespace)
        } catch let error as APIError where error.isNotFound {
            var new = Lease()
            new.metadata.name = lease.name
            new.metadata.namespace = lease.namespace
            new.spec = spec(transitions: 0, acquired: clock.microTime)
            held(try await client.create(new), &observed)
            return true
        }
        let now = clock.monotonic
        observed.observe(current, at: now)
        let holder = current.spec.holderIdentity ?? ""
        let isMine = holder == identity
        if status.saw(leader: holder), !holder.isEmpty, !isMine {
            logger.info("new leader elected", metadata: ["lease": "\(lease)", "identity": "\(holder)"])
        }
        let duration = current.spec.leaseDurationSeconds.map { Duration.seconds($0) } ?? options.leaseDuration
        if !holder.isEmpty && !isMine && now < observed.at + duration { return false }
        let transitions = current.spec.leaseTransitions ?? 0
        current.spec = spec(
            transitions: isMine || transitions == .max ? transitions : transitions + 1,
            acquired: isMine ? current.spec.acquireTime ?? clock.microTime : clock.microTime)
        held(try await client.update(current), &observed)
        return true
    }

    private func held(_ written: Lease, _ observed: inout Observation) {
        let now = clock.monotonic
        observed.observe(written, at: now)
        _ = status.saw(leader: identity)
        status.renewed(at: now, leaseDuration: options.leaseDuration)
    }

    private func spec(transitions: Int, acquired: MicroTime) -> LeaseSpec {
        var spec = LeaseSpec()
        spec.holderIdentity = identity
        spec.leaseDurationSeconds = max(1, Int(clamping: options.leaseDuration.components.seconds))
        spec.acquireTime = acquired
        spec.renewTime = clock.microTime
        spec.leaseTransitions = transitions
        return spec
    }

    private func record(_ what: String) {
        guard let recorder else { return }
        let subject = ObjectReference(
            kind: Lease.resource.kind, namespace: lease.namespace, name: lease.name, apiVersion: Lease.resource.apiVersion)
        recorder.event(subject, type: "Normal", reason: "LeaderElection", message: "\(identity) \(what)")
    }

    private func release() async {
        // The task may be cancelled already, and the release has to go out all the same; but an API server that hangs must not keep us.
        await Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await giveUp() }
                group.addTask { try? await clock.sleep(for: options.renewDeadline) }
                await group.next()
                group.cancelAll()
            }
        }.value
    }

    private func giveUp() async {
        guard var current = try? await client.get(Lease.self, lease.name, namespace: lease.namespace),
            current.spec.holderIdentity == identity
        else { return }
        // Nobody is written as none: the API takes no empty name.
        current.spec.holderIdentity = nil
        current.spec.leaseDurationSeconds = 1
        current.spec.acquireTime = clock.microTime
        current.spec.renewTime = clock.microTime
        _ = try? await client.update(current)
    }
}
