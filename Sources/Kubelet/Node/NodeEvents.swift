import KubernetesAPI
import KubernetesClient
import Synchronization

/// Tells what happens to the node in events on it: its start, changes of its conditions, a reboot. Safe to use from anywhere.
final class NodeEvents: Sendable {
    private struct State {
        var conditions: [String: String] = [:]
        var isUnschedulable: Bool?
        var bootID: String?
    }

    private let recorder: EventRecorder?
    private let nodeName: String
    private let state = Mutex(State())

    /// - Parameter recorder: nil on a node that stands alone.
    init(recorder: EventRecorder?, nodeName: String) {
        self.recorder = recorder
        self.nodeName = nodeName
    }

    private func event(_ type: String, _ reason: String, _ message: String) {
        // As upstream's: the name stands for the UID, for the kubelet does not know that one at its start.
        recorder?.event(ObjectReference(kind: "Node", name: nodeName, uid: nodeName), type: type, reason: reason, message: message)
    }

    private func status(_ reason: String) { event("Normal", reason, "Node \(nodeName) status is now: \(reason)") }

    func starting() { event("Normal", "Starting", "Starting kubelet.") }

    /// What the node's status was and is now to be.
    func observed(_ old: NodeStatus, _ new: NodeStatus, unschedulable: Bool) {
        var reasons: [String] = []
        var rebooted: String?
        state.withLock { state in
            for condition in new.conditions {
                guard let reason = Self.reason(condition) else { continue }
                let before = state.conditions[condition.type]
                state.conditions[condition.type] = condition.status
                // Ready is told when it changes from what the API server has; the others also at the start.
                let known = before ?? (condition.type == "Ready" ? old.condition("Ready")?.status : nil)
                // A node that has never been ready is no news.
                if known == nil, condition.type == "Ready", condition.status != "True" { continue }
                if known != condition.status { reasons.append(reason) }
            }
            if let before = state.isUnschedulable, before != unschedulable {
                reasons.append(unschedulable ? "NodeNotSchedulable" : "NodeSchedulable")
            }
            state.isUnschedulable = unschedulable
            let boot = new.nodeInfo.bootID
            if state.bootID != boot, !old.nodeInfo.bootID.isEmpty, old.nodeInfo.bootID != boot { rebooted = boot }
            state.bootID = boot
        }
        for reason in reasons { status(reason) }
        if let rebooted { event("Warning", "Rebooted", "Node \(nodeName) has been rebooted, boot id: \(rebooted)") }
    }

    private static func reason(_ condition: NodeCondition) -> String? {
        let isTrue = condition.status == "True"
        return switch condition.type {
        case "MemoryPressure": isTrue ? "NodeHasInsufficientMemory" : "NodeHasSufficientMemory"
        case "DiskPressure": isTrue ? "NodeHasDiskPressure" : "NodeHasNoDiskPressure"
        case "PIDPressure": isTrue ? "NodeHasInsufficientPID" : "NodeHasSufficientPID"
        case "Ready": isTrue ? "NodeReady" : "NodeNotReady"
        default: nil
        }
    }
}
