import KubernetesAPI
import KubernetesClient

/// Finds the runtime's handler for a pod by its RuntimeClass.
struct RuntimeClasses: Sendable {
    /// Nil for a node that stands alone: its pods have no classes.
    var informer: Informer<RuntimeClass>?

    /// The handler's name; "" is the default one.
    /// - Throws: `RuntimeClassMissing`.
    func handler(of pod: Pod) async throws -> String {
        guard let name = pod.spec.runtimeClassName, !name.isEmpty, let informer else { return "" }
        try await informer.waitForSync()
        guard let found = informer.get(name) else { throw RuntimeClassMissing(name: name) }
        return found.handler
    }
}

/// The pod names a RuntimeClass that is not there.
struct RuntimeClassMissing: Error, CustomStringConvertible {
    var name: String
    var description: String { "runtimeclass.node.k8s.io \"\(name)\" not found" }
}
