import KubernetesClient

/// How a scheduler works: KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) with Kubernetes' defaults.
public struct SchedulerConfiguration: Sendable, Equatable {
    /// How the API server is spoken to.
    public struct ClientConnection: Sendable, Equatable {
        /// The file that says where the API server is, and who we are; empty for the usual places.
        public var kubeconfig = ""
        /// Taken, and without effect: the client chooses by itself.
        public var acceptContentTypes = ""
        /// Taken, and without effect.
        public var contentType = "application/vnd.kubernetes.protobuf"
        /// Requests a second; taken, and without effect: the API server sees to fairness.
        public var qps = 50.0
        /// Requests at once; likewise.
        public var burst = 100
    }

    /// How many things are done at once. Taken, and without effect: the search is fast enough on one core.
    public var parallelism = 16
    /// How one of several schedulers is elected.
    public var leaderElection = LeaderElectionOptions(resourceName: "kube-scheduler")
    /// How the API server is spoken to.
    public var clientConnection = ClientConnection()
    /// Taken, and without effect.
    public var enableProfiling = true
    /// Taken, and without effect.
    public var enableContentionProfiling = true
    /// Of all nodes that will do, in percent, how many are enough to choose from; 0 adapts to the size of the cluster.
    public var percentageOfNodesToScore = 0
    /// The first wait of a pod that could not be placed.
    public var podInitialBackoffSeconds = 1
    /// The longest wait, after some doublings of the first.
    public var podMaxBackoffSeconds = 10
    /// Taken, and without effect: a scheduler that waits to lead knows the cluster already.
    public var delayCacheUntilActive = false
    var profiles = [SchedulerProfile()]
    /// In the order in which they are asked.
    public var extenders: [ExtenderConfiguration] = []

    /// Kubernetes' defaults.
    public init() {}
}
