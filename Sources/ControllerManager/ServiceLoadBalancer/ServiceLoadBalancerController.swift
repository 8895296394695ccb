import KubernetesAPI
import KubernetesClient

/// service-lb-controller: gives services of type LoadBalancer the addresses of the nodes, as kube-proxy answers on every one.
///
/// The rule: `status.loadBalancer.ingress` lists the InternalIP of each ready node that is not excluded, as VIPs, while the
/// type is LoadBalancer and no `loadBalancerClass` names somebody else; otherwise what we gave is taken back.
final class ServiceLoadBalancerController: Controller {
    static let name = "service-lb-controller"
    static let excludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let services: Informer<KubernetesAPI.Service>
    private let nodes: Informer<Node>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("service-controller")
        services = context.informers.informer(for: KubernetesAPI.Service.self)
        nodes = context.informers.informer(for: Node.self)
        queue = context.queue()
        services.addHandler { [queue] event in queue.add(event.object.key) }
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

    func reconcile(_ key: ObjectKey) async throws {
        guard let service = services.get(key.name, namespace: key.namespace), !service.metadata.isBeingDeleted else { return }
        let current = service.status.loadBalancer.ingress
        let isOurs = service.spec.type == "LoadBalancer" && service.spec.loadBalancerClass == nil
        // With a class, the addresses are those of whoever implements it.
        if service.spec.type == "LoadBalancer" && !isOurs { return }
        let wanted = isOurs ? ingress(service) : []
        if wanted == current { return }
        if isOurs && current.isEmpty {
            recorder.event(ObjectReference(service), type: "Normal", reason: "EnsuringLoadBalancer", message: "Ensuring load balancer")
        }
        var updated = service
        updated.status.loadBalancer.ingress = wanted
        do {
            _ = try await context.client.updateStatus(updated)
        } catch let error as APIError where error.isNotFound {
            return
        }
        if isOurs && current.isEmpty {
            recorder.event(ObjectReference(service), type: "Normal", reason: "EnsuredLoadBalancer", message: "Ensured load balancer")
        } else if !isOurs {
            recorder.event(ObjectReference(service), type: "Normal", reason: "DeletedLoadBalancer", message: "Deleted load balancer")
        }
    }

    private func ingress(_ service: KubernetesAPI.Service) -> [LoadBalancerIngress] {
        let families = service.spec.ipFamilies
        return Self.addresses(of: nodes.list())
            .filter { families.isEmpty || families.contains($0.isIPv6 ? "IPv6" : "IPv4") }
            .map { LoadBalancerIngress(ip: $0, ipMode: "VIP") }
    }

    static func addresses(of nodes: [Node]) -> [String] {
        nodes.filter { $0.isReady && $0.metadata.labels[excludeLabel] == nil && !$0.metadata.isBeingDeleted }
            .sorted { $0.metadata.isOlder(than: $1.metadata) }
            .flatMap { node in node.status.addresses.filter { $0.type == "InternalIP" }.map(\.address) }
    }
}
