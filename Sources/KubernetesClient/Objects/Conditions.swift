import KubernetesAPI

/// A condition in the status of a pod or a node.
public protocol StatusCondition: Equatable {
    var type: String { get }
    var status: String { get }
    var lastTransitionTime: Time? { get set }
}

extension PodCondition: StatusCondition {}
extension NodeCondition: StatusCondition {}

extension Array where Element: StatusCondition {
    /// Sets a condition, whose transition time moves only when its status changes. Returns it as it was and as it is.
    fileprivate mutating func set(_ condition: Element, now: Time) -> (old: Element?, new: Element) {
        var condition = condition
        guard let index = firstIndex(where: { $0.type == condition.type }) else {
            condition.lastTransitionTime = condition.lastTransitionTime ?? now
            append(condition)
            return (nil, condition)
        }
        let old = self[index]
        condition.lastTransitionTime = old.status == condition.status ? old.lastTransitionTime : condition.lastTransitionTime ?? now
        self[index] = condition
        return (old, condition)
    }
}

extension PodStatus {
    /// The condition of a type; nil when the status has none.
    public func condition(_ type: String) -> PodCondition? { conditions.first { $0.type == type } }

    /// Sets a condition; its transition time moves only when its status changes. Returns whether anything did.
    @discardableResult
    public mutating func setCondition(_ condition: PodCondition, now: Time) -> Bool {
        var condition = condition
        condition.observedGeneration = condition.observedGeneration ?? self.condition(condition.type)?.observedGeneration
        let (old, new) = conditions.set(condition, now: now)
        return old != new
    }
}

extension NodeStatus {
    /// The condition of a type; nil when the status has none.
    public func condition(_ type: String) -> NodeCondition? { conditions.first { $0.type == type } }

    /// Sets a condition; its transition time moves only when its status changes. Returns whether anything but times did.
    @discardableResult
    public mutating func setCondition(_ condition: NodeCondition, now: Time) -> Bool {
        let (old, new) = conditions.set(condition, now: now)
        return old?.status != new.status || old?.reason != new.reason || old?.message != new.message
    }
}
