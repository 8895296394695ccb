/// Credentials that an authenticator knows and refuses.
public struct AuthenticationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, for the log; the client learns only 401.
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// Who a bearer token stands for.
public struct AuthenticatedToken: Hashable, Sendable {
    /// The user; its groups do not hold `system:authenticated` yet.
    public var user: APIUser
    /// The audiences asked for that the token is good for; empty when none were asked for.
    public var audiences: [String]

    public init(user: APIUser, audiences: [String] = []) {
        self.user = user
        self.audiences = audiences
    }
}

/// Knows one kind of bearer token.
public protocol TokenAuthenticator: Sendable {
    /// Whether its tokens say for whom they are good; all others are good for the API server's own audiences.
    var knowsAudiences: Bool { get }
    /// The user of the token, nil when the token is not of this kind.
    /// - Parameter audiences: those of which the token must be good for at least one; empty for the API server's own.
    /// - Throws: `AuthenticationFailure` when the token is of this kind and bad.
    func authenticate(token: String, audiences: [String]) async throws -> AuthenticatedToken?
}

extension TokenAuthenticator {
    public var knowsAudiences: Bool { false }
}

/// All authenticators of a server in the order that Kubernetes asks them: certificates, then bearer tokens, then
/// anonymous. Adds `system:authenticated` to the groups of whoever was recognised.
public struct AuthenticatorChain: Authenticator {
    /// Ask the TLS client certificate and the like.
    private let requests: [any Authenticator]
    private let tokens: [any TokenAuthenticator]
    private let anonymous: AnonymousPolicy
    /// The audiences that this server's own tokens are for (`--api-audiences`).
    public let audiences: [String]

    /// - Parameter anonymous: which requests without any credentials are `system:anonymous` (`--anonymous-auth`).
    public init(
        requests: [any Authenticator], tokens: [any TokenAuthenticator], anonymous: AnonymousPolicy = AnonymousPolicy(enabled: true),
        audiences: [String] = ["https://kubernetes.default.svc"]
    ) {
        self.requests = requests
        self.tokens = tokens
        self.anonymous = anonymous
        self.audiences = audiences
    }

    public func authenticate(_ request: AuthenticationRequest) async throws -> APIUser? {
        var refused: (any Error)?
        for authenticator in requests {
            do {
                if let user = try await authenticator.authenticate(request) { return Self.authenticated(user) }
            } catch {
                refused = refused ?? error
            }
        }
        if let token = BearerToken.find(in: request) {
            do {
                if let found = try await authenticate(token: token, audiences: []) { return found.user }
            } catch {
                refused = refused ?? error
            }
            throw refused ?? AuthenticationFailure("invalid bearer token")
        }
        if let refused { throw refused }
        return anonymous.allows(path: request.path) ? .anonymous : nil
    }

    /// What a TokenReview asks: the token's user with its groups complete, nil for a token nobody knows.
    public func authenticate(token: String, audiences: [String]) async throws -> AuthenticatedToken? {
        var refused: (any Error)?
        for authenticator in tokens {
            var common = audiences
            if !authenticator.knowsAudiences, !audiences.isEmpty {
                common = audiences.filter(self.audiences.contains)
                if common.isEmpty { continue }
            }
            do {
                if var found = try await authenticator.authenticate(token: token, audiences: audiences) {
                    if !authenticator.knowsAudiences { found.audiences = common }
                    found.user = Self.authenticated(found.user)
                    return found
                }
            } catch {
                refused = refused ?? error
            }
        }
        if let refused { throw refused }
        return nil
    }

    static func authenticated(_ user: APIUser) -> APIUser {
        guard !user.groups.contains("system:authenticated"), !user.groups.contains("system:unauthenticated") else { return user }
        var user = user
        user.groups.append("system:authenticated")
        return user
    }
}

/// Where a request carries a bearer token.
enum BearerToken {
    /// The prefix by which browsers, which cannot set headers on a WebSocket, pass a token as a subprotocol.
    static let webSocketPrefix = "base64url.bearer.authorization.k8s.io."

    static func find(in request: AuthenticationRequest) -> String? {
        if let header = request.header("Authorization") {
            let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            if parts.count == 2, parts[0].lowercased() == "bearer" {
                let token = parts[1].trimmingSpaces()
                if !token.isEmpty { return token }
            }
        }
        for (name, value) in request.headers where name.lowercased() == "sec-websocket-protocol" {
            for item in value.split(separator: ",") {
                let item = item.trimmingSpaces()
                guard item.hasPrefix(webSocketPrefix) else { continue }
                if let bytes = Base64URL.decode(String(item.dropFirst(webSocketPrefix.count))) {
                    return String(decoding: bytes, as: UTF8.self)
                }
            }
        }
        return nil
    }
}

extension Substring {
    func trimmingSpaces() -> String {
        var slice = self
        while let first = slice.first, first == " " || first == "\t" { slice = slice.dropFirst() }
        while let last = slice.last, last == " " || last == "\t" { slice = slice.dropLast() }
        return String(slice)
    }
}
