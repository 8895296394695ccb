import APISchema
import Synchronization

/// What the server itself does with objects of a kind as soon as they were written, before the writer has its answer:
/// whoever reads the object next sees the result.
final class Follower: Sendable {
    private let action = Mutex<(@Sendable (_ name: String) async -> Void)?>(nil)

    /// Whether a kind has a controller in this server.
    static func hasOne(_ resource: ResourceDescription) -> Bool {
        switch (resource.group, resource.plural) {
        case ("apiextensions.k8s.io", "customresourcedefinitions"), ("apiregistration.k8s.io", "apiservices"): true
        default: false
        }
    }

    /// Sets what is done.
    func set(_ action: @escaping @Sendable (_ name: String) async -> Void) { self.action.withLock { $0 = action } }

    /// An object was written.
    func follow(_ name: String) async {
        guard let action = action.withLock({ $0 }) else { return }
        await action(name)
    }
}
