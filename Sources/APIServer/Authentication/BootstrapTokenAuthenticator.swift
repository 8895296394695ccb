import JSON
import KubernetesAPI

/// Knows the tokens by which new nodes join (`--enable-bootstrap-token-auth`): `ID.SECRET`, kept in the secret
/// `bootstrap-token-ID` of kube-system.
struct BootstrapTokenAuthenticator: TokenAuthenticator {
    private let clock: any WallClock
    private let get: ObjectGetter

    init(clock: any WallClock, get: @escaping ObjectGetter) {
        self.clock = clock
        self.get = get
    }

    func authenticate(token: String, audiences: [String]) async throws -> AuthenticatedToken? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isPlain(parts[0], length: 6), Self.isPlain(parts[1], length: 16) else { return nil }
        let id = String(parts[0])
        guard let secret = await get("", "secrets", "kube-system", "bootstrap-token-\(id)"),
              secret["metadata"]?["deletionTimestamp"] == nil, secret.text("type") == "bootstrap.kubernetes.io/token"
        else { return nil }
        func data(_ key: String) -> String {
            Base64.decode(secret["data"]?.text(key) ?? "").map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        guard Self.isSame(data("token-secret"), String(parts[1])), data("token-id") == id,
              data("usage-bootstrap-authentication") == "true"
        else { return nil }
        let expiration = data("expiration")
        if !expiration.isEmpty {
            // What cannot be read is no time that has not passed yet.
            guard let end = Time(expiration), end.seconds > clock.now.seconds else { return nil }
        }
        var groups = ["system:bootstrappers"]
        for group in data("auth-extra-groups").split(separator: ",").map({ $0.trimmingSpaces() }) where !groups.contains(group) {
            guard Self.isGroup(group) else {
                throw AuthenticationFailure("invalid value of key \"auth-extra-groups\" in secret bootstrap-token-\(id): bootstrap group \(FieldError.quoted(group)) is invalid")
            }
            groups.append(group)
        }
        return AuthenticatedToken(user: APIUser(name: "system:bootstrap:\(id)", groups: [groups[0]] + groups.dropFirst().sorted()))
    }

    private static func isPlain(_ text: Substring, length: Int) -> Bool {
        text.utf8.count == length && text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Extra groups are kept below `system:bootstrappers:`, so that a token can give no other right.
    static func isGroup(_ group: String) -> Bool {
        let prefix = "system:bootstrappers:"
        guard group.hasPrefix(prefix) else { return false }
        let rest = group.utf8.dropFirst(prefix.utf8.count)
        func isWord(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard let last = rest.last, isWord(last), rest.count <= 256 else { return false }
        return rest.allSatisfy { isWord($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-") }
    }

    /// Compares in a time that does not tell how much is alike.
    private static func isSame(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
