import CSI
import JSON
import KubernetesAPI
import KubernetesClient

/// Puts together what drivers are told about a volume of a pod.
struct CSIRequests: Sendable {
    var services: VolumeServices
    var drivers: CSIDrivers

    /// How the volume is to be had.
    func capability(_ request: VolumeRequest, _ volume: CSIVolume, _ can: CSICapabilities) -> CSIV1VolumeCapability {
        var capability = CSIV1VolumeCapability()
        capability.accessMode.mode = mode(request, can)
        if request.isBlock {
            capability.block = CSIV1VolumeCapability.BlockVolume()
            return capability
        }
        capability.mount.fsType = fsType(request)
        capability.mount.mountFlags = request.persistent?.spec.mountOptions ?? []
        if can.mountGroup, let group = request.pod.spec.securityContext?.fsGroup { capability.mount.volumeMountGroup = String(group) }
        return capability
    }

    func fsType(_ request: VolumeRequest) -> String { request.persistent?.spec.csi?.fsType ?? request.volume.csi?.fsType ?? "" }

    private func mode(_ request: VolumeRequest, _ can: CSICapabilities) -> CSIV1VolumeCapability.AccessMode.Mode {
        switch request.persistent?.spec.accessModes.first {
        case "ReadOnlyMany"?: .multiNodeReaderOnly
        case "ReadWriteMany"?: .multiNodeMultiWriter
        case "ReadWriteOncePod"?: can.singleNodeMultiWriter ? .singleNodeSingleWriter : .singleNodeWriter
        default: can.singleNodeMultiWriter ? .singleNodeMultiWriter : .singleNodeWriter
        }
    }

    /// A secret's data as the driver gets it.
    /// - Parameter what: the field of the volume, for the message.
    func secrets(_ reference: CoreV1.SecretReference?, _ what: String) async throws -> [String: String] {
        guard let reference, let name = reference.name, !name.isEmpty else { return [:] }
        return try await secret(name, reference.namespace ?? "", what)
    }

    /// Those of NodePublishVolume: an inline volume's secret is in the pod's own namespace.
    func publishSecrets(_ request: VolumeRequest) async throws -> [String: String] {
        if let source = request.persistent?.spec.csi { return try await secrets(source.nodePublishSecretRef, "NodePublishSecretRef") }
        guard let name = request.volume.csi?.nodePublishSecretRef?.name, !name.isEmpty else { return [:] }
        return try await secret(name, request.pod.metadata.namespace, "NodePublishSecretRef")
    }

    private func secret(_ name: String, _ namespace: String, _ what: String) async throws -> [String: String] {
        do {
            guard let secret = try await services.objects.secret(name, namespace: namespace) else {
                throw VolumeFileError("secrets \"\(name)\" not found")
            }
            return secret.data.mapValues { String(decoding: $0, as: UTF8.self) }
        } catch {
            try Task.checkCancellation()
            throw VolumeFileError("fetching \(what) \(namespace)/\(name) failed: failed to find the secret \(name) in the namespace \(namespace) with error: \(error)")
        }
    }

    /// What the volume, and the pod if the driver asks for it, are known by.
    func context(_ request: VolumeRequest, _ volume: CSIVolume, _ driver: CSIDriver?) -> [String: String] {
        var context = request.persistent?.spec.csi?.volumeAttributes ?? request.volume.csi?.volumeAttributes ?? [:]
        guard driver?.spec.podInfoOnMount == true else { return context }
        let pod = request.pod
        context["csi.storage.k8s.io/pod.name"] = pod.metadata.name
        context["csi.storage.k8s.io/pod.namespace"] = pod.metadata.namespace
        context["csi.storage.k8s.io/pod.uid"] = pod.metadata.uid
        context["csi.storage.k8s.io/serviceAccount.name"] = pod.spec.serviceAccountName ?? ""
        context["csi.storage.k8s.io/ephemeral"] = volume.isInline ? "true" : "false"
        return context
    }

    /// Tokens of the pod's service account for the audiences that the driver wants, as the text that it expects; nil for none.
    func tokens(_ pod: Pod, _ driver: CSIDriver?) async throws -> String? {
        guard let requests = driver?.spec.tokenRequests, !requests.isEmpty else { return nil }
        var tokens = JSONObject()
        for request in requests {
            let token = try await services.tokens.granted(
                for: pod, audience: request.audience, seconds: request.expirationSeconds ?? 3600)
            tokens[request.audience] = [
                "token": .string(token.text), "expirationTimestamp": .string(RFC3339.text(seconds: token.expiration.seconds)),
            ]
        }
        return String(decoding: JSONValue.object(tokens).serialized(), as: UTF8.self)
    }

    static let tokensKey = "csi.storage.k8s.io/serviceAccount.tokens"

    /// Whether the kubelet is to give the volume to the pod's fsGroup.
    func isGroupSet(_ request: VolumeRequest, _ driver: CSIDriver?, _ can: CSICapabilities) -> Bool {
        guard request.pod.spec.securityContext?.fsGroup != nil, !can.mountGroup else { return false }
        switch driver?.spec.fsGroupPolicy ?? "ReadWriteOnceWithFSType" {
        case "None": return false
        case "File": return true
        default:
            if fsType(request).isEmpty { return false }
            guard let persistent = request.persistent else { return true }
            return persistent.spec.accessModes.contains("ReadWriteOnce") || persistent.spec.accessModes.contains("ReadWriteOncePod")
        }
    }
}
