import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// The part of attaching that is the node's: it says which volumes it uses, so that none is detached under a pod, and waits until
/// the attach-detach controller says that one is attached. Safe to use from any task.
final class NodeAttachments: Sendable {
    private let client: Client
    private let nodeName: String
    private let node: @Sendable () -> Node?
    private let clock: any WallClock
    private let logger: Logger
    /// By volume, the pods that want it; a volume that was found in use when the kubelet started has none until pods come.
    private let inUse: Mutex<[String: Set<String>]>
    private let reports: KeyedLock

    private static let interval: Duration = .milliseconds(100)

    /// - Parameter found: the names of the volumes that are in use already.
    init(client: Client, nodeName: String, node: @escaping @Sendable () -> Node?, found: [String], clock: any WallClock, logger: Logger) {
        self.client = client
        self.nodeName = nodeName
        self.node = node
        self.clock = clock
        self.logger = logger
        reports = KeyedLock(clock: clock)
        inUse = Mutex(Dictionary(found.map { ($0, []) }, uniquingKeysWith: { first, _ in first }))
    }

    /// What the node's status says in `volumesInUse`.
    var volumesInUse: [String] { inUse.withLock { $0.keys.sorted() } }

    /// Whether the control plane attaches volumes to this node.
    var isManaged: Bool { node()?.metadata.annotations["volumes.kubernetes.io/controller-managed-attach-detach"] == "true" }

    /// Waits until the volume is attached, having said that it is used.
    /// - Parameters:
    ///   - name: the volume's name in the status of nodes.
    ///   - isReady: what else must be so before the volume can be had.
    /// - Returns: the path of its device, as far as attaching has told one.
    /// - Throws: `VolumeError` when it is not attached in time.
    @discardableResult
    func wait(for name: String, _ request: VolumeRequest, _ isReady: () async throws -> Bool = { true }) async throws -> String {
        let isNew = inUse.withLock { inUse in
            let isNew = inUse[name] == nil
            inUse[name, default: []].insert(request.pod.metadata.uid)
            return isNew
        }
        if isNew { await report() }
        let end = clock.monotonic + VolumeManager.patience
        while true {
            if let attached = node()?.status.volumesAttached.first(where: { $0.name == name }), try await isReady() { return attached.devicePath }
            guard clock.monotonic < end else { throw late(request) }
            if !(node()?.status.volumesInUse.contains(name) ?? true) { await report() }
            try await clock.sleep(for: Self.interval)
        }
    }

    private func late(_ request: VolumeRequest) -> VolumeError {
        let name = request.volume.name
        return VolumeError(
            volume: name,
            message: "Unable to attach or mount volumes: unmounted volumes=[\(name)], unattached volumes=[\(name)], "
                + "failed to process volumes=[]: timed out waiting for the condition")
    }

    /// The volume may be detached.
    func release(_ name: String) async {
        if inUse.withLock({ $0.removeValue(forKey: name) }) != nil { await report() }
    }

    /// The pod, whose volumes are taken away, waits for none any more.
    /// - Parameter kept: those that are on the node nevertheless.
    func release(podUID: String, kept: () -> [String]) async {
        guard inUse.withLock({ $0.values.contains { $0.contains(podUID) } }) else { return }
        let kept = Set(kept())
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

/// A plug-in whose volumes are attached to the node before they are mounted.
protocol AttachedPlugin: VolumePlugin {
    /// What of its volumes is on the node, by the names that the node's status has for them.
    func attachedOnDisk() -> [String]
}
