import JSON

/// Lets only those write a trust bundle of a signer who may attest for it.
struct ClusterTrustBundleAttest: AdmissionPlugin {
    static let name = "ClusterTrustBundleAttest"
    static let resources: Set<String>? = ["clustertrustbundles"]
    let authorizer: any Authorizer

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("clustertrustbundles", group: "certificates.k8s.io"), request.writes else { return }
        let signer = request.object["spec"]?.text("signerName") ?? ""
        if signer.isEmpty { return }
        if request.operation == .update, request.old["spec"] == request.object["spec"] { return }
        if await !Signers.may("attest", signer, request, authorizer) {
            throw request.forbidden("user not permitted to attest for signerName \(FieldError.quoted(signer))")
        }
    }
}
