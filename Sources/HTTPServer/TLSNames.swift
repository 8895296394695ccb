import NIOSSL

/// A setting of TLS that is not known, in the words that Kubernetes' components have for it.
public struct UnknownTLSSetting: Error, CustomStringConvertible {
    public var description: String
}

extension HTTPServerConfiguration.TLS {
    /// Takes `--tls-min-version` and `--tls-cipher-suites`, in Go's names.
    /// - Throws: ``UnknownTLSSetting`` for names that are not known.
    public mutating func apply(minVersion: String, cipherSuites names: [String]) throws {
        switch minVersion {
        case "": break
        case "VersionTLS10": minimumVersion = .tlsv1
        case "VersionTLS11": minimumVersion = .tlsv11
        case "VersionTLS12": minimumVersion = .tlsv12
        case "VersionTLS13": minimumVersion = .tlsv13
        default: throw UnknownTLSSetting(description: "--tls-min-version: unknown tls version \"\(minVersion)\"")
        }
        cipherSuites = try names.compactMap { name in
            if let cipher = Self.ciphers[name] { return cipher }
            // Those of TLS 1.3 are always on.
            if ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"].contains(name) { return nil }
            throw UnknownTLSSetting(description: "--tls-cipher-suites: Cipher suite \(name) not supported or doesn't exist")
        }
    }

    private static let ciphers: [String: NIOTLSCipher] = [
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": .TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": .TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": .TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305": .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305": .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        "TLS_RSA_WITH_AES_128_CBC_SHA": .TLS_RSA_WITH_AES_128_CBC_SHA, "TLS_RSA_WITH_AES_256_CBC_SHA": .TLS_RSA_WITH_AES_256_CBC_SHA,
        "TLS_RSA_WITH_AES_128_GCM_SHA256": .TLS_RSA_WITH_AES_128_GCM_SHA256,
        "TLS_RSA_WITH_AES_256_GCM_SHA384": .TLS_RSA_WITH_AES_256_GCM_SHA384,
    ]
}
