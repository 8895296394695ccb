import JSON

/// Refuses pods that require to be kept apart by anything but the node.
struct LimitPodHardAntiAffinityTopology: AdmissionPlugin {
    static let name = "LimitPodHardAntiAffinityTopology"
    static let resources: Set<String>? = ["pods"]
    private static let hostname = "kubernetes.io/hostname"

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("pods"), request.writes else { return }
        let required = request.object["spec"]?["affinity"]?["podAntiAffinity"]?.items("requiredDuringSchedulingIgnoredDuringExecution") ?? []
        for term in required where term.text("topologyKey") != Self.hostname {
            throw request.forbidden(
                "affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey \(term.text("topologyKey")) but only key "
                    + "\(Self.hostname) is allowed")
        }
    }
}
