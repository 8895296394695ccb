import JSON

/// Lets pods stay for five minutes on a node that is not ready or unreachable, unless they say otherwise.
struct DefaultTolerationSeconds: AdmissionPlugin {
    static let name = "DefaultTolerationSeconds"
    static let resources: Set<String>? = ["pods"]

    /// `--default-not-ready-toleration-seconds`.
    var notReady: Int64 = 300
    /// `--default-unreachable-toleration-seconds`.
    var unreachable: Int64 = 300

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("pods"), request.writes else { return }
        let (notReady, unreachable) = (notReady, unreachable)
        request.object.edit("spec") { spec in
            var tolerations = spec.items("tolerations")
            for (key, seconds) in [("node.kubernetes.io/not-ready", notReady), ("node.kubernetes.io/unreachable", unreachable)] {
                let tolerated = tolerations.contains { toleration in
                    let effect = toleration.text("effect")
                    let itsKey = toleration.text("key")
                    return (itsKey == key || itsKey.isEmpty) && (effect == "NoExecute" || effect.isEmpty)
                }
                if tolerated { continue }
                tolerations.append(["key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": .int(seconds)])
            }
            if !tolerations.isEmpty { spec["tolerations"] = .array(tolerations) }
        }
    }
}
