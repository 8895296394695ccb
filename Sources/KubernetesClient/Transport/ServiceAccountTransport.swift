import JSON
import KubernetesAPI
import Synchronization

/// Sends requests as a service account, with tokens that are asked of the API server and renewed before they end.
///
/// What `--use-service-account-credentials` does for each controller. Safe to use from any task.
public final class ServiceAccountTransport: Transport {
    private struct Token {
        var text: String
        var renewAt: Duration
    }

    private let base: any Transport
    private let issuer: Client
    private let account: ObjectKey
    private let clock: any WallClock
    private let token = Mutex<Token?>(nil)

    /// How long a token is asked for, in seconds.
    static let lifetime = 3600

    /// - Parameters:
    ///   - base: reaches the API server, without any credentials.
    ///   - issuer: may make the account and ask for its tokens.
    public init(_ base: any Transport, issuer: Client, account: ObjectKey, clock: any WallClock) {
        self.base = base
        self.issuer = issuer
        self.account = account
        self.clock = clock
    }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        let token = try await current()
        let response = try await base.send(request.authorized(by: token))
        // An account that was deleted and made again takes its tokens along.
        guard response.status == 401 else { return response }
        self.token.withLock { if $0?.text == token { $0 = nil } }
        return try await base.send(request.authorized(by: try await current()))
    }

    private func current() async throws -> String {
        let now = clock.monotonic
        if let known = token.withLock({ $0 }), now < known.renewAt { return known.text }
        let text = try await ask()
        // Renewed when four fifths are over, as kubelets do it.
        token.withLock { $0 = Token(text: text, renewAt: now + .seconds(Self.lifetime * 4 / 5)) }
        return text
    }

    private func ask() async throws -> String {
        do {
            return try await request()
        } catch let error as APIError where error.isNotFound {
            var made = ServiceAccount()
            made.metadata.name = account.name
            made.metadata.namespace = account.namespace
            do { _ = try await issuer.create(made) } catch let error as APIError where error.isAlreadyExists {}
            return try await request()
        }
    }

    private func request() async throws -> String {
        let body: JSONValue = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["expirationSeconds": .int(Int64(Self.lifetime))],
        ]
        let path = ResourcePath.path(ServiceAccount.resource, namespace: account.namespace, name: account.name, subresource: "token")
        let (status, bytes) = try await issuer.raw("POST", path, body: body)
        guard (200..<300).contains(status) else { throw APIError(code: status, body: bytes) }
        guard let token = try JSONValue(parsing: bytes)["status"]?["token"]?.string else {
            throw ClientError.configuration("the API server gave no token for \(account)")
        }
        return token
    }
}

extension ClientRequest {
    fileprivate func authorized(by token: String) -> ClientRequest {
        var request = self
        request.headers.append(("Authorization", "Bearer " + token))
        return request
    }
}
