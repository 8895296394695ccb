import JSON

/// Keeps pods off new nodes until they are known to be ready: the node controller takes the taint away.
struct TaintNodesByCondition: AdmissionPlugin {
    static let name = "TaintNodesByCondition"
    static let resources: Set<String>? = ["nodes"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("nodes") else { return }
        request.object.setDefault("spec", [:])
        request.object.edit("spec") { spec in
            let taint: JSONValue = ["key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"]
            let present = spec.items("taints")
            if !present.contains(where: { $0["key"] == taint["key"] && $0["effect"] == taint["effect"] }) {
                spec["taints"] = .array(present + [taint])
            }
        }
    }
}
