import KubernetesClient

/// How a scheduler works: KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) with Kubernetes' defaults.
public struct SchedulerConfiguration: Sendable, Equatable {
    /// How the API server is spoken to.
    public struct ClientConnection: Sendable, Equatable {
        public var kubeconfig = ""
        public var acceptContentTypes = ""
        public var contentType = "application/vnd.kubernetes.protobuf"
        public var qps = 50.0
        public var burst = 100
    }

    /// How many things are done at once. Taken, and without effect: the search is fast enough on one core.
    public var parallelism = 16
    public var leaderElection = LeaderElectionOptions(resourceName: "kube-scheduler")
    public var clientConnection = ClientConnection()
    public var enableProfiling = true
    public var enableContentionProfiling = true
    /// Of all nodes that will do, in percent, how many are enough to choose from; 0 adapts to the size of the cluster.
    public var percentageOfNodesToScore = 0
    /// The first and the longest wait of a pod that could not be placed.
    public var podInitialBackoffSeconds = 1
    public var podMaxBackoffSeconds = 10
    public var delayCacheUntilActive = false
    var profiles = [SchedulerProfile()]
    public var extenders: [ExtenderConfiguration] = []

    public init() {}
}
