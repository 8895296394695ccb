import KubernetesAPI
import KubernetesClient
import Synchronization

/// Gets service account tokens that are bound to pods, and keeps each until it nears its end. Safe to use from any task.
final class TokenManager: Sendable {
    private struct Key: Hashable {
        var podUID: String
        var account: ObjectKey
        var audience: String
        var seconds: Int
    }

    private struct Token {
        var text: String
        /// After this moment, a new one is to be had.
        var refresh: Duration
        var expires: Duration
        var expiration: Time
    }

    private let client: Client
    private let clock: any WallClock
    private let tokens = Mutex<[Key: Token]>([:])

    init(client: Client, clock: any WallClock) {
        self.client = client
        self.clock = clock
    }

    /// A token for the pod's service account. `audience` "" is the API server's own.
    func token(for pod: Pod, audience: String, seconds: Int) async throws -> String {
        try await granted(for: pod, audience: audience, seconds: seconds).text
    }

    /// A token, and when it expires.
    func granted(for pod: Pod, audience: String, seconds: Int) async throws -> (text: String, expiration: Time) {
        let name = pod.spec.serviceAccountName.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
        let key = Key(
            podUID: pod.metadata.uid, account: ObjectKey(namespace: pod.metadata.namespace, name: name), audience: audience, seconds: seconds)
        let now = clock.monotonic
        let known = tokens.withLock { tokens in
            tokens = tokens.filter { $0.value.expires > now }
            return tokens[key]
        }
        if let known, known.refresh > now { return (known.text, known.expiration) }
        do {
            let token = try await request(key, pod)
            tokens.withLock { $0[key] = token }
            return (token.text, token.expiration)
        } catch {
            // The old one still serves while the API server is away.
            if let known { return (known.text, known.expiration) }
            throw VolumeFileError("failed to fetch token: \(error)")
        }
    }

    func forget(podUID: String) { tokens.withLock { tokens in tokens = tokens.filter { $0.key.podUID != podUID } } }

    private func request(_ key: Key, _ pod: Pod) async throws -> Token {
        var request = AuthenticationV1.TokenRequest()
        request.spec.audiences = key.audience.isEmpty ? [] : [key.audience]
        request.spec.expirationSeconds = key.seconds
        var bound = AuthenticationV1.BoundObjectReference()
        bound.kind = "Pod"
        bound.apiVersion = "v1"
        bound.name = pod.metadata.name
        bound.uid = pod.metadata.uid
        request.spec.boundObjectRef = bound
        let answer: AuthenticationV1.TokenRequest = try await client.subresource(
            "POST", ServiceAccount.resource, key.account.name, namespace: key.account.namespace, "token", body: request)
        let now = clock.monotonic
        // What the server grants may be less, or more, than what was asked for.
        let text = answer.status.token ?? ""
        guard !text.isEmpty, let end = answer.status.expirationTimestamp else { throw VolumeFileError("the server granted no token") }
        let life = max(1, min(end - clock.time, 1 << 32))
        let refresh = min(Duration.seconds(life) * 8 / 10, .seconds(24 * 3600))
        return Token(text: text, refresh: now + refresh, expires: now + .seconds(life), expiration: end)
    }
}
