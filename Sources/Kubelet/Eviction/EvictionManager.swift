import ComponentMetrics
import KubernetesAPI
import Logging
import Synchronization

/// Saves the node when it runs short of memory, disk or processes: tells the pressure, frees what nobody needs, and when that is
/// not enough ends pods, one at a time, in the order of `EvictionRanking`. Also ends pods that exceed their own limits of local
/// storage. Safe to use from anywhere.
final class EvictionManager: Sendable {
    /// What it needs of the kubelet.
    struct Ports: Sendable {
        /// Pods that use the node.
        var active: @Sendable () -> [Pod]
        /// Ends a pod: UID, why, seconds of grace.
        var kill: @Sendable (String, PodVerdict, Int) -> Void
        /// Whether nothing of a pod uses the node any more.
        var isGone: @Sendable (String) -> Bool
        /// Records an event on the pod, with annotations.
        var podEvent: @Sendable (Pod, String, String, [String: String]) -> Void
        /// Records a warning on the node: reason, message.
        var nodeEvent: @Sendable (String, String) -> Void
        /// Removes dead containers of pods that have ended.
        var collectContainers: @Sendable () async -> Void
        /// Removes images that nothing uses.
        var collectImages: @Sendable () async -> Void
    }

    /// How long an evicted pod may take to give back what it had before the next one is looked for.
    private static let cleanupTimeout: Duration = .seconds(30)

    private let options: EvictionOptions
    private let thresholds: EvictionThresholds
    private let signals: any EvictionSignalSource
    private let usage: any PodUsageSource
    private let pressure: NodePressure
    private let ports: Ports
    private let metrics: NodeMetrics
    private let clock: any WallClock
    private let logger: Logger
    private let state = Mutex(EvictionState())
    private let evicted = Mutex<Set<String>>([])
    /// Nil unless the kernel is to announce that memory is short, and can.
    private let notifier: MemoryNotifier?
    /// One pass at a time.
    private let turn = AsyncSemaphore(1)

    /// - Throws: `EvictionConfigurationError` when the options' thresholds are none.
    init(
        options: KubeletOptions, signals: any EvictionSignalSource, usage: any PodUsageSource, pressure: NodePressure, ports: Ports,
        notifier: MemoryNotifier? = nil, metrics: NodeMetrics, clock: any WallClock, logger: Logger
    ) throws {
        self.notifier = notifier
        self.options = options.eviction
        thresholds = try EvictionThresholds(
            options.eviction, enforcesAllocatable: options.cgroupsPerQOS && options.reserved.enforceNodeAllocatable.contains("pods"))
        self.signals = signals
        self.usage = usage
        self.pressure = pressure
        self.ports = ports
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
    }

