import JSON

/// The objects of its namespace that a pod refers to, by name.
struct PodReferences: Sendable {
    private(set) var secrets: Set<String> = []
    private(set) var configMaps: Set<String> = []
    private(set) var claims: Set<String> = []
    private(set) var resourceClaims: Set<String> = []

    init(_ pod: JSONValue) {
        // A mirror pod only shows a static one, whose references the node itself has chosen.
        if pod["metadata"]?["annotations"]?["kubernetes.io/config.mirror"] != nil { return }
        let spec = pod["spec"] ?? [:]
        for secret in spec.items("imagePullSecrets") { add(secret, to: &secrets) }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for container in spec.items(list) {
                for source in container.items("envFrom") {
                    add(source["secretRef"], to: &secrets)
                    add(source["configMapRef"], to: &configMaps)
                }
                for variable in container.items("env") {
                    add(variable["valueFrom"]?["secretKeyRef"], to: &secrets)
                    add(variable["valueFrom"]?["configMapKeyRef"], to: &configMaps)
                }
            }
        }
        let podName = pod["metadata"]?.text("name") ?? ""
        for volume in spec.items("volumes") { addVolume(volume, podName: podName) }
        addResourceClaims(spec, pod["status"] ?? [:])
    }

    private mutating func addVolume(_ volume: JSONValue, podName: String) {
        add(volume["configMap"], to: &configMaps)
        add(volume["secret"], field: "secretName", to: &secrets)
        add(volume["azureFile"], field: "secretName", to: &secrets)
        for source in ["cephfs", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos"] { add(volume[source]?["secretRef"], to: &secrets) }
        add(volume["csi"]?["nodePublishSecretRef"], to: &secrets)
        add(volume["persistentVolumeClaim"], field: "claimName", to: &claims)
        if volume.has("ephemeral") { claims.insert("\(podName)-\(volume.text("name"))") }
        for source in volume["projected"]?.items("sources") ?? [] {
            add(source["secret"], to: &secrets)
            add(source["configMap"], to: &configMaps)
        }
    }

    private mutating func addResourceClaims(_ spec: JSONValue, _ status: JSONValue) {
        for claim in spec.items("resourceClaims") { add(claim, field: "resourceClaimName", to: &resourceClaims) }
        for claim in status.items("resourceClaimStatuses") { add(claim, field: "resourceClaimName", to: &resourceClaims) }
        add(status["extendedResourceClaimStatus"], field: "resourceClaimName", to: &resourceClaims)
    }

    private func add(_ reference: JSONValue?, field: String = "name", to names: inout Set<String>) {
        if let name = reference?.text(field), !name.isEmpty { names.insert(name) }
    }
}
