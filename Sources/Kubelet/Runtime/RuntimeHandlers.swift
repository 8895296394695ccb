import ContainerRuntime
import Synchronization

/// What the container runtime says it can do, as its status last told. Safe to use from anywhere.
final class RuntimeHandlers: Sendable {
    private struct State {
        var handlers: [String: CRIRuntimeHandlerFeatures] = [:]
        var features = CRIRuntimeFeatures()
    }

    private let state = Mutex(State())

    func set(_ status: CRIStatusResponse) {
        let handlers = Dictionary(status.runtimeHandlers.map { ($0.name, $0.features) }, uniquingKeysWith: { first, _ in first })
        state.withLock { $0 = State(handlers: handlers, features: status.features) }
    }

    /// The handlers by name, sorted; "" is the default one. Empty when the runtime tells nothing of them, as those of before 2024.
    var all: [(name: String, features: CRIRuntimeHandlerFeatures)] {
        state.withLock { $0.handlers }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// What the runtime can do whatever the handler.
    var features: CRIRuntimeFeatures { state.withLock { $0.features } }

    /// What one handler can do; nothing when it is not known.
    func features(of handler: String) -> CRIRuntimeHandlerFeatures {
        state.withLock { $0.handlers[handler] } ?? CRIRuntimeHandlerFeatures()
    }
}
