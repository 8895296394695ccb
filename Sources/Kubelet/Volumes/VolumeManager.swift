import ComponentMetrics
import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import VolumeKinds

/// Makes the volumes of pods below `<root-dir>/pods/<uid>/volumes/kubernetes.io~<plugin>/<name>`, keeps their content fresh, and
/// takes them away. What is on disk is all that it needs to go on after a restart. What a volume is, plug-ins know.
///
/// Safe to use from any task; calls for one pod must not overlap.
public final class VolumeManager: VolumeManaging {
    let services: VolumeServices
    let plugins: [any VolumePlugin]
    private let claims: ClaimReader
    private let inUse = VolumesInUse()
    private let expansion: VolumeExpansion
    private let nodeObject: CSINodeObject
    private let handlers: [any PluginHandler]
    private let metrics: VolumeMetrics
    let drivers: CSIDrivers
    let csi: CSIPlugin
    /// The persistent and inline CSI volumes of pods, by pod UID and the pod's name for them.
    private let mounted = Mutex<[String: [String: (VolumeRequest, MountedVolume)]]>([:])

    /// How long volumes may take to be attached and mounted until that is told, as Kubernetes has it.
    static let patience: Duration = .seconds(123)

    /// - Parameters:
    ///   - nodeName: empty for a node that stands alone, which has no persistent volumes.
    ///   - rootDirectory: the kubelet's `--root-dir`.
    ///   - allocatable: what the node has for pods.
    ///   - node: the node's object; nil before it is known.
    ///   - recorder: nil when there is no API server to send events to.
    ///   - images: takes image volumes away.
    ///   - flexDirectory: `--volume-plugin-dir`; empty for none.
    ///   - handlers: of plug-ins that register in the same place as drivers of volumes, but have nothing to do with these.
    convenience init(
        client: Client, nodeName: String = "", rootDirectory: String, objects: PodObjects, allocatable: @escaping @Sendable () -> [String: Quantity],
        node: @escaping @Sendable () -> Node? = { nil }, recorder: EventRecorder? = nil, images: ImageVolumes? = nil,
        handlers: [any PluginHandler] = [], metrics: VolumeMetrics = KubeletMetrics().volumes, flexDirectory: String = "", clock: any WallClock,
        logger: Logger
    ) {
        self.init(
            client: client, nodeName: nodeName, rootDirectory: rootDirectory, objects: objects, allocatable: allocatable, node: node, mounter: SystemMounter(),
            images: images, handlers: handlers, metrics: metrics, flexDirectory: flexDirectory, clock: clock, logger: logger,
            event: { pod, type, reason, message in recorder?.event(pod, type: type, reason: reason, message: message) },
            claimEvent: { claim, type, reason, message in recorder?.event(claim, type: type, reason: reason, message: message) })
    }

