import Crypto
public import HTTPServer
public import KubernetesAPI
public import KubernetesClient
import NIOHTTP1
import SwiftASN1
import X509

/// Finds out who asks a component's server: by a client certificate of the client CA, or by a bearer token that the API server is asked about
/// (TokenReview); else the anonymous user, if it may come. Safe to use from anywhere.
public final class DelegatedAuthenticator: Sendable {
    /// Asks about tokens; nil when there is no API server, or `--authentication-token-webhook` is off.
    private let tokens: Client?
    private let anonymous: Bool
    private let cache: ExpiringCache<SHA256Digest, UserInfo?>
    private let ttl: Duration

    /// - Parameters:
    ///   - tokens: asks the API server about tokens; nil takes none.
    ///   - anonymous: whether who shows nothing is somebody, too.
    ///   - ttl: how long an answer about a token is remembered.
    public init(tokens: Client?, anonymous: Bool, ttl: Duration, clock: any WallClock) {
        self.tokens = tokens
        self.anonymous = anonymous
        self.ttl = ttl
        cache = ExpiringCache(clock: clock)
    }

    /// The user; nil when nobody can be made out, or a token is wrong.
    /// - Throws: when the API server cannot be asked about a token.
    public func authenticate(_ request: HTTPRequest) async throws -> UserInfo? {
        if let leaf = request.peerCertificates.first, Self.isForClients(leaf) {
            let name = Self.values(leaf, .RDNAttributeType.commonName).first ?? ""
            let groups = Self.values(leaf, .RDNAttributeType.organizationName)
            if !name.isEmpty { return UserInfo(username: name, groups: groups + ["system:authenticated"]) }
        }
        if let token = Self.bearerToken(request) {
            if let tokens { return try await review(token, tokens) }
            return nil
        }
        return anonymous ? .anonymous : nil
    }

    private func review(_ token: String, _ client: Client) async throws -> UserInfo? {
        let key = SHA256.hash(data: Array(token.utf8))
        if let known = cache[key] { return known }
        var review = TokenReview()
        review.spec.token = token
        let status = try await client.create(review).status
        var user: UserInfo?
        if status.authenticated == true {
            var known = status.user
            if !known.groups.contains("system:authenticated") { known.groups.append("system:authenticated") }
            user = known
        }
        cache.set(key, user, for: ttl)
        return user
    }

    private static func bearerToken(_ request: HTTPRequest) -> String? {
        if let header = request.headers.first(name: "authorization") {
            let words = header.split(separator: " ", maxSplits: 1)
            guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
            let token = words[1].trimming(while: { $0 == " " })
            return token.isEmpty ? nil : token
        }
        return nil
    }

    /// The TLS layer has verified the chain; servers' certificates of the same CA must not pass for clients'.
    private static func isForClients(_ certificate: Certificate) -> Bool {
        guard let usage = try? certificate.extensions.extendedKeyUsage else { return true }
        return usage.contains(.clientAuth) || usage.contains(.any)
    }

    private static func values(_ certificate: Certificate, _ type: ASN1ObjectIdentifier) -> [String] {
        certificate.subject.lazy.flatMap { $0 }.filter { $0.type == type }.compactMap { String($0.value) }
    }
}

extension UserInfo {
    /// Who shows nothing to be known by.
    public static let anonymous = UserInfo(username: "system:anonymous", groups: ["system:unauthenticated"])
}

extension Substring {
    fileprivate func trimming(while matches: (Character) -> Bool) -> String {
        var rest = drop(while: matches)
        while let last = rest.last, matches(last) { rest.removeLast() }
        return String(rest)
    }
}
