import Foundation
import JSON
import KubernetesAPI

/// What a service account token says, apart from its times.
public struct ServiceAccountTokenClaims: Hashable, Sendable {
    /// An object by name and uid: what a token is bound to.
    public struct Reference: Hashable, Sendable {
        public var name: String
        public var uid: String

        public init(name: String, uid: String) {
            self.name = name
            self.uid = uid
        }
    }

    public var namespace: String
    public var serviceAccount: Reference
    /// The token dies with the pod, when there is one.
    public var pod: Reference?
    /// The node of the pod, or the node that the token is bound to.
    public var node: Reference?
    /// The token dies with the secret, when there is one.
    public var secret: Reference?

    public init(namespace: String, serviceAccount: Reference, pod: Reference? = nil, node: Reference? = nil, secret: Reference? = nil) {
        self.namespace = namespace
        self.serviceAccount = serviceAccount
        self.pod = pod
        self.node = node
        self.secret = secret
    }
}

/// Makes and checks the JSON Web Tokens of service accounts.
public struct ServiceAccountTokenSigner: Sendable {
    /// How many seconds the clocks of two machines may differ.
    static let leeway: Int64 = 60

    /// The issuer (the first `--service-account-issuer`), a URL.
    public var issuer: String { issuers[0] }
    /// The audiences of a token that asks for none (`--api-audiences`).
    public let audiences: [String]
    /// All whose tokens are accepted; the first signs. Never empty.
    private let issuers: [String]
    private let key: LazySigningKey
    private let otherKeys: [TokenVerificationKey]

    private var signingKey: TokenSigningKey { key.value }

    private var verificationKeys: [TokenVerificationKey] {
        let own = signingKey.publicKey
        return [own] + otherKeys.filter { $0.keyID != own.keyID }
    }

    /// - Parameters:
    ///   - signingKey: nil for one that is made when it is first needed.
    ///   - acceptedIssuers: further issuers whose tokens are accepted, such as the one before a change.
    ///   - verificationKeys: further keys whose tokens are accepted, such as those before a rotation.
    public init(
        issuer: String = "https://kubernetes.default.svc", acceptedIssuers: [String] = [], audiences: [String] = [],
        signingKey: TokenSigningKey? = nil, verificationKeys: [TokenVerificationKey] = []
    ) {
        issuers = [issuer] + acceptedIssuers
        self.audiences = audiences.isEmpty ? [issuer] : audiences
        key = LazySigningKey(signingKey)
        otherKeys = verificationKeys
    }

    /// A signed token.
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - expiresIn: seconds that it lives.
    ///   - warnAfter: seconds after which it should have been renewed.
    public func sign(
        _ claims: ServiceAccountTokenClaims, audiences: [String], now: Int64, expiresIn: Int64, warnAfter: Int64? = nil,
        id: String = UUID().uuidString.lowercased()
    ) throws -> String {
        func reference(_ value: ServiceAccountTokenClaims.Reference) -> JSONValue { ["name": .string(value.name), "uid": .string(value.uid)] }
        var bound: JSONValue = ["namespace": .string(claims.namespace)]
        if let node = claims.node { bound["node"] = reference(node) }
        if let pod = claims.pod { bound["pod"] = reference(pod) }
        if let secret = claims.secret { bound["secret"] = reference(secret) }
        bound["serviceaccount"] = reference(claims.serviceAccount)
        if let warnAfter { bound["warnafter"] = .int(now + warnAfter) }
        let payload: JSONValue = [
            "aud": .array((audiences.isEmpty ? self.audiences : audiences).map { .string($0) }),
            "exp": .int(now + expiresIn), "iat": .int(now), "iss": .string(issuer), "jti": .string(id),
            "kubernetes.io": bound, "nbf": .int(now),
            "sub": .string("system:serviceaccount:\(claims.namespace):\(claims.serviceAccount.name)"),
        ]
        return try signed(payload)
    }