    init(
        client: Client, nodeName: String = "", rootDirectory: String, objects: PodObjects, allocatable: @escaping @Sendable () -> [String: Quantity],
        node: @escaping @Sendable () -> Node? = { nil }, mounter: any Mounter, commands: any CommandRunner = SystemCommands(),
        images: ImageVolumes? = nil, handlers: [any PluginHandler] = [], metrics: VolumeMetrics = KubeletMetrics().volumes,
        flexDirectory: String = "", tree: DeviceTree = DeviceTree(), clock: any WallClock, logger: Logger,
        event: @escaping @Sendable (Pod, String, String, String) -> Void = { _, _, _, _ in },
        claimEvent: @escaping @Sendable (PersistentVolumeClaim, String, String, String) -> Void = { _, _, _, _ in }
    ) {
        self.metrics = metrics
        let attachments = NodeAttachments(
            client: client, nodeName: nodeName, node: node,
            found: CSIPaths(rootDirectory: rootDirectory).all().map(\.uniqueName) + FlexPaths(rootDirectory: rootDirectory).mountedDevices()
                + ["iscsi", "fc"].flatMap { DiskRecords(plugin: "\(rootDirectory)/plugins/kubernetes.io/\($0)").all().map(\.uniqueName) },
            clock: clock, logger: logger)
        services = VolumeServices(
            client: client, rootDirectory: rootDirectory, objects: objects, tokens: TokenManager(client: client, clock: clock),
            trustBundles: TrustBundles(client: client, clock: clock), certificates: PodCertificates(client: client, node: node, clock: clock),
            allocatable: allocatable, node: node, mounter: mounter, commands: commands, attachments: attachments, event: event, claimEvent: claimEvent,
            clock: clock, logger: logger)
        claims = ClaimReader(client: client, clock: clock, logger: logger)
        expansion = VolumeExpansion(services: services)
        nodeObject = CSINodeObject(client: client, nodeName: nodeName, node: node, clock: clock, logger: logger)
        drivers = CSIDrivers(client: client, node: nodeObject, metrics: metrics, clock: clock, logger: logger)
        csi = CSIPlugin(services: services, drivers: drivers, attachments: attachments, nodeName: nodeName)
        let flexDrivers = FlexDrivers(directory: flexDirectory, clock: clock, logger: logger)
        // A node that stands alone has no object in which drivers of volumes are told.
        self.handlers = (nodeName.isEmpty ? [] : [drivers]) + handlers
        plugins = [
            EmptyDirPlugin(services: services), WrittenPlugin.configMap(services), WrittenPlugin.secret(services),
            WrittenPlugin.downwardAPI(services), WrittenPlugin.projected(services), HostPathPlugin(), LocalPlugin(services: services),
            NFSPlugin(services: services), csi, FlexPlugin(services: services, drivers: flexDrivers, nodeName: nodeName),
            ISCSIPlugin(services: services, tree: tree), FibreChannelPlugin(services: services, tree: tree),
        ] + (images.map { [ImageVolumePlugin(volumes: $0)] } ?? [])
    }

    // MARK: Mounting

    public func mount(_ pod: Pod) async throws -> [String: MountedVolume] {
        services.objects.register(pod)
        // A volume that no container mounts is not set up; an image is fetched when a container that shows it starts.
        let used = pod.usedVolumes.subtracting(pod.spec.volumes.filter { $0.image != nil }.map(\.name))
        let outcomes = await withTaskGroup(of: (String, Result<MountedVolume, any Error>).self) { group in
            for volume in pod.spec.volumes where used.contains(volume.name) {
                group.addTask { (volume.name, await self.outcome(volume, pod)) }
            }
            var outcomes: [String: Result<MountedVolume, any Error>] = [:]
            for await (name, outcome) in group { outcomes[name] = outcome }
            return outcomes
        }
        return try Self.all(outcomes, pod, tell: services.event)
    }

    private func outcome(_ volume: Volume, _ pod: Pod) async -> Result<MountedVolume, any Error> {
        do { return .success(try await mount(volume, pod)) } catch { return .failure(error) }
    }

    /// Throws the first error in the pod's order; others are told here.
    private static func all(
        _ outcomes: [String: Result<MountedVolume, any Error>], _ pod: Pod, tell: (Pod, String, String, String) -> Void
    ) throws -> [String: MountedVolume] {
        var mounted: [String: MountedVolume] = [:]
        var first: (any Error)?
        for volume in pod.spec.volumes {
            switch outcomes[volume.name] {
            case .success(let result)?: mounted[volume.name] = result
            case .failure(let error)?:
                if error is CancellationError { throw error }
                if first == nil {
                    first = error
                } else if let error = error as? VolumeError, error.isTold {
                    tell(pod, "Warning", "FailedMount", error.message)
                }
            case nil: continue
            }
        }
        if let first { throw first }
        return mounted
    }

