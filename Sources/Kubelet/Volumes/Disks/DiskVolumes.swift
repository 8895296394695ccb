import Foundation
import JSON
import KubernetesAPI
import VolumeKinds

/// What volumes of disks have in common, however the disk is reached: the disk is attached to the node, mounted once (and formatted
/// when it is empty) and shown to each pod, or given as a device; the last pod lets it go.
struct DiskVolumes: Sendable {
    /// A disk as a pod wants it.
    struct Disk: Sendable {
        /// Its directory below the plug-in's own.
        var name: String
        var uniqueName: String
        var fsType: String
        var readOnly: Bool
        var details: JSONValue
    }

    let services: VolumeServices
    let records: DiskRecords
    let fileSystems: FileSystems
    private let lock: KeyedLock

    /// - Parameter plugin: such as `kubernetes.io/iscsi`
    init(services: VolumeServices, plugin: String) {
        self.services = services
        records = DiskRecords(plugin: "\(services.rootDirectory)/plugins/\(plugin)")
        fileSystems = FileSystems(commands: services.commands, logger: services.logger)
        lock = KeyedLock(clock: services.clock)
    }

    func attached() -> [String] { Array(Set(records.all().map(\.uniqueName))) }

    // MARK: Setting up

    /// - Parameter attach: brings the disk to the node, or finds it there, and returns the path of its device.
    func setUp(_ request: VolumeRequest, _ disk: Disk, attach: () async throws -> String) async throws -> MountedVolume {
        let volume = MountedVolume(hostPath: request.path, readOnly: disk.readOnly, relabel: true, isDevice: request.isBlock)
        if request.isBlock ? POSIXFiles.target(ofLink: request.path) != nil && pinned(request, disk) : services.mounter.isMounted(request.path) { return volume }
        if services.attachments.isManaged { _ = try await services.attachments.wait(for: disk.uniqueName, request) }
        return try await lock.with(disk.uniqueName) {
            let global = records.plugin + (request.isBlock ? "/volumeDevices/" : "/") + disk.name
            let record = DiskRecords.Record(global: global, uniqueName: disk.uniqueName, details: disk.details)
            try records.write(record, request.pod.metadata.uid, request.name)
            // As long as something is there, there is something to take away.
            if request.isBlock {
                if POSIXFiles.linkStatus(request.path) == nil { try POSIXFiles.link("\(global)/\(request.pod.metadata.uid)", at: request.path) }
            } else {
                try POSIXFiles.makeDirectories(request.path, mode: 0o750)
            }
            if request.isBlock {
                let device = try await step("MapVolume.WaitForAttach", request, attach)
                return try await DeviceMap(mounter: services.mounter, fileSystems: fileSystems).map(device, global: global, request)
            }
            if !services.mounter.isMounted(global) {
                let device = try await step("MountVolume.WaitForAttach", request, attach)
                try await mount(device, global, disk, request)
            }
            try await show(global, disk, request)
            return volume
        }
    }

    private func pinned(_ request: VolumeRequest, _ disk: Disk) -> Bool {
        services.mounter.isMounted("\(records.plugin)/volumeDevices/\(disk.name)/\(request.pod.metadata.uid)")
    }

    private func mount(_ device: String, _ global: String, _ disk: Disk, _ request: VolumeRequest) async throws {
        let options = [disk.readOnly ? "ro" : "rw"] + (request.persistent?.spec.mountOptions ?? [])
        _ = try await step("MountVolume.MountDevice", request) {
            try POSIXFiles.makeDirectories(global, mode: 0o750)
            try await fileSystems.formatAndMount(device, at: global, type: disk.fsType, options: options)
            return device
        }
    }

    /// Binds what is mounted into the pod's directory.
    private func show(_ global: String, _ disk: Disk, _ request: VolumeRequest) async throws {
        do {
            // The group first: a read-only bind could not be changed any more.
            if !disk.readOnly { try request.applyGroup(to: global) }
            try await fileSystems.bind(global, at: request.path, options: disk.readOnly ? ["ro"] : [])
        } catch {
            // A bind whose second step failed must not pass for a whole one.
            try? services.mounter.unmountAll(below: request.path)
            throw error
        }
    }

    /// Runs a step whose failures have a name of their own.
    private func step(_ name: String, _ request: VolumeRequest, _ body: () async throws -> String) async throws -> String {
        do { return try await body() } catch {
            try Task.checkCancellation()
            throw VolumeError(volume: request.volume.name, message: "\(name) failed for volume \"\(request.name)\" : \(error)")
        }
    }

    // MARK: Taking away

    /// - Parameter detach: lets the disk go, which no pod has any more; gets its record.
    func tearDown(_ volume: VolumeOnDisk, detach: (DiskRecords.Record) async throws -> Void) async throws {
        guard let record = records.read(volume.podUID, volume.name) else { return try clear(volume) }
        try await lock.with(record.uniqueName) {
            let isBlock = DeviceMap.isMapped(volume.path)
            if isBlock {
                try DeviceMap(mounter: services.mounter, fileSystems: fileSystems).unmap(volume, global: record.global)
            } else {
                try clear(volume)
            }
            if records.all().filter({ $0.uniqueName == record.uniqueName }).count <= 1 {
                if !isBlock { try services.mounter.unmountAll(below: record.global) }
                try await detach(record)
                guard rmdir(record.global) == 0 || errno == ENOENT else { throw FileError("rmdir", record.global) }
                let parent = (record.global as NSString).deletingLastPathComponent
                if parent != records.plugin && (parent as NSString).lastPathComponent != "volumeDevices" { rmdir(parent) }
                try records.erase(volume.podUID, volume.name)
                await services.attachments.release(record.uniqueName)
            } else {
                try records.erase(volume.podUID, volume.name)
            }
        }
    }

    private func clear(_ volume: VolumeOnDisk) throws {
        try services.mounter.unmountAll(below: volume.path)
        if POSIXFiles.target(ofLink: volume.path) != nil { return try POSIXFiles.remove(volume.path) }
        guard rmdir(volume.path) == 0 || errno == ENOENT else { throw FileError("rmdir", volume.path) }
    }
}
