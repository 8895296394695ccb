import KubernetesAPI

/// What a container status says of the container's mounts.
enum VolumeMountStatuses {
    /// - Parameters:
    ///   - recursive: the paths that the runtime has made read-only with all below them.
    ///   - images: the references of the images that the runtime shows, by the paths at which it does.
    static func of(_ container: Container, recursive: Set<String>, images: [String: String] = [:]) -> [VolumeMountStatus] {
        container.volumeMounts.map { mount in
            var status = VolumeMountStatus(name: mount.name, mountPath: mount.mountPath, readOnly: mount.readOnly == true ? true : nil)
            if mount.readOnly == true { status.recursiveReadOnly = recursive.contains(mount.mountPath) ? "Enabled" : "Disabled" }
            if let image = images[mount.mountPath] { status.volumeStatus = CoreV1.VolumeStatus(image: CoreV1.ImageVolumeStatus(imageRef: image)) }
            return status
        }
    }
}
