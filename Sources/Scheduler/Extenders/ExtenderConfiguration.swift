/// An extender as KubeSchedulerConfiguration describes it: a web hook that takes part in decisions.
public struct ExtenderConfiguration: Sendable, Equatable {
    /// A resource of which only pods that ask for it are shown to the extender.
    public struct ManagedResource: Sendable, Equatable {
        /// The resource's name.
        public var name: String
        /// Whether NodeResourcesFit leaves it to the extender.
        public var ignoredByScheduler = false
    }

    /// How TLS is done; data goes before files.
    public struct TLS: Sendable, Equatable {
        /// Whether the extender's certificate is not verified.
        public var insecure = false
        /// The name that the certificate must be for, where it is not the URL's.
        public var serverName = ""
        /// Our certificate, PEM.
        public var certFile = ""
        /// Its key, PEM.
        public var keyFile = ""
        /// Who may have signed the extender's certificate, PEM.
        public var caFile = ""
        /// Our certificate itself.
        public var certData: [UInt8] = []
        /// Its key itself.
        public var keyData: [UInt8] = []
        /// The signers themselves.
        public var caData: [UInt8] = []
    }

    /// Where the extender is; a slash and a verb follow.
    public var urlPrefix = ""
    /// The last part of the URL for each thing that it does; empty for what it does not.
    public var filterVerb = ""
    /// To judge whom preemption would remove.
    public var preemptVerb = ""
    /// To score nodes.
    public var prioritizeVerb = ""
    /// To bind pods in our stead.
    public var bindVerb = ""
    /// What its scores count; must be positive for one that prioritizes.
    public var weight = 0
    /// Whether it is spoken to by HTTPS.
    public var enableHTTPS = false
    /// nil for HTTPS without verification, or none.
    public var tls: TLS?
    /// How long an answer may take.
    public var httpTimeout: Duration = .seconds(5)
    /// Whether it knows the nodes, so that it need be told their names only.
    public var nodeCacheCapable = false
    /// Empty for an extender that all pods concern.
    public var managedResources: [ManagedResource] = []
    /// Whether pods are placed without it when it does not answer.
    public var ignorable = false
}
