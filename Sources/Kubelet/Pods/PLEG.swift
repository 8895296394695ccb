import ComponentMetrics
import ContainerRuntime
import KubernetesAPI
import Logging
import Synchronization

/// Lists what the runtime has, every second, and tells whose containers or sandboxes changed: Kubernetes' pod lifecycle event
/// generator. Two calls a second, however many pods there are. Safe to use from anywhere.
final class PLEG: Sendable {
    /// What is remembered of a pod: the state of each container and sandbox, by ID.
    typealias Snapshot = [String: Int]

    private let cri: any CRI
    private let clock: any WallClock
    private let logger: Logger
    private let period: Duration
    private let metrics: KubeletMetrics
    private let changed: @Sendable (RuntimeOnlyPod) -> Void
    private let state = Mutex(State())

    private struct State {
        var pods: [String: Snapshot] = [:]
        var names: [String: RuntimeOnlyPod] = [:]
        var lastListed: Duration?
        var lastDuration: Duration?
        var next: Duration?
        var failing = false
    }

    /// - Parameter changed: called for each pod that changed, from the task of `run`.
    init(
        cri: any CRI, clock: any WallClock, period: Duration = .seconds(1), logger: Logger, metrics: KubeletMetrics = KubeletMetrics(),
        changed: @escaping @Sendable (RuntimeOnlyPod) -> Void
    ) {
        self.cri = cri
        self.clock = clock
        self.period = period
        self.metrics = metrics
        self.logger = logger
        self.changed = changed
    }

    /// When the runtime last answered, on the monotonic clock; nil before the first time.
    var lastListed: Duration? { state.withLock { $0.lastListed } }

    /// How long the last listing took.
    var lastDuration: Duration? { state.withLock { $0.lastDuration } }

    /// How many containers there are of each state.
    var containerStates: [String: Int] {
        let names = [10: "created", 11: "running", 12: "exited", 13: "unknown"]
        return state.withLock { state in
            state.pods.values.flatMap(\.values).reduce(into: [:]) { counts, state in
                if let name = names[state] { counts[name, default: 0] += 1 }
            }
        }
    }

    /// How many pods have a sandbox that is ready.
    var runningPods: Int { state.withLock { $0.pods.values.count { $0.values.contains(1) } } }

    /// The pods that the runtime has.
    var pods: [RuntimeOnlyPod] { state.withLock { Array($0.names.values) } }

    /// Something was just started or stopped: look again in a moment, not only after a second.
    func lookSoon() { state.withLock { $0.next = .milliseconds(50) } }

    /// Works until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            await relist()
            // After a change, changes are likely: 50 ms, 100 ms … 1 s.
            let wait = state.withLock { state -> Duration in
                guard let next = state.next else { return period }
                let doubled = next * 2
                state.next = doubled < period ? doubled : nil
                return min(next, period)
            }
            do { try await clock.sleep(for: wait) } catch { return }
        }
    }

    /// Lists once and tells what changed.
    func relist() async {
        let begun = clock.monotonic
        let pods: [String: Snapshot]
        let names: [String: RuntimeOnlyPod]
        do {
            (pods, names) = try await list()
        } catch {
            let first = state.withLock { state in
                defer { state.failing = true }
                return !state.failing
            }
            if first && !Task.isCancelled { logger.warning("cannot list the runtime's containers", metadata: ["error": "\(error)"]) }
            return
        }
        let now = clock.monotonic
        metrics.runtime.relistDuration.observe((now - begun).inSeconds)
        if let last = lastListed { metrics.runtime.relistInterval.observe((now - last).inSeconds) }
        let changes = state.withLock { state -> [RuntimeOnlyPod] in
            let old = state.pods
            var changes: [RuntimeOnlyPod] = []
            for (uid, snapshot) in pods where old[uid] != snapshot { if let name = names[uid] { changes.append(name) } }
            for uid in old.keys where pods[uid] == nil { if let name = state.names[uid] { changes.append(name) } }
            state.pods = pods
            state.names = names
            state.lastListed = now
            state.lastDuration = now - begun
            if state.failing { state.failing = false }
            return changes
        }
        for pod in changes { changed(pod) }
    }

    /// The pods that the runtime has now; `pods` is up to a second old.
    func podsNow() async throws -> [RuntimeOnlyPod] { Array(try await list().names.values) }

    private func list() async throws -> (pods: [String: Snapshot], names: [String: RuntimeOnlyPod]) {
        let sandboxes = try await cri.listPodSandboxes(CRIPodSandboxFilter())
        let containers = try await cri.listContainers(CRIContainerFilter())
        var pods: [String: Snapshot] = [:]
        var names: [String: RuntimeOnlyPod] = [:]
        for sandbox in sandboxes {
            let uid = sandbox.metadata.uid
            pods[uid, default: [:]][sandbox.id] = sandbox.state == .sandboxReady ? 1 : 2
            names[uid] = RuntimeOnlyPod(uid: uid, name: sandbox.metadata.name, namespace: sandbox.metadata.namespace)
        }
        for container in containers {
            guard let uid = container.labels[RuntimeLabels.podUID] else { continue }
            pods[uid, default: [:]][container.id] = 10 + container.state.rawValue
            if names[uid] == nil {
                names[uid] = RuntimeOnlyPod(
                    uid: uid, name: container.labels[RuntimeLabels.podName] ?? "",
                    namespace: container.labels[RuntimeLabels.podNamespace] ?? ""
                )
            }
        }
        return (pods, names)
    }
}
