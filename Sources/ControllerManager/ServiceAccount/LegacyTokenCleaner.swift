import JSON
import KubernetesAPI
import KubernetesClient

/// legacy-serviceaccount-token-cleaner-controller: does away with tokens in secrets that were made for service accounts by themselves
/// and that nobody has used for a year: first it marks them invalid, and a year later deletes them.
///
/// What a token was last used, the API server writes into a label; since when it does so, into a config map.
final class LegacyTokenCleaner: Controller {
    static let name = "legacy-serviceaccount-token-cleaner-controller"
    static let lastUsedLabel = "kubernetes.io/legacy-token-last-used"
    static let invalidSinceLabel = "kubernetes.io/legacy-token-invalid-since"
    static let trackingMap = "kube-apiserver-legacy-service-account-token-tracking"
    private static let type = "kubernetes.io/service-account-token"

    private let context: ControllerContext
    private let secrets: Informer<Secret>
    private let accounts: Informer<ServiceAccount>

    init(_ context: ControllerContext) {
        self.context = context
        secrets = context.informers.informer(for: Secret.self, fieldSelector: "type=\(Self.type)")
        accounts = context.informers.informer(for: ServiceAccount.self)
    }

    func run() async {
        await context.every(.seconds(86400), Self.name) { [self] in try await pass() }
    }

    /// Days as `2026-01-31`, which are in order as texts, too.
    private static func day(_ seconds: Int64) -> String { String(Time(seconds: seconds).description.prefix(10)) }

    private static func seconds(ofDay text: String) -> Int64? {
        text.utf8.count == 10 ? Time(text + "T00:00:00Z")?.seconds : nil
    }

    func pass() async throws {
        let now = context.clock.now.seconds
        let period = context.options.legacyServiceAccountTokenCleanUpPeriod.components.seconds
        let map: ConfigMap = try await context.client.get(ConfigMap.self, Self.trackingMap, namespace: "kube-system")
        // Before uses were noted for so long nobody can say that there were none.
        guard let since = Self.seconds(ofDay: map.data["since"] ?? ""), now >= since.addingReportingOverflow(period).partialValue else { return }
        for secret in secrets.list() where secret.type == Self.type { try await look(at: secret, now: now, before: now &- period) }
    }

    private func look(at secret: Secret, now: Int64, before limit: Int64) async throws {
        let metadata = secret.metadata
        guard !metadata.isBeingDeleted, let created = metadata.creationTimestamp?.seconds, created < limit else { return }
        if let used = metadata.labels[Self.lastUsedLabel] {
            guard Self.seconds(ofDay: used) != nil, used < Self.day(limit) else { return }
        }
        // Only those that were made by themselves are named by their account; a user's own secret stays.
        let account = accounts.get(metadata.annotations["kubernetes.io/service-account.name"] ?? "", namespace: metadata.namespace)
        let uid = metadata.annotations["kubernetes.io/service-account.uid"] ?? ""
        guard let account, uid.isEmpty || uid == account.metadata.uid, account.secrets.contains(where: { $0.name == metadata.name }) else { return }
        if isMounted(metadata.name, namespace: metadata.namespace) { return }
        do {
            let marked: JSONObject = [
                "uid": .string(metadata.uid), "resourceVersion": .string(metadata.resourceVersion),
                "labels": .object([Self.invalidSinceLabel: .string(Self.day(now))]),
            ]
            guard let invalid = metadata.labels[Self.invalidSinceLabel], Self.seconds(ofDay: invalid) != nil else {
                let _: Secret = try await context.client.patch(
                    Secret.self, metadata.name, namespace: metadata.namespace, .merge(["metadata": .object(marked)]))
                return
            }
            guard invalid < Self.day(limit) else { return }
            try await context.client.delete(
                Secret.self, metadata.name, namespace: metadata.namespace,
                options: DeleteOptions(preconditions: Preconditions(uid: metadata.uid, resourceVersion: metadata.resourceVersion)))
        } catch let error as APIError where error.isNotFound || error.isConflict {
            return
        }
    }

    private func isMounted(_ secret: String, namespace: String) -> Bool {
        context.pods.list(namespace: namespace).contains { pod in
            pod.spec.volumes.contains { $0.secret?.secretName == secret || $0.projected?.sources.contains { $0.secret?.name == secret } == true }
        }
    }
}
