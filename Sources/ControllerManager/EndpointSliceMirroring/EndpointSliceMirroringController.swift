import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// endpointslice-mirroring-controller: for services without a selector, slices that say what their hand-written Endpoints say, so that
/// proxies need to read slices only.
///
/// The rule: one slice for each address type and set of ports, named after and owned by the Endpoints. A service that gets a selector,
/// Endpoints with the label `endpointslice.kubernetes.io/skip-mirror: "true"` or with a leader's lock have none.
final class EndpointSliceMirroringController: Controller {
    static let name = "endpointslice-mirroring-controller"
    static let manager = "endpointslice-mirroring-controller.k8s.io"
    static let skipLabel = "endpointslice.kubernetes.io/skip-mirror"
    static let leaderAnnotation = "control-plane.alpha.kubernetes.io/leader"
    private static let index = "endpointslice-mirrored"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let services: Informer<KubernetesAPI.Service>
    private let endpoints: Informer<Endpoints>
    private let slices: Informer<EndpointSlice>
    private let queue: WorkQueue<ObjectKey>
    private let tracker: SliceTracker
    private let metrics: SliceMetrics
    private let updated: Histogram
    private let skipped: Histogram
    private let seconds: Histogram

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("endpoint-slice-mirroring-controller")
        services = context.informers.informer(for: KubernetesAPI.Service.self)
        endpoints = context.informers.informer(for: Endpoints.self)
        slices = context.informers.informer(for: EndpointSlice.self)
        queue = context.queue()
        tracker = SliceTracker(clock: context.clock)
        let prefix = "endpoint_slice_mirroring_controller_", buckets = Histogram.exponential(2, 2, 15)
        metrics = SliceMetrics(context.metrics, prefix: prefix, source: "Endpoints")
        updated = context.metrics.histogram(
            prefix + "endpoints_updated_per_sync", "Number of endpoints updated on each Endpoints sync", buckets: buckets)
        skipped = context.metrics.histogram(
            prefix + "addresses_skipped_per_sync",
            "Number of addresses skipped on each Endpoints sync due to being invalid or exceeding MaxEndpointsPerSubset", buckets: buckets)
        seconds = context.metrics.histogram(
            prefix + "endpoints_sync_duration", "Duration of syncEndpoints() in seconds", buckets: Histogram.exponential(0.001, 2, 15))
        slices.addIndex(Self.index) { slice in slice.service(managedBy: Self.manager).map { ["\($0)"] } ?? [] }
        endpoints.addHandler { [queue] event in
            if case .updated(let old, let new) = event, !Self.isMirrored(old), !Self.isMirrored(new) { return }
            if Self.isMirrored(event.object) || !event.isAddition { queue.add(event.object.key) }
        }
        services.addHandler { [queue] event in
            if case .updated(let old, let new) = event, old.spec.selector.isEmpty == new.spec.selector.isEmpty { return }
            queue.add(event.object.key)
        }
        slices.addHandler { [queue, tracker] event in
            guard let key = event.object.service(managedBy: Self.manager) else { return }
            if event.isDeletion { tracker.forget(event.object, of: key) }
            if !event.isAddition { queue.add(key) }
        }
    }

    static func isMirrored(_ endpoints: Endpoints) -> Bool {
        endpoints.metadata.labels[skipLabel] != "true" && endpoints.metadata.annotations[leaderAnnotation] == nil
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.mirroringConcurrentServiceEndpointSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    func reconcile(_ key: ObjectKey) async throws {
        let began = context.clock.monotonic
        defer { seconds.series([]).observe(context.clock.monotonic - began) }
        let existing = slices.indexed(Self.index, "\(key)").filter { !$0.metadata.isBeingDeleted }
        guard tracker.isCurrent(existing, for: key) else {
            queue.add(key, after: .milliseconds(20))
            return
        }
        guard let source = endpoints.get(key), Self.isMirrored(source), let service = services.get(key), service.spec.selector.isEmpty else {
            tracker.forget(key)
            metrics.forget(key)
            for slice in existing { try await delete(slice) }
            return
        }
        let wanted = MirroredEndpoints(source, maximum: max(1, context.options.mirroringMaxEndpointsPerSubset))
        tellWhatIsMissing(wanted, of: source)
        let plan = MirrorPlan(source, wanted, existing: existing)
        show(plan, wanted, existing, of: key)
        do {
            if !source.metadata.isBeingDeleted {
                for slice in plan.create {
                    tracker.note(try await context.client.create(slice), for: key)
                    metrics.wrote("create")
                }
            }
            for slice in plan.update {
                tracker.note(try await context.client.update(slice), for: key)
                metrics.wrote("update")
            }
            for slice in plan.delete { try await delete(slice) }
        } catch let error as APIError {
            if error.isNamespaceTerminating { return }
            recorder.event(
                source, type: "Warning", reason: "FailedToUpdateEndpointSlices",
                message: "Error updating EndpointSlices for Endpoints \(key): \(describe(error))")
            throw error
        }
    }

    private func show(_ plan: MirrorPlan, _ wanted: MirroredEndpoints, _ existing: [EndpointSlice], of key: ObjectKey) {
        let difference = SliceMetrics.Difference(existing: existing, create: plan.create, update: plan.update, delete: plan.delete)
        metrics.observe(difference)
        updated.series([]).observe(Double(difference.updated))
        skipped.series([]).observe(Double(wanted.skipped))
        var numbers = SliceMetrics.Numbers(slices: existing.count + plan.create.count - plan.delete.count)
        // One slice holds all endpoints of a set of ports, however many they are.
        for endpoints in wanted.groups.values { numbers.add(endpoints: endpoints.count, maximum: max(1, endpoints.count)) }
        metrics.stands(numbers, key)
    }

    private func tellWhatIsMissing(_ wanted: MirroredEndpoints, of source: Endpoints) {
        if wanted.invalid > 0 {
            recorder.event(
                source, type: "Warning", reason: "InvalidIPAddress",
                message: "Skipped \(wanted.invalid) invalid IP addresses when mirroring to EndpointSlices")
        }
        if wanted.skipped > wanted.invalid {
            recorder.event(
                source, type: "Warning", reason: "TooManyAddressesToMirror",
                message: "A max of \(context.options.mirroringMaxEndpointsPerSubset) addresses can be mirrored to EndpointSlices per Endpoints subset. \(wanted.skipped) addresses were skipped")
        }
    }

    private func delete(_ slice: EndpointSlice) async throws {
        try await context.client.delete(exactly: slice)
        metrics.wrote("delete")
    }
}
