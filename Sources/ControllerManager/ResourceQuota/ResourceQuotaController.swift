import KubernetesAPI
import KubernetesClient
import Synchronization

/// resourcequota-controller: counts what a namespace uses of its quotas.
///
/// The rule: `status.hard` is `spec.hard`, `status.used` what the objects of the namespace take. Admission charges what is
/// created; this gives back what has gone, and counts all anew when a quota is made or changed and every
/// `--resource-quota-sync-period`. Only resources that some quota names are watched.
final class ResourceQuotaController: Controller {
    static let name = "resourcequota-controller"
    /// How long what was charged may take until it is stored: less than is charged counts only after that.
    static let patience: Duration = .milliseconds(100)

    private let context: ControllerContext
    private let quotas: Informer<ResourceQuota>
    private let discovery: Discovery
    private let queue: WorkQueue<ObjectKey>
    /// Asks for a look at which resources are to be watched.
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init(_ context: ControllerContext) {
        self.context = context
        quotas = context.informers.informer(for: ResourceQuota.self)
        discovery = Discovery(client: context.client, clock: context.clock)
        queue = context.queue()
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        quotas.addHandler { [queue, changed] event in
            if case .deleted = event { return }
            let quota = event.object
            if quota.status.hard != quota.spec.hard || Set(quota.status.used.keys) != Set(quota.spec.hard.keys) { queue.add(quota.key) }
            changed.yield()
        }
        context.pods.addHandler { [weak self] event in
            switch event {
            case .deleted(let pod): self?.recount(pod.metadata.namespace)
            case .updated(let old, let new):
                if old.isTerminal != new.isTerminal || old.spec != new.spec { self?.recount(new.metadata.namespace) }
            default: break
            }
        }
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                await context.work(Self.name, on: queue, workers: context.options.concurrentResourceQuotaSyncs) { [self] key in
                    try await reconcile(key)
                }
            }
            group.addTask { [self] in
                await context.every(context.options.resourceQuotaSyncPeriod, Self.name) { [self] in
                    for quota in quotas.list() { queue.add(quota.key) }
                }
            }
            var watched: Set<String> = ["pods"]
            changed.yield()
            for await _ in changes {
                if Task.isCancelled { break }
                let wanted = Set(quotas.list().flatMap { QuotaCount.resources(of: $0.spec.hard.keys) }).subtracting(watched)
                guard !wanted.isEmpty, let answer = try? await discovery.answer() else { continue }
                for resource in answer.resources where wanted.contains(resource.groupResource) && resource.isNamespaced {
                    guard resource.verbs.contains("watch") else { continue }
                    watched.insert(resource.groupResource)
                    group.addTask { [self] in await watch(resource) }
                }
            }
        }
    }

    /// Has the quotas of a namespace counted again.
    private func recount(_ namespace: String) {
        for quota in quotas.list(namespace: namespace) { queue.add(quota.key) }
    }

    /// Follows the objects of a resource; when one goes, or one that can grow or shrink changes, its namespace is counted.
    private func watch(_ resource: DiscoveredResource) async {
        let namespaces = Mutex<[String: String]>([:])
        let changes = ["services", "persistentvolumeclaims", "resourceclaims.resource.k8s.io"].contains(resource.groupResource)
        let synced = Mutex(false)
        let monitor = MetadataMonitor(
            resource: resource, client: context.client, clock: context.clock, logger: context.logger(Self.name)
        ) { [weak self] event in
            switch event {
            case .present(let header):
                let isNew = namespaces.withLock { $0.updateValue(header.metadata.namespace, forKey: header.metadata.uid) == nil }
                if changes, !isNew, synced.withLock({ $0 }) { self?.recount(header.metadata.namespace) }
            case .gone(let uid):
                if let namespace = namespaces.withLock({ $0.removeValue(forKey: uid) }) { self?.recount(namespace) }
            case .synced:
                synced.withLock { $0 = true }
            }
        }
        await monitor.run()
    }

    func reconcile(_ key: ObjectKey) async throws {
        // Read from the server, since it is to be replaced; as a list, since that is what the controller's role may do.
        let found = try await context.client.list(
            ResourceQuota.self, namespace: key.namespace, options: ListOptions(fieldSelector: "metadata.name=\(key.name)"))
        guard var quota = found.items.first else { return }
        let answer = try await discovery.answer()
        let count = QuotaCount(quota: quota, client: context.client, resources: answer.resources, now: context.clock.time)
        var used = try await count.used()
        if used.contains(where: { name, amount in quota.status.used[name].map { $0 > amount } ?? false }) {
            // Somebody may be on the way who was charged and is not there yet; whoever is charged from now on makes
            // the update below fail.
            try await context.clock.sleep(for: Self.patience)
            used = try await count.used()
        }
        guard quota.status.hard != quota.spec.hard || quota.status.used != used else { return }
        quota.status.hard = quota.spec.hard
        quota.status.used = used
        do {
            _ = try await context.client.updateStatus(quota)
        } catch let error as APIError where error.isNotFound {
            return
        } catch let error as APIError where error.isConflict {
            queue.add(key)
        }
    }
}
