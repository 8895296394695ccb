import Crypto
import Foundation
import KubernetesAPI
import KubernetesClient

/// The cluster's certificates: made on first start, taken up again later, renewed when they run out or no longer fit.
struct PKI {
    let directory: String
    let authority: CertificateAuthority

    /// Opens the directory, or makes the authority in it.
    init(directory: String, now: Date) throws {
        self.directory = directory
        try Files.makeDirectory(directory, mode: 0o700)
        if let certificate = Files.text("\(directory)/ca.crt"), let key = Files.text("\(directory)/ca.key") {
            do {
                authority = try CertificateAuthority(certificatePEM: certificate, keyPEM: key)
            } catch {
                throw ClusterError("cannot read the cluster's CA in \(directory)/ca.crt and ca.key: \(error)")
            }
        } else {
            authority = try CertificateAuthority(commonName: "kubernetes", now: now)
            try Files.write(authority.keyPEM, to: "\(directory)/ca.key", mode: 0o600)
            try Files.write(try authority.pem, to: "\(directory)/ca.crt")
        }
        // The key that signs service account tokens.
        if Files.text("\(directory)/sa.key") == nil {
            let key = P256.Signing.PrivateKey()
            try Files.write(key.publicKey.pemRepresentation, to: "\(directory)/sa.pub")
            try Files.write(key.pemRepresentation, to: "\(directory)/sa.key", mode: 0o600)
        }
    }

    func path(_ file: String) -> String { "\(directory)/\(file)" }

    /// Sees to it that NAME.crt and NAME.key are there and serve; returns them.
    @discardableResult
    func ensure(_ name: String, _ subject: CertificateAuthority.Subject, now: Date) throws -> KeyPair {
        if let certificate = Files.text(path("\(name).crt")), let key = Files.text(path("\(name).key")), authority.accepts(certificate, for: subject, now: now) {
            return KeyPair(certificate: certificate, key: key)
        }
        let pair = try authority.issue(subject, now: now)
        try Files.write(pair.key, to: path("\(name).key"), mode: 0o600)
        try Files.write(pair.certificate, to: path("\(name).crt"))
        return pair
    }

    /// A kubeconfig that carries its credentials in itself.
    func kubeconfig(user: String, pair: KeyPair, server: String) throws -> Kubeconfig {
        Kubeconfig(
            cluster: .init(server: server, certificateAuthorityData: Array(try authority.pem.utf8)), named: "kubernetes",
            user: .init(clientCertificateData: Array(pair.certificate.utf8), clientKeyData: Array(pair.key.utf8)), named: user)
    }
}
