import JSON

/// Lets pods that ask for an extended resource onto the nodes that are tainted with its name.
struct ExtendedResourceToleration: AdmissionPlugin {
    static let name = "ExtendedResourceToleration"
    static let resources: Set<String>? = ["pods"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("pods"), request.writes else { return }
        var names: Set<String> = []
        for list in ["containers", "initContainers"] {
            for container in request.object["spec"]?.items(list) ?? [] {
                names.formUnion((container["resources"]?.members("requests").keys ?? []).filter(ResourceValidation.isExtended))
            }
        }
        if names.isEmpty { return }
        request.object.edit("spec") { spec in
            let added: [JSONValue] = names.sorted().map { ["key": .string($0), "operator": "Exists", "effect": "NoSchedule"] }
            spec["tolerations"] = .array(Tolerations.merged(spec.items("tolerations"), added))
        }
    }
}
