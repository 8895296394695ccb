import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// service-lb-controller: gives services of type LoadBalancer their addresses: some of `--load-balancer-address-pool`, or those of
/// the nodes, as kube-proxy answers on every one.
///
/// The rule: `status.loadBalancer.ingress` lists, as VIPs, one address of the pool for each family, or the InternalIP of each
/// ready node that is not excluded, while the type is LoadBalancer and no `loadBalancerClass` names somebody else; otherwise what we
/// gave is taken back. A port of an address is one service's; who gets none waits until another one goes.
final class ServiceLoadBalancerController: Controller {
    static let name = "service-lb-controller"
    static let excludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let services: Informer<KubernetesAPI.Service>
    private let nodes: Informer<Node>
    private let queue: WorkQueue<ObjectKey>
    /// Nil for the nodes' addresses.
    private let pool: LoadBalancerPool?
    private let state = Mutex(Memory())

    private struct Memory {
        /// What was given and may not be in the cache yet.
        var given: [ObjectKey: [String]] = [:]
        /// What services wait for.
        var waiting: [ObjectKey: String] = [:]
    }

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("service-controller")
        services = context.informers.informer(for: KubernetesAPI.Service.self)
        nodes = context.informers.informer(for: Node.self)
        queue = context.queue()
        let text = context.options.loadBalancerAddressPool
        do throws(LoadBalancerPool.BadPool) {
            pool = text.isEmpty ? nil : try LoadBalancerPool(parsing: text)
        } catch {
            context.logger(Self.name).error("the pool of addresses is not used", metadata: ["error": "\(error)"])
            pool = nil
        }
        services.addHandler { [self] event in
            queue.add(event.object.key)
            switch event {
            case .deleted(let service): state.withLock { state in
                state.given[service.key] = nil
                state.waiting[service.key] = nil
            }
            case .updated(let old, let new) where old.spec == new.spec && old.status == new.status: return
            default: break
            }
            // What one gives up another may wait for.
            for key in state.withLock({ Array($0.waiting.keys) }) { queue.add(key) }
        }
        guard pool == nil else { return }
        nodes.addHandler { [queue, services] event in
            if case .updated(let old, let new) = event, Self.addresses(of: [old]) == Self.addresses(of: [new]) { return }
            for service in services.list() where service.spec.type == "LoadBalancer" { queue.add(service.key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentServiceSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    private static func isOurs(_ service: KubernetesAPI.Service) -> Bool {
        service.spec.type == "LoadBalancer" && service.spec.loadBalancerClass == nil && !service.metadata.isBeingDeleted
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let service = services.get(key.name, namespace: key.namespace), !service.metadata.isBeingDeleted else { return }
        let current = service.status.loadBalancer.ingress
        let isOurs = Self.isOurs(service)
        // With a class, the addresses are those of whoever implements it.
        if service.spec.type == "LoadBalancer" && !isOurs { return }
        let wanted: [LoadBalancerIngress]
        do throws(LoadBalancerFailure) {
            wanted = isOurs ? try plan(service).map { LoadBalancerIngress(ip: $0, ipMode: "VIP") } : []
        } catch {
            wanted = []
            tell(service, error)
        }
        if !isOurs {
            let had = state.withLock { state in
                state.waiting[key] = nil
                return state.given.removeValue(forKey: key) != nil
            }
            // With another type the API server has emptied the status itself.
            if had, current.isEmpty { note(service, "DeletedLoadBalancer", "Deleted load balancer") }
        }
        if wanted == current { return }
        let begins = isOurs && current.isEmpty
        if begins { note(service, "EnsuringLoadBalancer", "Ensuring load balancer") }
        if !isOurs { note(service, "DeletingLoadBalancer", "Deleting load balancer") }
        var updated = service
        updated.status.loadBalancer.ingress = wanted
        do {
            _ = try await context.client.updateStatus(updated)
        } catch let error as APIError where error.isNotFound {
            return
        }
        if begins {
            note(service, "EnsuredLoadBalancer", "Ensured load balancer")
        } else if !isOurs {
            note(service, "DeletedLoadBalancer", "Deleted load balancer")
        } else if !wanted.isEmpty {
            note(service, "UpdatedLoadBalancer", "Updated load balancer with new hosts")
        }
    }

    /// Decides on the service's addresses, which from now on are its own.
    private func plan(_ service: KubernetesAPI.Service) throws(LoadBalancerFailure) -> [String] {
        let all = services.list().filter { Self.isOurs($0) && $0.key != service.key }
        let addresses = Self.addresses(of: nodes.list())
        let result = state.withLock { state -> Result<[String], LoadBalancerFailure> in
            func use(_ one: KubernetesAPI.Service) -> LoadBalancerUse {
                let shown = one.status.loadBalancer.ingress.compactMap(\.ip)
                return LoadBalancerUse(one, addresses: shown + (state.given[one.key] ?? []).filter { !shown.contains($0) })
            }
            let own = use(service)
            let others = all.map(use)
            let (families, asked) = (service.spec.ipFamilies, service.spec.loadBalancerIP)
            let result = Result<[String], LoadBalancerFailure> { () throws(LoadBalancerFailure) in
                if let pool { return try LoadBalancerPlan.fromPool(pool, own, families: families, wanted: asked, others: others) }
                return try LoadBalancerPlan.fromNodes(addresses, own, families: families, wanted: asked, others: others)
            }
            state.given[service.key] = try? result.get()
            if case .success = result { state.waiting[service.key] = nil }
            return result
        }
        return try result.get()
    }

    /// Says once why a service gets no address.
    private func tell(_ service: KubernetesAPI.Service, _ failure: LoadBalancerFailure) {
        let isNew = state.withLock { $0.waiting.updateValue(failure.description, forKey: service.key) != failure.description }
        guard isNew else { return }
        recorder.event(
            ObjectReference(service), type: "Warning", reason: "SyncLoadBalancerFailed",
            message: "Error syncing load balancer: failed to ensure load balancer: \(failure)")
    }

    private func note(_ service: KubernetesAPI.Service, _ reason: String, _ message: String) {
        recorder.event(ObjectReference(service), type: "Normal", reason: reason, message: message)
    }

    static func addresses(of nodes: [Node]) -> [String] {
        nodes.filter { $0.isReady && $0.metadata.labels[excludeLabel] == nil && !$0.metadata.isBeingDeleted }
            .sorted { $0.metadata.isOlder(than: $1.metadata) }
            .flatMap { node in node.status.addresses.filter { $0.type == "InternalIP" }.map(\.address) }
    }
}
