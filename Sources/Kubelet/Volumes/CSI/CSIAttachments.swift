import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// The part of attaching that is the node's: it says which volumes it uses, so that none is detached under a pod, and waits until
/// the attach-detach controller has attached one. Safe to use from any task.
final class CSIAttachments: Sendable {
    private let client: Client
    private let nodeName: String
    private let node: @Sendable () -> Node?
    private let clock: any WallClock
    private let logger: Logger
    /// By volume, the pods that want it; a volume that was found in use when the kubelet started has none until pods come.
    private let inUse: Mutex<[String: Set<String>]>

    private let reports: KeyedLock

    private static let interval: Duration = .milliseconds(100)

    /// - Parameter found: the volumes that are in use already.
    init(client: Client, nodeName: String, node: @escaping @Sendable () -> Node?, found: [CSIVolume], clock: any WallClock, logger: Logger) {
        self.client = client
        self.nodeName = nodeName
        self.node = node
        self.clock = clock
        self.logger = logger
        reports = KeyedLock(clock: clock)
        inUse = Mutex(Dictionary(found.map { ($0.uniqueName, []) }, uniquingKeysWith: { first, _ in first }))
    }

    /// What the node's status says in `volumesInUse`.
    var volumesInUse: [String] { inUse.withLock { $0.keys.sorted() } }

    /// Waits until the volume is attached, having said that it is used.
    /// - Returns: what attaching it brought, for the driver.
    /// - Throws: `VolumeError` when it is not attached in time, or cannot be.
    func wait(for volume: CSIVolume, _ request: VolumeRequest) async throws -> [String: String] {
        let isNew = inUse.withLock { inUse in
            let isNew = inUse[volume.uniqueName] == nil
            inUse[volume.uniqueName, default: []].insert(request.pod.metadata.uid)
            return isNew
        }
        if isNew { await report() }
        let name = volume.attachment(node: nodeName)
        let end = clock.monotonic + VolumeManager.patience
        while true {
            if isAttached(volume) {
                do {
                    let attachment = try await client.get(VolumeAttachment.self, name)
                    if attachment.metadata.deletionTimestamp != nil { throw failed(request, "volume attachment \(name) is being deleted") }
                    if attachment.status.attached { return attachment.status.attachmentMetadata }
                    if let error = attachment.status.attachError?.message { throw failed(request, error) }
                } catch let error as APIError {
                    throw failed(request, "volume \(volume.handle) has GET error for volume attachment \(name): \(error)")
                }
            }
            guard clock.monotonic < end else { throw late(request) }
            if !(node()?.status.volumesInUse.contains(volume.uniqueName) ?? true) { await report() }
            try await clock.sleep(for: Self.interval)
        }
    }

    private func isAttached(_ volume: CSIVolume) -> Bool {
        node()?.status.volumesAttached.contains { $0.name == volume.uniqueName } ?? false
    }

    private func failed(_ request: VolumeRequest, _ text: String) -> VolumeError {
        VolumeError(volume: request.volume.name, message: "MountVolume.WaitForAttach failed for volume \"\(request.name)\" : \(text)")
    }

    private func late(_ request: VolumeRequest) -> VolumeError {
        let name = request.volume.name
        return VolumeError(
            volume: name,
            message: "Unable to attach or mount volumes: unmounted volumes=[\(name)], unattached volumes=[\(name)], "
                + "failed to process volumes=[]: timed out waiting for the condition")
    }

    /// The volume may be detached.
    func release(_ volume: CSIVolume) async {
        if inUse.withLock({ $0.removeValue(forKey: volume.uniqueName) }) != nil { await report() }
    }

    /// The pod, whose volumes are taken away, waits for none any more.
    /// - Parameter kept: those that are on the node nevertheless.
    func release(podUID: String, kept: () -> [CSIVolume]) async {
        guard inUse.withLock({ $0.values.contains { $0.contains(podUID) } }) else { return }
        let kept = Set(kept().map(\.uniqueName))
        let before = volumesInUse
        inUse.withLock { inUse in
            for name in Array(inUse.keys) where inUse[name]?.remove(podUID) != nil {
                if inUse[name]?.isEmpty == true && !kept.contains(name) { inUse[name] = nil }
            }
        }
        if volumesInUse != before { await report() }
    }

    /// Writes `volumesInUse` at once: the controller waits for it before it lets anything go, and pods wait for the controller.
    func report() async {
        do {
            // One after the other, so that the last word is the newest.
            try await reports.with("") {
                let names = volumesInUse
                if let status = node()?.status, status.volumesInUse == names { return }
                let value: JSONValue = names.isEmpty ? .null : .array(names.map { .string($0) })
                _ = try await client.patch(Node.self, nodeName, subresource: "status", .merge(["status": ["volumesInUse": value]]))
            }
        } catch {
            logger.warning("cannot say which volumes are in use", metadata: ["error": "\(error)"])
        }
    }
}
