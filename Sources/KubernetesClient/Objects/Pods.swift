import KubernetesAPI

extension Pod {
    /// Whether all containers have ended and none will be started again: phase Succeeded or Failed.
    public var isTerminal: Bool { status.phase == "Succeeded" || status.phase == "Failed" }

    /// Whether the pod counts as one of its controller's: not terminal, and not being deleted.
    public var isActive: Bool { !isTerminal && metadata.deletionTimestamp == nil }

    /// Whether the pod's Ready condition is true.
    public var isReady: Bool { status.condition("Ready")?.status == "True" }

    /// Whether the pod has been ready for `seconds` at the time `now`.
    public func isAvailable(minReadySeconds seconds: Int, now: Time) -> Bool {
        guard isReady else { return false }
        if seconds <= 0 { return true }
        guard let since = status.condition("Ready")?.lastTransitionTime else { return false }
        let (due, overflow) = since.seconds.addingReportingOverflow(Int64(seconds))
        return !overflow && due <= now.seconds
    }

    /// A static pod's copy in the API.
    public var isMirror: Bool { metadata.annotations["kubernetes.io/config.mirror"] != nil }

    /// All containers, those that initialise first.
    public var allContainers: [Container] { spec.initContainers + spec.containers }
}

extension Node {
    /// Whether the node's Ready condition is true.
    public var isReady: Bool { status.condition("Ready")?.status == "True" }
}
