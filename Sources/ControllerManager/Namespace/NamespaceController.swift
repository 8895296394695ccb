import JSON
import KubernetesAPI
import KubernetesClient

/// namespace-controller: empties a namespace that is being deleted, and lets it go.
///
/// The rule: mark it Terminating; delete everything in it that discovery knows - pods first, for what they need (secrets,
/// network policies) must outlive them -; while anything remains come back; then take "kubernetes" out of `spec.finalizers`,
/// upon which the API server removes it. The conditions say what still stands in the way.
final class NamespaceController: Controller {
    static let name = "namespace-controller"
    static let finalizer = "kubernetes"

    private let context: ControllerContext
    private let namespaces: Informer<Namespace>
    private let discovery: Discovery
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        namespaces = context.informers.informer(for: Namespace.self)
        discovery = Discovery(client: context.client, clock: context.clock)
        queue = context.queue()
        namespaces.addHandler { [queue] event in
            if case .deleted = event { return }
            guard event.object.metadata.isBeingDeleted else { return }
            queue.add(event.object.key)
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentNamespaceSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard namespaces.get(key.name)?.metadata.isBeingDeleted == true else { return }
        var namespace: Namespace
        do {
            namespace = try await context.client.get(Namespace.self, key.name)
        } catch let error as APIError where error.isNotFound {
            return
        }
        guard namespace.metadata.isBeingDeleted else { return }
        if namespace.status.phase != "Terminating" {
            namespace.status.phase = "Terminating"
            namespace = try await context.client.updateStatus(namespace)
        }
        guard namespace.spec.finalizers.contains(Self.finalizer) else { return }

        var content = NamespaceContent(namespace: key.name, client: context.client)
        await content.deleteAll { [discovery] in try await discovery.answer() }
        try await write(content.conditions(), to: namespace)
        if let error = content.error { throw error }
        if content.isEmpty {
            // Nothing of a kind that came meanwhile may be left behind, where nobody would ever find it.
            let before = Set(try await discovery.answer().resources)
            guard Set(try await discovery.answer(fresh: true).resources).isSubset(of: before) else { return queue.add(key) }
            return try await finalize(namespace.metadata.name)
        }
        // Half of what the pods may still take, so that we are there soon after the last has gone.
        queue.add(key, after: .milliseconds(min(5000, max(200, min(content.longestGrace, 100) * 50))))
    }

    private func write(_ conditions: [NamespaceCondition], to namespace: Namespace) async throws {
        let now = context.clock.time
        var updated = namespace
        for var condition in conditions {
            condition.lastTransitionTime = now
            if let index = updated.status.conditions.firstIndex(where: { $0.type == condition.type }) {
                let old = updated.status.conditions[index]
                if old.status == condition.status && old.reason == condition.reason && old.message == condition.message { continue }
                if old.status == condition.status { condition.lastTransitionTime = old.lastTransitionTime }
                updated.status.conditions[index] = condition
            } else {
                updated.status.conditions.append(condition)
            }
        }
        guard updated != namespace else { return }
        do {
            _ = try await context.client.updateStatus(updated)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    private func finalize(_ name: String) async throws {
        do {
            var namespace = try await context.client.get(Namespace.self, name)
            namespace.spec.finalizers.removeAll { $0 == Self.finalizer }
            try await context.client.json("PUT", "/api/v1/namespaces/\(name)/finalize", body: namespace.jsonValue())
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
