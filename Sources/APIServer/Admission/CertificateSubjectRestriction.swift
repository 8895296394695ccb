import JSON
import SwiftASN1
import X509

/// Refuses requests for client certificates of the group `system:masters`, which is above all rules.
struct CertificateSubjectRestriction: AdmissionPlugin {
    static let name = "CertificateSubjectRestriction"
    static let resources: Set<String>? = ["certificatesigningrequests"]
    private static let signer = "kubernetes.io/kube-apiserver-client"

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("certificatesigningrequests", group: "certificates.k8s.io"),
            request.object["spec"]?.text("signerName") == Self.signer
        else { return }
        let organizations: [String]
        do {
            organizations = try CertificateRequests.subject(request.object, .RDNAttributeType.organizationName)
        } catch {
            throw request.forbidden("failed to parse CSR: \(error)")
        }
        if organizations.contains("system:masters") {
            throw request.forbidden("use of \(Self.signer) signer with system:masters group is not allowed")
        }
    }
}

/// What a CertificateSigningRequest asks for.
enum CertificateRequests {
    /// The request is no base64 of PEM.
    struct Unreadable: Error, CustomStringConvertible {
        let description = "PEM block type must be CERTIFICATE REQUEST"
    }

    /// The values of one attribute of the subject.
    static func subject(_ object: JSONValue, _ type: ASN1ObjectIdentifier) throws -> [String] {
        guard let bytes = Base64.decode(object["spec"]?.text("request") ?? "") else { throw Unreadable() }
        let request = try CertificateSigningRequest(pemEncoded: String(decoding: bytes, as: UTF8.self))
        return request.subject.flatMap { name in name.filter { $0.type == type }.map { String(describing: $0.value) } }
    }
}
