import KubernetesAPI

/// What a container status says of the container's mounts.
enum VolumeMountStatuses {
    /// - Parameter recursive: the paths that the runtime has made read-only with all below them.
    static func of(_ container: Container, recursive: Set<String>) -> [VolumeMountStatus] {
        container.volumeMounts.map { mount in
            var status = VolumeMountStatus(name: mount.name, mountPath: mount.mountPath, readOnly: mount.readOnly == true ? true : nil)
            if mount.readOnly == true { status.recursiveReadOnly = recursive.contains(mount.mountPath) ? "Enabled" : "Disabled" }
            return status
        }
    }
}
