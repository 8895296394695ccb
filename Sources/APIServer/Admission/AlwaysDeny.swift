/// Refuses every change.
struct AlwaysDeny: AdmissionPlugin {
    static let name = "AlwaysDeny"
    private static let message = "admission control is denying all modifications"

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws { throw request.forbidden(Self.message) }
    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws { throw request.forbidden(Self.message) }
}
