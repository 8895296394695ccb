import Foundation
import KubernetesAPI
import KubernetesClient
import SwiftASN1
import X509

/// certificatesigningrequest-signing-controller: signs approved requests for the signers of `kubernetes.io/`, with the CA of
/// `--cluster-signing-cert-file` and its key.
final class CertificateSigningController: Controller {
    static let name = "certificatesigningrequest-signing-controller"

    private let context: ControllerContext
    private let requests: Informer<KubernetesAPI.CertificateSigningRequest>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        requests = context.informers.informer(for: KubernetesAPI.CertificateSigningRequest.self)
        queue = context.queue()
        requests.addHandler { [queue] event in
            if case .deleted = event { return }
            queue.add(event.object.key)
        }
    }

    func run() async throws {
        let options = context.options
        var signers: [String: CertificateSigner] = [:]
        for (signer, flag) in Self.flags {
            let pair = options.signers[flag] ?? .init(certificate: options.clusterSigningCertificate, key: options.clusterSigningKey)
            guard !pair.certificate.isEmpty, !pair.key.isEmpty else { continue }
            signers[signer] = try CertificateSigner(certificatePEM: pair.certificate, keyPEM: pair.key, duration: options.clusterSigningDuration)
        }
        guard !signers.isEmpty else { return }
        await context.work(Self.name, on: queue, workers: 5) { [self, signers] key in try await reconcile(key, signers) }
    }

    /// The signers, and what they are called in flags.
    private static let flags = [
        "kubernetes.io/kube-apiserver-client": "kube-apiserver-client", "kubernetes.io/kube-apiserver-client-kubelet": "kubelet-client",
        "kubernetes.io/kubelet-serving": "kubelet-serving", "kubernetes.io/legacy-unknown": "legacy-unknown",
    ]

    private func reconcile(_ key: ObjectKey, _ signers: [String: CertificateSigner]) async throws {
        guard let request = requests.get(key.name), request.isApproved, !request.has("Failed"), request.status.certificate.isEmpty else { return }
        guard let signer = signers[request.spec.signerName] else { return }
        guard let content = try? CertificateRequest(request.spec.request) else { return }
        let problem: String?
        switch request.spec.signerName {
        case "kubernetes.io/kube-apiserver-client": problem = CertificateRequest.problemAsClient(usages: request.spec.usages)
        case "kubernetes.io/kube-apiserver-client-kubelet": problem = content.problemAsKubeletClient(usages: request.spec.usages)
        case "kubernetes.io/kubelet-serving": problem = content.problemAsKubeletServing(usages: request.spec.usages)
        case "kubernetes.io/legacy-unknown": problem = nil
        default: return
        }
        var changed = request
        if let problem {
            changed.status.conditions.append(.init(type: "Failed", status: "True", reason: "SignerValidationFailure", message: problem))
        } else {
            let certificate = try signer.sign(
                content, usages: request.spec.usages, expirationSeconds: request.spec.expirationSeconds, now: context.clock.now.seconds)
            changed.status.certificate = Array(certificate.utf8)
        }
        _ = try await context.client.updateStatus(changed)
    }
}

/// Signs certificates of clients and servers with a CA.
struct CertificateSigner: Sendable {
    private let authority: Certificate
    private let key: Certificate.PrivateKey
    /// The longest life of a certificate, in seconds (`--cluster-signing-duration`).
    private let duration: Int64

    /// - Throws: when the PEM texts are no certificate and key.
    init(certificatePEM: String, keyPEM: String, duration: Int64) throws {
        authority = try Certificate(pemEncoded: certificatePEM)
        key = try Certificate.PrivateKey(pemEncoded: keyPEM)
        self.duration = duration
    }

    /// The certificate that a request asks for, as PEM.
    /// - Parameter now: seconds since 1970. Clocks that go slow are given five minutes.
    func sign(_ content: CertificateRequest, usages: [String], expirationSeconds: Int?, now: Int64) throws -> String {
        let usages = Set(usages)
        var life = duration
        if let wanted = expirationSeconds { life = min(life, max(600, Int64(wanted))) }
        let start = Date(timeIntervalSince1970: Double(now - 300))
        let end = min(Date(timeIntervalSince1970: Double(now + life)), authority.notValidAfter)
        let extended: [(String, ExtendedKeyUsage.Usage)] = [
            ("any", .any), ("server auth", .serverAuth), ("client auth", .clientAuth), ("code signing", .codeSigning),
            ("email protection", .emailProtection), ("timestamping", .timeStamping), ("ocsp signing", .ocspSigning),
        ]
        let purposes = extended.filter { usages.contains($0.0) }.map(\.1)
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(
                KeyUsage(
                    digitalSignature: usages.contains("digital signature") || usages.contains("signing"),
                    nonRepudiation: usages.contains("content commitment"), keyEncipherment: usages.contains("key encipherment"),
                    dataEncipherment: usages.contains("data encipherment"), keyAgreement: usages.contains("key agreement"),
                    keyCertSign: usages.contains("cert sign"), cRLSign: usages.contains("crl sign"),
                    encipherOnly: usages.contains("encipher only"), decipherOnly: usages.contains("decipher only")))
            if !purposes.isEmpty { try ExtendedKeyUsage(purposes) }
            if let identifier = try authority.extensions.subjectKeyIdentifier?.keyIdentifier { AuthorityKeyIdentifier(keyIdentifier: identifier) }
            if let names = content.alternativeNames { names }
        }
        let issued = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: content.request.publicKey, notValidBefore: start, notValidAfter: end,
            issuer: authority.subject, subject: content.request.subject, extensions: extensions, issuerPrivateKey: key)
        return try issued.serializeAsPEM().pemString + "\n"
    }
}
