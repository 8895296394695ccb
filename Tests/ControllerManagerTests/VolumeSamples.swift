import KubernetesAPI
import KubernetesClient

@testable import ControllerManager

/// Claims, volumes and classes for tests.
extension Sample {
    static func claim(
        _ name: String, size: Quantity = "1Gi", modes: [String] = ["ReadWriteOnce"], storageClass: String? = "",
        _ change: (inout PersistentVolumeClaim) -> Void = { _ in }
    ) -> PersistentVolumeClaim {
        var claim = PersistentVolumeClaim()
        claim.metadata.name = name
        claim.metadata.namespace = "default"
        claim.spec.accessModes = modes
        claim.spec.resources.requests = ["storage": size]
        claim.spec.storageClassName = storageClass
        change(&claim)
        return claim
    }

    static func volume(
        _ name: String, size: Quantity = "1Gi", modes: [String] = ["ReadWriteOnce"], storageClass: String = "", policy: String = "Retain",
        _ change: (inout PersistentVolume) -> Void = { _ in }
    ) -> PersistentVolume {
        var volume = PersistentVolume()
        volume.metadata.name = name
        volume.spec.capacity = ["storage": size]
        volume.spec.accessModes = modes
        volume.spec.storageClassName = storageClass
        volume.spec.persistentVolumeReclaimPolicy = policy
        volume.spec.hostPath = HostPathVolumeSource(path: "/data/\(name)")
        change(&volume)
        return volume
    }

    static func storageClass(
        _ name: String, provisioner: String = LocalPathProvisioner.provisioner, waits: Bool = true, isDefault: Bool = false, policy: String = "Delete"
    ) -> StorageClass {
        var result = StorageClass()
        result.metadata.name = name
        if isDefault { result.metadata.annotations[StorageKeys.defaultClass] = "true" }
        result.provisioner = provisioner
        result.reclaimPolicy = policy
        result.volumeBindingMode = waits ? "WaitForFirstConsumer" : "Immediate"
        result.allowVolumeExpansion = true
        return result
    }

    /// A pod whose only volume stands for a claim.
    static func pod(using claim: String, name: String = "user", node: String? = nil) -> Pod {
        var pod = Pod()
        pod.metadata.name = name
        pod.metadata.namespace = "default"
        pod.spec.containers = [Container(name: "c", image: "nginx")]
        var volume = Volume()
        volume.name = "data"
        volume.persistentVolumeClaim = PersistentVolumeClaimVolumeSource(claimName: claim)
        pod.spec.volumes = [volume]
        pod.spec.nodeName = node
        return pod
    }
}

extension TestCluster {
    func claim(_ name: String) async throws -> PersistentVolumeClaim {
        try await client.get(PersistentVolumeClaim.self, name, namespace: "default")
    }

    func volume(_ name: String) async throws -> PersistentVolume { try await client.get(PersistentVolume.self, name) }

    func phase(_ claim: String) async throws -> String { try await self.claim(claim).status.phase ?? "" }

    func isGone<T: KubernetesObject>(_ type: T.Type, _ name: String, namespace: String? = nil) async throws -> Bool {
        do {
            _ = try await client.get(type, name, namespace: namespace)
            return false
        } catch let error as APIError where error.isNotFound {
            return true
        }
    }
}
