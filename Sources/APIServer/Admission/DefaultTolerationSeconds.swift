import JSON

/// Lets pods stay for five minutes on a node that is not ready or unreachable, unless they say otherwise.
struct DefaultTolerationSeconds: AdmissionPlugin {
    static let name = "DefaultTolerationSeconds"

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("pods"), request.operation == .create || request.operation == .update else { return }
        request.object.edit("spec") { spec in
            var tolerations = spec.items("tolerations")
            for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
                let tolerated = tolerations.contains { toleration in
                    let effect = toleration.text("effect")
                    let itsKey = toleration.text("key")
                    return (itsKey == key || itsKey.isEmpty) && (effect == "NoExecute" || effect.isEmpty)
                }
                if tolerated { continue }
                tolerations.append(["key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300])
            }
            if !tolerations.isEmpty { spec["tolerations"] = .array(tolerations) }
        }
    }
}
