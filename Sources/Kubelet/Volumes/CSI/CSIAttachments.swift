import KubernetesAPI
import KubernetesClient

/// Waits until volumes of CSI drivers are attached, as the VolumeAttachment says that their attacher acts on.
struct CSIAttachments: Sendable {
    let client: Client
    let nodeName: String
    let node: NodeAttachments

    /// Waits until the volume is attached, having said that it is used.
    /// - Returns: what attaching it brought, for the driver.
    /// - Throws: `VolumeError` when it is not attached in time, or cannot be.
    func wait(for volume: CSIVolume, _ request: VolumeRequest) async throws -> [String: String] {
        let name = volume.attachment(node: nodeName)
        var metadata: [String: String] = [:]
        try await node.wait(for: volume.uniqueName, request) {
            do {
                let attachment = try await client.get(VolumeAttachment.self, name)
                if attachment.metadata.deletionTimestamp != nil { throw failed(request, "volume attachment \(name) is being deleted") }
                metadata = attachment.status.attachmentMetadata
                if attachment.status.attached { return true }
                if let error = attachment.status.attachError?.message { throw failed(request, error) }
                return false
            } catch let error as APIError {
                throw failed(request, "volume \(volume.handle) has GET error for volume attachment \(name): \(error)")
            }
        }
        return metadata
    }

    private func failed(_ request: VolumeRequest, _ text: String) -> VolumeError {
        VolumeError(volume: request.volume.name, message: "MountVolume.WaitForAttach failed for volume \"\(request.name)\" : \(text)")
    }

    /// The volume may be detached.
    func release(_ volume: CSIVolume) async { await node.release(volume.uniqueName) }
}
