import KubernetesClient

/// How a ``Scheduler`` works.
public struct SchedulerOptions: Sendable {
    /// How one of several schedulers is elected.
    public struct Election: Sendable {
        /// Kubernetes' settings of it.
        public var options: LeaderElectionOptions
        /// Has to differ between the processes.
        public var identity: String

        /// An election under these settings.
        public init(_ options: LeaderElectionOptions, identity: String) {
            self.options = options
            self.identity = identity
        }
    }

    /// Profiles, plugins, times.
    public var configuration = SchedulerConfiguration()
    /// nil for a scheduler that is alone.
    public var election: Election?
    /// After how long an unschedulable pod is tried again, whatever happened (`--pod-max-in-unschedulable-pods-duration`).
    public var podMaxInUnschedulablePods: Duration = .seconds(300)
    /// How many bindings may be on their way to the API server at once.
    public var maxBindingsInFlight = 64
    /// Where chance comes from, for choosing between nodes that are equally good.
    public var generator: any RandomNumberGenerator & Sendable = QuickGenerator()

    /// Kubernetes' defaults, without an election.
    public init() {}
}
