import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// horizontal-pod-autoscaler-controller: gives a scale target the number of replicas that its metrics ask for.
///
/// The rule, every `--horizontal-pod-autoscaler-sync-period` for each autoscaler: of the numbers that the metrics ask for the
/// highest counts; recent recommendations, the behaviour and the bounds limit it; what is left is written to the target's
/// `scale`. A metric that cannot be read may keep the target from shrinking, never from growing.
final class HorizontalPodAutoscalerController: Controller {
    static let name = "horizontal-pod-autoscaler-controller"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let autoscalers: Informer<HorizontalPodAutoscaler>
    private let queue: WorkQueue<ObjectKey>
    private let discovery: Discovery
    private let api: MetricsAPI
    private let metrics: AutoscalerMetrics
    private let memory = Mutex<[ObjectKey: Memory]>([:])

    /// What is remembered of an autoscaler between passes; after a restart it begins anew.
    private struct Memory {
        var history = ScalingHistory()
        /// Of the pods of its target.
        var selector: Selector?
    }

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("horizontal-pod-autoscaler")
        autoscalers = context.informers.informer(for: HorizontalPodAutoscaler.self)
        queue = context.queue()
        metrics = AutoscalerMetrics(context.metrics)
        discovery = Discovery(client: context.client, clock: context.clock)
        api = MetricsAPI(
            client: context.client, clock: context.clock, discovery: discovery, maximumAge: context.options.horizontalPodAutoscaler.syncPeriod)
        autoscalers.addHandler { [self] event in
            switch event {
            case .added(let new):
                memory.withLock { $0[new.key] = $0[new.key] ?? Memory() }
                metrics.appeared()
                queue.add(new.key)
            case .updated(let old, let new): if old.spec != new.spec { queue.add(new.key) }
            case .deleted(let old):
                memory.withLock { _ = $0.removeValue(forKey: old.key) }
                metrics.disappeared(old.key)
            }
        }
    }

    func run() async {
        let options = context.options.horizontalPodAutoscaler
        await context.work(Self.name, on: queue, workers: options.concurrentSyncs) { [self] key in
            do {
                try await reconcile(key)
            } catch let error where !(error is CancellationError) {
                // The next pass comes at its time: what failed was told in events and conditions.
                context.logger(Self.name).info("autoscaling failed", metadata: ["key": "\(key)", "error": "\(describe(error))"])
            }
            if autoscalers.get(key) != nil { queue.add(key, after: options.syncPeriod) }
        }
    }

    // MARK: One autoscaler

    func reconcile(_ key: ObjectKey) async throws {
        guard let original = autoscalers.get(key), !original.metadata.isBeingDeleted else { return }
        var status = AutoscalerStatus(original, now: context.clock.time)
        var failure: (any Error)?
        var action = AutoscalerMetrics.Action.none
        let begin = context.clock.monotonic
        do {
            action = try await scale(original, &status)
        } catch {
            failure = error
        }
        let isSpec = (failure as? ScalingError)?.isSpec == true
        metrics.reconciled(action, failure == nil ? .none : isSpec ? .spec : .internal, took: context.clock.monotonic - begin)
        try await write(status.autoscaler, original)
        if let failure { throw failure }
    }

    /// - Returns: what it did.
    private func scale(_ autoscaler: HorizontalPodAutoscaler, _ status: inout AutoscalerStatus) async throws -> AutoscalerMetrics.Action {
        let reference = autoscaler.spec.scaleTargetRef
        let target: ScaleTarget
        do {
            target = try await ScaleTarget.find(reference, namespace: autoscaler.metadata.namespace, client: context.client, discovery: discovery)
        } catch {
            warn(autoscaler, "FailedGetScale", describe(error))
            status.set("AbleToScale", false, "FailedGetScale", "the HPA controller was unable to get the target's current scale: \(describe(error))")
            throw error
        }
        status.set("AbleToScale", true, "SucceededGetScale", "the HPA controller was able to get the target's current scale")
        let current = target.replicas
        let now = context.clock.monotonic
        memory.withLock { $0[autoscaler.key, default: Memory()].history.begin(current, at: now) }

        let minimum = autoscaler.spec.minReplicas ?? 1
        var metrics: [AutoscalingV2.MetricStatus] = []
        var desired = current
        var reason = ""
        var failure: (any Error)?
        if current == 0, minimum != 0 {
            status.set("ScalingActive", false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero")
        } else if current > autoscaler.spec.maxReplicas {
            (desired, reason) = (autoscaler.spec.maxReplicas, "Current number of replicas above Spec.MaxReplicas")
        } else if current < minimum {
            (desired, reason) = (minimum, "Current number of replicas below Spec.MinReplicas")
        } else {
            let answer = await recommend(autoscaler, target, &status)
            metrics = answer.metrics
            guard let recommended = answer.replicas else {
                status.setReplicas(current: current, desired: nil, metrics: metrics)
                let text = answer.error ?? ""
                warn(autoscaler, "FailedComputeMetricsReplicas", text)
                throw ScalingError(
                    "failed to compute desired number of replicas based on listed metrics for \(reference.kind)/\(autoscaler.metadata.namespace)/\(reference.name): \(text)",
                    isSpec: answer.isSpec)
            }
            failure = answer.error.map { ScalingError($0) }
            if recommended > current { reason = "\(answer.metric) above target" } else if recommended < current { reason = "All metrics below target" }
            desired = limited(recommended, current, autoscaler, &status)
        }
        let rescales = desired != current
        if rescales {
            do {
                try await target.update(replicas: desired, client: context.client)
            } catch {
                warn(autoscaler, "FailedRescale", "New size: \(desired); reason: \(reason); error: \(describe(error))")
                status.set("AbleToScale", false, "FailedUpdateScale", "the HPA controller was unable to update the target scale: \(describe(error))")
                status.setReplicas(current: current, desired: nil, metrics: metrics)
                throw error
            }
            status.set("AbleToScale", true, "SucceededRescale", "the HPA controller was able to update the target scale to \(desired)")
            recorder.event(
                ObjectReference(autoscaler), type: "Normal", reason: "SuccessfulRescale", message: "New size: \(desired); reason: \(reason)")
            if let behavior = autoscaler.spec.behavior {
                memory.withLock { $0[autoscaler.key]?.history.scaled(from: current, to: desired, at: now, behavior) }
            }
            status.autoscaler.status.lastScaleTime = context.clock.time
        }
        status.setReplicas(current: current, desired: desired, metrics: metrics)
        self.metrics.wants(desired, autoscaler.key)
        if let failure { throw failure }
        return AutoscalerMetrics.Action(from: current, to: desired)
    }

    // MARK: Metrics

    private struct Recommendation: Sendable {
        /// Nil when the metrics do not allow to say.
        var replicas: Int?
        /// The metric that asks for the most.
        var metric = ""
        var metrics: [AutoscalingV2.MetricStatus] = []
        /// What was wrong with some of the metrics.
        var error: String?
        /// Whether that was the autoscaler itself.
        var isSpec = false
    }

    private func recommend(_ autoscaler: HorizontalPodAutoscaler, _ target: ScaleTarget, _ status: inout AutoscalerStatus) async -> Recommendation {
        let pods: [Pod]
        do throws(ScalingError) {
            pods = try self.pods(autoscaler, target, &status)
        } catch {
            return Recommendation(error: "\(error)", isSpec: error.isSpec)
        }
        let options = context.options.horizontalPodAutoscaler
        let evaluation = MetricEvaluation(
            namespace: autoscaler.metadata.namespace, api: api, calculator: options.calculator, tolerances: options.tolerances(autoscaler.spec.behavior),
            pods: pods, selector: target.selector, specReplicas: target.replicas, statusReplicas: target.currentReplicas, now: context.clock.time)
        var result = Recommendation()
        var failures: [MetricEvaluation.Failure] = []
        for spec in autoscaler.spec.metrics {
            let begin = context.clock.monotonic
            do throws(MetricEvaluation.Failure) {
                let one = try await evaluation.evaluate(spec)
                metrics.computed(spec.type, .init(from: target.replicas, to: one.replicas), .none, took: context.clock.monotonic - begin)
                result.metrics.append(one.status)
                if result.replicas.map({ $0 == 0 || one.replicas > $0 }) ?? true { (result.replicas, result.metric) = (one.replicas, one.name) }
            } catch {
                // Kept empty, so that the others stay at the places of what they are about.
                result.metrics.append(AutoscalingV2.MetricStatus())
                warn(autoscaler, error.reason, error.message)
                metrics.computed(spec.type, .none, .internal, took: context.clock.monotonic - begin)
                failures.append(error)
            }
        }
        if let first = failures.first {
            result.error = "invalid metrics (\(failures.count) invalid out of \(autoscaler.spec.metrics.count)), first error is: \(first.summary)"
            if result.replicas.map({ $0 < target.replicas }) ?? true {
                status.set("ScalingActive", false, first.reason, "the HPA was unable to compute the replica count: \(first.message)")
                result.replicas = nil
                return result
            }
        }
        status.set("ScalingActive", true, "ValidMetricFound", "the HPA was able to successfully calculate a replica count from \(result.metric)")
        return result
    }

    /// The pods of the target, unless another autoscaler has them, too.
    private func pods(
        _ autoscaler: HorizontalPodAutoscaler, _ target: ScaleTarget, _ status: inout AutoscalerStatus
    ) throws(ScalingError) -> [Pod] {
        func refuse(_ event: String, _ reason: String, _ error: String, _ message: String) -> ScalingError {
            warn(autoscaler, event, error)
            status.set("ScalingActive", false, reason, message)
            return ScalingError(error, isSpec: true)
        }
        if target.selector.isEmpty {
            throw refuse("SelectorRequired", "InvalidSelector", "selector is required", "the HPA target's scale is missing a selector")
        }
        let selector: Selector
        do throws(SelectorError) { selector = try Selector(parsing: target.selector) } catch {
            let text = "couldn't convert selector into a corresponding internal selector object: \(error)"
            throw refuse("InvalidSelector", "InvalidSelector", text, text)
        }
        let namespace = autoscaler.metadata.namespace
        let pods = context.pods.list(namespace: namespace, selector: selector)
        let sharing = memory.withLock { memory in
            memory[autoscaler.key, default: Memory()].selector = selector
            return memory.filter { key, one in
                key.namespace == namespace && (one.selector.map { other in pods.contains { other.matches($0.metadata.labels) } } ?? false)
            }.keys.sorted { $0.name < $1.name }
        }
        if sharing.count > 1 {
            let names = sharing.map { "{\($0.name) \($0.namespace)}" }.joined(separator: " ")
            let text = "pods by selector \(target.selector) are controlled by multiple HPAs: [\(names)]"
            throw refuse("AmbiguousSelector", "AmbiguousSelector", text, text)
        }
        return pods
    }

    private func limited(_ recommended: Int, _ current: Int, _ autoscaler: HorizontalPodAutoscaler, _ status: inout AutoscalerStatus) -> Int {
        let options = context.options.horizontalPodAutoscaler
        let limits = ScalingLimits(
            minimum: autoscaler.spec.minReplicas ?? 1, maximum: autoscaler.spec.maxReplicas, behavior: autoscaler.spec.behavior,
            downscaleStabilization: Int(clamping: options.downscaleStabilization.components.seconds))
        let now = context.clock.monotonic
        let outcome = memory.withLock {
            limits.apply(recommended, current: current, history: &$0[autoscaler.key, default: Memory()].history, now: now)
        }
        status.set("AbleToScale", true, outcome.stabilization.reason, outcome.stabilization.message)
        status.set("ScalingLimited", outcome.isLimited, outcome.limit.reason, outcome.limit.message)
        return outcome.replicas
    }

    // MARK: Telling

    private func warn(_ autoscaler: HorizontalPodAutoscaler, _ reason: String, _ message: String) {
        recorder.event(ObjectReference(autoscaler), type: "Warning", reason: reason, message: message)
    }

    private func write(_ autoscaler: HorizontalPodAutoscaler, _ original: HorizontalPodAutoscaler) async throws {
        guard autoscaler.status != original.status else { return }
        do {
            _ = try await context.client.updateStatus(autoscaler)
        } catch let error as APIError where error.isNotFound {
            return
        } catch {
            warn(original, "FailedUpdateStatus", describe(error))
            throw ScalingError("failed to update status for \(original.metadata.name): \(describe(error))")
        }
    }
}

