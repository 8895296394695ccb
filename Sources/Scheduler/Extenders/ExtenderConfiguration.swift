/// An extender as KubeSchedulerConfiguration describes it: a web hook that takes part in decisions.
public struct ExtenderConfiguration: Sendable, Equatable {
    /// A resource of which only pods that ask for it are shown to the extender.
    public struct ManagedResource: Sendable, Equatable {
        public var name: String
        /// Whether NodeResourcesFit leaves it to the extender.
        public var ignoredByScheduler = false
    }

    /// How TLS is done; data goes before files.
    public struct TLS: Sendable, Equatable {
        public var insecure = false
        public var serverName = ""
        public var certFile = ""
        public var keyFile = ""
        public var caFile = ""
        public var certData: [UInt8] = []
        public var keyData: [UInt8] = []
        public var caData: [UInt8] = []
    }

    public var urlPrefix = ""
    /// The last part of the URL for each thing that it does; empty for what it does not.
    public var filterVerb = ""
    public var preemptVerb = ""
    public var prioritizeVerb = ""
    public var bindVerb = ""
    /// What its scores count; must be positive for one that prioritizes.
    public var weight = 0
    public var enableHTTPS = false
    public var tls: TLS?
    public var httpTimeout: Duration = .seconds(5)
    /// Whether it knows the nodes, so that it need be told their names only.
    public var nodeCacheCapable = false
    public var managedResources: [ManagedResource] = []
    /// Whether pods are placed without it when it does not answer.
    public var ignorable = false
}