    /// Works until it is cancelled.
    func run() async {
        if thresholds.all.isEmpty && !options.localStorageCapacityIsolation { return }
        await withDiscardingTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    if await self.pass() { continue }
                    do { try await self.clock.sleep(for: self.options.monitoringInterval) } catch { return }
                }
            }
            guard let notifier else { return }
            group.addTask { for await _ in notifier.crossings { _ = await self.pass() } }
        }
    }

    /// - Returns: whether something was done, so that it is worth looking again at once.
    private func pass() async -> Bool {
        do {
            try await turn.wait()
            defer { turn.signal() }
            let ended = try await synchronize()
            if ended.isEmpty { return false }
            try await waitForCleanup(ended)
            return true
        } catch is CancellationError {
            return false
        } catch {
            logger.warning("eviction manager: cannot read the node's signals", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Has the kernel tell when what is used, with the pages that could be taken back at once, comes to the hard threshold.
    private func setNotice(_ seen: EvictionObservations) {
        guard let notifier, let memory = seen.signals[.memoryAvailable], let reclaimable = seen.reclaimableMemory,
            let threshold = thresholds.all.first(where: { $0.signal == .memoryAvailable && $0.isHard })
        else { return }
        do { try notifier.set(memory.capacity.value - threshold.value.quantity(of: memory.capacity).value + reclaimable) } catch {
            logger.debug("the kernel takes no threshold of memory", metadata: ["error": "\(error)"])
        }
    }

    /// One pass.
    /// - Returns: the UIDs of the pods that were evicted.
    func synchronize() async throws -> [String] {
        let seen = try await signals.observe()
        setNotice(seen)
        let all = thresholds.adapted(hasImageFs: seen.hasImageFs, splitsContainerFs: seen.splitsContainerFs)
        let (due, pressures) = state.withLock { state in
            (state.observe(seen.signals, thresholds: all, transition: options.pressureTransitionPeriod, now: clock.now), state.pressures)
        }
        if pressures != pressure.pressures {
            logger.info("the node's pressure changed", metadata: ["pressure": "\(pressures.map(\.rawValue))"])
            pressure.set(pressures)
        }
        let gone = ports.isGone
        evicted.withLock { $0 = $0.filter { !gone($0) } }
        let active = ports.active().filter { pod in !evicted.withLock { $0.contains(pod.metadata.uid) } }
        if options.localStorageCapacityIsolation {
            let ended = await enforceLimits(active, hasImageFs: seen.hasImageFs)
            if !ended.isEmpty { return ended }
        }
        guard let first = due.first else { return [] }
        logger.warning("eviction manager: attempting to reclaim", metadata: ["resourceName": "\(first.signal.resource)"])
        ports.nodeEvent("EvictionThresholdMet", "Attempting to reclaim \(first.signal.resource)")
        if try await reclaim(first.signal, seen) { return [] }
        if active.isEmpty {
            logger.error("eviction manager: eviction thresholds have been met, but no pods are active to evict")
            return []
        }
        return await evictOne(of: active, because: first, due, seen)
    }

    private func evictOne(
        of active: [Pod], because threshold: EvictionThreshold, _ due: [EvictionThreshold], _ seen: EvictionObservations
    ) async -> [String] {
        let usage = await usage.usage(of: active)
        let ranking = EvictionRanking(
            signal: threshold.signal, hasImageFs: seen.hasImageFs, splitsContainerFs: seen.splitsContainerFs, usage: usage)
        for threshold in due {
            guard let read = seen.signals[threshold.signal]?.time else { continue }
            metrics.evictionStatsAge.observe(clock.now.seconds(since: read), threshold.signal.rawValue)
        }
        for pod in ranking.ordered(active) {
            var grace = 1
            if !threshold.isHard { grace = min(Int(clamping: options.maxPodGracePeriod), pod.spec.terminationGracePeriodSeconds ?? .max) }
            let message = EvictionMessage(
                resource: threshold.signal.resource, pod: pod, usage: usage[pod.metadata.uid], thresholds: due, signals: seen.signals)
            let verdict = PodVerdict(reason: "Evicted", message: message.text, isDisruption: true)
            if evict(pod, verdict, grace: grace, annotations: message.annotations, signal: threshold.signal.rawValue) { return [pod.metadata.uid] }
        }
        logger.error("eviction manager: unable to evict any pods from the node")
        return []
    }

    /// Ends pods that exceed their own limits.
    private func enforceLimits(_ active: [Pod], hasImageFs: Bool) async -> [String] {
        let limited = active.filter(LocalStorageLimits.apply)
        if limited.isEmpty { return [] }
        let usage = await usage.usage(of: limited)
        return limited.compactMap { pod in
            let uid = pod.metadata.uid
            guard let use = usage[uid], let excess = LocalStorageLimits.excess(pod, use, hasImageFs: hasImageFs) else { return nil }
            let verdict = PodVerdict(reason: "Evicted", message: excess.message)
            return evict(pod, verdict, grace: 1, annotations: [:], signal: excess.signal) ? uid : nil
        }
    }

    private func evict(_ pod: Pod, _ verdict: PodVerdict, grace: Int, annotations: [String: String], signal: String) -> Bool {
        if pod.isCritical {
            logger.error("eviction manager: cannot evict a critical pod", metadata: ["pod": "\(pod.key)"])
            return false
        }
        logger.warning("eviction manager: pod is evicted", metadata: ["pod": "\(pod.key)", "signal": "\(signal)", "message": "\(verdict.message)"])
        ports.podEvent(pod, verdict.reason, verdict.message, annotations)
        evicted.withLock { _ = $0.insert(pod.metadata.uid) }
        metrics.evictions.add(1, signal)
        ports.kill(pod.metadata.uid, verdict, grace)
        return true
    }

    /// Frees what no pod needs.
    /// - Returns: whether that was enough.
    private func reclaim(_ signal: EvictionSignal, _ seen: EvictionObservations) async throws -> Bool {
        let (containers, images) = Self.reclaims(signal, hasImageFs: seen.hasImageFs, splitsContainerFs: seen.splitsContainerFs)
        if !containers && !images { return false }
        if containers { await ports.collectContainers() }
        if images { await ports.collectImages() }
        let after = try await signals.observe()
        let all = thresholds.adapted(hasImageFs: after.hasImageFs, splitsContainerFs: after.splitsContainerFs)
        return EvictionState.met(all, after.signals, withReclaim: true).isEmpty
    }

    /// What frees something on the disk that a signal measures.
    static func reclaims(_ signal: EvictionSignal, hasImageFs: Bool, splitsContainerFs: Bool) -> (containers: Bool, images: Bool) {
        switch signal {
        case .nodeFsAvailable, .nodeFsInodesFree: hasImageFs ? (splitsContainerFs, false) : (true, true)
        case .imageFsAvailable, .imageFsInodesFree: (!splitsContainerFs, true)
        case .containerFsAvailable, .containerFsInodesFree: (true, !splitsContainerFs)
        default: (false, false)
        }
    }

    private func waitForCleanup(_ uids: [String]) async throws {
        let deadline = clock.monotonic + Self.cleanupTimeout
        while clock.monotonic < deadline {
            if uids.allSatisfy(ports.isGone) {
                logger.info("eviction manager: pods successfully cleaned up", metadata: ["pods": "\(uids)"])
                return
            }
            try await clock.sleep(for: .seconds(1))
        }
        logger.warning("eviction manager: timed out waiting for pods to be cleaned up", metadata: ["pods": "\(uids)"])
    }
}
