import ComponentMetrics
import KubernetesAPI
import Logging
import Synchronization

/// Runs the probes of the node's containers, each in a task of its own. Safe to use from any task.
public final class ProbeManager: ProbeManaging {
    private struct Key: Hashable {
        var uid: String
        var container: String
        var kind: ProbeKind
    }

    private struct Worker {
        var task: Task<Void, Never>
        var trigger: AsyncStream<Void>.Continuation
    }

    private struct State {
        var workers: [Key: Worker] = [:]
        var results: [String: ProbeResults] = [:]
        /// The containers whose results a pod has, to forget them with it.
        var containers: [String: Set<String>] = [:]
        var targets: (any ProbeTargets)?
    }

    private let prober: any Probing
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger
    private let metrics: ProbeMetrics?
    private let started: Duration
    private let state: Mutex<State>

    /// - Parameters:
    ///   - targets: the kubelet; may also be given later, before the first pod, with `connect(_:)`.
    ///   - random: draws numbers between 0 and 1.
    public convenience init(
        targets: (any ProbeTargets)? = nil, clock: any WallClock, logger: Logger,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.init(targets: targets, prober: NetworkProber(), clock: clock, logger: logger, metrics: nil, random: random)
    }

    init(
        targets: (any ProbeTargets)?, prober: any Probing, clock: any WallClock, logger: Logger, metrics: ProbeMetrics? = nil,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.metrics = metrics
        self.prober = prober
        self.clock = clock
        self.random = random
        self.logger = logger
        started = clock.monotonic
        state = Mutex(State(targets: targets))
    }

    /// Tells what the probes need of the kubelet.
    public func connect(_ targets: any ProbeTargets) { state.withLock { $0.targets = targets } }

    deinit {
        state.withLock { state in
            for worker in state.workers.values { worker.task.cancel() }
        }
    }

    // MARK: ProbeManaging

    public func podAdded(_ pod: Pod) {
        guard let targets = state.withLock(\.targets) else { return }
        let sidecars = pod.spec.initContainers.filter { $0.restartPolicy == "Always" }
        for container in sidecars + pod.spec.containers {
            for kind in ProbeKind.allCases {
                guard let probe = kind.probe(of: container) else { continue }
                let key = Key(uid: pod.metadata.uid, container: container.name, kind: kind)
                state.withLock { state in
                    if state.workers[key] == nil { state.workers[key] = start(key, probe, container, pod, targets) }
                }
            }
        }
    }

    public func stopLivenessAndStartup(_ pod: Pod) {
        let uid = pod.metadata.uid
        state.withLock { state in
            for (key, worker) in state.workers where key.uid == uid && key.kind != .readiness {
                worker.task.cancel()
                state.workers[key] = nil
            }
            // A container that is ending is not to be killed for a probe as well.
            for id in state.containers[uid] ?? [] {
                if state.results[id]?.liveness != nil { state.results[id]?.liveness = true }
                if state.results[id]?.startup != nil { state.results[id]?.startup = true }
            }
        }
    }

    public func podRemoved(uid: String) {
        state.withLock { state in
            for (key, worker) in state.workers where key.uid == uid {
                worker.task.cancel()
                state.workers[key] = nil
            }
            for id in state.containers.removeValue(forKey: uid) ?? [] { state.results[id] = nil }
        }
        metrics?.total.remove { $0.last == uid }
    }

    public func results(containerID: String) -> ProbeResults { state.withLock { $0.results[containerID] } ?? ProbeResults() }

    public func probeSoon(podUID: String, container: String) {
        trigger(Key(uid: podUID, container: container, kind: .readiness))
    }

    private func trigger(_ key: Key) { state.withLock { $0.workers[key]?.trigger }?.yield() }

    // MARK: Workers

    private func start(_ key: Key, _ probe: Probe, _ container: Container, _ pod: Pod, _ targets: any ProbeTargets) -> Worker {
        let (ticks, trigger) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let period = Duration.seconds(max(1, min(probe.periodSeconds ?? 10, 1 << 31)))
        // After a restart of the kubelet all pods come at once; their probes shall not.
        let delay = clock.monotonic - started < period ? period * random() : .zero
        let worker = ProbeWorker(
            kind: key.kind, probe: probe, container: container, pod: pod, targets: targets, prober: prober, clock: clock, logger: logger,
            metrics: metrics)
        let task = Task { [weak self, clock] in
            var timer = Self.timer(delay, clock, trigger)
            defer { timer.cancel() }
            var state = ProbeWorker.State()
            for await _ in ticks {
                guard let self, !Task.isCancelled else { return }
                // Counted from when it begins, also when something asked for it in between.
                timer.cancel()
                timer = Self.timer(period, clock, trigger)
                let passed = self.state.withLock { $0.results[state.containerID]?.startup == true }
                let goOn = await worker.run(
                    &state, startupPassed: passed, set: { id, result in self.set(id, result, key, targets) }, forget: { self.forget($0, key) })
                if !goOn { break }
            }
            // Whoever is cancelled was removed already, and perhaps replaced.
            if !Task.isCancelled { self?.remove(key) }
        }
        return Worker(task: task, trigger: trigger)
    }

    private static func timer(_ delay: Duration, _ clock: any WallClock, _ trigger: AsyncStream<Void>.Continuation) -> Task<Void, any Error> {
        Task {
            try await clock.sleep(for: delay)
            trigger.yield()
        }
    }

    private func remove(_ key: Key) { state.withLock { $0.workers[key] = nil } }

    /// The container was replaced by another one.
    private func forget(_ id: String, _ key: Key) {
        state.withLock { state in
            state.results[id] = nil
            state.containers[key.uid]?.remove(id)
        }
    }

    /// Takes note of a result; `nil` for a container that was not probed yet.
    private func set(_ id: String, _ result: Bool?, _ key: Key, _ targets: any ProbeTargets) {
        let changed = state.withLock { state in
            // A run that was on its way when its pod was removed counts no more.
            guard !id.isEmpty, state.workers[key] != nil else { return false }
            state.containers[key.uid, default: []].insert(id)
            let old = state.results[id]
            state.results[id, default: ProbeResults()][keyPath: key.kind.result] = result
            return old == nil || old?[keyPath: key.kind.result] != result
        }
        guard changed else { return }
        targets.probeChanged(podUID: key.uid)
        if key.kind == .startup && result == true {
            trigger(Key(uid: key.uid, container: key.container, kind: .readiness))
            trigger(Key(uid: key.uid, container: key.container, kind: .liveness))
        }
    }
}
