import Foundation
import KubernetesAPI
import KubernetesClient
import Logging

/// Volumes whose files the kubelet writes, and writes again when what they show has changed: configMap, secret, downwardAPI, projected.
struct WrittenPlugin: VolumePlugin {
    let name: String
    /// In a file system in memory, so that nothing of it gets to the disk.
    let inMemory: Bool
    var services: VolumeServices
    /// nil when the volume is not of this kind.
    private let content: @Sendable (Volume) -> Files?

    private typealias Files = @Sendable (VolumeContents) async throws -> [String: VolumeFile]

    /// How old an object may be that is shown in a running pod.
    private static let maxAge: Duration = .seconds(30)

    static func configMap(_ services: VolumeServices) -> WrittenPlugin {
        WrittenPlugin(name: "kubernetes.io/configmap", inMemory: false, services: services) { volume -> Files? in
            guard let source = volume.configMap else { return nil }
            return { @Sendable contents in try await contents.files(source) }
        }
    }

    static func secret(_ services: VolumeServices) -> WrittenPlugin {
        WrittenPlugin(name: "kubernetes.io/secret", inMemory: true, services: services) { volume -> Files? in
            guard let source = volume.secret else { return nil }
            return { @Sendable contents in try await contents.files(source) }
        }
    }

    static func downwardAPI(_ services: VolumeServices) -> WrittenPlugin {
        WrittenPlugin(name: "kubernetes.io/downward-api", inMemory: true, services: services) { volume -> Files? in
            guard let source = volume.downwardAPI else { return nil }
            return { @Sendable contents in try contents.files(source) }
        }
    }

    static func projected(_ services: VolumeServices) -> WrittenPlugin {
        WrittenPlugin(name: "kubernetes.io/projected", inMemory: true, services: services) { volume -> Files? in
            guard let source = volume.projected else { return nil }
            return { @Sendable contents in try await contents.files(source) }
        }
    }

    func supports(_ request: VolumeRequest) -> Bool { content(request.volume) != nil }

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        guard let files = content(request.volume) else { throw VolumeFileError("no volume plugin matched") }
        let pod = request.pod
        let path = request.path
        let isThere = POSIXFiles.linkStatus(path + "/..data") != nil
        let contents = VolumeContents(
            pod: pod, objects: services.objects, tokens: services.tokens, trustBundles: services.trustBundles,
            certificates: services.certificates, volume: request.volume.name,
            fields: FieldValues(pod: pod, addresses: PodAddresses(), allocatable: services.allocatable()),
            maxAge: isThere ? Self.maxAge : .zero)
        do {
            let files = try await files(contents)
            if !isThere {
                try POSIXFiles.makeDirectory(path, mode: 0o777)
                if inMemory && !services.mounter.isMounted(path) {
                    try services.mounter.mountMemory(at: path, size: nil)
                }
            }
            let ownership = pod.spec.securityContext?.fsGroup.map { Ownership(group: $0, readOnly: true) }
            let changed = try AtomicWriter(directory: path, now: services.clock.now).write(files) { try ownership?.apply(to: $0) }
            if changed && isThere {
                services.logger.debug("volume refreshed", metadata: ["pod": "\(ObjectKey(pod.metadata))", "volume": "\(request.name)"])
            }
        } catch {
            // A pod that runs goes on with what it was given.
            if !isThere || error is CancellationError { throw error }
            services.logger.warning("cannot refresh a volume", metadata: [
                "pod": "\(ObjectKey(pod.metadata))", "volume": "\(request.name)", "error": "\(error)",
            ])
        }
        return MountedVolume(hostPath: path, readOnly: true, relabel: true)
    }

    func tearDown(_ volume: VolumeOnDisk) async throws {
        try services.mounter.unmountAll(below: volume.path)
        try POSIXFiles.remove(volume.path)
    }
}
