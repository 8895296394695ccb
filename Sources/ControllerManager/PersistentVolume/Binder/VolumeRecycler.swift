import KubernetesAPI
import KubernetesClient

/// The deprecated reclaim policy Recycle: a pod wipes the volume, which then is to be had again.
struct VolumeRecycler {
    static let prefix = "recycler-for-"
    private static let namespace = "default"
    private static let image = "registry.k8s.io/build-image/debian-base:bookworm-v1.0.4"

    let binder: PersistentVolumeBinder

    /// Starts the pod, or looks at what has become of it.
    func recycle(_ volume: PersistentVolume) async throws {
        guard volume.spec.hostPath != nil || volume.spec.nfs != nil else {
            return try await binder.fail(volume, "VolumeFailedRecycle", "No recycler plugin found for the volume!")
        }
        let name = Self.prefix + volume.metadata.name
        guard let pod = binder.context.pods.get(name, namespace: Self.namespace) else {
            if volume.status.phase == "Failed" { return }
            do {
                _ = try await binder.client.create(pod(name, for: volume))
            } catch let error as APIError where error.isAlreadyExists {
                // The informer will tell of it.
            }
            return
        }
        if pod.metadata.isBeingDeleted { return }
        switch pod.status.phase {
        case "Succeeded":
            binder.event(volume, "Normal", "VolumeRecycled", "Volume recycled")
            try await binder.unbind(volume)
            try await binder.client.delete(Pod.self, name, namespace: Self.namespace)
        case "Failed":
            let message = "Recycle failed: " + (pod.status.message ?? "pod failed, pod.Status.Message unknown")
            try await binder.fail(volume, "VolumeFailedRecycle", message)
            try await binder.client.delete(Pod.self, name, namespace: Self.namespace)
        default:
            break
        }
    }

    private func pod(_ name: String, for volume: PersistentVolume) -> Pod {
        var pod = Pod()
        pod.metadata.name = name
        pod.metadata.namespace = Self.namespace
        pod.spec.restartPolicy = "Never"
        // A minute, and more for what is large: as long as Kubernetes gives it.
        let gibibytes = volume.storage.value / (1 << 30)
        pod.spec.activeDeadlineSeconds = volume.spec.nfs == nil ? max(60, gibibytes.clampedAdding(30)) : max(300, gibibytes.clampedAdding(30))
        var source = Volume()
        source.name = "vol"
        source.hostPath = volume.spec.hostPath
        source.nfs = volume.spec.nfs
        pod.spec.volumes = [source]
        var container = Container(name: "pv-recycler", image: Self.image)
        container.command = ["/bin/sh"]
        container.args = [
            "-c",
            "test -e /scrub && find /scrub -mindepth 1 -delete && test -z \"$(ls -A /scrub)\" || exit 1",
        ]
        container.volumeMounts = [VolumeMount(name: "vol", mountPath: "/scrub")]
        pod.spec.containers = [container]
        return pod
    }
}
