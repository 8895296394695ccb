import KubernetesAPI
import Synchronization

/// Who may be stopped when: sidecars go after the main containers, the last one first. Their pre-stop hooks run at once
/// all the same; only the stop signal waits. Safe to use from any task.
final class TerminationOrder: Sendable {
    private struct State {
        /// Containers that run and have not ended yet.
        var running: Set<String>
        /// Those that wait no longer, whatever runs.
        var released: Set<String> = []
        var waiting: [(name: String, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let prerequisites: [String: Set<String>]
    private let state: Mutex<State>

    /// - Parameter running: the names of the pod's containers that run.
    init(_ pod: Pod, running: Set<String>) {
        var prerequisites: [String: Set<String>] = [:]
        var before = Set(pod.spec.containers.map(\.name))
        for container in pod.spec.initContainers.reversed() where container.isSidecar {
            prerequisites[container.name] = before
            before.insert(container.name)
        }
        self.prerequisites = prerequisites
        state = Mutex(State(running: running))
    }

    /// Waits until all that go before it have ended.
    /// - Parameter limit: the longest wait; then it goes anyway.
    func waitForTurn(_ name: String, limit: Duration, clock: any WallClock) async {
        await withTaskGroup { group in
            group.addTask { await self.wait(name) }
            group.addTask {
                try? await clock.sleep(for: limit)
                self.release(name)
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// A container has ended.
    func ended(_ name: String) {
        let running = state.withLock { state in
            state.running.remove(name)
            return state.running
        }
        resume { running.isDisjoint(with: prerequisites[$0] ?? []) }
    }

    private func release(_ name: String) {
        state.withLock { _ = $0.released.insert(name) }
        resume { $0 == name }
    }

    private func wait(_ name: String) async {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state in
                if state.released.contains(name) || state.running.isDisjoint(with: prerequisites[name] ?? []) { return true }
                state.waiting.append((name, continuation))
                return false
            }
            if ready { continuation.resume() }
        }
    }

    private func resume(_ isDue: (String) -> Bool) {
        let names = Set(state.withLock { $0.waiting.map(\.name) }.filter(isDue))
        let due = state.withLock { state in
            defer { state.waiting.removeAll { names.contains($0.name) } }
            return state.waiting.filter { names.contains($0.name) }
        }
        for entry in due { entry.continuation.resume() }
    }
}
