import Crypto
import Foundation
import JSON
import SwiftASN1
import Synchronization
import X509
import _CryptoExtras

/// A key that signs service account tokens (`--service-account-signing-key-file`): RSA (RS256) or P-256 (ES256).
public struct TokenSigningKey: Sendable {
    enum Storage: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    let storage: Storage
    /// The public half, which verifies what this signs.
    public let publicKey: TokenVerificationKey

    /// - Throws: when the text is no RSA or P-256 private key in PEM.
    public init(pem: String) throws {
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
            storage = .p256(key)
            publicKey = TokenVerificationKey(.p256(key.publicKey))
        } else {
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: pem)
            storage = .rsa(key)
            publicKey = TokenVerificationKey(.rsa(key.publicKey))
        }
    }

    /// A new key for RS256, which every client understands.
    /// - Throws: when there is no randomness to make it of.
    static func rsa() throws -> TokenSigningKey {
        try TokenSigningKey(pem: _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation)
    }

    /// A new key for ES256, quick to make.
    public init() {
        let key = P256.Signing.PrivateKey()
        storage = .p256(key)
        publicKey = TokenVerificationKey(.p256(key.publicKey))
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch storage {
        case .rsa(let key): Array(try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation)
        case .p256(let key): Array(try key.signature(for: message).rawRepresentation)
        }
    }
}

/// A key that is made when it is first needed, for a server without a key file: its tokens are worth nothing after a restart.
///
/// Making an RSA key takes a tenth of a second, and many servers never sign anything. Thread-safe.
final class LazySigningKey: Sendable {
    private let made: Mutex<TokenSigningKey?>

    init(_ key: TokenSigningKey?) { made = Mutex(key) }

    var value: TokenSigningKey {
        made.withLock { key in
            if let key { return key }
            let new = (try? TokenSigningKey.rsa()) ?? TokenSigningKey()
            key = new
            return new
        }
    }
}

/// A key that verifies service account tokens (`--service-account-key-file`).
public struct TokenVerificationKey: Sendable {
    enum Storage: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
    }

    let storage: Storage
    /// The key's name in JWT headers: the SHA-256 of its DER form, as Kubernetes names keys.
    public let keyID: String

    init(_ storage: Storage) {
        self.storage = storage
        let der = switch storage {
        case .rsa(let key): Array(key.derRepresentation)
        case .p256(let key): Array(key.derRepresentation)
        }
        keyID = Base64URL.encode(Array(SHA256.hash(data: der)))
    }

    /// - Parameter pem: a public key, a private key or a certificate.
    /// - Throws: when it is none of them.
    public init(pem: String) throws {
        if let key = try? P256.Signing.PublicKey(pemRepresentation: pem) {
            self.init(.p256(key))
        } else if let key = try? _RSA.Signing.PublicKey(pemRepresentation: pem) {
            self.init(.rsa(key))
        } else if let certificate = try? Certificate(pemEncoded: pem) {
            self = try TokenVerificationKey(pem: certificate.publicKey.serializeAsPEM().pemString)
        } else {
            self = try TokenSigningKey(pem: pem).publicKey
        }
    }

    /// `RS256` or `ES256`.
    var algorithm: String {
        switch storage {
        case .rsa: "RS256"
        case .p256: "ES256"
        }
    }

    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch storage {
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        case .p256(let key):
            guard let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(parsed, for: message)
        }
    }

    /// The key as a member of a JSON Web Key Set.
    var jwk: JSONValue? {
        switch storage {
        case .rsa(let key):
            guard let numbers = try? key.getKeyPrimitives() else { return nil }
            return [
                "use": "sig", "kty": "RSA", "kid": .string(keyID), "alg": "RS256",
                "n": .string(Base64URL.encode(Array(numbers.modulus))), "e": .string(Base64URL.encode(Array(numbers.publicExponent))),
            ]
        case .p256(let key):
            let point = Array(key.rawRepresentation)
            return [
                "use": "sig", "kty": "EC", "kid": .string(keyID), "crv": "P-256", "alg": "ES256",
                "x": .string(Base64URL.encode(Array(point.prefix(32)))), "y": .string(Base64URL.encode(Array(point.suffix(32)))),
            ]
        }
    }
}
