import GRPCCore
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// A plug-in whose volumes can be made larger on the node.
protocol ExpandingPlugin: VolumePlugin {
    /// Makes the volume, which is set up, as large as its persistent volume says.
    /// - Returns: false when there is nothing that the node does for such a volume.
    func expand(_ request: VolumeRequest, _ mounted: MountedVolume) async throws -> Bool
}

/// The node's part of an expansion: when a persistent volume has become larger than its claim says, what is on it grows, also
/// while pods use it, and then the claim says so. Safe to use from any task.
final class VolumeExpansion: Sendable {
    private let services: VolumeServices
    /// When a failed expansion may be tried again, by volume.
    private let waits = Mutex<[String: (until: Duration, failures: Int)]>([:])

    private static let resizeConditions: Set<String> = ["FileSystemResizePending", "Resizing", "ControllerResizeError", "NodeResizeError"]

    init(services: VolumeServices) { self.services = services }

    /// Whether the volume is larger than the claim has it.
    func isNeeded(_ request: VolumeRequest) -> Bool {
        guard let persistent = request.persistent, let claim = request.claim, !request.readOnly,
            let size = persistent.spec.capacity["storage"], let known = claim.status.capacity["storage"], known < size
        else { return false }
        // The driver said that it cannot be: only a changed claim makes it worth asking again.
        if claim.status.allocatedResourceStatuses["storage"] == "NodeResizeInfeasible" { return false }
        return waits.withLock { ($0[persistent.metadata.name]?.until ?? .zero) <= services.clock.monotonic }
    }

    /// Expands, and tells the claim. Failures are told by events; the pod goes on.
    /// - Returns: whether the claim was changed.
    func run(_ plugin: any ExpandingPlugin, _ request: VolumeRequest, _ mounted: MountedVolume) async throws -> Bool {
        guard let persistent = request.persistent, let claim = request.claim, let size = persistent.spec.capacity["storage"] else { return false }
        let name = persistent.metadata.name
        do {
            if claim.status.allocatedResourceStatuses["storage"] == "NodeResizePending" {
                try await patch(claim, ["allocatedResourceStatuses": ["storage": "NodeResizeInProgress"]])
            }
            guard try await plugin.expand(request, mounted) else { return false }
            try await finish(claim, size)
            waits.withLock { $0[name] = nil }
            tell(request, "Normal", "FileSystemResizeSuccessful", "MountVolume.NodeExpandVolume succeeded for volume \"\(name)\" \(services.node()?.metadata.name ?? "")")
            return true
        } catch {
            try Task.checkCancellation()
            waits.withLock { waits in
                let failures = (waits[name]?.failures ?? 0) + 1
                waits[name] = (services.clock.monotonic + min(.milliseconds(500 << min(failures, 8)), .seconds(122)), failures)
            }
            services.logger.warning("cannot expand a volume", metadata: ["volume": "\(name)", "error": "\(error)"])
            tell(request, "Warning", "VolumeResizeFailed", "NodeExpandVolume.NodeExpandVolume failed for volume \"\(name)\" : \(error)")
            if Self.isFinal(error), claim.status.allocatedResourceStatuses["storage"]?.hasPrefix("NodeResize") == true {
                try? await patch(claim, ["allocatedResourceStatuses": ["storage": "NodeResizeInfeasible"]])
                return true
            }
            return false
        }
    }

    /// Whether asking again would bring the same.
    private static func isFinal(_ error: any Error) -> Bool {
        guard let error = error as? PluginCallError else { return false }
        return error.code == .outOfRange || error.code == .invalidArgument || error.code == .notFound
    }

    private func finish(_ claim: PersistentVolumeClaim, _ size: Quantity) async throws {
        let conditions = claim.status.conditions.filter { !Self.resizeConditions.contains($0.type) }
        let changes: JSONValue = [
            "capacity": ["storage": size.jsonValue()], "allocatedResourceStatuses": ["storage": .null],
            "conditions": conditions.isEmpty ? .null : .array(conditions.map { $0.jsonValue() }),
        ]
        try await patch(claim, changes)
    }

    private func patch(_ claim: PersistentVolumeClaim, _ status: JSONValue) async throws {
        _ = try await services.client.patch(
            PersistentVolumeClaim.self, claim.metadata.name, namespace: claim.metadata.namespace, subresource: "status",
            .merge(["status": status]))
    }

    private func tell(_ request: VolumeRequest, _ type: String, _ reason: String, _ message: String) {
        services.event(request.pod, type, reason, message)
        if let claim = request.claim { services.claimEvent(claim, type, reason, message) }
    }
}
