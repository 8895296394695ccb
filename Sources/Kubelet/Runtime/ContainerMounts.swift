import ContainerRuntime
import Foundation
import KubernetesAPI
import Logging

/// Turns the volume mounts of a container into CRI's mounts.
struct ContainerMounts {
    var pod: Pod
    var volumes: [String: MountedVolume]
    /// Images that are shown as volumes, by the volumes' names.
    var images: [String: MountedImage] = [:]
    /// Expands `$(VAR)` in subPathExpr.
    var environment: [String: String]
    var subPaths: SubPath
    /// Whether the runtime's handler of the pod can make mounts read-only with all that is mounted below them.
    var recursiveReadOnly = false
    var logger: Logger

    /// - Throws: `ContainerConfigError`
    func mounts(_ container: Container) throws -> [CRIMount] {
        try container.volumeMounts.enumerated().map { try mount($1, container, index: $0) }
    }

    private func mount(_ wanted: VolumeMount, _ container: Container, index: Int) throws -> CRIMount {
        var out = CRIMount()
        out.containerPath = wanted.mountPath.hasPrefix("/") ? wanted.mountPath : "/" + wanted.mountPath
        out.recursiveReadOnly = try recursive(wanted)
        switch wanted.mountPropagation {
        case "HostToContainer": out.propagation = .propagationHostToContainer
        case "Bidirectional": out.propagation = .propagationBidirectional
        default: out.propagation = .propagationPrivate
        }
        let subPath = try self.subPath(wanted)
        let volume: MountedVolume
        switch images[wanted.name] {
        case .runtime(let image):
            out.image = image
            out.imageSubPath = subPath
            out.readonly = true
            return out
        case .directory(let path): volume = MountedVolume(hostPath: path, readOnly: true)
        case nil:
            guard let found = volumes[wanted.name] else {
                throw ContainerConfigError(message: "cannot find volume \"\(wanted.name)\" to mount into container \"\(container.name)\"")
            }
            volume = found
        }
        out.hostPath = subPath.isEmpty ? volume.hostPath : try prepared(subPath, volume, wanted, container, index)
        out.readonly = wanted.readOnly == true || volume.readOnly
        out.selinuxRelabel = volume.relabel
        return out
    }

    /// The path in the volume, with its variables expanded.
    private func subPath(_ wanted: VolumeMount) throws -> String {
        var path = wanted.subPath ?? ""
        if let expression = wanted.subPathExpr, !expression.isEmpty {
            var missing: Set<String> = []
            path = VariableExpansion.expand(expression) { name in
                let value = environment[name] ?? ""
                if value.isEmpty { missing.insert(name) }
                return value
            }
            if !missing.isEmpty { throw ContainerConfigError(message: "missing value for \(missing.sorted().joined(separator: ", "))") }
        }
        if path.hasPrefix("/") { throw ContainerConfigError(message: "error SubPath `\(path)` must not be an absolute path") }
        if path.split(separator: "/").contains("..") {
            throw ContainerConfigError(message: "unable to provision SubPath `\(path)`: must not contain '..'")
        }
        return path
    }

    /// The log says what is wrong; the user, who could learn of the node's files by it, is not told.
    private func prepared(_ path: String, _ volume: MountedVolume, _ wanted: VolumeMount, _ container: Container, _ index: Int) throws -> String {
        func failed(_ what: String, _ error: any Error) -> ContainerConfigError {
            logger.error("\(what)", metadata: [
                "pod": "\(pod.key)", "container": "\(container.name)", "volume": "\(wanted.name)", "subPath": "\(path)", "error": "\(error)",
            ])
            return ContainerConfigError(message: "\(what) for volumeMount \"\(wanted.name)\" of container \"\(container.name)\"")
        }
        if access(volume.hostPath + "/" + path, F_OK) != 0 {
            do { try subPaths.create(path, in: volume.hostPath) } catch { throw failed("failed to create subPath directory", error) }
        }
        do {
            return try subPaths.prepare(path, in: volume, name: wanted.name, container: container.name, index: index)
        } catch {
            throw failed("failed to prepare subPath", error)
        }
    }

    private func recursive(_ wanted: VolumeMount) throws -> Bool {
        guard let mode = wanted.recursiveReadOnly, mode != "Disabled" else { return false }
        func refuse(_ why: String) -> ContainerConfigError {
            ContainerConfigError(message: "volume \"\(wanted.name)\" requested recursive read-only mode, but it is \(why)")
        }
        if wanted.readOnly != true { throw refuse("not read-only") }
        if let propagation = wanted.mountPropagation, propagation != "None" { throw refuse("not compatible with propagation \"\(propagation)\"") }
        switch mode {
        case "IfPossible": return recursiveReadOnly
        case "Enabled":
            guard recursiveReadOnly else { throw refuse("not supported by the runtime") }
            return true
        default: throw ContainerConfigError(message: "unknown recursive read-only mode \"\(mode)\"")
        }
    }
}

/// An image that containers see as a volume.
enum MountedImage: Sendable, Equatable {
    /// The runtime mounts it.
    case runtime(CRIImageSpec)
    /// It was mounted by the kubelet.
    case directory(String)
}
