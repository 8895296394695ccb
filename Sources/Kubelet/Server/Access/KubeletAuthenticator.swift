import Crypto
import HTTPServer
import KubernetesAPI
import KubernetesClient
import NIOHTTP1
import SwiftASN1
import Synchronization
import X509

/// Who asks the kubelet's server.
struct KubeletUser: Hashable, Sendable {
    var name: String
    var uid = ""
    var groups: [String] = []
    var extra: [String: [String]] = [:]

    static let anonymous = KubeletUser(name: "system:anonymous", groups: ["system:unauthenticated"])
}

/// Finds out who asks: by a client certificate of the client CA, or by a bearer token that the API server is asked about
/// (TokenReview); else the anonymous user, if it may come. Safe to use from anywhere.
final class KubeletAuthenticator: Sendable {
    /// Asks about tokens; nil when the kubelet has no API server or `--authentication-token-webhook` is off.
    private let tokens: Client?
    private let anonymous: Bool
    private let clock: any WallClock
    private let cache: ExpiringCache<SHA256Digest, KubeletUser?>
    private let ttl: Duration

    /// - Parameters:
    ///   - client: of the API server, as the node; nil for a node that stands alone.
    ///   - anonymous: `--anonymous-auth`.
    init(client: Client?, serving: ServingOptions, anonymous: Bool, clock: any WallClock) {
        tokens = serving.tokenWebhook ? client : nil
        self.anonymous = anonymous
        self.clock = clock
        ttl = serving.tokenWebhookCacheTTL
        cache = ExpiringCache(clock: clock)
    }

    /// The user; nil when nobody can be made out, or a token is wrong.
    /// - Throws: when the API server cannot be asked about a token.
    func authenticate(_ request: HTTPRequest) async throws -> KubeletUser? {
        if let leaf = request.peerCertificates.first, Self.isForClients(leaf) {
            let name = Self.values(leaf, .RDNAttributeType.commonName).first ?? ""
            let groups = Self.values(leaf, .RDNAttributeType.organizationName)
            if !name.isEmpty { return KubeletUser(name: name, groups: groups + ["system:authenticated"]) }
        }
        if let token = Self.bearerToken(request) {
            if let tokens { return try await review(token, tokens) }
            return nil
        }
        return anonymous ? .anonymous : nil
    }

    private func review(_ token: String, _ client: Client) async throws -> KubeletUser? {
        let key = SHA256.hash(data: Array(token.utf8))
        if let known = cache[key] { return known }
        var review = TokenReview()
        review.spec.token = token
        let status = try await client.create(review).status
        var user: KubeletUser?
        if status.authenticated == true {
            var groups = status.user.groups
            if !groups.contains("system:authenticated") { groups.append("system:authenticated") }
            user = KubeletUser(name: status.user.username ?? "", uid: status.user.uid ?? "", groups: groups, extra: status.user.extra)
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

extension Substring {
    fileprivate func trimming(while matches: (Character) -> Bool) -> String {
        var rest = drop(while: matches)
        while let last = rest.last, matches(last) { rest.removeLast() }
        return String(rest)
    }
}

/// Answers that hold for a while. It forgets all when it is full: what it keeps can be asked for again. Safe to use from anywhere.
final class ExpiringCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let clock: any WallClock
    private let capacity: Int
    private let entries = Mutex<[Key: (value: Value, until: Duration)]>([:])

    init(clock: any WallClock, capacity: Int = 4096) {
        self.clock = clock
        self.capacity = capacity
    }

    /// The value, if it still holds.
    subscript(key: Key) -> Value? {
        let now = clock.monotonic
        return entries.withLock { entries in entries[key].flatMap { $0.until > now ? $0.value : nil } }
    }

    func set(_ key: Key, _ value: Value, for time: Duration) {
        guard time > .zero else { return }
        let now = clock.monotonic
        entries.withLock { entries in
            if entries.count >= capacity { entries = entries.filter { $0.value.until > now } }
            if entries.count >= capacity { entries = [:] }
            entries[key] = (value, now + time)
        }
    }
}
