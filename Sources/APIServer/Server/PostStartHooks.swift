import Synchronization

/// What has to be done once after the start before the server is ready: Kubernetes' post-start hooks, each a health check
/// of the name `poststarthook/NAME`. Safe to use from any thread.
final class PostStartHooks: Sendable {
    private struct State {
        var names: [String] = []
        var finished: Set<String> = []
    }

    private let state = Mutex(State())

    /// Announces a hook. Until it is finished the server is not ready.
    func add(_ name: String) {
        state.withLock { if !$0.names.contains(name) { $0.names.append(name) } }
    }

    func finish(_ name: String) {
        state.withLock { _ = $0.finished.insert(name) }
    }

    var names: [String] { state.withLock { $0.names } }
    func isFinished(_ name: String) -> Bool { state.withLock { $0.finished.contains(name) } }
}
