import CoreFoundation
import Foundation
import KubernetesAPI

/// local persistent volumes: a directory of the node, or one of its block devices, which is mounted or given as it is.
struct LocalPlugin: VolumePlugin {
    let name = "kubernetes.io/local-volume"
    private let services: VolumeServices
    private let fileSystems: FileSystems
    private let lock: KeyedLock

    init(services: VolumeServices) {
        self.services = services
        fileSystems = FileSystems(commands: services.commands, logger: services.logger)
        lock = KeyedLock(clock: services.clock)
    }

    func supports(_ request: VolumeRequest) -> Bool { request.persistent?.spec.local != nil }

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        guard let spec = request.persistent?.spec, let local = spec.local else { throw VolumeFileError("no volume plugin matched") }
        guard local.path.hasPrefix("/"), !local.path.split(separator: "/").contains("..") else {
            throw VolumeFileError("invalid path: \(local.path) must be an absolute path without \"..\"")
        }
        guard let info = POSIXFiles.status(local.path) else {
            throw VolumeError(
                volume: request.volume.name,
                message: "MountVolume.NewMounter initialization failed for volume \"\(request.name)\" : path \"\(local.path)\" does not exist")
        }
        let kind = info.st_mode & S_IFMT
        return try await lock.with(request.name) {
            if request.isBlock {
                guard kind == S_IFBLK else { throw VolumeFileError("\(local.path) is not a block device") }
                let global = "\(services.rootDirectory)/plugins/kubernetes.io/local-volume/volumeDevices/\(request.name)"
                return try await DeviceMap(mounter: services.mounter, fileSystems: fileSystems)
                    .map(local.path, global: global, request)
            }
            switch kind {
            case S_IFDIR: return try await bind(local.path, request)
            case S_IFBLK: return try await bind(try await mountDevice(local, spec, request), request)
            default: throw VolumeFileError("only directory and block device are supported")
            }
        }
    }

    /// Where the device is mounted once for all pods of the node.
    private func devicePath(_ name: String) -> String { "\(services.rootDirectory)/plugins/kubernetes.io/local-volume/mounts/\(name)" }

    private func mountDevice(_ local: LocalVolumeSource, _ spec: PersistentVolumeSpec, _ request: VolumeRequest) async throws -> String {
        let path = devicePath(request.name)
        if services.mounter.isMounted(path) { return path }
        do {
            try POSIXFiles.makeDirectories(path, mode: 0o750)
            let readOnly = spec.accessModes == ["ReadOnlyMany"]
            try await fileSystems.formatAndMount(
                local.path, at: path, type: local.fsType ?? "", options: (readOnly ? ["ro"] : []) + spec.mountOptions)
        } catch {
            try Task.checkCancellation()
            throw VolumeError(
                volume: request.volume.name, message: "MountVolume.MountDevice failed for volume \"\(request.name)\" : local: failed to mount device \(local.path) at \(path): \(error)")
        }
        return path
    }

    private func bind(_ source: String, _ request: VolumeRequest) async throws -> MountedVolume {
        let volume = MountedVolume(hostPath: request.path, readOnly: request.readOnly, relabel: true)
        if services.mounter.isMounted(request.path) { return volume }
        try POSIXFiles.makeDirectories(request.path, mode: 0o750)
        do {
            // The group first: a read-only bind could not be changed any more.
            if !request.readOnly { try request.applyGroup(to: source) }
            let options = (request.readOnly ? ["ro"] : []) + (request.persistent?.spec.mountOptions ?? [])
            try await fileSystems.bind(source, at: request.path, options: options)
        } catch {
            // A bind whose second step failed must not pass for a whole one.
            try services.mounter.unmountAll(below: request.path)
            rmdir(request.path)
            throw error
        }
        return volume
    }

    func tearDown(_ volume: VolumeOnDisk) async throws {
        try await lock.with(volume.name) {
            if DeviceMap.isMapped(volume.path) {
                let global = "\(services.rootDirectory)/plugins/kubernetes.io/local-volume/volumeDevices/\(volume.name)"
                try DeviceMap(mounter: services.mounter, fileSystems: fileSystems).unmap(volume, global: global)
                return
            }
            try services.mounter.unmountAll(below: volume.path)
            // Never more than the empty directory: what could be in it is not the pod's.
            guard rmdir(volume.path) == 0 || errno == ENOENT else { throw FileError("rmdir", volume.path) }
            let device = devicePath(volume.name)
            guard POSIXFiles.isDirectory(device), !isUsed(volume.name) else { return }
            try services.mounter.unmountAll(below: device)
            guard rmdir(device) == 0 || errno == ENOENT else { throw FileError("rmdir", device) }
        }
    }

    /// Whether some pod of the node has the volume.
    private func isUsed(_ name: String) -> Bool {
        POSIXFiles.list(services.rootDirectory + "/pods").contains { uid in
            POSIXFiles.linkStatus("\(services.rootDirectory)/pods/\(uid)/volumes/\(directory)/\(name)") != nil
        }
    }
}

extension LocalPlugin: ExpandingPlugin {
    /// A device that became larger gets a larger file system; for directories there is nothing to do.
    func expand(_ request: VolumeRequest, _ mounted: MountedVolume) async throws -> Bool {
        guard !request.isBlock, let path = request.persistent?.spec.local?.path, let info = POSIXFiles.status(path),
            info.st_mode & S_IFMT == S_IFBLK
        else { return true }
        try await fileSystems.grow(path, mountedAt: mounted.hostPath)
        return true
    }
}

extension VolumeRequest {
    /// Gives the volume to the pod's fsGroup, as its change policy says.
    func applyGroup(to path: String) throws {
        guard let context = pod.spec.securityContext, let group = context.fsGroup else { return }
        let ownership = Ownership(group: group, readOnly: false)
        if context.fsGroupChangePolicy == "OnRootMismatch" && ownership.isSet(on: path) { return }
        try ownership.apply(to: path)
    }
}
