import KubernetesAPI
import Synchronization

/// What the node's conditions say besides the runtime: pressure, and whether the machine is about to shut down. Written by the
/// eviction and shutdown managers, read by whoever tells the API server and by admission. Safe to use from anywhere.
public final class NodePressure: Sendable {
    private struct State {
        var pressures: [Pressure] = []
        var isShuttingDown = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var changes = 0
        var next = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// In the order in which they are told.
    public var pressures: [Pressure] { state.withLock { $0.pressures } }

    /// Whether the node is about to go: it is not ready, and takes no more pods.
    public var isShuttingDown: Bool { state.withLock { $0.isShuttingDown } }

    /// How often something changed, to see whether a reader is behind.
    public var changes: Int { state.withLock { $0.changes } }

    func set(_ pressures: [Pressure]) {
        change { state in
            defer { state.pressures = pressures }
            return state.pressures != pressures
        }
    }

    func setShuttingDown(_ isShuttingDown: Bool) {
        change { state in
            defer { state.isShuttingDown = isShuttingDown }
            return state.isShuttingDown != isShuttingDown
        }
    }

    private func change(_ body: (inout State) -> Bool) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard body(&state) else { return [] }
            state.changes += 1
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until more than `seen` changes have happened, at most for so long.
    /// - Throws: `CancellationError`
    public func wait(beyond seen: Int, atMost limit: Duration, clock: any WallClock) async throws {
        await withTaskGroup { group in
            group.addTask { await self.changed(beyond: seen) }
            group.addTask { try? await clock.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
        try Task.checkCancellation()
    }

    private func changed(beyond seen: Int) async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let isOver = state.withLock { state -> Bool in
                    if state.changes != seen || Task.isCancelled { return true }
                    state.waiting[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
        }
    }

    /// Whether a new pod may come.
    /// - Returns: nil when it may, else why it has failed.
    func check(_ pod: Pod) -> PodVerdict? {
        let (pressures, isShuttingDown) = state.withLock { ($0.pressures, $0.isShuttingDown) }
        if isShuttingDown {
            return PodVerdict(reason: "NodeShutdown", message: "Pod was rejected as the node is shutting down.")
        }
        // Static pods go where their file is, and the system's pods are what would help.
        if pressures.isEmpty || pod.isCritical { return nil }
        if pressures == [.memory] {
            if QOSClass.of(pod) != .bestEffort { return nil }
            if pod.spec.tolerations.contains(where: Self.toleratesMemoryPressure) { return nil }
        }
        return PodVerdict(reason: "Evicted", message: EvictionMessage.condition(pressures))
    }

    private static func toleratesMemoryPressure(_ toleration: Toleration) -> Bool {
        if let effect = toleration.effect, !effect.isEmpty, effect != "NoSchedule" { return false }
        let key = toleration.key ?? ""
        if toleration.operator == "Exists" { return key.isEmpty || key == "node.kubernetes.io/memory-pressure" }
        return key == "node.kubernetes.io/memory-pressure" && (toleration.value ?? "").isEmpty
    }
}
