import CSI
import CoreFoundation
import Foundation
import KubernetesAPI
import Logging
import Synchronization

/// Volumes of CSI drivers: persistent ones, staged once on the node and then published to each pod, and inline ones of single pods.
/// What is on disk says what is staged and published.
struct CSIPlugin: AttachedPlugin {
    let name = "kubernetes.io/csi"
    let services: VolumeServices
    let drivers: CSIDrivers
    let attachments: CSIAttachments
    let requests: CSIRequests
    let paths: CSIPaths
    let lock: KeyedLock
    let nodeName: String
    /// What was published since the kubelet started, by path, so that drivers that do not mount anything are not asked again and again.
    let published = PublishedPaths()

    init(services: VolumeServices, drivers: CSIDrivers, attachments: NodeAttachments, nodeName: String) {
        self.services = services
        self.drivers = drivers
        self.nodeName = nodeName
        paths = CSIPaths(rootDirectory: services.rootDirectory)
        requests = CSIRequests(services: services, drivers: drivers)
        lock = KeyedLock(clock: services.clock)
        self.attachments = CSIAttachments(client: services.client, nodeName: nodeName, node: attachments)
    }

    func supports(_ request: VolumeRequest) -> Bool { CSIVolume(request) != nil }

    func attachedOnDisk() -> [String] { paths.all().map(\.uniqueName) }

