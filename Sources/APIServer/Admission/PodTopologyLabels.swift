import JSON

/// Tells pods by labels in which zone and region the node is that they are bound to.
struct PodTopologyLabels: AdmissionPlugin {
    static let name = "PodTopologyLabels"
    static let resources: Set<String>? = ["pods", "bindings"]
    private static let labels = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.group.isEmpty else { return }
        let node: String
        if request.isFor("pods") {
            node = request.object["spec"]?.text("nodeName") ?? ""
        } else if request.isFor("pods", subresource: "binding") || request.isFor("bindings") {
            guard ["", "Node"].contains(request.object["target"]?.text("kind") ?? "") else { return }
            node = request.object["target"]?.text("name") ?? ""
        } else {
            return
        }
        guard !node.isEmpty, let known = try await reader.find(group: "", resource: "nodes", namespace: "", name: node) else { return }
        for label in Self.labels {
            guard let value = known.labels[label] else { continue }
            request.object.setDefault("metadata", [:])
            request.object.edit("metadata") { metadata in
                metadata.setDefault("labels", [:])
                metadata.edit("labels") { $0[label] = .string(value) }
            }
        }
    }
}
