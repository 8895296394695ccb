import KubernetesAPI

/// LeaderElectionConfiguration: what the flags `--leader-elect*` of Kubernetes' components say.
public struct LeaderElectionOptions: Sendable, Equatable {
    /// `--leader-elect`: whether to work only while leading.
    public var leaderElect = true
    /// `--leader-elect-lease-duration`: how long the others wait after the last renewal that they saw before they take over.
    public var leaseDuration: Duration = .seconds(15)
    /// `--leader-elect-renew-deadline`: how long the leader goes on without being able to renew.
    public var renewDeadline: Duration = .seconds(10)
    /// `--leader-elect-retry-period`: how long to wait between tries.
    public var retryPeriod: Duration = .seconds(2)
    /// `--leader-elect-resource-lock`: the kind of object; there are only leases.
    public var resourceLock = "leases"
    /// `--leader-elect-resource-name`
    public var resourceName: String
    /// `--leader-elect-resource-namespace`
    public var resourceNamespace = "kube-system"

    /// - Parameter resourceName: the Lease's name, which is the component's.
    public init(resourceName: String) { self.resourceName = resourceName }

    /// The Lease that is held.
    public var lease: ObjectKey { ObjectKey(namespace: resourceNamespace, name: resourceName) }

    /// What is wrong with them, in a line; nil when nothing is.
    public var problem: String? {
        guard leaderElect else { return nil }
        if leaseDuration <= .zero { return "--leader-elect-lease-duration must be greater than zero" }
        if renewDeadline <= .zero { return "--leader-elect-renew-deadline must be greater than zero" }
        if retryPeriod <= .zero { return "--leader-elect-retry-period must be greater than zero" }
        if leaseDuration <= renewDeadline { return "--leader-elect-lease-duration must be greater than --leader-elect-renew-deadline" }
        if renewDeadline <= retryPeriod * LeaderElector.jitterFactor {
            return "--leader-elect-renew-deadline must be greater than --leader-elect-retry-period times \(LeaderElector.jitterFactor)"
        }
        if resourceLock != "leases" { return "--leader-elect-resource-lock: invalid value \"\(resourceLock)\": it must be \"leases\"" }
        if resourceName.isEmpty { return "--leader-elect-resource-name is required" }
        if resourceNamespace.isEmpty { return "--leader-elect-resource-namespace is required" }
        return nil
    }
}
