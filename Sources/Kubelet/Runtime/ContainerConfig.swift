import ContainerRuntime
import Foundation
import KubernetesAPI

/// Builds what CRI needs to make a container.
struct ContainerConfig {
    var pod: Pod
    var options: KubeletOptions
    var settings: ResourceSettings
    /// The pod's user namespace; nil when the runtime knows none.
    var userNamespace: CRIUserNamespace?

    /// - Parameters:
    ///   - image: as the runtime has it.
    ///   - environment: complete and in order.
    ///   - mounts: of volumes, the hosts file and the termination log.
    func config(
        _ container: Container, restartCount: Int, image: CRIImage, imageRef: String, environment: [(name: String, value: String)],
        mounts: [CRIMount], targetID: String?
    ) throws -> CRIContainerConfig {
        let variables = Dictionary(environment.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        var out = CRIContainerConfig()
        out.metadata.name = container.name
        out.metadata.attempt = UInt32(clamping: restartCount)
        out.image.image = imageRef
        out.image.userSpecifiedImage = container.image ?? ""
        out.command = container.command.map { VariableExpansion.expand($0, variables) }
        out.args = container.args.map { VariableExpansion.expand($0, variables) }
        out.workingDir = container.workingDir ?? ""
        out.labels = RuntimeLabels.containerLabels(container, in: pod)
        out.annotations = RuntimeLabels.containerAnnotations(container, in: pod, restartCount: restartCount)
        out.mounts = mounts
        out.logPath = LogPaths.container(container.name, restartCount: restartCount)
        out.stdin = container.stdin ?? false
        out.stdinOnce = container.stdinOnce ?? false
        out.tty = container.tty ?? false
        out.stopSignal = StopSignal.signal(container.lifecycle?.stopSignal)
        out.envs = environment.map { entry in
            var pair = CRIKeyValue()
            pair.key = entry.name
            pair.value = Data(entry.value.utf8)
            return pair
        }
        out.linux.resources = LinuxResources.container(container, of: pod, settings)
        out.linux.securityContext = try SecurityContexts(pod: pod, options: options, userNamespace: userNamespace).container(
            container, image: image, targetID: targetID)
        return out
    }
}