/// An autoscaler whose status is being written.
struct AutoscalerStatus {
    var autoscaler: HorizontalPodAutoscaler
    let now: Time

    init(_ autoscaler: HorizontalPodAutoscaler, now: Time) {
        self.autoscaler = autoscaler
        self.now = now
    }

    /// Sets a condition; its time moves only with its status.
    mutating func set(_ type: String, _ holds: Bool, _ reason: String, _ message: String) {
        var condition = AutoscalingV2.HorizontalPodAutoscalerCondition(
            type: type, status: holds ? "True" : "False", lastTransitionTime: now, reason: reason, message: message)
        guard let index = autoscaler.status.conditions.firstIndex(where: { $0.type == type }) else {
            return autoscaler.status.conditions.append(condition)
        }
        let old = autoscaler.status.conditions[index]
        if old.status == condition.status { condition.lastTransitionTime = old.lastTransitionTime }
        autoscaler.status.conditions[index] = condition
    }

    /// - Parameter desired: nil to leave what was wanted last.
    mutating func setReplicas(current: Int, desired: Int?, metrics: [AutoscalingV2.MetricStatus]) {
        autoscaler.status.currentReplicas = current
        if let desired { autoscaler.status.desiredReplicas = desired }
        autoscaler.status.currentMetrics = metrics
    }
}
