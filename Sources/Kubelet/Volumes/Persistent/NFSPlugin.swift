import Foundation
import KubernetesAPI

/// NFS volumes, persistent ones and those that pods name themselves. The machine needs `mount.nfs` for them.
struct NFSPlugin: VolumePlugin {
    let name = "kubernetes.io/nfs"
    private let services: VolumeServices
    private let fileSystems: FileSystems

    init(services: VolumeServices) {
        self.services = services
        fileSystems = FileSystems(commands: services.commands, logger: services.logger)
    }

    func supports(_ request: VolumeRequest) -> Bool { source(request) != nil }

    private func source(_ request: VolumeRequest) -> NFSVolumeSource? {
        request.persistent.map { $0.spec.nfs } ?? request.volume.nfs
    }

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        guard let source = source(request) else { throw VolumeFileError("no volume plugin matched") }
        let path = request.path
        let readOnly = request.readOnly || source.readOnly == true
        let volume = MountedVolume(hostPath: path, readOnly: readOnly)
        if services.mounter.isMounted(path) { return volume }
        try POSIXFiles.makeDirectories(path, mode: 0o750)
        // An IPv6 address would else be cut at its first colon.
        let server = source.server.contains(":") && !source.server.hasPrefix("[") ? "[\(source.server)]" : source.server
        do {
            try await fileSystems.mount(
                "\(server):\(source.path)", at: path, type: "nfs",
                options: (request.persistent?.spec.mountOptions ?? []) + (readOnly ? ["ro"] : []))
        } catch {
            try? services.mounter.unmountAll(below: path)
            rmdir(path)
            throw error
        }
        return volume
    }

    func tearDown(_ volume: VolumeOnDisk) async throws {
        if services.mounter.isMounted(volume.path) {
            // In a process of its own: a server that is away makes it hang.
            let result = try await services.commands.run("umount", [volume.path])
            if result.code != 0 { _ = try await services.commands.run("umount", ["-f", "-l", volume.path]) }
            guard !services.mounter.isMounted(volume.path) else { throw VolumeFileError("\(volume.path) is still mounted: \(result.output)") }
        }
        guard rmdir(volume.path) == 0 || errno == ENOENT else { throw FileError("rmdir", volume.path) }
    }
}