    // MARK: Setting up

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        guard let volume = CSIVolume(request) else { throw VolumeFileError("no volume plugin matched") }
        let isReady = isReady(request)
        let driver: CSIDriver?
        do {
            driver = try await drivers.description(volume.driver)
        } catch {
            // A pod that runs goes on with what it has while the API server is away.
            if isReady { return result(request) }
            throw error
        }
        if isReady && driver?.spec.requiresRepublish != true { return result(request) }
        if !isReady { try check(volume, driver) }
        let context = isReady || volume.isInline || driver?.spec.attachRequired == false ? [:] : try await attachments.wait(for: volume, request)
        return try await lock.with(volume.uniqueName) {
            if request.isBlock { return try await setUpBlock(request, volume, driver, context) }
            return try await setUpMount(request, volume, driver, context, again: isReady)
        }
    }

    private func isReady(_ request: VolumeRequest) -> Bool {
        if request.isBlock { return published.contains(request.path) && POSIXFiles.linkStatus(request.path) != nil }
        return published.contains(request.path) || services.mounter.isMounted(request.path + "/mount")
    }

    private func result(_ request: VolumeRequest) -> MountedVolume {
        if request.isBlock { return MountedVolume(hostPath: request.path, readOnly: request.readOnly, isDevice: true) }
        return MountedVolume(hostPath: request.path + "/mount", readOnly: isReadOnly(request), relabel: true)
    }

    private func isReadOnly(_ request: VolumeRequest) -> Bool {
        request.readOnly || request.volume.csi?.readOnly == true || request.persistent?.spec.csi?.readOnly == true
    }

    /// Inline volumes are for drivers that were made for them, as anybody who may make pods may ask for them.
    private func check(_ volume: CSIVolume, _ driver: CSIDriver?) throws {
        let mode = volume.isInline ? "Ephemeral" : "Persistent"
        guard let driver else {
            if volume.isInline { throw VolumeFileError("volume mode \"Ephemeral\" not supported by driver \(volume.driver) (no CSIDriver object)") }
            return
        }
        let modes = driver.spec.volumeLifecycleModes.isEmpty ? ["Persistent"] : driver.spec.volumeLifecycleModes
        guard modes.contains(mode) else {
            throw VolumeFileError(
                "volume mode \"\(mode)\" not supported by driver \(volume.driver) (only supports [\(modes.map { "\"\($0)\"" }.joined(separator: " "))])")
        }
    }

    private func setUpMount(
        _ request: VolumeRequest, _ volume: CSIVolume, _ driver: CSIDriver?, _ context: [String: String], again: Bool
    ) async throws -> MountedVolume {
        let can = try await capabilities(volume, "mounter.SetUpAt failed to get CSI client")
        // Before anything is done, so that it is undone after a crash.
        try volume.write(to: request.path, node: nodeName)
        let isStaged = can.stages && !volume.isInline
        if isStaged && !again { try await stage(request, volume, can, context) }
        var call = CSIV1NodePublishVolumeRequest()
        call.volumeID = volume.handle
        call.targetPath = request.path + "/mount"
        call.stagingTargetPath = isStaged ? paths.globalMount(volume) : ""
        call.volumeCapability = requests.capability(request, volume, can)
        call.readonly = isReadOnly(request)
        call.publishContext = context
        call.secrets = try await requests.publishSecrets(request)
        call.volumeContext = requests.context(request, volume, driver)
        if let tokens = try await requests.tokens(request.pod, driver) {
            if driver?.spec.serviceAccountTokenInSecrets == true {
                call.secrets[CSIRequests.tokensKey] = tokens
            } else {
                call.volumeContext[CSIRequests.tokensKey] = tokens
            }
        }
        do {
            _ = try await drivers.call(volume.driver) { [call] in try await $0.nodePublishVolume(call, options: $1) }
        } catch {
            // What runs goes on; a pod that has nothing yet has to wait.
            guard again, !Task.isCancelled else { throw error }
            services.logger.warning("cannot publish a volume again", metadata: ["volume": "\(volume.name)", "error": "\(error)"])
            return result(request)
        }
        published.insert(request.path)
        if !again && !call.readonly && requests.isGroupSet(request, driver, can) { try request.applyGroup(to: call.targetPath) }
        return result(request)
    }

    private func stage(_ request: VolumeRequest, _ volume: CSIVolume, _ can: CSICapabilities, _ context: [String: String]) async throws {
        let path = paths.globalMount(volume)
        try await device(request) {
            try volume.write(to: paths.staged(volume), node: nodeName)
            try await stage(request, volume, can, context, at: path)
        }
    }

    /// Has the driver stage the volume in a directory, which is made.
    func stage(_ request: VolumeRequest, _ volume: CSIVolume, _ can: CSICapabilities, _ context: [String: String], at path: String) async throws {
        try POSIXFiles.makeDirectories(path, mode: 0o750)
        var call = CSIV1NodeStageVolumeRequest()
        call.volumeID = volume.handle
        call.stagingTargetPath = path
        call.volumeCapability = requests.capability(request, volume, can)
        call.publishContext = context
        call.secrets = try await requests.secrets(request.persistent?.spec.csi?.nodeStageSecretRef, "NodeStageSecretRef")
        call.volumeContext = request.persistent?.spec.csi?.volumeAttributes ?? [:]
        _ = try await drivers.call(volume.driver) { [call] in try await $0.nodeStageVolume(call, options: $1) }
    }

    /// Runs a step that is for the node, whose failures have another name.
    func device<T: Sendable>(_ request: VolumeRequest, _ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch {
            try Task.checkCancellation()
            let step = request.isBlock ? "MapVolume.MapBlockVolume" : "MountVolume.MountDevice"
            throw VolumeError(volume: request.volume.name, message: "\(step) failed for volume \"\(request.name)\" : \(error)")
        }
    }

    func capabilities(_ volume: CSIVolume, _ what: String) async throws -> CSICapabilities {
        do { return try await drivers.capabilities(volume.driver) } catch {
            try Task.checkCancellation()
            throw VolumeFileError("kubernetes.io/csi: \(what): \(error)")
        }
    }

    // MARK: Taking away

    func tearDown(_ found: VolumeOnDisk) async throws {
        if DeviceMap.isMapped(found.path) { return try await tearDownBlock(found) }
        guard let volume = CSIVolume(readingFrom: found.path) else {
            // A crash before anything was asked of the driver.
            try services.mounter.unmountAll(below: found.path)
            for part in ["/mount", "/.vol_data.json", "/vol_data.json"] { try removeLeftOver(found.path + part) }
            guard rmdir(found.path) == 0 || errno == ENOENT else { throw FileError("rmdir", found.path) }
            return
        }
        try await lock.with(volume.uniqueName) {
            let target = found.path + "/mount"
            var call = CSIV1NodeUnpublishVolumeRequest()
            call.volumeID = volume.handle
            call.targetPath = target
            do {
                _ = try await drivers.call(volume.driver) { [call] in try await $0.nodeUnpublishVolume(call, options: $1) }
            } catch {
                throw VolumeError(volume: volume.name, message: "UnmountVolume.TearDown failed for volume \"\(volume.name)\" : kubernetes.io/csi: Unmounter.TearDownAt failed: \(error)")
            }
            published.remove(found.path)
            // A driver that left its mount must not make us delete what is in it.
            try services.mounter.unmountAll(below: found.path)
            try removeLeftOver(target)
            try CSIVolume.erase(found.path)
            if !volume.isInline { try await unstage(volume) }
        }
    }

    /// A driver may leave its target, an empty directory or a file.
    private func removeLeftOver(_ path: String) throws {
        guard let info = POSIXFiles.linkStatus(path) else { return }
        if info.st_mode & S_IFMT == S_IFDIR {
            guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("rmdir", path) }
        } else {
            try POSIXFiles.remove(path)
        }
    }

    /// Unstages when no pod of the node has the volume any more.
    private func unstage(_ volume: CSIVolume) async throws {
        if paths.pods().contains(where: { $0.volume.driver == volume.driver && $0.volume.handle == volume.handle }) { return }
        let path = paths.globalMount(volume)
        if POSIXFiles.linkStatus(paths.staged(volume)) != nil {
            var call = CSIV1NodeUnstageVolumeRequest()
            call.volumeID = volume.handle
            call.stagingTargetPath = path
            do {
                _ = try await drivers.call(volume.driver) { [call] in try await $0.nodeUnstageVolume(call, options: $1) }
            } catch {
                throw VolumeError(volume: volume.name, message: "UnmountDevice failed for volume \"\(volume.name)\" : kubernetes.io/csi: attacher.UnmountDevice failed: \(error)")
            }
            try services.mounter.unmountAll(below: path)
            try removeLeftOver(path)
            try CSIVolume.erase(paths.staged(volume))
        }
        await attachments.release(volume)
    }

    /// Takes away what is staged for no pod: of pods that went while the unstaging failed, or no kubelet ran.
    func unstageOrphans() async {
        for volume in paths.all() where volume.name.isEmpty == false {
            do {
                try await lock.with(volume.uniqueName) {
                    if POSIXFiles.linkStatus(paths.staged(volume)) != nil { try await unstage(volume) }
                }
            } catch {
                services.logger.warning("cannot unstage a volume", metadata: ["volume": "\(volume.name)", "error": "\(error)"])
            }
        }
    }
}

/// Paths that drivers have published to. Safe to use from any task.
final class PublishedPaths: Sendable {
    private let paths = Mutex<Set<String>>([])

    func contains(_ path: String) -> Bool { paths.withLock { $0.contains(path) } }
    func insert(_ path: String) { paths.withLock { _ = $0.insert(path) } }
    func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }
}
