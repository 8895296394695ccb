import JSON

/// Makes nodes ask for every image anew, so that a pod cannot use another's private image that lies there.
struct AlwaysPullImages: AdmissionPlugin {
    static let name = "AlwaysPullImages"
    static let resources: Set<String>? = ["pods"]
    private static let lists = ["initContainers", "containers", "ephemeralContainers"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard concerns(request) else { return }
        request.object.edit("spec") { spec in
            for list in Self.lists { spec.editEach(list) { $0["imagePullPolicy"] = "Always" } }
            spec.editEach("volumes") { volume in volume.edit("image") { $0["pullPolicy"] = "Always" } }
        }
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard concerns(request) else { return }
        for list in Self.lists {
            for (i, container) in (request.object["spec"]?.items(list) ?? []).enumerated() where container.text("imagePullPolicy") != "Always" {
                let error = FieldError.notSupported("spec.\(list)[\(i)].imagePullPolicy", container.text("imagePullPolicy"), ["Always"])
                throw request.forbidden(error.description)
            }
        }
    }

    /// New pods, and updates that bring images which the pod did not have.
    private func concerns(_ request: AdmissionRequest) -> Bool {
        guard request.isFor("pods"), request.writes else { return false }
        if request.operation == .create { return true }
        return !Self.images(request.object).isSubset(of: Self.images(request.old))
    }

    private static func images(_ pod: JSONValue) -> Set<String> {
        Set(lists.flatMap { list in (pod["spec"]?.items(list) ?? []).map { $0.text("image") } })
    }
}
