import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Makes the volumes of pods below `<root-dir>/pods/<uid>/volumes/kubernetes.io~<plugin>/<name>`, keeps their content fresh, and
/// takes them away. What is on disk is all that it needs to go on after a restart.
///
/// Safe to use from any task; calls for one pod must not overlap.
public final class VolumeManager: VolumeManaging {
    private let rootDirectory: String
    private let objects: PodObjects
    private let tokens: TokenManager
    private let allocatable: @Sendable () -> [String: Quantity]
    private let mounter: any Mounter
    private let clock: any WallClock
    private let logger: Logger

    /// How old an object may be that is shown in a running pod.
    private static let maxAge: Duration = .seconds(30)

    /// - Parameters:
    ///   - rootDirectory: the kubelet's `--root-dir`.
    ///   - allocatable: what the node has for pods.
    public convenience init(
        client: Client, rootDirectory: String, objects: PodObjects, allocatable: @escaping @Sendable () -> [String: Quantity],
        clock: any WallClock, logger: Logger
    ) {
        self.init(
            client: client, rootDirectory: rootDirectory, objects: objects, allocatable: allocatable, mounter: SystemMounter(),
            clock: clock, logger: logger)
    }

    init(
        client: Client, rootDirectory: String, objects: PodObjects, allocatable: @escaping @Sendable () -> [String: Quantity],
        mounter: any Mounter, clock: any WallClock, logger: Logger
    ) {
        self.rootDirectory = rootDirectory
        self.objects = objects
        tokens = TokenManager(client: client, clock: clock)
        self.allocatable = allocatable
        self.mounter = mounter
        self.clock = clock
        self.logger = logger
    }

    // MARK: Mounting

    public func mount(_ pod: Pod) async throws -> [String: MountedVolume] {
        let used = Set(pod.spec.initContainers.flatMap(\.volumeMounts).map(\.name))
            .union(pod.spec.containers.flatMap(\.volumeMounts).map(\.name))
            .union(pod.spec.ephemeralContainers.flatMap(\.volumeMounts).map(\.name))
        var mounted: [String: MountedVolume] = [:]
        // A volume that no container mounts is not set up.
        for volume in pod.spec.volumes where used.contains(volume.name) {
            do {
                mounted[volume.name] = try await mount(volume, pod)
            } catch let error as CancellationError {
                throw error
            } catch {
                throw VolumeError(
                    volume: volume.name, message: "MountVolume.SetUp failed for volume \"\(volume.name)\" : \(error)")
            }
        }
        return mounted
    }

    private func mount(_ volume: Volume, _ pod: Pod) async throws -> MountedVolume {
        if let source = volume.hostPath {
            try HostPath.prepare(source)
            return MountedVolume(hostPath: source.path)
        }
        if let source = volume.emptyDir { return try emptyDir(volume.name, source, pod) }
        if let source = volume.configMap {
            return try await written(volume.name, "configmap", pod, inMemory: false) { try await $0.files(source) }
        }
        if let source = volume.secret {
            return try await written(volume.name, "secret", pod, inMemory: true) { try await $0.files(source) }
        }
        if let source = volume.downwardAPI {
            return try await written(volume.name, "downward-api", pod, inMemory: true) { try $0.files(source) }
        }
        if let source = volume.projected {
            return try await written(volume.name, "projected", pod, inMemory: true) { try await $0.files(source) }
        }
        throw VolumeFileError("no volume plugin matched")
    }

    private func emptyDir(_ name: String, _ source: EmptyDirVolumeSource, _ pod: Pod) throws -> MountedVolume {
        let path = try directory(pod, "empty-dir", name)
        let volume = MountedVolume(hostPath: path, relabel: true)
        let ownership = pod.spec.securityContext?.fsGroup.map { Ownership(group: $0, readOnly: false) }
        switch source.medium ?? "" {
        case "":
            if POSIXFiles.isDirectory(path) { return volume }
            // Made aside and then renamed: what is found under the name is complete.
            let temporary = path + ".new"
            try POSIXFiles.makeDirectory(temporary, mode: 0o777)
            try ownership?.apply(to: temporary)
            try POSIXFiles.move(temporary, to: path)
        case "Memory":
            if mounter.isMounted(path) { return volume }
            try POSIXFiles.makeDirectory(path, mode: 0o777)
            let size = source.sizeLimit.flatMap { $0.isZero ? nil : $0.value }
            try mounter.mountMemory(at: path, size: size)
            guard chmod(path, 0o777) == 0 else { throw FileError("chmod", path) }
            try ownership?.apply(to: path)
        case let medium:
            throw VolumeFileError("unknown storage medium \"\(medium)\"")
        }
        return volume
    }

