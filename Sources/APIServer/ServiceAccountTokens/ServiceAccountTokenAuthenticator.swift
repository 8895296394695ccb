import JSON
import KubernetesAPI

/// Finds a stored object: group, resource, namespace ("" when cluster-scoped) and name to the object, or nil.
public typealias ObjectGetter = @Sendable (_ group: String, _ resource: String, _ namespace: String, _ name: String) async -> JSONValue?

/// Recognises service account tokens, and checks that the account and what the token is bound to still exist.
public struct ServiceAccountTokenAuthenticator: TokenAuthenticator {
    private let signer: ServiceAccountTokenSigner
    private let clock: any WallClock
    private let get: ObjectGetter

    public init(signer: ServiceAccountTokenSigner, clock: any WallClock, get: @escaping ObjectGetter) {
        self.signer = signer
        self.clock = clock
        self.get = get
    }

    public var knowsAudiences: Bool { true }

    public func authenticate(token: String, audiences: [String]) async throws -> AuthenticatedToken? {
        guard let (claims, common, id) = try signer.verify(token, audiences: audiences, now: clock.now.seconds) else { return nil }
        try await mustExist("serviceaccounts", claims.namespace, claims.serviceAccount, "service account")
        if let secret = claims.secret { try await mustExist("secrets", claims.namespace, secret, "secret") }
        if let pod = claims.pod {
            try await mustExist("pods", claims.namespace, pod, "pod")
        } else if let node = claims.node {
            try await mustExist("nodes", "", node, "node")
        }
        var extra: [String: [String]] = [:]
        if !id.isEmpty { extra["authentication.kubernetes.io/credential-id"] = ["JTI=\(id)"] }
        if let pod = claims.pod {
            extra["authentication.kubernetes.io/pod-name"] = [pod.name]
            extra["authentication.kubernetes.io/pod-uid"] = [pod.uid]
        }
        if let node = claims.node {
            extra["authentication.kubernetes.io/node-name"] = [node.name]
            if !node.uid.isEmpty { extra["authentication.kubernetes.io/node-uid"] = [node.uid] }
        }
        let user = APIUser(
            name: "system:serviceaccount:\(claims.namespace):\(claims.serviceAccount.name)", uid: claims.serviceAccount.uid,
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(claims.namespace)"], extra: extra)
        return AuthenticatedToken(user: user, audiences: audiences.isEmpty ? [] : common)
    }

    private func mustExist(
        _ resource: String, _ namespace: String, _ reference: ServiceAccountTokenClaims.Reference, _ what: String
    ) async throws(AuthenticationFailure) {
        guard let object = await get("", resource, namespace, reference.name) else {
            throw AuthenticationFailure("\(what) token has been invalidated: \(what) \(namespace)/\(reference.name) is gone")
        }
        guard object[path: ["metadata", "uid"]]?.string == reference.uid else {
            throw AuthenticationFailure("\(what) UID (\(reference.uid)) does not match claim")
        }
        // An object may be kept by finalizers after its time; its tokens are not.
        if let text = object[path: ["metadata", "deletionTimestamp"]]?.string, let end = Time(text),
           end.seconds < clock.now.seconds - ServiceAccountTokenSigner.leeway {
            throw AuthenticationFailure("service account token has been invalidated")
        }
    }
}
