import Crypto
import Foundation
import KubernetesAPI
import SwiftASN1
import X509

/// A certificate with its key, as PEM.
struct CertificatePair: Sendable, Equatable {
    var certificate: String
    var key: String
    var notBefore: Instant
    var notAfter: Instant

    /// - Throws: when the texts hold no certificate, or the key is another's.
    init(certificate: String, key: String) throws {
        // Behind its own there may be those of the authorities between.
        guard let own = try PEMDocument.parseMultiple(pemString: certificate).first else { throw NodeCertificateError("there is no certificate") }
        let parsed = try Certificate(pemDocument: own)
        guard parsed.publicKey == (try Certificate.PrivateKey(pemEncoded: key)).publicKey else {
            throw NodeCertificateError("the key does not belong to the certificate")
        }
        // They may stand behind each other in one file.
        func lined(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }
        self.certificate = lined(certificate)
        self.key = lined(key)
        notBefore = Instant(seconds: Int64(parsed.notValidBefore.timeIntervalSince1970), nanoseconds: 0)
        notAfter = Instant(seconds: Int64(parsed.notValidAfter.timeIntervalSince1970), nanoseconds: 0)
    }

    /// When to ask for another: at 70 to 90 % of its life, so that not all nodes ask at once.
    /// - Parameter random: 0 to 1.
    func rotation(random: Double) -> Instant {
        notBefore + (notAfter - notBefore) * (0.7 + 0.2 * min(max(random, 0), 1))
    }
}

/// Why there is no certificate.
struct NodeCertificateError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// A certificate's file as the upstream kubelet keeps it: `kubelet-client-current.pem`, a link to the newest of
/// `kubelet-client-<time>.pem`, each with certificate and key in one.
struct CertificateStore: Sendable {
    var directory: String
    /// `kubelet-client` or `kubelet-server`
    var name: String

    var currentPath: String { "\(directory)/\(name)-current.pem" }

    /// Nil when there is none, or nothing usable.
    func load() -> CertificatePair? {
        guard let bytes = POSIXFiles.read(currentPath) else { return nil }
        return Self.parse(String(decoding: bytes, as: UTF8.self))
    }

    /// Cuts a text of several PEM blocks into the certificates and the key.
    static func parse(_ text: String) -> CertificatePair? {
        var (certificates, key) = ("", "")
        var block = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("-----BEGIN ") { block = "" }
            block += line + "\n"
            guard line.hasPrefix("-----END ") else { continue }
            if line.contains("PRIVATE KEY") { key = block } else if line.contains("CERTIFICATE") { certificates += block }
        }
        return try? CertificatePair(certificate: certificates, key: key)
    }

    /// Writes a new one and points the link to it.
    func save(_ pair: CertificatePair, now: Instant) throws {
        try POSIXFiles.makeDirectories(directory, mode: 0o755)
        let stamp = RFC3339.text(seconds: now.seconds).filter { $0.isNumber || $0 == "T" }.replacing("T", with: "-")
        let path = "\(directory)/\(name)-\(stamp).pem"
        try POSIXFiles.write(Array((pair.certificate + pair.key).utf8), to: path, mode: 0o600)
        let link = currentPath + ".new"
        try POSIXFiles.remove(link)
        try POSIXFiles.link(path, at: link)
        try POSIXFiles.move(link, to: currentPath)
    }
}
