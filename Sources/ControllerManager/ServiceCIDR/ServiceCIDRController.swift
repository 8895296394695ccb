import KubernetesAPI
import KubernetesClient

/// service-cidr-controller: makes further networks for the addresses of services usable, and keeps one that is being
/// deleted as long as it holds addresses that no other network holds.
final class ServiceCIDRController: Controller {
    static let name = "service-cidr-controller"
    static let finalizer = "networking.k8s.io/service-cidr-finalizer"
    /// How long an unused network stays after its deletion, so that every API server has stopped giving out its addresses.
    static let deletionGrace = 10

    private let context: ControllerContext
    private let networks: Informer<ServiceCIDR>
    private let addresses: Informer<IPAddress>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        networks = context.informers.informer(for: ServiceCIDR.self)
        addresses = context.informers.informer(for: IPAddress.self)
        queue = context.queue()
        networks.addHandler { [queue, networks] event in
            queue.add(event.object.key)
            // What one network no longer holds may keep another.
            for other in networks.list() where other.metadata.isBeingDeleted { queue.add(other.key) }
        }
        addresses.addHandler { [queue, networks] event in
            guard case .deleted = event else { return }
            for network in networks.list() where network.metadata.isBeingDeleted { queue.add(network.key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let network = networks.get(key.name, namespace: "") else { return }
        do {
            if network.metadata.isBeingDeleted {
                try await release(network)
            } else {
                try await admit(network)
            }
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    /// Holds a network, and says that it can be used.
    private func admit(_ network: ServiceCIDR) async throws {
        var network = network
        if !network.metadata.finalizers.contains(Self.finalizer) {
            network.metadata.finalizers.append(Self.finalizer)
            network = try await context.client.update(network)
        }
        if network.status.conditions.contains(where: { $0.type == "Ready" && $0.status == "True" }) { return }
        try await tell(network, status: "True", reason: "", message: "Kubernetes Service CIDR is ready")
    }

    /// Lets a network go when nothing needs it.
    private func release(_ network: ServiceCIDR) async throws {
        guard network.metadata.finalizers.contains(Self.finalizer) else { return }
        if isNeeded(network) {
            return try await tell(
                network, status: "False", reason: "Terminating",
                message: "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR")
        }
        if let time = network.metadata.deletionTimestamp {
            let left = time.adding(Self.deletionGrace) - context.clock.time
            if left > 0 { return queue.add(network.key, after: .seconds(left)) }
        }
        var network = network
        network.metadata.finalizers.removeAll { $0 == Self.finalizer }
        _ = try await context.client.update(network)
    }

    /// Whether it holds an address that no other network holds.
    private func isNeeded(_ network: ServiceCIDR) -> Bool {
        let own = network.spec.cidrs.compactMap { AddressRange($0) }
        let others = networks.list().filter { $0.metadata.name != network.metadata.name && !$0.metadata.isBeingDeleted }
            .flatMap(\.spec.cidrs).compactMap { AddressRange($0) }
        return addresses.list().contains { address in
            guard let bits = AddressRange.bits(address.metadata.name) else { return false }
            return own.contains { $0.contains(bits) } && !others.contains { $0.contains(bits) }
        }
    }

    private func tell(_ network: ServiceCIDR, status: String, reason: String, message: String) async throws {
        let before = network.status.conditions.first { $0.type == "Ready" }
        if before?.status == status, before?.reason == reason { return }
        var network = network
        let condition = MetaV1.Condition(
            type: "Ready", status: status, lastTransitionTime: context.clock.time, reason: reason, message: message)
        network.status.conditions = network.status.conditions.filter { $0.type != "Ready" } + [condition]
        _ = try await context.client.updateStatus(network)
    }
}
