import JSON

/// Refuses new addresses in the `externalIPs` of services; those that are there may stay.
struct DenyServiceExternalIPs: AdmissionPlugin {
    static let name = "DenyServiceExternalIPs"
    static let resources: Set<String>? = ["services"]

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("services"), request.writes else { return }
        let wanted = Set(request.object["spec"]?.items("externalIPs") ?? [])
        if wanted.isSubset(of: request.old["spec"]?.items("externalIPs") ?? []) { return }
        throw request.forbidden("Use of external IPs is denied by admission control.")
    }
}
