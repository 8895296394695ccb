import Foundation
import KubernetesAPI
import SwiftASN1
import X509

/// What a CertificateSigningRequest asks to be certified.
struct CertificateRequest {
    let request: X509.CertificateSigningRequest
    private(set) var commonName = ""
    private(set) var organizations: [String] = []
    /// The names by which a server is reached.
    private(set) var dnsNames: [String] = []
    private(set) var addressCount = 0
    /// Names of any other kind, such as mail addresses.
    private(set) var otherNameCount = 0
    private(set) var alternativeNames: SubjectAlternativeNames?

    /// - Throws: when the PEM is no request.
    init(_ pem: [UInt8]) throws {
        request = try X509.CertificateSigningRequest(pemEncoded: String(decoding: pem, as: UTF8.self))
        for attribute in request.subject.lazy.flatMap({ $0 }) {
            guard let text = String(attribute.value) else { continue }
            if attribute.type == .RDNAttributeType.commonName { commonName = text }
            if attribute.type == .RDNAttributeType.organizationName { organizations.append(text) }
        }
        alternativeNames = try request.attributes.extensionRequest?.extensions.subjectAlternativeNames
        for name in alternativeNames ?? SubjectAlternativeNames([]) {
            switch name {
            case .dnsName(let name): dnsNames.append(name)
            case .ipAddress: addressCount += 1
            default: otherNameCount += 1
            }
        }
    }

    /// Why this is no request for a kubelet's client certificate; nil when it is one.
    func problemAsKubeletClient(usages: [String]) -> String? {
        if organizations != ["system:nodes"] { return "subject organization is not system:nodes" }
        if !dnsNames.isEmpty { return "DNS subjectAltNames are not allowed" }
        if addressCount > 0 { return "IP subjectAltNames are not allowed" }
        if otherNameCount > 0 { return "Email and URI subjectAltNames are not allowed" }
        if !commonName.hasPrefix("system:node:") { return "subject common name does not begin with system:node:" }
        let set = Set(usages)
        guard set == ["digital signature", "client auth"] || set == ["digital signature", "client auth", "key encipherment"] else {
            return "usages did not match [client auth digital signature key encipherment]"
        }
        return nil
    }

    /// Why this is no request for a kubelet's serving certificate; nil when it is one.
    func problemAsKubeletServing(usages: [String]) -> String? {
        if organizations != ["system:nodes"] { return "subject organization is not system:nodes" }
        if dnsNames.isEmpty, addressCount == 0 { return "DNS or IP subjectAltName is required" }
        if otherNameCount > 0 { return "Email and URI subjectAltNames are not allowed" }
        if !commonName.hasPrefix("system:node:") { return "subject common name does not begin with system:node:" }
        let set = Set(usages)
        guard set == ["digital signature", "server auth"] || set == ["digital signature", "server auth", "key encipherment"] else {
            return "usages did not match [digital signature key encipherment server auth]"
        }
        return nil
    }

    /// Why the usages are none of a client of the API server; nil when they are.
    static func problemAsClient(usages: [String]) -> String? {
        let set = Set(usages)
        guard set.contains("client auth"), set.isSubset(of: ["digital signature", "key encipherment", "client auth"]) else {
            return "usages did not match [client auth digital signature key encipherment]"
        }
        return nil
    }
}

extension KubernetesAPI.CertificateSigningRequest {
    /// Whether a condition of the type is there and true.
    func has(_ type: String) -> Bool { status.conditions.contains { $0.type == type && $0.status == "True" } }

    var isApproved: Bool { has("Approved") && !has("Denied") }
}