    /// A token that says just this.
    func signed(_ payload: JSONValue) throws -> String {
        let header: JSONValue = ["alg": .string(signingKey.publicKey.algorithm), "kid": .string(signingKey.publicKey.keyID)]
        let message = Base64URL.encode(header.serialized()) + "." + Base64URL.encode(payload.serialized())
        return message + "." + Base64URL.encode(try signingKey.sign(Array(message.utf8)))
    }

    /// What a token of this issuer says and until when; nil when the token is from someone else.
    /// - Parameters:
    ///   - audiences: the token must be for one of these.
    ///   - now: seconds since 1970.
    /// - Throws: `AuthenticationFailure` when it is of this issuer, and forged, expired or for others.
    public func verify(_ token: String, audiences: [String], now: Int64) throws(AuthenticationFailure) -> (claims: ServiceAccountTokenClaims, audiences: [String], id: String)? {
        guard let payload = try payload(of: token) else { return nil }
        guard let expires = payload["exp"]?.int, now < expires + Self.leeway else { throw AuthenticationFailure("service account token has expired") }
        if let notBefore = payload["nbf"]?.int, now < notBefore - Self.leeway { throw AuthenticationFailure("service account token is not valid yet") }
        let own = payload["aud"]?.array?.compactMap(\.string) ?? payload["aud"]?.string.map { [$0] } ?? []
        let wanted = audiences.isEmpty ? self.audiences : audiences
        let common = wanted.filter(own.contains)
        guard !common.isEmpty else {
            throw AuthenticationFailure("token audiences \(own) is invalid for the target audiences \(wanted)")
        }
        let bound = payload["kubernetes.io"] ?? .null
        func reference(_ key: String) -> ServiceAccountTokenClaims.Reference? {
            guard let name = bound[key]?["name"]?.string else { return nil }
            return .init(name: name, uid: bound[key]?["uid"]?.string ?? "")
        }
        guard let namespace = bound["namespace"]?.string, let account = reference("serviceaccount"),
              payload["sub"]?.string == "system:serviceaccount:\(namespace):\(account.name)"
        else { throw AuthenticationFailure("service account token has no subject") }
        let claims = ServiceAccountTokenClaims(
            namespace: namespace, serviceAccount: account, pod: reference("pod"), node: reference("node"), secret: reference("secret"))
        return (claims, common, payload["jti"]?.string ?? "")
    }

    /// What a token of one of the issuers says, when its signature holds; nil when it is of somebody else.
    private func payload(of token: String) throws(AuthenticationFailure) -> JSONValue? {
        for issuer in issuers {
            if let payload = try payload(of: token, issuer: issuer) { return payload }
        }
        return nil
    }

    /// What a token of an issuer says, when its signature holds; nil when it is of somebody else.
    func payload(of token: String, issuer: String) throws(AuthenticationFailure) -> JSONValue? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let payloadBytes = Base64URL.decode(parts[1]), let payload = try? JSONValue(parsing: payloadBytes),
              payload["iss"]?.string == issuer
        else { return nil }
        guard let headerBytes = Base64URL.decode(parts[0]), let header = try? JSONValue(parsing: headerBytes),
              let signature = Base64URL.decode(parts[2])
        else { throw AuthenticationFailure("invalid bearer token") }
        let message = Array((parts[0] + "." + parts[1]).utf8)
        let algorithm = header["alg"]?.string
        let keyID = header["kid"]?.string
        let candidates = verificationKeys.filter { $0.algorithm == algorithm && (keyID == nil || keyID == "" || $0.keyID == keyID) }
        guard candidates.contains(where: { $0.verifies(signature, of: message) }) else {
            throw AuthenticationFailure("invalid bearer token")
        }
        return payload
    }

    /// The document at /openid/v1/jwks.
    public func jwks() -> JSONValue { ["keys": .array(verificationKeys.compactMap(\.jwk))] }

    /// The document at /.well-known/openid-configuration.
    public func openIDConfiguration(jwksURI: String) -> JSONValue {
        let algorithms = Set(verificationKeys.map(\.algorithm)).sorted()
        return [
            "issuer": .string(issuer), "jwks_uri": .string(jwksURI), "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": .array(algorithms.map { .string($0) }),
        ]
    }
}
