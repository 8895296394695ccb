import ContainerRuntime
import Crypto
import JSON
import KubernetesAPI

/// A login for a registry, and who gave it.
struct PullCredential: Sendable, Equatable {
    /// Where a login comes from. It decides which other pods may use an image that was pulled with it.
    enum Source: Sendable, Equatable {
        /// The node's own configuration or a plug-in that answers for the node: any pod may.
        case node
        case secret(uid: String, namespace: String, name: String)
        /// A plug-in that answered for the pod's service account.
        case serviceAccount(uid: String, namespace: String, name: String)
    }

    var auth: CRIAuthConfig
    var source: Source

    var username: String { auth.username }

    /// Tells whether two logins are the same without showing them.
    var hash: String {
        let value: JSONValue = [
            "username": .string(auth.username), "password": .string(auth.password), "identitytoken": .string(auth.identityToken),
        ]
        return SHA256.hash(data: value.serialized()).hexText
    }
}

/// The logins that a pod may use at registries, from secrets of type kubernetes.io/dockerconfigjson and kubernetes.io/dockercfg,
/// the node's own configuration and credential providers. Kubernetes calls it a keyring.
struct PullCredentials: Sendable {
    private var entries: [(pattern: RegistryPattern, credential: PullCredential)] = []

    init() {}

    var isEmpty: Bool { entries.isEmpty }

    /// Adds what a secret holds; what cannot be read is passed over.
    mutating func add(_ secret: Secret) {
        let source = PullCredential.Source.secret(
            uid: secret.metadata.uid, namespace: secret.metadata.namespace, name: secret.metadata.name)
        if let bytes = secret.data[".dockerconfigjson"] { add(dockerConfigJSON: bytes, source: source) }
        if let bytes = secret.data[".dockercfg"] { add(dockercfg: bytes, source: source) }
    }

    /// Adds what `config.json` of Docker's client holds.
    mutating func add(dockerConfigJSON bytes: [UInt8], source: PullCredential.Source) {
        if let value = try? JSONValue(parsing: bytes) { add(value["auths"]?.object, source) }
    }

    /// Adds what the older `.dockercfg` holds.
    mutating func add(dockercfg bytes: [UInt8], source: PullCredential.Source) {
        if let value = try? JSONValue(parsing: bytes) { add(value.object, source) }
    }

    mutating func add(_ pattern: String, _ auth: CRIAuthConfig, source: PullCredential.Source) {
        entries.append((RegistryPattern(pattern), PullCredential(auth: auth, source: source)))
    }

    /// Adds those of another source, to be tried after those that are there.
    mutating func add(_ others: PullCredentials) { entries += others.entries }

    private mutating func add(_ auths: JSONObject?, _ source: PullCredential.Source) {
        guard let auths else { return }
        for (pattern, value) in auths {
            var auth = CRIAuthConfig()
            auth.username = value["username"]?.string ?? ""
            auth.password = value["password"]?.string ?? ""
            auth.identityToken = value["identitytoken"]?.string ?? ""
            if let both = value["auth"]?.string, !both.isEmpty, let text = Self.decoded(both), let colon = text.firstIndex(of: ":") {
                auth.username = String(text[..<colon])
                auth.password = String(text[text.index(after: colon)...])
            }
            add(pattern, auth, source: source)
        }
    }

    /// Base64 with or without its padding.
    private static func decoded(_ text: String) -> String? {
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Base64.decode(padded).map { String(decoding: $0, as: UTF8.self).trimmingSuffix("\0") }
    }

    /// The credentials that fit an image: those of the more exact pattern first, and those of secrets before the node's own.
    func matching(_ image: ImageName) -> [PullCredential] {
        let name = image.name
        var fitting = entries.enumerated().filter { $0.element.pattern.matches(name) }
        if fitting.isEmpty && image.registry == "docker.io" {
            fitting = entries.enumerated().filter { $0.element.pattern.text == RegistryPattern.docker }
        }
        func isNodes(_ credential: PullCredential) -> Bool { credential.source == .node }
        let sorted = fitting.sorted { a, b in
            let (left, right) = (isNodes(a.element.credential), isNodes(b.element.credential))
            if left != right { return right }
            if a.element.pattern != b.element.pattern { return a.element.pattern.text > b.element.pattern.text }
            return a.offset < b.offset
        }
        return sorted.map(\.element.credential)
    }
}

extension String {
    /// Without the zeros that old clients left at the end.
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self[...]
        while text.last == character { text = text.dropLast() }
        return String(text)
    }
}

extension Digest {
    /// In small hexadecimal digits.
    var hexText: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
