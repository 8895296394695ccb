import JSON

/// Lets only those put a certificate into a request's status who may sign for the signer.
struct CertificateSigning: AdmissionPlugin {
    static let name = "CertificateSigning"
    static let resources: Set<String>? = ["certificatesigningrequests"]
    let authorizer: any Authorizer

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .update,
            request.isFor("certificatesigningrequests", group: "certificates.k8s.io", subresource: "status"),
            request.object["status"] != request.old["status"]
        else { return }
        let signer = request.old["spec"]?.text("signerName") ?? ""
        if await !Signers.may("sign", signer, request, authorizer) {
            throw request.forbidden("user not permitted to sign requests with signerName \(FieldError.quoted(signer))")
        }
    }
}
