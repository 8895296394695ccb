import KubernetesAPI
import KubernetesClient

/// token-cleaner-controller: deletes bootstrap tokens that have expired. Off unless `--controllers` names it, as upstream.
final class TokenCleaner: Controller {
    static let name = "token-cleaner-controller"
    static let isOnByDefault = false

    private let context: ControllerContext
    private let secrets: Informer<Secret>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        secrets = context.informers.informer(for: Secret.self, fieldSelector: "type=\(BootstrapToken.secretType)", namespace: "kube-system")
        queue = context.queue()
        secrets.addHandler { [queue] event in
            if !event.isDeletion { queue.add(event.object.key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 10) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let secret = secrets.get(key), secret.type == BootstrapToken.secretType, !secret.metadata.isBeingDeleted else { return }
        switch BootstrapToken.expiration(secret, now: context.clock.time) {
        case .never: return
        case .after(let seconds): queue.add(key, after: .seconds(seconds))
        case .expired:
            try await context.client.delete(exactly: secret)
        }
    }
}
