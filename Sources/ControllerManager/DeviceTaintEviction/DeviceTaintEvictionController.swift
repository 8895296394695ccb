import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Synchronization

/// device-taint-eviction-controller: deletes pods whose devices have a taint with the effect NoExecute that their claim does not
/// tolerate, or no longer. Taints come from the devices' drivers, and from DeviceTaintRules.
final class DeviceTaintEvictionController: Controller {
    static let name = "device-taint-eviction-controller"
    private static let podClaims = "pod-resource-claims"
    private static let pool = "device-pool"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let claims: Informer<ResourceV1.ResourceClaim>
    private let slices: Informer<ResourceV1.ResourceSlice>
    private let queue: WorkQueue<ObjectKey>
    private let rules: DeviceTaintRules
    private let status: DeviceTaintRuleStatus
    private let deletions: Counter
    private let latency: Histogram
    /// Pods that have been told in an event that they will have to go, by uid.
    private let marked = Mutex<Set<String>>([])

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("device-taint-eviction")
        claims = context.informers.informer(for: ResourceV1.ResourceClaim.self)
        slices = context.informers.informer(for: ResourceV1.ResourceSlice.self)
        queue = context.queue()
        rules = DeviceTaintRules(context)
        status = DeviceTaintRuleStatus(context)
        let prefix = "device_taint_eviction_controller_"
        deletions = context.metrics.counter(
            prefix + "pod_deletions_total", "Total number of Pods deleted by DeviceTaintEvictionController since its start.")
        latency = context.metrics.histogram(
            prefix + "pod_deletion_duration_seconds",
            "Latency, in seconds, between the time when a device taint effect has been activated and a Pod's deletion via DeviceTaintEvictionController.",
            buckets: [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 30, 60, 120, 180, 240])
        context.pods.addIndex(Self.podClaims) { pod in pod.claimNames.map { "\(pod.metadata.namespace)/\($0)" } }
        slices.addIndex(Self.pool) { ["\($0.spec.driver)/\($0.spec.pool.name)"] }
        claims.addIndex(Self.pool) { claim in
            Array(Set((claim.status.allocation?.devices.results ?? []).map { "\($0.driver)/\($0.pool)" }))
        }
        watch()
    }

    private func watch() {
        let (queue, claims) = (queue, claims)
        slices.addHandler { event in
            let slice = event.object.spec
            for claim in claims.indexed(Self.pool, "\(slice.driver)/\(slice.pool.name)") { Self.addUsers(of: claim, to: queue) }
        }
        claims.addHandler { event in
            Self.addUsers(of: event.object, to: queue)
            if case .updated(let old, _) = event { Self.addUsers(of: old, to: queue) }
        }
        context.pods.addHandler { [self] event in
            switch event {
            case .added(let pod): if !pod.spec.resourceClaims.isEmpty { queue.add(pod.key) }
            case .updated(let old, let new):
                if old.spec.nodeName != new.spec.nodeName || old.claimNames != new.claimNames { queue.add(new.key) }
            case .deleted(let pod):
                marked.withLock { _ = $0.remove(pod.metadata.uid) }
                if !pod.spec.resourceClaims.isEmpty { for rule in rules.list() { status.touch(rule) } }
            }
        }
    }

    private static func addUsers(of claim: ResourceV1.ResourceClaim, to queue: WorkQueue<ObjectKey>) {
        for user in claim.status.reservedFor where user.resource == "pods" {
            queue.add(ObjectKey(namespace: claim.metadata.namespace, name: user.name))
        }
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                await rules.run { [claims, queue, status] old, new in
                    // Its status is ours.
                    if old?.spec == new?.spec, old != nil { return }
                    if let new { status.touch(new) } else if let old { status.forget(old) }
                    for rule in [old, new].compactMap({ $0 }) {
                        for claim in claims.list() where claim.status.allocation?.devices.results.contains(where: { rule.selects($0) }) == true {
                            Self.addUsers(of: claim, to: queue)
                        }
                    }
                }
            }
            group.addTask { [self] in await status.run({ [rules] in rules.get($0) }, { [self] in impact(of: $0) }) }
            group.addTask { [self] in
                await context.work(Self.name, on: queue, workers: context.options.concurrentDeviceTaintEvictionSyncs) { [self] key in
                    try await reconcile(key)
                }
            }
        }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let pod = context.pods.get(key), !pod.metadata.isBeingDeleted, !pod.isTerminal else { return }
        let now = context.clock.now.seconds
        guard !(pod.spec.nodeName ?? "").isEmpty, let time = evictionTime(pod, now: now) else {
            if marked.withLock({ $0.remove(pod.metadata.uid) }) != nil {
                recorder.event(pod, type: "Normal", reason: "DeviceTaintManagerEviction", message: "Cancelling deletion")
            }
            return
        }
        let causes = rules.list().filter { drives(pod, $0) }
        if time > now {
            for rule in causes { status.touch(rule) }
            marked.withLock { _ = $0.insert(pod.metadata.uid) }
            queue.add(key, after: .seconds(time - now))
        } else {
            marked.withLock { _ = $0.remove(pod.metadata.uid) }
            try await evict(pod)
            for rule in causes { status.evictedPod(for: rule) }
            deletions.add()
            latency.observe(Double(max(0, context.clock.now.seconds - time)))
        }
    }

    private func evictionTime(_ pod: Pod, now: Int64) -> Int64? {
        var results: [(result: ResourceV1.DeviceRequestAllocationResult, taints: [ResourceV1.DeviceTaint])] = []
        for name in pod.claimNames {
            guard let claim = claims.get(name, namespace: pod.metadata.namespace), claim.isReserved(for: pod) else { continue }
            for result in claim.status.allocation?.devices.results ?? [] {
                let ofDriver = DeviceTaints.taints(of: result, in: slices.indexed(Self.pool, "\(result.driver)/\(result.pool)"))
                results.append((result, ofDriver + rules.taints(of: result)))
            }
        }
        return DeviceTaints.evictionTime(results, now: now)
    }

    /// Whether a rule is one of the reasons for which a pod has to go, now or later.
    /// - Parameter effect: as if the rule had another effect.
    private func drives(_ pod: Pod, _ rule: DeviceTaintRules.Rule, effect: String? = nil) -> Bool {
        let taint = rule.taint(effect: effect), now = context.clock.now.seconds
        return pod.claimNames.contains { name in
            guard let claim = claims.get(name, namespace: pod.metadata.namespace), claim.isReserved(for: pod) else { return false }
            return (claim.status.allocation?.devices.results ?? []).contains {
                rule.selects($0) && DeviceTaints.evictionTime([($0, [taint])], now: now) != nil
            }
        }
    }

    /// What a rule means for devices and pods; of one without effect, what it would.
    private func impact(of rule: DeviceTaintRules.Rule) -> DeviceTaintRuleStatus.Impact {
        var impact = DeviceTaintRuleStatus.Impact()
        let isTrial = rule.spec.taint.effect == "None"
        guard isTrial || rule.spec.taint.effect == "NoExecute" else { return impact }
        var namespaces: Set<String> = []
        for pod in context.pods.list() where !pod.spec.resourceClaims.isEmpty && !pod.metadata.isBeingDeleted && !pod.isTerminal {
            guard !(pod.spec.nodeName ?? "").isEmpty, drives(pod, rule, effect: isTrial ? "NoExecute" : nil) else { continue }
            impact.pods += 1
            namespaces.insert(pod.metadata.namespace)
        }
        impact.namespaces = namespaces.count
        guard isTrial else { return impact }
        let pools = Dictionary(grouping: slices.list()) { "\($0.spec.driver)/\($0.spec.pool.name)" }
        for pool in pools.values {
            let latest = pool.map(\.spec.pool.generation).max()
            for slice in pool where slice.spec.pool.generation == latest {
                impact.published += slice.spec.devices.count { rule.selects(driver: slice.spec.driver, pool: slice.spec.pool.name, device: $0.name) }
            }
        }
        for claim in claims.list() { impact.allocated += (claim.status.allocation?.devices.results ?? []).count { rule.selects($0) } }
        return impact
    }

    private func evict(_ pod: Pod) async throws {
        recorder.event(pod, type: "Normal", reason: "DeviceTaintManagerEviction", message: "Marking for deletion")
        do {
            var updated = pod
            let condition = PodCondition(
                type: "DisruptionTarget", status: "True", reason: "DeletionByDeviceTaintManager",
                message: "Device Taint manager: deleting due to NoExecute taint")
            if updated.status.setCondition(condition, now: context.clock.time) { _ = try await context.client.updateStatus(updated) }
            try await context.client.delete(
                Pod.self, pod.metadata.name, namespace: pod.metadata.namespace,
                options: DeleteOptions(preconditions: Preconditions(uid: pod.metadata.uid)))
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
