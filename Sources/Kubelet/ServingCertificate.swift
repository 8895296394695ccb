import Crypto
import Foundation
import HTTPServer
import KubernetesAPI
import SwiftASN1
import X509

/// The certificate of the kubelet's server: the one that the options name, or one that the kubelet signs itself and keeps as
/// `kubelet.crt` and `kubelet.key` in `--cert-dir`.
struct ServingCertificate {
    var options: KubeletOptions
    var clock: any WallClock

    /// - Throws: when a file is missing or holds something else.
    func tls() throws -> HTTPServerConfiguration.TLS {
        var tls = try loaded()
        try tls.apply(minVersion: options.serving.tlsMinVersion, cipherSuites: options.serving.tlsCipherSuites)
        return tls
    }

    private func loaded() throws -> HTTPServerConfiguration.TLS {
        let clientCAs = try options.clientCAFile.map { try Self.read($0) }
        if let certificate = options.tlsCertFile, let key = options.tlsPrivateKeyFile {
            return try HTTPServerConfiguration.TLS(
                certificateChainPEM: Self.read(certificate), privateKeyPEM: Self.read(key), clientCAsPEM: clientCAs)
        }
        let (certificate, key) = try selfSigned()
        return try HTTPServerConfiguration.TLS(certificateChainPEM: certificate, privateKeyPEM: key, clientCAsPEM: clientCAs)
    }

    /// With a certificate that the API server's signer has given.
    func tls(_ pair: CertificatePair) throws -> HTTPServerConfiguration.TLS {
        try HTTPServerConfiguration.TLS(
            certificateChainPEM: pair.certificate, privateKeyPEM: pair.key, clientCAsPEM: options.clientCAFile.map { try Self.read($0) })
    }

    private func selfSigned() throws -> (certificate: String, key: String) {
        let certificatePath = options.certDirectory + "/kubelet.crt"
        let keyPath = options.certDirectory + "/kubelet.key"
        let now = Date(timeIntervalSince1970: Double(clock.now.seconds))
        if let certificate = try? Self.read(certificatePath), let key = try? Self.read(keyPath),
            let parsed = try? Certificate(pemEncoded: certificate), parsed.notValidAfter > now.addingTimeInterval(30 * 86400)
        {
            return (certificate, key)
        }
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("\(options.hostname)@\(clock.now.seconds)") }
        let made = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: now.addingTimeInterval(-300),
            notValidAfter: now.addingTimeInterval(365 * 86400), issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames([.dnsName(options.hostname)])
            }, issuerPrivateKey: .init(key))
        let pem = try made.serializeAsPEM().pemString
        try FileManager.default.createDirectory(
            atPath: options.certDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try Self.write(certificatePath, pem, mode: 0o644)
        try Self.write(keyPath, key.pemRepresentation, mode: 0o600)
        return (pem, key.pemRepresentation)
    }

    private static func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private static func write(_ path: String, _ text: String, mode: Int) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]) else {
            throw ContainerConfigError(message: "cannot write \(path)")
        }
    }
}
