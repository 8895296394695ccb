import ContainerRuntime
import Foundation
import JSON
import KubernetesAPI

/// What shows the files of an image where the runtime's CRI does not: containerd's snapshots. Tests have one in memory.
protocol SnapshotService: Sendable {
    func viewSnapshot(
        _ key: String, of parent: String, snapshotter: String, labels: [String: String]
    ) async throws(ContainerRuntimeError) -> [ContainerdSnapshotMount]
    func removeSnapshot(_ key: String, snapshotter: String) async throws(ContainerRuntimeError)
    func imageInfo(_ image: String) async throws(ContainerRuntimeError) -> [String: String]
    func status(verbose: Bool) async throws(ContainerRuntimeError) -> CRIStatusResponse
}

extension ContainerRuntimeClient: SnapshotService {}

/// Images as volumes. Newer runtimes mount an image into a container themselves (containerd since 2.1, CRI-O since 1.31). On an
/// older containerd the kubelet asks for a read-only snapshot of the image and mounts it below the pod's directory.
struct ImageVolumes: Sendable {
    /// `--root-dir`
    var rootDirectory: String
    /// Nil where there is no containerd.
    var snapshots: (any SnapshotService)?
    var mounter: any Mounter
    var clock: any WallClock

    init(_ options: KubeletOptions, _ cri: any CRI, _ clock: any WallClock) {
        self.init(rootDirectory: options.rootDirectory, snapshots: cri as? any SnapshotService, mounter: SystemMounter(), clock: clock)
    }

    init(rootDirectory: String, snapshots: (any SnapshotService)?, mounter: any Mounter, clock: any WallClock) {
        self.rootDirectory = rootDirectory
        self.snapshots = snapshots
        self.mounter = mounter
        self.clock = clock
    }

    /// The image, ready to be mounted into containers.
    /// - Parameters:
    ///   - image: as the runtime has it.
    ///   - byRuntime: the runtime mounts images itself.
    func mount(_ image: CRIImage, reference: String, volume: String, pod: Pod, handler: String, byRuntime: Bool) async throws -> MountedImage {
        if byRuntime {
            var spec = CRIImageSpec()
            spec.image = image.id
            spec.userSpecifiedImage = reference
            return .runtime(spec)
        }
        guard let snapshots else { throw VolumeFileError("the container runtime does not support image volumes") }
        let path = "\(rootDirectory)/pods/\(pod.metadata.uid)/volumes/\(ImageVolumePlugin.directoryName)/\(volume)"
        if mounter.isMounted(path) { return .directory(path) }
        let info = try await snapshots.imageInfo(image.id)["info"].flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        guard let chain = info?["chainID"]?.string, !chain.isEmpty else {
            throw VolumeFileError("the container runtime does not tell where the files of image \"\(reference)\" are")
        }
        let mounts = try await snapshots.viewSnapshot(
            Self.key(pod.metadata.uid, volume), of: chain, snapshotter: try await snapshotter(handler),
            // Nothing of containerd's own refers to it: without this it would be collected.
            labels: ["containerd.io/gc.root": RFC3339.text(seconds: clock.now.seconds)])
        try POSIXFiles.makeDirectories((path as NSString).deletingLastPathComponent, mode: 0o750)
        try POSIXFiles.makeDirectory(path, mode: 0o755)
        for mount in mounts { try SnapshotMount.mount(mount, at: path, mounter) }
        return .directory(path)
    }

    /// Takes the volume's mount and snapshot away.
    func unmount(podUID: String, volume: String, path: String) async throws {
        try mounter.unmountAll(below: path)
        if let snapshots {
            for name in try await snapshotters() { try await snapshots.removeSnapshot(Self.key(podUID, volume), snapshotter: name) }
        }
        guard rmdir(path) == 0 || errno == ENOENT else { throw FileError("rmdir", path) }
    }

    private static func key(_ podUID: String, _ volume: String) -> String { "image-volume-\(podUID)-\(volume)" }

    private func configuration() async throws -> JSONValue? {
        try await snapshots?.status(verbose: true).info["config"].flatMap { try? JSONValue(parsing: Array($0.utf8)) }?["containerd"]
    }

    /// The handler's own snapshotter, or else the usual one.
    private func snapshotter(_ handler: String) async throws -> String {
        let config = try await configuration()
        let name = handler.isEmpty ? config?["defaultRuntimeName"]?.string ?? "" : handler
        let own = config?["runtimes"]?[name]?["snapshotter"]?.string ?? ""
        return own.isEmpty ? config?["snapshotter"]?.string ?? "overlayfs" : own
    }

    private func snapshotters() async throws -> Set<String> {
        let config = try await configuration()
        let own = (config?["runtimes"]?.object ?? JSONObject()).compactMap { $0.value["snapshotter"]?.string }
        return Set(own + [config?["snapshotter"]?.string ?? "overlayfs"]).filter { !$0.isEmpty }
    }
}

/// Mounts what containerd says a snapshot is.
enum SnapshotMount {
    /// mount(2) takes a page of options.
    private static let maximumOptions = 4000

    static func mount(_ mount: ContainerdSnapshotMount, at path: String, _ mounter: any Mounter) throws {
        var flags = MountFlag.readOnly | MountFlag.noExec
        var options: [String] = []
        for option in mount.options {
            switch option {
            case "ro", "rw": continue
            case "bind": flags |= MountFlag.bind
            case "rbind": flags |= MountFlag.bind | MountFlag.recursive
            default: options.append(option)
            }
        }
        if flags & MountFlag.bind != 0 {
            try mounter.mount(mount.source, at: path, type: "", flags: flags & (MountFlag.bind | MountFlag.recursive), options: "")
            // A bind mount takes these flags only afterwards.
            try mounter.mount("none", at: path, type: "", flags: MountFlag.bind | MountFlag.remount | MountFlag.readOnly | MountFlag.noExec, options: "")
            return
        }
        var links: String?
        defer { if let links { try? POSIXFiles.remove(links) } }
        if options.joined(separator: ",").utf8.count > maximumOptions, let index = options.firstIndex(where: { $0.hasPrefix("lowerdir=") }) {
            // Images of many layers have more paths than fit: short links stand for them while they are mounted.
            var template = Array("/tmp/.layers-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw FileError("mkdtemp", "/tmp") }
            let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            links = directory
            let layers = options[index].dropFirst("lowerdir=".count).split(separator: ":").map(String.init)
            for (number, layer) in layers.enumerated() { try POSIXFiles.link(layer, at: "\(directory)/\(number)") }
            options[index] = "lowerdir=" + layers.indices.map { "\(directory)/\($0)" }.joined(separator: ":")
        }
        try mounter.mount(mount.source, at: path, type: mount.type, flags: flags, options: options.joined(separator: ","))
    }
}

/// Takes image volumes away; they are made when a container that shows them starts.
struct ImageVolumePlugin: VolumePlugin {
    static let directoryName = "kubernetes.io~image"
    let name = "kubernetes.io/image"
    var volumes: ImageVolumes

    func supports(_ request: VolumeRequest) -> Bool { false }
    func setUp(_ request: VolumeRequest) async throws -> MountedVolume { throw VolumeFileError("no volume plugin matched") }

    func tearDown(_ volume: VolumeOnDisk) async throws {
        try await volumes.unmount(podUID: volume.podUID, volume: volume.name, path: volume.path)
    }
}
