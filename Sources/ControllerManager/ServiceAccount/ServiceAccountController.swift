import KubernetesAPI
import KubernetesClient

/// serviceaccount-controller: every namespace has a service account named "default".
final class ServiceAccountController: Controller {
    static let name = "serviceaccount-controller"

    private let context: ControllerContext
    private let namespaces: Informer<Namespace>
    private let accounts: Informer<ServiceAccount>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        namespaces = context.informers.informer(for: Namespace.self)
        accounts = context.informers.informer(for: ServiceAccount.self)
        queue = context.queue()
        namespaces.addHandler { [queue] event in
            if case .deleted = event { return }
            queue.add(event.object.key)
        }
        accounts.addHandler { [queue] event in
            guard case .deleted(let account) = event, account.metadata.name == "default" else { return }
            queue.add(ObjectKey(namespace: "", name: account.metadata.namespace))
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentServiceAccountSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let namespace = namespaces.get(key.name), !namespace.isTerminating,
            accounts.get("default", namespace: key.name) == nil
        else { return }
        var account = ServiceAccount()
        account.metadata.name = "default"
        account.metadata.namespace = key.name
        do {
            _ = try await context.client.create(account)
        } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating {
            return
        }
    }
}

extension Namespace {
    var isTerminating: Bool { metadata.isBeingDeleted || status.phase == "Terminating" }
}
