import Synchronization

/// Whether this process leads, for its metrics and its health. Safe to use from any task.
public final class LeaderElectionStatus: Sendable {
    private struct State {
        var isLeader = false
        var leader = ""
        var renewed: Duration = .zero
        var leaseDuration: Duration = .zero
    }

    private let state = Mutex(State())

    public init() {}

    /// Whether this process leads: the metric `leader_election_master_status`.
    public var isLeader: Bool { state.withLock(\.isLeader) }
    /// Who leads, as far as was seen; empty when nobody does.
    public var leader: String { state.withLock(\.leader) }

    /// The health check `leaderElection`: false when this leads by a Lease that ran out more than `tolerance` ago, so that it hangs
    /// and should be started anew.
    public func isHealthy(at now: Duration, tolerance: Duration = .seconds(20)) -> Bool {
        state.withLock { !$0.isLeader || now <= $0.renewed + $0.leaseDuration + tolerance }
    }

    func renewed(at now: Duration, leaseDuration: Duration) {
        state.withLock {
            $0.renewed = now
            $0.leaseDuration = leaseDuration
        }
    }

    func leads(_ flag: Bool) { state.withLock { $0.isLeader = flag } }

    /// Returns whether that is somebody new.
    func saw(leader: String) -> Bool {
        state.withLock { state in
            defer { state.leader = leader }
            return state.leader != leader
        }
    }
}
