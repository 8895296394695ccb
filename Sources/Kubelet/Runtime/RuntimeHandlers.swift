import ContainerRuntime
import Synchronization

/// What the container runtime says it can do, as its status last told. Safe to use from anywhere.
final class RuntimeHandlers: Sendable {
    private struct State {
        var handlers: [String: CRIRuntimeHandlerFeatures] = [:]
        var features = CRIRuntimeFeatures()
        var mountsImages = false
        var knowsCDI = true
    }

    private let state = Mutex(State())

    func set(_ status: CRIStatusResponse) {
        let handlers = Dictionary(status.runtimeHandlers.map { ($0.name, $0.features) }, uniquingKeysWith: { first, _ in first })
        state.withLock {
            $0.handlers = handlers
            $0.features = status.features
        }
    }

    /// No status tells whether a runtime mounts images into containers and knows CDI devices; its version does.
    func set(_ version: CRIVersionResponse) {
        let numbers = version.runtimeVersion.drop { !$0.isNumber }.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        func isAtLeast(_ needed: [String: [Int]]) -> Bool { !numbers.lexicographicallyPrecedes(needed[version.runtimeName] ?? [0]) }
        state.withLock {
            $0.mountsImages = isAtLeast(["containerd": [2, 1], "cri-o": [1, 31]])
            $0.knowsCDI = isAtLeast(["containerd": [1, 7], "cri-o": [1, 23]])
        }
    }

    /// Whether the runtime itself can mount an image into a container.
    var mountsImages: Bool { state.withLock { $0.mountsImages } }

    /// Whether the runtime can be told names of CDI devices.
    var knowsCDI: Bool { state.withLock { $0.knowsCDI } }

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
