import Crypto
import Foundation
import HTTPServer
import KubernetesAPI
import SwiftASN1
import X509

/// The certificate that the server shows: from the files of `--tls-cert-file`, or one that it made and signed itself.
enum ServingCertificate {
    /// Reads or makes the TLS configuration.
    /// - Throws: when a file cannot be read or is not what it should be.
    static func load(_ options: APIServerOptions, clock: any WallClock) throws -> HTTPServerConfiguration.TLS {
        let files = [options.clientCAFile, options.requestheaderClientCAFile].compactMap(\.self)
        let clientCAs = try files.isEmpty ? nil : files.map { try String(contentsOfFile: $0, encoding: .utf8) }.joined(separator: "\n")
        if let certificate = options.tlsCertFile, let key = options.tlsPrivateKeyFile {
            return try HTTPServerConfiguration.TLS(
                certificateChainPEM: String(contentsOfFile: certificate, encoding: .utf8),
                privateKeyPEM: String(contentsOfFile: key, encoding: .utf8), clientCAsPEM: clientCAs)
        }
        let directory = URL(fileURLWithPath: options.certDir)
        let certificateFile = directory.appendingPathComponent("apiserver.crt")
        let keyFile = directory.appendingPathComponent("apiserver.key")
        if let certificate = try? String(contentsOf: certificateFile, encoding: .utf8),
            let key = try? String(contentsOf: keyFile, encoding: .utf8)
        {
            return try HTTPServerConfiguration.TLS(certificateChainPEM: certificate, privateKeyPEM: key, clientCAsPEM: clientCAs)
        }
        let (certificate, key) = try selfSigned(hosts: hosts(options), now: clock.now)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try certificate.write(to: certificateFile, atomically: true, encoding: .utf8)
        FileManager.default.createFile(
            atPath: keyFile.path, contents: Data(key.utf8), attributes: [.posixPermissions: NSNumber(value: 0o600)])
        return try HTTPServerConfiguration.TLS(certificateChainPEM: certificate, privateKeyPEM: key, clientCAsPEM: clientCAs)
    }

    private static func hosts(_ options: APIServerOptions) -> [String] {
        var hosts = [
            "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost",
            "127.0.0.1",
        ]
        for network in (try? Assembly.serviceNetworks(options.serviceClusterIPRange)) ?? [] {
            hosts.append(IPAddress(family: network.family, value: network.base + 1).description)
        }
        for host in [options.advertiseAddress, options.externalHostname, options.bindAddress] {
            if let host, host != "0.0.0.0", host != "::", !hosts.contains(host) { hosts.append(host) }
        }
        return hosts
    }

    private static func selfSigned(hosts: [String], now: Instant) throws -> (certificate: String, key: String) {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let name = try DistinguishedName { CommonName("kube-apiserver") }
        let names = hosts.map { host -> GeneralName in
            guard let address = IPText.v4(host) else { return .dnsName(host) }
            return .ipAddress(ASN1OctetString(contentBytes: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: address >> $0) }[...]))
        }
        let start = Date(timeIntervalSince1970: Double(now.seconds) - 3600)
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey, notValidBefore: start,
            notValidAfter: start.addingTimeInterval(365 * 86400), issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
            }, issuerPrivateKey: key)
        return (try certificate.serializeAsPEM().pemString, try key.serializeAsPEM().pemString)
    }
}
