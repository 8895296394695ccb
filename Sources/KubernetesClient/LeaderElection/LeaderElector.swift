import KubernetesAPI
import Logging

/// Lets one of several processes lead at a time, by a Lease that the leader keeps renewing.
public struct LeaderElector: Sendable {
    /// The Lease that is held.
    public var lease: ObjectKey
    /// Who holds it; has to differ between the processes.
    public var identity: String
    /// How long the others wait after the last renewal that they saw before they take over.
    public var leaseDuration: Duration
    /// How long the leader goes on without being able to renew.
    public var renewDeadline: Duration
    /// How long to wait between tries.
    public var retryPeriod: Duration
    /// Whether to give the Lease up when the leading ends, so that another can follow at once.
    public var releaseOnCancel: Bool

    private let client: Client
    private let clock: any WallClock
    private let logger: Logger
    private let random: @Sendable () -> Double

    /// The leading ended because the Lease could not be renewed in time.
    public struct LeadershipLost: Error, Sendable, CustomStringConvertible {
        public let lease: ObjectKey
        public var description: String { "leaderelection lost: \(lease)" }
    }

    public init(
        client: Client, lease: ObjectKey, identity: String, clock: any WallClock, logger: Logger,
        leaseDuration: Duration = .seconds(15), renewDeadline: Duration = .seconds(10), retryPeriod: Duration = .seconds(2),
        releaseOnCancel: Bool = true, random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.client = client
        self.lease = lease
        self.identity = identity
        self.clock = clock
        self.logger = logger
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
        self.releaseOnCancel = releaseOnCancel
        self.random = random
    }

    /// What was seen of the Lease, and when it was seen to change: other machines' clocks are not trusted.
    private struct Observation {
        var spec: LeaseSpec?
        var at: Duration = .zero

        mutating func observe(_ new: LeaseSpec, at now: Duration) {
            if new != spec { (spec, at) = (new, now) }
        }
    }

    /// Waits until this process leads, then runs `lead`, and returns what it returns. `lead` is cancelled and
    /// `LeadershipLost` thrown when the Lease cannot be renewed; `CancellationError` when the task is cancelled while it waits.
    public func run<Result: Sendable>(_ lead: @escaping @Sendable () async throws -> Result) async throws -> Result {
        var observed = Observation()
        logger.info("attempting to acquire leader lease", metadata: ["lease": "\(lease)"])
        while try await !tryHold(&observed) {
            try await clock.sleep(for: retryPeriod * (1 + 1.2 * random()))
        }
        logger.info("successfully acquired lease", metadata: ["lease": "\(lease)", "identity": "\(identity)"])
        let start = observed
        do {
            let result = try await withThrowingTaskGroup(of: Result?.self) { group in
                group.addTask { try await lead() }
                group.addTask {
                    var observed = start
                    try await renew(&observed)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let result = first else { throw LeadershipLost(lease: lease) }
                return result
            }
            await release()
            return result
        } catch {
            if !(error is LeadershipLost) { await release() }
            throw error
        }
    }

    /// Renews until the deadline passes without a success.
    private func renew(_ observed: inout Observation) async throws {
        var renewed = clock.monotonic
        while true {
            try await clock.sleep(for: retryPeriod)
            if try await tryHold(&observed) {
                renewed = clock.monotonic
            } else if clock.monotonic - renewed >= renewDeadline {
                logger.error("failed to renew lease", metadata: ["lease": "\(lease)"])
                return
            }
        }
    }

    /// Takes or renews the Lease; false when another holds it or the API server cannot be reached.
    private func tryHold(_ observed: inout Observation) async throws -> Bool {
        do {
            var current: Lease
            do {
                current = try await client.get(Lease.self, lease.name, namespace: lease.namespace)
            } catch let error as APIError where error.isNotFound {
                var new = Lease()
                new.metadata.name = lease.name
                new.metadata.namespace = lease.namespace
                new.spec = mine(transitions: 0, acquired: clock.microTime)
                observed.observe(try await client.create(new).spec, at: clock.monotonic)
                return true
            }
            let now = clock.monotonic
            observed.observe(current.spec, at: now)
            let holder = current.spec.holderIdentity ?? ""
            let isMine = holder == identity
            let duration = current.spec.leaseDurationSeconds.map { Duration.seconds($0) } ?? leaseDuration
            if !holder.isEmpty && !isMine && now < observed.at + duration { return false }
            let transitions = current.spec.leaseTransitions ?? 0
            current.spec = mine(
                transitions: isMine || transitions == .max ? transitions : transitions + 1,
                acquired: isMine ? current.spec.acquireTime ?? clock.microTime : clock.microTime)
            observed.observe(try await client.update(current).spec, at: clock.monotonic)
            return true
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            logger.debug("cannot take or renew lease", metadata: ["lease": "\(lease)", "error": "\(error)"])
            return false
        }
    }

    private func mine(transitions: Int, acquired: MicroTime) -> LeaseSpec {
        var spec = LeaseSpec()
        spec.holderIdentity = identity
        spec.leaseDurationSeconds = max(1, Int(leaseDuration.components.seconds))
        spec.acquireTime = acquired
        spec.renewTime = clock.microTime
        spec.leaseTransitions = transitions
        return spec
    }

    private func release() async {
        guard releaseOnCancel else { return }
        // The task may be cancelled already, and the release has to go out all the same.
        await Task {
            guard var current = try? await client.get(Lease.self, lease.name, namespace: lease.namespace),
                current.spec.holderIdentity == identity
            else { return }
            // Nobody is written as none: the API takes no empty name.
            current.spec.holderIdentity = nil
            current.spec.leaseDurationSeconds = 1
            current.spec.renewTime = clock.microTime
            _ = try? await client.update(current)
        }.value
    }
}
