import Crypto
import Foundation
import SwiftASN1
import X509

/// A certificate to serve with, and its key, both in PEM.
public struct ServingPair: Sendable, Equatable {
    public var certificate: String
    public var key: String

    /// Reads them from files.
    public init(certificateFile: String, keyFile: String) throws {
        certificate = try String(contentsOfFile: certificateFile, encoding: .utf8)
        key = try String(contentsOfFile: keyFile, encoding: .utf8)
    }

    /// Makes one that signs itself, for a year.
    public init(selfSignedFor host: String, now: Date) throws {
        let made = P256.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("\(host)@\(Int64(now.timeIntervalSince1970))") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(made.publicKey), notValidBefore: now.addingTimeInterval(-300),
            notValidAfter: now.addingTimeInterval(365 * 86400), issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames([.dnsName(host), .dnsName("localhost")])
            }, issuerPrivateKey: .init(made))
        self.certificate = try certificate.serializeAsPEM().pemString
        key = made.pemRepresentation
    }

    /// The pair in `directory` as `NAME.crt` and `NAME.key`, made and kept there when there is none that lasts another month.
    public init(directory: String, name: String, host: String, now: Date) throws {
        let (crt, keyPath) = ("\(directory)/\(name).crt", "\(directory)/\(name).key")
        if let kept = try? ServingPair(certificateFile: crt, keyFile: keyPath), let parsed = try? Certificate(pemEncoded: kept.certificate),
            parsed.notValidAfter > now.addingTimeInterval(30 * 86400)
        {
            self = kept
            return
        }
        try self.init(selfSignedFor: host, now: now)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        for (path, text, mode) in [(crt, certificate, 0o644), (keyPath, key, 0o600)] {
            guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
    }
}
