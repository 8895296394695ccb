import Foundation
import KubernetesAPI
import VolumeKinds

/// FlexVolumes: whatever a program in `--volume-plugin-dir` makes of them. A driver that attaches has its volumes attached to the
/// node, mounts their device once, and shows that to each pod; others just mount.
struct FlexPlugin: AttachedPlugin {
    let name = "kubernetes.io/flexvolume"
    let services: VolumeServices
    let drivers: FlexDrivers
    let nodeName: String
    let paths: FlexPaths
    let fileSystems: FileSystems
    private let lock: KeyedLock
    /// What was mounted since the kubelet started, by path: a driver need not really mount anything.
    private let ready = PublishedPaths()

    /// How long a driver may wait for a device.
    private static let attachTimeout: Duration = .seconds(600)

    init(services: VolumeServices, drivers: FlexDrivers, nodeName: String) {
        self.services = services
        self.drivers = drivers
        self.nodeName = nodeName
        paths = FlexPaths(rootDirectory: services.rootDirectory)
        fileSystems = FileSystems(commands: services.commands, logger: services.logger)
        lock = KeyedLock(clock: services.clock)
    }

    func directory(of request: VolumeRequest) -> String { source(request).map { FlexDrivers.escape($0.driver) } ?? directory }
    /// All that is not of a kind that the kubelet knows is a driver's.
    func owns(directory name: String) -> Bool { !name.hasPrefix("kubernetes.io~") }
    func supports(_ request: VolumeRequest) -> Bool { source(request) != nil && !request.isBlock }
    func attachedOnDisk() -> [String] { paths.mountedDevices() }

    func source(_ request: VolumeRequest) -> FlexSource? {
        if let persistent = request.persistent { return FlexSource(persistent, readOnly: request.readOnly) }
        return FlexSource(request.volume)
    }

