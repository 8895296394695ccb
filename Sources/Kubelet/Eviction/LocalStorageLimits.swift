import KubernetesAPI

/// The limits that pods set on what they keep on the node's disk: of an emptyDir, of a container, of the pod as a whole.
enum LocalStorageLimits {
    /// A limit that is exceeded.
    struct Excess: Equatable {
        /// What `kubelet_evictions` counts it as.
        var signal: String
        var message: String
    }

    /// Whether a pod has such a limit at all, so that its use has to be measured.
    static func apply(to pod: Pod) -> Bool {
        pod.spec.volumes.contains { $0.emptyDir?.sizeLimit.map { !$0.isZero } ?? false } || limit(of: pod) != nil
    }

    /// The first limit that the pod exceeds.
    /// - Parameter hasImageFs: writable layers are not on the kubelet's disk, and do not count.
    static func excess(_ pod: Pod, _ usage: PodUsage, hasImageFs: Bool) -> Excess? {
        for volume in pod.spec.volumes {
            guard let limit = volume.emptyDir?.sizeLimit, limit > 0, let used = usage.volumes[volume.name] else { continue }
            if Quantity(used.bytes) > limit {
                return Excess(signal: "emptydirfs.limit", message: EvictionMessage.emptyDir(volume.name, limit: limit))
            }
        }
        let parts: Set<PodUsage.DiskPart> = hasImageFs ? [.logs, .volumes] : [.rootfs, .logs, .volumes]
        if let limit = limit(of: pod), Quantity(usage.disk(parts, of: pod).bytes) > limit {
            return Excess(signal: "ephemeralpodfs.limit", message: EvictionMessage.pod(limit: limit))
        }
        for container in usage.containers {
            guard let spec = pod.spec.containers.first(where: { $0.name == container.name }),
                let limit = spec.resources.limits["ephemeral-storage"], !limit.isZero
            else { continue }
            var used = container.logs?.bytes ?? 0
            if !hasImageFs { used += container.rootfs?.bytes ?? 0 }
            if Quantity(used) > limit {
                return Excess(signal: "ephemeralcontainerfs.limit", message: EvictionMessage.container(container.name, limit: limit))
            }
        }
        return nil
    }

    /// The limits of the containers together; nil when none has one.
    private static func limit(of pod: Pod) -> Quantity? {
        let name = "ephemeral-storage"
        func of(_ container: Container) -> Quantity? { container.resources.limits[name] }
        guard pod.spec.resources?.limits[name] != nil || (pod.spec.containers + pod.spec.initContainers).contains(where: { of($0) != nil }) else { return nil }
        if let whole = pod.spec.resources?.limits[name] { return whole }
        var sum = pod.spec.containers.reduce(Quantity(0)) { $0 + (of($1) ?? Quantity(0)) }
        var sidecars = Quantity(0)
        var largest = Quantity(0)
        for container in pod.spec.initContainers {
            let own = of(container) ?? Quantity(0)
            if container.isSidecar { sidecars += own }
            let need = container.isSidecar ? sidecars : own + sidecars
            if largest < need { largest = need }
        }
        sum += sidecars
        return (sum < largest ? largest : sum) + (pod.spec.overhead[name] ?? Quantity(0))
    }
}
