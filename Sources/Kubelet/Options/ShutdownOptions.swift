/// How pods end when the machine is shut down.
public struct ShutdownOptions: Sendable {
    /// The time that pods from a priority on get.
    public struct PriorityPeriod: Sendable, Equatable {
        public var priority: Int32
        public var seconds: Int64

        public init(priority: Int32, seconds: Int64) {
            self.priority = priority
            self.seconds = seconds
        }
    }

    /// `shutdownGracePeriod`: how long the shutdown is held up; zero turns it off.
    public var gracePeriod: Duration = .zero
    /// `shutdownGracePeriodCriticalPods`: how much of it is for critical pods.
    public var criticalPodsGracePeriod: Duration = .zero
    /// `shutdownGracePeriodByPodPriority`, instead of both.
    public var byPodPriority: [PriorityPeriod] = []

    public init() {}
}
