import Crypto
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import _CryptoExtras

/// serviceaccount-token-controller: fills secrets of the type kubernetes.io/service-account-token with a token of the account
/// that they name, and deletes those whose account is gone.
final class TokensController: Controller {
    static let name = "serviceaccount-token-controller"
    private static let type = "kubernetes.io/service-account-token"
    private static let accountName = "kubernetes.io/service-account.name"
    private static let accountUID = "kubernetes.io/service-account.uid"

    private let context: ControllerContext
    private let secrets: Informer<Secret>
    private let accounts: Informer<ServiceAccount>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        secrets = context.informers.informer(for: Secret.self, fieldSelector: "type=\(Self.type)")
        accounts = context.informers.informer(for: ServiceAccount.self)
        queue = context.queue()
        secrets.addHandler { [queue] event in
            if case .deleted = event { return }
            queue.add(event.object.key)
        }
        accounts.addHandler { [queue, secrets] event in
            for secret in secrets.list(namespace: event.object.metadata.namespace)
            where secret.metadata.annotations[Self.accountName] == event.object.metadata.name { queue.add(secret.key) }
        }
    }

    func run() async throws {
        guard !context.options.serviceAccountPrivateKey.isEmpty else { return }
        let key = try LegacyTokenKey(pem: context.options.serviceAccountPrivateKey)
        await context.work(Self.name, on: queue, workers: 5) { [self] name in try await reconcile(name, key) }
    }

    private func reconcile(_ name: ObjectKey, _ key: LegacyTokenKey) async throws {
        guard let secret = secrets.get(name.name, namespace: name.namespace), !secret.metadata.isBeingDeleted else { return }
        let wanted = secret.metadata.annotations[Self.accountName] ?? ""
        guard !wanted.isEmpty else { return }
        // The cache may be older than the account: the API has the last word.
        let account: ServiceAccount
        do {
            account = try await context.client.get(ServiceAccount.self, wanted, namespace: name.namespace)
        } catch let error as APIError where error.isNotFound {
            return try await context.client.delete(exactly: secret)
        }
        let uid = secret.metadata.annotations[Self.accountUID] ?? ""
        if !uid.isEmpty, uid != account.metadata.uid { return try await context.client.delete(exactly: secret) }
        var filled = secret
        filled.metadata.annotations[Self.accountUID] = account.metadata.uid
        filled.data["namespace"] = Array(name.namespace.utf8)
        if !context.options.rootCA.isEmpty { filled.data["ca.crt"] = Array(context.options.rootCA.utf8) }
        if (filled.data["token"] ?? []).isEmpty {
            filled.data["token"] = Array(try key.token(namespace: name.namespace, secret: name.name, account: wanted, uid: account.metadata.uid).utf8)
        }
        guard filled != secret else { return }
        _ = try await context.client.update(filled)
    }
}

/// Signs the tokens that are kept in secrets, which have no end (`--service-account-private-key-file`).
struct LegacyTokenKey: Sendable {
    private enum Storage: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    private let storage: Storage

    /// - Throws: when the text is no RSA or P-256 key in PEM.
    init(pem: String) throws {
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
            storage = .p256(key)
        } else {
            storage = .rsa(try _RSA.Signing.PrivateKey(pemRepresentation: pem))
        }
    }

    func token(namespace: String, secret: String, account: String, uid: String) throws -> String {
        let (algorithm, der) = switch storage {
        case .rsa(let key): ("RS256", Array(key.publicKey.derRepresentation))
        case .p256(let key): ("ES256", Array(key.publicKey.derRepresentation))
        }
        let header: JSONValue = ["alg": .string(algorithm), "kid": .string(Self.text(Array(SHA256.hash(data: der))))]
        let payload: JSONValue = [
            "iss": "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": .string(namespace),
            "kubernetes.io/serviceaccount/secret.name": .string(secret),
            "kubernetes.io/serviceaccount/service-account.name": .string(account),
            "kubernetes.io/serviceaccount/service-account.uid": .string(uid),
            "sub": .string("system:serviceaccount:\(namespace):\(account)"),
        ]
        let message = Self.text(header.serialized()) + "." + Self.text(payload.serialized())
        let digest = SHA256.hash(data: Array(message.utf8))
        let signature = switch storage {
        case .rsa(let key): Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
        case .p256(let key): Array(try key.signature(for: digest).rawRepresentation)
        }
        return message + "." + Self.text(signature)
    }

    /// Base64 in the URL alphabet, without padding.
    private static func text(_ bytes: [UInt8]) -> String {
        String(Base64.encode(bytes).compactMap { $0 == "=" ? nil : $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
