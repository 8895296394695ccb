import JSON
import KubernetesAPI

/// Recognises tokens that are kept in secrets of the type kubernetes.io/service-account-token: they have no end, and die
/// with the secret.
struct LegacyTokenAuthenticator: TokenAuthenticator {
    static let issuer = "kubernetes/serviceaccount"

    private let signer: ServiceAccountTokenSigner
    private let get: ObjectGetter
    private let uses: LegacyTokenUses?

    /// - Parameter uses: is told which secrets' tokens are used.
    init(signer: ServiceAccountTokenSigner, get: @escaping ObjectGetter, uses: LegacyTokenUses? = nil) {
        self.signer = signer
        self.get = get
        self.uses = uses
    }

    func authenticate(token: String, audiences: [String]) async throws -> AuthenticatedToken? {
        guard let payload = try signer.payload(of: token, issuer: Self.issuer) else { return nil }
        func claim(_ name: String) -> String { payload.text("kubernetes.io/serviceaccount/\(name)") }
        let namespace = claim("namespace")
        let name = claim("service-account.name")
        let uid = claim("service-account.uid")
        let secretName = claim("secret.name")
        guard !namespace.isEmpty, !name.isEmpty, payload.text("sub") == "system:serviceaccount:\(namespace):\(name)" else {
            throw AuthenticationFailure("sub claim invalid")
        }
        guard let secret = await get("", "secrets", namespace, secretName), secret["metadata"]?["deletionTimestamp"] == nil,
              Base64.decode(secret["data"]?.text("token") ?? "") == Array(token.utf8)
        else { throw AuthenticationFailure("service account token has been invalidated") }
        guard let account = await get("", "serviceaccounts", namespace, name), account["metadata"]?["deletionTimestamp"] == nil,
              account["metadata"]?.text("uid") == uid
        else { throw AuthenticationFailure("service account \(namespace)/\(name) has been deleted") }
        uses?.note(secret, namespace: namespace, name: secretName)
        if secret["metadata"]?["labels"]?[LegacyTokenUses.invalidSince] != nil {
            throw AuthenticationFailure(
                "the token in secret \(namespace)/\(secretName) for service account \(namespace)/\(name) has been marked invalid. Use tokens from the TokenRequest "
                    + "API or manually created secret-based tokens, or remove the '\(LegacyTokenUses.invalidSince)' label from the secret to temporarily allow "
                    + "use of this token")
        }
        return AuthenticatedToken(
            user: APIUser(
                name: "system:serviceaccount:\(namespace):\(name)", uid: uid,
                groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"]))
    }
}
