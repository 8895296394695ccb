/// How a ``Scheduler`` works.
public struct SchedulerOptions: Sendable {
    /// It places the pods that carry this name in `spec.schedulerName`.
    public var schedulerName = "default-scheduler"
    /// How many nodes that will do are enough to choose from, in percent of all; 0 adapts to the size of the cluster.
    public var percentageOfNodesToScore = 0
    /// The first and the longest wait of a pod that could not be placed.
    public var podInitialBackoff: Duration = .seconds(1)
    public var podMaxBackoff: Duration = .seconds(10)
    /// How many bindings may be on their way to the API server at once.
    public var maxBindingsInFlight = 64
    /// Where chance comes from, for choosing between nodes that are equally good.
    public var generator: any RandomNumberGenerator & Sendable = QuickGenerator()

    public init() {}
}