    // MARK: Setting up

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        guard let source = source(request) else { throw VolumeFileError("no volume plugin matched") }
        let path = request.path
        let isReady = ready.contains(path) || services.mounter.isMounted(path)
        guard let driver = try await drivers.driver(source.driver) else {
            // A pod that runs goes on when the driver is taken away.
            if isReady { return MountedVolume(hostPath: path, readOnly: source.readOnly, relabel: true) }
            throw VolumeFileError("no volume plugin matched")
        }
        let volume = MountedVolume(hostPath: path, readOnly: source.readOnly, relabel: driver.capabilities.selinuxRelabel)
        if isReady { return volume }
        var device = ""
        if driver.capabilities.attach { device = try await attach(source, driver, request) }
        return try await lock.with(driver.uniqueName(source.name)) { [device] in
            if driver.capabilities.attach { try await mountDevice(source, driver, device, request) }
            try await mount(source, driver, request)
            ready.insert(path)
            return volume
        }
    }

    /// - Returns: the path of the volume's device; empty when its driver knows none.
    private func attach(_ source: FlexSource, _ driver: FlexDriver, _ request: VolumeRequest) async throws -> String {
        var device: String
        if services.attachments.isManaged {
            device = try await services.attachments.wait(for: driver.uniqueName(source.name), request)
        } else {
            device = try await step("AttachVolume.Attach", request) {
                do {
                    return try await driver.call("attach", [source.json(), nodeName]).devicePath
                } catch let error as FlexError where error == .notSupported { return "" }
            }
        }
        device = try await step("MountVolume.WaitForAttach", request) { [device] in
            do {
                return try await driver.call("waitforattach", [device, source.json()], timeout: Self.attachTimeout).devicePath
            } catch let error as FlexError where error == .notSupported { return device }
        }
        return device
    }

    private func mountDevice(_ source: FlexSource, _ driver: FlexDriver, _ device: String, _ request: VolumeRequest) async throws {
        let path = try await devicePath(source, driver, request)
        try await step("MountVolume.MountDevice", request) {
            if services.mounter.isMounted(path) { return }
            try POSIXFiles.makeDirectories(path, mode: 0o750)
            try await driver.call("mountdevice", [path, device, source.json()]) {
                // Without a device there is nothing to mount.
                if device.isEmpty { return }
                try await fileSystems.mount(device, at: path, type: source.fsType, options: [source.readOnly ? "ro" : "rw"])
            }
        }
    }

    private func devicePath(_ source: FlexSource, _ driver: FlexDriver, _ request: VolumeRequest) async throws -> String {
        try await step("MountVolume.GetDeviceMountPath", request) {
            // Drivers are asked, but only whether they know the volume: it is called as it is here.
            do { try await driver.call("getvolumename", [source.json()]) {} } catch {
                try Task.checkCancellation()
                throw FlexError("GetVolumeName failed from GetDeviceMountPath: \(error)")
            }
        }
        return paths.device(driver.name, source.name)
    }

    private func mount(_ source: FlexSource, _ driver: FlexDriver, _ request: VolumeRequest) async throws {
        let (path, pod) = (request.path, request.pod)
        var extra = try await secrets(source, pod)
        extra["kubernetes.io/pod.name"] = pod.metadata.name
        extra["kubernetes.io/pod.namespace"] = pod.metadata.namespace
        extra["kubernetes.io/pod.uid"] = pod.metadata.uid
        extra["kubernetes.io/serviceAccount.name"] = pod.spec.serviceAccountName ?? ""
        if let group = pod.spec.securityContext?.fsGroup { extra["kubernetes.io/mounterArgs.FsGroup"] = String(group) }
        let json = source.json(extra)
        try POSIXFiles.makeDirectories(path, mode: 0o750)
        do {
            try await driver.call("mount", [path, json]) {
                try await fileSystems.mount(paths.device(driver.name, source.name), at: path, type: "auto", options: ["bind"])
            }
        } catch {
            rmdir(path)
            throw error
        }
        if !source.readOnly && driver.capabilities.fsGroup { try request.applyGroup(to: path) }
    }

    /// The data of the volume's secret, which must be of a type that has the driver's name.
    private func secrets(_ source: FlexSource, _ pod: Pod) async throws -> [String: String] {
        if source.secretName.isEmpty { return [:] }
        let namespace = source.secretNamespace.isEmpty ? pod.metadata.namespace : source.secretNamespace
        let secret: Secret?
        do { secret = try await services.objects.secret(source.secretName, namespace: namespace) } catch {
            try Task.checkCancellation()
            throw FlexError("couldn't get secret \(namespace)/\(source.secretName) err: \(error)")
        }
        guard let secret else {
            throw FlexError("couldn't get secret \(namespace)/\(source.secretName) err: secrets \"\(source.secretName)\" not found")
        }
        guard secret.type == source.driver else {
            throw FlexError("couldn't get secret \(namespace)/\(source.secretName) err: cannot get secret of type \(source.driver)")
        }
        return Dictionary(uniqueKeysWithValues: secret.data.map { ("kubernetes.io/secret/" + $0.key, Data($0.value).base64EncodedString()) })
    }

    /// Runs a step whose failures have a name of their own.
    private func step<T: Sendable>(_ name: String, _ request: VolumeRequest, _ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch {
            try Task.checkCancellation()
            throw VolumeError(volume: request.volume.name, message: "\(name) failed for volume \"\(request.name)\" : \(error)")
        }
    }

    // MARK: Taking away

    func tearDown(_ volume: VolumeOnDisk) async throws {
        let name = FlexDrivers.unescape(((volume.path as NSString).deletingLastPathComponent as NSString).lastPathComponent)
        guard let driver = try await drivers.driver(name) else {
            ready.remove(volume.path)
            // Where nothing is mounted an empty directory may go without its driver.
            if !services.mounter.isMounted(volume.path), rmdir(volume.path) == 0 || errno == ENOENT { return }
            throw VolumeError(volume: volume.name, message: "UnmountVolume.NewUnmounter failed for volume \"\(volume.name)\" : no volume plugin matched")
        }
        let unique = driver.uniqueName(volume.name)
        try await lock.with(unique) {
            do {
                try await driver.call("unmount", [volume.path]) { try services.mounter.unmountAll(below: volume.path) }
                try remove(volume.path)
            } catch {
                try Task.checkCancellation()
                throw VolumeError(volume: volume.name, message: "UnmountVolume.TearDown failed for volume \"\(volume.name)\" : \(error)")
            }
            ready.remove(volume.path)
            guard driver.capabilities.attach, !paths.isUsed(driver.name, volume.name) else { return }
            try await unmountDevice(volume, driver)
            await services.attachments.release(unique)
            if !services.attachments.isManaged { try await driver.call("detach", [volume.name, nodeName]) {} }
        }
    }

    private func unmountDevice(_ volume: VolumeOnDisk, _ driver: FlexDriver) async throws {
        let path = paths.device(driver.name, volume.name)
        guard POSIXFiles.linkStatus(path) != nil else { return }
        do {
            if services.mounter.isMounted(path) {
                try await driver.call("unmountdevice", [path]) { try services.mounter.unmountAll(below: path) }
            }
            try remove(path)
        } catch {
            try Task.checkCancellation()
            throw VolumeError(volume: volume.name, message: "UnmountDevice failed for volume \"\(volume.name)\" : \(error)")
        }
    }

    /// Removes an empty directory, if the driver has not done so; what is still mounted there is left alone.
    private func remove(_ path: String) throws {
        guard POSIXFiles.linkStatus(path) != nil else { return }
        if services.mounter.isMounted(path) { throw VolumeFileError("\(path) is still mounted") }
        guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("rmdir", path) }
    }
}

extension FlexPlugin: ExpandingPlugin {
    /// Has the driver make the file system as large as the volume has become; where it cannot, it is done as for any device.
    func expand(_ request: VolumeRequest, _ mounted: MountedVolume) async throws -> Bool {
        guard let source = source(request), let driver = try await drivers.driver(source.driver), driver.capabilities.requiresFSResize,
            let size = request.persistent?.spec.capacity["storage"], let old = request.claim?.status.capacity["storage"]
        else { return false }
        let path = driver.capabilities.attach ? paths.device(driver.name, source.name) : mounted.hostPath
        let unique = driver.uniqueName(source.name)
        let device = services.node()?.status.volumesAttached.first { $0.name == unique }?.devicePath ?? ""
        try await driver.call("expandfs", [source.json(), device, path, String(size.value), String(old.value)]) {
            if !device.isEmpty { try await fileSystems.grow(device, mountedAt: path) }
        }
        return true
    }
}
