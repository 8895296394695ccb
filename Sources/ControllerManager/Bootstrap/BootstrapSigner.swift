import Crypto
import Foundation
import KubernetesAPI
import KubernetesClient

/// bootstrap-signer-controller: signs the kubeconfig in the config map kube-public/cluster-info with every bootstrap token that may
/// sign, so that a new node, which has nothing but a token, can believe what it reads there. Off unless `--controllers` names it.
final class BootstrapSigner: Controller {
    static let name = "bootstrap-signer-controller"
    static let isOnByDefault = false
    static let configMap = ObjectKey(namespace: "kube-public", name: "cluster-info")
    static let contentKey = "kubeconfig"
    static let signaturePrefix = "jws-kubeconfig-"

    private let context: ControllerContext
    private let secrets: Informer<Secret>
    private let maps: Informer<ConfigMap>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        secrets = context.informers.informer(for: Secret.self, fieldSelector: "type=\(BootstrapToken.secretType)", namespace: "kube-system")
        maps = context.informers.informer(
            for: ConfigMap.self, fieldSelector: "metadata.name=\(Self.configMap.name)", namespace: Self.configMap.namespace)
        queue = context.queue()
        // Whatever changes, there is one thing to do.
        secrets.addHandler { [queue] _ in queue.add(Self.configMap) }
        maps.addHandler { [queue] event in
            if event.object.key == Self.configMap, !event.isDeletion { queue.add(Self.configMap) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let map = maps.get(key) else { return }
        let now = context.clock.time
        var tokens: [BootstrapToken] = []
        var next: Int64?
        for secret in secrets.list() {
            guard let token = BootstrapToken(signing: secret, now: now) else { continue }
            tokens.append(token)
            if case .after(let seconds) = BootstrapToken.expiration(secret, now: now) { next = min(next ?? .max, seconds) }
        }
        // An expired token's signature goes though nobody deletes the token.
        if let next { queue.add(key, after: .seconds(next)) }
        guard let signed = Self.signed(map, tokens: tokens) else { return }
        do {
            _ = try await context.client.update(signed)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    /// The map with just the tokens' signatures; nil when it has them already, or holds nothing to sign.
    static func signed(_ map: ConfigMap, tokens: [BootstrapToken]) -> ConfigMap? {
        guard let content = map.data[contentKey] else { return nil }
        var signed = map
        signed.data = map.data.filter { !$0.key.hasPrefix(signaturePrefix) }
        for token in tokens { signed.data[signaturePrefix + token.id] = signature(content, token) }
        return signed == map ? nil : signed
    }

    /// A JWS (RFC 7515) by HMAC with SHA-256, its payload left out: who checks it has that at hand.
    static func signature(_ content: String, _ token: BootstrapToken) -> String {
        // Ids are six letters and digits in tokens that work; another must not break out of the text.
        let id = token.id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
        let header = base64URL(Array(#"{"alg":"HS256","kid":"\#(id)"}"#.utf8))
        let message = header + "." + base64URL(Array(content.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: SymmetricKey(data: Data(token.secret.utf8)))
        return header + ".." + base64URL(Array(code))
    }

    /// Base64 in the URL alphabet, without padding.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().compactMap { $0 == "=" ? nil : $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