    private func mount(_ volume: Volume, _ pod: Pod) async throws -> MountedVolume {
        var request = VolumeRequest(pod: pod, volume: volume)
        if volume.claimName(in: pod) != nil {
            do {
                request = try await claims.resolve(volume, pod)
            } catch let error as ClaimError {
                throw VolumeError(
                    volume: volume.name,
                    message: "Unable to attach or mount volumes: unmounted volumes=[\(volume.name)], unattached volumes=[], "
                        + "failed to process volumes=[\(volume.name)]: \(error)")
            }
        }
        do {
            try request.migrate()
            if volume.gitRepo != nil { throw VolumeFileError("git-repo volume plugin has been disabled") }
            guard let plugin = plugins.first(where: { $0.supports(request) }) else { throw VolumeFileError("no volume plugin matched") }
            request.path = try path(request, plugin)
            try checkNode(request)
            guard inUse.take(request) else {
                throw VolumeFileError("volume uses the ReadWriteOncePod access mode and is already in use by another pod")
            }
            let result = try await measured("volume_mount", plugin) { try await plugin.setUp(request) }
            if request.persistent != nil || volume.csi != nil { try await note(request, result, plugin) }
            return result
        } catch let error as CancellationError {
            throw error
        } catch let error as VolumeError {
            throw error
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw VolumeError(volume: volume.name, message: "MountVolume.SetUp failed for volume \"\(request.name)\" : \(error)")
        }
    }

    private func measured<T>(_ operation: String, _ plugin: any VolumePlugin, _ body: () async throws -> T) async throws -> T {
        let begun = services.clock.monotonic
        var status = "fail-unknown"
        defer {
            metrics.operationDuration.observe(
                (services.clock.monotonic - begun).inSeconds, plugin.directory.replacing("~", with: "/"), operation, status, "false")
        }
        let result = try await body()
        status = "success"
        return result
    }

    /// Where a volume is to be; makes what is above it.
    private func path(_ request: VolumeRequest, _ plugin: any VolumePlugin) throws -> String {
        // Only a driver's own name for a disk has them.
        let name = request.name.replacing("/", with: "~")
        guard let volumes = volumes(request.pod.metadata.uid), Self.isSafe(name) else {
            throw VolumeFileError("invalid name \"\(request.name)\"")
        }
        let directory = plugin.directory(of: request)
        guard Self.isSafe(directory) else { throw VolumeFileError("no volume plugin matched") }
        let parent = (request.isBlock ? Self.devices(volumes) : volumes) + "/" + directory
        if !(plugin is HostPathPlugin) { try POSIXFiles.makeDirectories(parent, mode: 0o750) }
        return parent + "/" + name
    }

    /// A volume that lies on another node cannot be had here, whoever put the pod here.
    private func checkNode(_ request: VolumeRequest) throws {
        guard let wanted = request.persistent?.spec.nodeAffinity?.required, let node = services.node(), !wanted.matches(node) else { return }
        throw VolumeError(
            volume: request.volume.name,
            message: "MountVolume.NodeAffinity check failed for volume \"\(request.name)\" : no matching NodeSelectorTerms")
    }

    /// nil for a UID that is no file name.
    private func volumes(_ uid: String) -> String? {
        Self.isSafe(uid) ? "\(services.rootDirectory)/pods/\(uid)/volumes" : nil
    }

    /// Where a pod's devices are: `volumeDevices` beside `volumes`.
    private static func devices(_ volumes: String) -> String { volumes.dropLast() + "Devices" }