    /// A volume whose files the kubelet writes, and writes again when what they show has changed.
    private func written(
        _ name: String, _ plugin: String, _ pod: Pod, inMemory: Bool, files: (VolumeContents) async throws -> [String: VolumeFile]
    ) async throws -> MountedVolume {
        let path = try directory(pod, plugin, name)
        let isThere = POSIXFiles.linkStatus(path + "/..data") != nil
        let contents = VolumeContents(
            pod: pod, objects: objects, tokens: tokens,
            fields: FieldValues(pod: pod, addresses: PodAddresses(), allocatable: allocatable()), maxAge: isThere ? Self.maxAge : .zero)
        do {
            let files = try await files(contents)
            if !isThere {
                try POSIXFiles.makeDirectory(path, mode: 0o777)
                if inMemory && !mounter.isMounted(path) {
                    try mounter.mountMemory(at: path, size: nil)
                    guard chmod(path, 0o777) == 0 else { throw FileError("chmod", path) }
                }
            }
            let ownership = pod.spec.securityContext?.fsGroup.map { Ownership(group: $0, readOnly: true) }
            let changed = try AtomicWriter(directory: path, now: clock.now).write(files) { try ownership?.apply(to: $0) }
            if changed && isThere {
                logger.debug("volume refreshed", metadata: ["pod": "\(ObjectKey(pod.metadata))", "volume": "\(name)"])
            }
        } catch {
            // A pod that runs goes on with what it was given.
            if !isThere || error is CancellationError { throw error }
            logger.warning("cannot refresh a volume", metadata: [
                "pod": "\(ObjectKey(pod.metadata))", "volume": "\(name)", "error": "\(error)",
            ])
        }
        return MountedVolume(hostPath: path, readOnly: true, relabel: true)
    }

    /// The volume's path; makes what is above it.
    private func directory(_ pod: Pod, _ plugin: String, _ name: String) throws -> String {
        guard let volumes = volumes(pod.metadata.uid), Self.isSafe(name) else { throw VolumeFileError("invalid name \"\(name)\"") }
        let parent = volumes + "/kubernetes.io~" + plugin
        try POSIXFiles.makeDirectories(parent, mode: 0o750)
        return parent + "/" + name
    }

    /// nil for a UID that is no file name.
    private func volumes(_ uid: String) -> String? {
        Self.isSafe(uid) ? "\(rootDirectory)/pods/\(uid)/volumes" : nil
    }

    private static func isSafe(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.contains("/") && !name.utf8.contains(0)
    }

    // MARK: Taking away

    public func unmount(podUID: String) async throws {
        tokens.forget(podUID: podUID)
        guard let volumes = volumes(podUID) else { return }
        for path in mounter.mounts(below: volumes) { try mounter.unmount(path) }
        guard mounter.mounts(below: volumes).isEmpty else {
            throw VolumeError(volume: "", message: "volumes of pod \(podUID) are still mounted")
        }
        for plugin in POSIXFiles.list(volumes) { try POSIXFiles.remove(volumes + "/" + plugin) }
    }

    public func hasVolumes(podUID: String) -> Bool {
        guard let volumes = volumes(podUID) else { return false }
        return POSIXFiles.list(volumes).contains { !POSIXFiles.list(volumes + "/" + $0).isEmpty } || !mounter.mounts(below: volumes).isEmpty
    }

    /// The UIDs of pods that have volumes on disk.
    public func podsWithVolumes() -> [String] {
        POSIXFiles.list(rootDirectory + "/pods").filter(hasVolumes)
    }
}
