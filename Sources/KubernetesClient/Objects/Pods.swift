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

extension PodStatus {
    public func condition(_ type: String) -> PodCondition? { conditions.first { $0.type == type } }

    /// Sets a condition; its transition time moves only when its status changes. Returns whether anything did.
    @discardableResult
    public mutating func setCondition(_ condition: PodCondition, now: Time) -> Bool {
        var condition = condition
        guard let index = conditions.firstIndex(where: { $0.type == condition.type }) else {
            condition.lastTransitionTime = condition.lastTransitionTime ?? now
            conditions.append(condition)
            return true
        }
        let old = conditions[index]
        condition.lastTransitionTime = old.status == condition.status ? old.lastTransitionTime : condition.lastTransitionTime ?? now
        if condition.observedGeneration == nil { condition.observedGeneration = old.observedGeneration }
        conditions[index] = condition
        return condition != old
    }
}

extension NodeStatus {
    public func condition(_ type: String) -> NodeCondition? { conditions.first { $0.type == type } }

    /// Sets a condition; its transition time moves only when its status changes. Returns whether anything but times did.
    @discardableResult
    public mutating func setCondition(_ condition: NodeCondition, now: Time) -> Bool {
        var condition = condition
        guard let index = conditions.firstIndex(where: { $0.type == condition.type }) else {
            condition.lastTransitionTime = condition.lastTransitionTime ?? now
            conditions.append(condition)
            return true
        }
        let old = conditions[index]
        condition.lastTransitionTime = old.status == condition.status ? old.lastTransitionTime : condition.lastTransitionTime ?? now
        conditions[index] = condition
        return old.status != condition.status || old.reason != condition.reason || old.message != condition.message
    }
}

extension Node {
    /// Whether the node's Ready condition is true.
    public var isReady: Bool { status.condition("Ready")?.status == "True" }
}
