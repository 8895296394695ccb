import KubernetesAPI
import KubernetesClient

/// endpoints-controller: for each service with a selector, an Endpoints object of the same name that lists its pods.
///
/// The rule: subsets follow from service and pods (``EndpointSubsets``); write when they, or the labels, differ. A
/// service without a selector keeps what its owner wrote; a service that is gone takes its Endpoints along.
final class EndpointsController: Controller {
    static let name = "endpoints-controller"
    static let headlessLabel = "service.kubernetes.io/headless"
    static let managedByLabel = "endpoints.kubernetes.io/managed-by"
    static let overCapacityAnnotation = "endpoints.kubernetes.io/over-capacity"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let services: Informer<KubernetesAPI.Service>
    private let endpoints: Informer<Endpoints>
    private let queue: WorkQueue<ObjectKey>
    private let triggers = TriggerTimes()

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("endpoint-controller")
        services = context.informers.informer(for: KubernetesAPI.Service.self)
        endpoints = context.informers.informer(for: Endpoints.self)
        queue = context.queue()
        services.addHandler { [queue] event in queue.add(event.object.key) }
        // Someone deletes or changes ours: it comes back.
        endpoints.addHandler { [queue] event in
            if case .added = event { return }
            queue.add(event.object.key)
        }
        let backends = ServiceBackends(services: services)
        context.pods.addHandler { [queue] event in
            for key in backends.affected(by: event) { queue.add(key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentEndpointSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    func reconcile(_ key: ObjectKey) async throws {
        let current = endpoints.get(key.name, namespace: key.namespace)
        guard let service = services.get(key.name, namespace: key.namespace) else {
            triggers.forget(key)
            // Only what this controller made; the API server's own "kubernetes" has a service as well and never comes here.
            guard let current, current.metadata.labels[Self.managedByLabel] != nil else { return }
            return try await context.client.delete(exactly: current)
        }
        if service.spec.selector.isEmpty || service.spec.type == "ExternalName" { return }
        let pods = context.pods.list(namespace: key.namespace).filter { $0.metadata.labels.isSuperset(of: service.spec.selector) }
        let trigger = triggers.next(service, pods: pods)
        let wanted = Self.desired(service, pods: pods, current: current, trigger: trigger)
        if let current, Self.isSame(current, wanted) { return }
        do {
            if current == nil { _ = try await context.client.create(wanted) } else { _ = try await context.client.update(wanted) }
        } catch let error as APIError {
            if current == nil, error.isForbidden || error.isNamespaceTerminating { return }
            recorder.event(
                ObjectReference(current ?? wanted), type: "Warning",
                reason: current == nil ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
                message: current == nil
                    ? "Failed to create endpoint for service \(key.namespace)/\(key.name): \(describe(error))"
                    : "Failed to update endpoint \(key.namespace)/\(key.name): \(describe(error))")
            throw error
        }
    }

    static func desired(_ service: KubernetesAPI.Service, pods: [Pod], current: Endpoints?, trigger: Time?) -> Endpoints {
        let computed = EndpointSubsets(service, pods: pods)
        var wanted = current ?? Endpoints()
        wanted.metadata.name = service.metadata.name
        wanted.metadata.namespace = service.metadata.namespace
        wanted.metadata.labels = service.metadata.labels
        wanted.metadata.labels[headlessLabel] = service.isHeadless ? "" : nil
        wanted.metadata.labels[managedByLabel] = "endpoint-controller"
        wanted.metadata.annotations[lastChangeTriggerTimeAnnotation] = trigger.map { "\($0)" }
        wanted.metadata.annotations[overCapacityAnnotation] = computed.isTruncated ? "truncated" : nil
        wanted.subsets = computed.subsets
        return wanted
    }

    /// Whether a write would change nothing but the time of the trigger.
    static func isSame(_ current: Endpoints, _ wanted: Endpoints) -> Bool {
        current.subsets == wanted.subsets && current.metadata.labels == wanted.metadata.labels
            && current.metadata.annotations[overCapacityAnnotation] == wanted.metadata.annotations[overCapacityAnnotation]
    }
}