    private static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.contains("/") && !name.utf8.contains(0)
    }

    /// Remembers the volume, and lets it grow when it should.
    private func note(_ request: VolumeRequest, _ result: MountedVolume, _ plugin: any VolumePlugin) async throws {
        let uid = request.pod.metadata.uid
        mounted.withLock { $0[uid, default: [:]][request.volume.name] = (request, result) }
        guard let plugin = plugin as? any ExpandingPlugin, expansion.isNeeded(request) else { return }
        if try await expansion.run(plugin, request, result) { claims.refresh(podUID: uid) }
    }

    /// The pod's persistent and inline CSI volumes that are mounted.
    func mountedPersistent(_ pod: Pod) -> [(VolumeRequest, MountedVolume)] {
        mounted.withLock { Array(($0[pod.metadata.uid] ?? [:]).values) }.sorted { $0.0.volume.name < $1.0.volume.name }
    }

    /// Registers the drivers of the node, and takes away what no pod has any more. Works until it is cancelled.
    public func run() async {
        if handlers.isEmpty { return }
        let watcher = PluginWatcher(
            directory: services.rootDirectory + "/plugins_registry", handlers: handlers, clock: services.clock, logger: services.logger)
        await withDiscardingTaskGroup { group in
            group.addTask { await watcher.run() }
            if nodeObject.nodeName.isEmpty { return }
            group.addTask { await self.nodeObject.ensure() }
            group.addTask { await self.sweep() }
        }
    }

    private func sweep() async {
        while !Task.isCancelled {
            do { try await services.clock.sleep(for: .seconds(60)) } catch { return }
            await csi.unstageOrphans()
        }
    }

    // MARK: Taking away

    public func unmount(podUID: String) async throws {
        services.tokens.forget(podUID: podUID)
        services.certificates.forget(podUID: podUID)
        services.objects.unregister(podUID: podUID)
        guard let volumes = volumes(podUID) else { return }
        try SubPath.removeAll(podDirectory: "\(services.rootDirectory)/pods/\(podUID)", mounter: services.mounter)
        for parent in [volumes, Self.devices(volumes)] {
            for directory in POSIXFiles.list(parent) {
                try await tearDown(podUID, parent + "/" + directory, plugins.first { $0.owns(directory: directory) })
            }
        }
        // Whatever else someone mounted there.
        try services.mounter.unmountAll(below: volumes)
        await services.attachments.release(podUID: podUID) { plugins.flatMap { ($0 as? any AttachedPlugin)?.attachedOnDisk() ?? [] } }
        claims.forget(podUID: podUID)
        mounted.withLock { $0[podUID] = nil }
        inUse.give(podUID: podUID)
    }

    private func tearDown(_ podUID: String, _ directory: String, _ plugin: (any VolumePlugin)?) async throws {
        for name in POSIXFiles.list(directory) {
            let path = directory + "/" + name
            if let plugin {
                try await measured("volume_unmount", plugin) { try await plugin.tearDown(VolumeOnDisk(podUID: podUID, name: name, path: path)) }
            } else {
                try services.mounter.unmountAll(below: path)
                guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("rmdir", path) }
            }
        }
        guard rmdir(directory) == 0 || errno == ENOENT else { throw FileError("rmdir", directory) }
    }

    public func hasVolumes(podUID: String) -> Bool {
        guard let volumes = volumes(podUID) else { return false }
        return [volumes, Self.devices(volumes)].contains { parent in
            POSIXFiles.list(parent).contains { !POSIXFiles.list(parent + "/" + $0).isEmpty }
        } || !services.mounter.mounts(below: volumes).isEmpty
    }

    /// The UIDs of pods that have volumes on disk.
    public func podsWithVolumes() -> [String] {
        POSIXFiles.list(services.rootDirectory + "/pods").filter(hasVolumes)
    }
}

extension Pod {
    /// The names of the volumes that some container mounts, has as a device, or reads its environment from.
    var usedVolumes: Set<String> {
        var used: Set<String> = []
        for mounts in spec.initContainers.map(\.volumeMounts) + spec.containers.map(\.volumeMounts) + spec.ephemeralContainers.map(\.volumeMounts) {
            used.formUnion(mounts.map(\.name))
        }
        used.formUnion(everyContainer.flatMap(\.env).compactMap { $0.valueFrom?.fileKeyRef?.volumeName })
        return used.union(blockVolumes)
    }

    /// The names of the volumes that some container has as a device.
    var blockVolumes: Set<String> {
        Set((spec.initContainers.flatMap(\.volumeDevices) + spec.containers.flatMap(\.volumeDevices)).map(\.name))
    }

    /// The names of the volumes that some container mounts.
    var fileVolumes: Set<String> {
        Set((spec.initContainers.flatMap(\.volumeMounts) + spec.containers.flatMap(\.volumeMounts)).map(\.name))
    }
}
