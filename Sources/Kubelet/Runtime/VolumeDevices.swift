import ContainerRuntime
import KubernetesAPI

/// Turns a container's `volumeDevices` into CRI's devices.
enum VolumeDevices {
    static func devices(of container: Container, _ volumes: [String: MountedVolume]) throws -> [CRIDevice] {
        try container.volumeDevices.map { wanted in
            guard let volume = volumes[wanted.name], volume.isDevice else {
                throw ContainerConfigError(message: "cannot find volume \"\(wanted.name)\" to pass into container \"\(wanted.devicePath)\"")
            }
            var device = CRIDevice()
            device.hostPath = volume.hostPath
            device.containerPath = wanted.devicePath
            device.permissions = volume.readOnly ? "r" : "mrw"
            return device
        }
    }
}
