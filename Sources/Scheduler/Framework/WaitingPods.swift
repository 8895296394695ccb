import KubernetesAPI
import Synchronization

/// The pods that are placed but held back by Permit plugins. Safe to use from any task.
final class WaitingPods: Sendable {
    /// A pod that is held.
    private struct Waiting {
        let pod: PodToSchedule
        /// The plugins that have not let it go yet, with when each gives up; `clock.monotonic`.
        var pending: [String: Duration]
        /// How long each was to wait at most.
        let timeouts: [String: Duration]
        var rejection: (plugin: String, reason: String)?
        var waiter: CheckedContinuation<Void, Never>?

        var isDecided: Bool { rejection != nil || pending.isEmpty }
    }

    private let state = Mutex<[String: Waiting]>([:])
    private let clock: any WallClock
    /// The longest that any plugin may hold a pod.
    private static let longest = Duration.seconds(900)

    init(clock: any WallClock) { self.clock = clock }

    /// Puts in a pod that plugins want to wait for, each for so long.
    func insert(_ pod: PodToSchedule, _ timeouts: [String: Duration]) {
        let now = clock.monotonic
        let timeouts = timeouts.mapValues { min($0, Self.longest) }
        state.withLock { $0[pod.info.uid] = Waiting(pod: pod, pending: timeouts.mapValues { now + $0 }, timeouts: timeouts) }
    }

    /// The pods that wait.
    var pods: [PodToSchedule] { state.withLock { $0.values.map(\.pod) } }

    /// Whether a pod is held back.
    func isHeld(_ uid: String) -> Bool { state.withLock { $0[uid].map { !$0.isDecided } ?? false } }

    /// A plugin lets a pod go; it goes once all have.
    func allow(_ uid: String, plugin: String) {
        change(uid) { $0.pending[plugin] = nil }
    }

    /// A plugin, or the scheduler itself, has decided against the pod. Returns whether it was waiting.
    @discardableResult
    func reject(_ uid: String, plugin: String, reason: String) -> Bool {
        change(uid) { if $0.rejection == nil { $0.rejection = (plugin, reason) } }
    }

    @discardableResult
    private func change(_ uid: String, _ body: (inout Waiting) -> Void) -> Bool {
        let (known, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard var waiting = state[uid] else { return (false, nil) }
            body(&waiting)
            let waiter = waiting.isDecided ? waiting.waiter.take() : nil
            state[uid] = waiting
            return (true, waiter)
        }
        waiter?.resume()
        return known
    }

    /// Rejects those whose time is up. To be called about once a second.
    func expire() {
        let now = clock.monotonic
        let late = state.withLock { state in
            state.compactMap { uid, waiting -> (String, String, Duration)? in
                waiting.pending.first { $0.value <= now }.map { (uid, $0.key, waiting.timeouts[$0.key] ?? .zero) }
            }
        }
        for (uid, plugin, timeout) in late {
            reject(uid, plugin: plugin, reason: "rejected due to timeout after waiting \(timeout.components.seconds)s at plugin \(plugin)")
        }
    }

    /// WaitOnPermit: waits until the pod may be bound. Returns at once for pods that nobody holds.
    /// - Throws: ``PermitRejection`` if it may not.
    func wait(_ uid: String) async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDecided = state.withLock { state in
                    guard let waiting = state[uid], !waiting.isDecided, !Task.isCancelled else { return true }
                    state[uid]?.waiter = continuation
                    return false
                }
                if isDecided { continuation.resume() }
            }
        } onCancel: {
            reject(uid, plugin: "", reason: "the scheduler stops")
        }
        let rejection = state.withLock { $0.removeValue(forKey: uid)?.rejection }
        try Task.checkCancellation()
        if let rejection { throw PermitRejection(plugin: rejection.plugin, reason: rejection.reason) }
    }
}

/// A pod was not permitted to be bound.
struct PermitRejection: Error {
    var plugin: String
    var reason: String
}
