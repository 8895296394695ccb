import JSON

/// Lets only those approve or deny certificate requests who may approve for the signer.
struct CertificateApproval: AdmissionPlugin {
    static let name = "CertificateApproval"
    static let resources: Set<String>? = ["certificatesigningrequests"]
    let authorizer: any Authorizer

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .update,
            request.isFor("certificatesigningrequests", group: "certificates.k8s.io", subresource: "approval")
        else { return }
        let signer = request.old["spec"]?.text("signerName") ?? ""
        if await !Signers.may("approve", signer, request, authorizer) {
            throw request.forbidden("user not permitted to approve requests with signerName \(FieldError.quoted(signer))")
        }
    }
}

/// Who may do what for a signer of certificates.
enum Signers {
    /// Whether the user may `verb` the signer itself, or all signers of its domain.
    static func may(_ verb: String, _ signer: String, _ request: AdmissionRequest, _ authorizer: any Authorizer) async -> Bool {
        let domain = signer.split(separator: "/", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        for name in [signer, domain + "/*"] {
            let attributes = RequestAttributes(
                user: request.user, verb: verb, apiGroup: "certificates.k8s.io", apiVersion: "*", resource: "signers", name: name)
            if case .allow = await authorizer.authorize(attributes) { return true }
        }
        return false
    }
}
