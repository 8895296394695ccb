import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Synchronization

/// endpointslice-controller: for each service with a selector, slices of at most `--max-endpoints-per-slice` endpoints.
///
/// The rule: one group of slices for each address family of the service and each set of ports; ``SlicePlan`` says what to write.
final class EndpointSliceController: Controller {
    static let name = "endpointslice-controller"
    static let serviceLabel = "kubernetes.io/service-name"
    static let managedByLabel = "endpointslice.kubernetes.io/managed-by"
    static let manager = "endpointslice-controller.k8s.io"
    static let serviceIndex = "endpointslice-service"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let services: Informer<KubernetesAPI.Service>
    private let slices: Informer<EndpointSlice>
    private let nodes: Informer<Node>
    private let queue: WorkQueue<ObjectKey>
    private let triggers = TriggerTimes()
    private let tracker: SliceTracker
    private let metrics: SliceMetrics
    private let syncs: Counter
    private let slicesChanged: Histogram
    /// The CPU of the zones, for services that share endpoints out by it; nil when nodes have changed.
    private let shares = Mutex<ZoneShares?>(nil)
    /// Which services, and address types of them, have hints by CPU: to tell in events when that begins and ends.
    private let hinted = Mutex<Set<String>>([])

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("endpoint-slice-controller")
        services = context.informers.informer(for: KubernetesAPI.Service.self)
        slices = context.informers.informer(for: EndpointSlice.self)
        nodes = context.informers.informer(for: Node.self)
        queue = context.queue()
        tracker = SliceTracker(clock: context.clock)
        let prefix = "endpoint_slice_controller_"
        metrics = SliceMetrics(context.metrics, prefix: prefix, source: "Service")
        metrics.showDistributions(context.metrics, prefix: prefix)
        syncs = context.metrics.counter(prefix + "syncs", "Number of EndpointSlice syncs", ["result"])
        slicesChanged = context.metrics.histogram(
            prefix + "endpointslices_changed_per_sync", "Number of EndpointSlices changed on each Service sync", ["topology", "traffic_distribution"])
        slices.addIndex(Self.serviceIndex) { slice in slice.service(managedBy: Self.manager).map { ["\($0)"] } ?? [] }
        watch()
    }

    private func watch() {
        services.addHandler { [queue] event in queue.add(event.object.key) }
        slices.addHandler { [self] event in
            guard !event.isAddition, let key = event.object.service(managedBy: Self.manager) else { return }
            if event.isDeletion { tracker.forget(event.object, of: key) }
            queue.add(key)
        }
        let backends = ServiceBackends(services: services)
        context.pods.addHandler { [queue] event in
            for key in backends.affected(by: event) { queue.add(key) }
        }
        nodes.addHandler { [self] event in
            sharesMayHaveChanged(event)
            // The zone of endpoints, and whether their node exists, come from here.
            if case .updated(let old, let new) = event, old.zone == new.zone { return }
            for pod in context.pods.indexed(PodIndex.node, event.object.metadata.name) {
                for key in backends.affected(by: .added(pod)) { queue.add(key) }
            }
        }
    }

    /// A zone with more CPU than before is to get more of the endpoints.
    private func sharesMayHaveChanged(_ event: InformerEvent<Node>) {
        if case .updated(let old, let new) = event, ZoneShares.isSame(old, new) { return }
        shares.withLock { $0 = nil }
        for service in services.list() where TopologyHints.isAuto(service) { queue.add(service.key) }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentServiceEndpointSyncs) { [self] key in
            do {
                let isCurrent = try await reconcile(key)
                syncs.add(1, isCurrent ? "success" : "stale")
            } catch {
                syncs.add(1, "error")
                throw error
            }
        }
    }

    /// - Returns: False when the cache does not show yet what was written last; the service is looked at again then.
    @discardableResult
    func reconcile(_ key: ObjectKey) async throws -> Bool {
        guard let service = services.get(key.name, namespace: key.namespace) else {
            triggers.forget(key)
            tracker.forget(key)
            metrics.forget(key)
            hinted.withLock { $0 = $0.filter { !$0.hasPrefix("\(key) ") } }
            // The slices go with their owner, by garbage collection.
            return true
        }
        if service.spec.selector.isEmpty || service.spec.type == "ExternalName" {
            metrics.forget(key)
            return true
        }
        let existing = slices.indexed(Self.serviceIndex, "\(key)").filter { !$0.metadata.isBeingDeleted }
        guard tracker.isCurrent(existing, for: key) else {
            queue.add(key, after: .milliseconds(20))
            return false
        }
        let pods = context.pods.list(namespace: key.namespace).filter { $0.metadata.labels.isSuperset(of: service.spec.selector) }
        let trigger = triggers.next(service, pods: pods)
        let families = service.spec.ipFamilies.isEmpty ? ["IPv4"] : service.spec.ipFamilies
        var numbers = SliceMetrics.Numbers(distribution: service.spec.trafficDistribution), changes = 0
        for family in families {
            var backends = pods.compactMap { Self.backend(of: $0, in: service, family: family, node: node(of: $0)) }
            hint(&backends, of: service, family: family)
            let before = existing.filter { $0.addressType == family }
            let plan = SlicePlan(
                existing: before, backends: backends, blank: Self.blank(service, family: family), maximum: context.options.maxEndpointsPerSlice)
            metrics.observe(SliceMetrics.Difference(existing: before, create: plan.create, update: plan.update, delete: plan.delete))
            for count in plan.groups { numbers.add(endpoints: count, maximum: context.options.maxEndpointsPerSlice) }
            numbers.slices += before.count + plan.create.count - plan.delete.count
            changes += plan.create.count + plan.update.count + plan.delete.count
            try await carryOut(plan, for: service, trigger: trigger)
        }
        for slice in existing where !families.contains(slice.addressType) {
            try await context.client.delete(exactly: slice)
            metrics.wrote("delete")
        }
        metrics.stands(numbers, key)
        slicesChanged.observe(Double(changes), TopologyHints.isAuto(service) ? "Auto" : "Disabled", service.spec.trafficDistribution ?? "")
        return true
    }

    private func node(of pod: Pod) -> Node? { pod.spec.nodeName.flatMap { nodes.get($0) } }

    // MARK: Hints

    private func hint(_ backends: inout [SlicePlan.Backend], of service: KubernetesAPI.Service, family: String) {
        let key = "\(service.key) \(family)"
        guard TopologyHints.isAuto(service) else {
            if hinted.withLock({ $0.remove(key) }) != nil {
                tell(service, "TopologyAwareHintsDisabled", "Topology Aware Hints has been disabled", family)
            }
            return TopologyHints.distribute(service.spec.trafficDistribution, over: &backends)
        }
        do throws(TopologyHints.Problem) {
            try TopologyHints.share(currentShares(), among: &backends)
            if hinted.withLock({ $0.insert(key).inserted }) {
                tell(service, "TopologyAwareHintsEnabled", "Topology Aware Hints has been enabled", family)
            }
        } catch {
            TopologyHints.distribute(nil, over: &backends)
            _ = hinted.withLock { $0.remove(key) }
            tell(service, "TopologyAwareHintsDisabled", error.description, family)
        }
    }

    private func tell(_ service: KubernetesAPI.Service, _ reason: String, _ message: String, _ family: String) {
        recorder.event(
            service, type: reason.hasSuffix("Enabled") ? "Normal" : "Warning", reason: reason, message: "\(message), addressType: \(family)")
    }

    private func currentShares() -> ZoneShares {
        // Made under the lock, so that what a node's change sets to nil is not set again from the nodes before it.
        shares.withLock { shares in
            if let shares { return shares }
            let made = ZoneShares(nodes.list())
            shares = made
            return made
        }
    }

    // MARK: What should be

    static func backend(of pod: Pod, in service: KubernetesAPI.Service, family: String, node: Node?) -> SlicePlan.Backend? {
        let publishesAll = service.spec.publishNotReadyAddresses == true
        guard pod.belongsInEndpoints(includingTerminating: true), node != nil || publishesAll else { return nil }
        let addresses = pod.ips.filter { $0.isIPv6 == (family == "IPv6") }
        guard !addresses.isEmpty else { return nil }
        let ports = service.spec.ports.compactMap { port in
            pod.port(for: port).map {
                DiscoveryV1.EndpointPort(name: port.name ?? "", protocol: port.protocol ?? "TCP", port: $0, appProtocol: port.appProtocol)
            }
        }
        let terminating = pod.metadata.isBeingDeleted
        let serving = pod.isReady
        return SlicePlan.Backend(
            endpoint: DiscoveryV1.Endpoint(
                addresses: addresses,
                conditions: DiscoveryV1.EndpointConditions(
                    ready: publishesAll || (serving && !terminating), serving: serving, terminating: terminating),
                hostname: pod.hostname(in: service), targetRef: pod.targetReference, nodeName: pod.spec.nodeName, zone: node?.zone),
            ports: ports)
    }

    static func blank(_ service: KubernetesAPI.Service, family: String) -> EndpointSlice {
        var slice = EndpointSlice()
        slice.addressType = family
        slice.metadata.generateName = PodControl.generateName(for: service.metadata.name)
        slice.metadata.namespace = service.metadata.namespace
        slice.metadata.labels = service.metadata.labels.filter {
            $0.key != serviceLabel && $0.key != managedByLabel && $0.key != EndpointsController.headlessLabel
        }
        slice.metadata.labels[serviceLabel] = service.metadata.name
        slice.metadata.labels[managedByLabel] = manager
        if service.isHeadless { slice.metadata.labels[EndpointsController.headlessLabel] = "" }
        slice.metadata.ownerReferences = [.controller(service)]
        return slice
    }

    // MARK: Writing

    private func carryOut(_ plan: SlicePlan, for service: KubernetesAPI.Service, trigger: Time?) async throws {
        do {
            for var slice in plan.create {
                slice.metadata.annotations[lastChangeTriggerTimeAnnotation] = trigger.map { "\($0)" }
                tracker.note(try await context.client.create(slice), for: service.key)
                metrics.wrote("create")
            }
            for var slice in plan.update {
                slice.metadata.annotations[lastChangeTriggerTimeAnnotation] = trigger.map { "\($0)" }
                tracker.note(try await context.client.update(slice), for: service.key)
                metrics.wrote("update")
            }
            for slice in plan.delete {
                try await context.client.delete(exactly: slice)
                metrics.wrote("delete")
            }
        } catch let error as APIError {
            if error.isNamespaceTerminating { return }
            recorder.event(
                ObjectReference(service), type: "Warning", reason: "FailedToUpdateEndpointSlices",
                message: "Error updating Endpoint Slices for Service \(service.metadata.namespace)/\(service.metadata.name): \(describe(error))")
            throw error
        }
    }
}

extension EndpointSlice {
    /// The service whose endpoints are in it, if that manager made it.
    func service(managedBy manager: String) -> ObjectKey? {
        guard metadata.labels[EndpointSliceController.managedByLabel] == manager, let name = metadata.labels[EndpointSliceController.serviceLabel]
        else { return nil }
        return ObjectKey(namespace: metadata.namespace, name: name)
    }
}

extension Node {
    /// The zone the node is in, from its well-known label.
    var zone: String? { metadata.labels["topology.kubernetes.io/zone"] }
}
