import KubernetesAPI
import KubernetesClient

/// What the status of a claim says while its volume grows.
enum VolumeGrowth {
    /// Whether a bound claim asks for more than it has.
    static func isWanted(_ claim: PersistentVolumeClaim) -> Bool {
        guard claim.status.phase == "Bound", !claim.metadata.isBeingDeleted, let has = claim.status.capacity["storage"] else { return false }
        return claim.requestedStorage > has
    }

    /// Says that the control plane is at it; false if it says so already.
    static func begin(_ status: inout PersistentVolumeClaimStatus, to size: Quantity, now: Time) -> Bool {
        let old = status
        status.allocatedResources["storage"] = size
        status.allocatedResourceStatuses["storage"] = "ControllerResizeInProgress"
        if !status.conditions.contains(where: { $0.type == "Resizing" && $0.status == "True" }) {
            status.conditions.removeAll { $0.type == "Resizing" }
            status.conditions.append(PersistentVolumeClaimCondition(type: "Resizing", status: "True", lastTransitionTime: now))
        }
        return status != old
    }

    /// Says that the volume has the size, and that the node has to make its file system follow.
    static func leaveToNode(_ status: inout PersistentVolumeClaimStatus, now: Time) {
        status.allocatedResourceStatuses["storage"] = "NodeResizePending"
        status.conditions.removeAll { $0.type == "Resizing" || $0.type == "FileSystemResizePending" }
        status.conditions.append(PersistentVolumeClaimCondition(
            type: "FileSystemResizePending", status: "True", lastTransitionTime: now,
            message: "Waiting for user to (re-)start a pod to finish file system resize of volume on node."))
    }

    /// Says that the claim has the size.
    static func finish(_ status: inout PersistentVolumeClaimStatus, at size: Quantity) {
        status.capacity["storage"] = size
        status.allocatedResources["storage"] = size
        status.allocatedResourceStatuses["storage"] = nil
        status.conditions.removeAll { ["Resizing", "FileSystemResizePending", "ControllerResizeError", "NodeResizeError"].contains($0.type) }
    }
}
