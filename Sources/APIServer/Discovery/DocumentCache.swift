import Synchronization

/// Documents by name, made when first asked for.
final class DocumentCache: Sendable {
    private let made = Mutex<[String: [UInt8]]>([:])

    /// The document; when it is not there it is made outside the lock, so that others are not held up.
    func get(_ key: String, _ make: () -> [UInt8]?) -> [UInt8]? {
        if let known = made.withLock({ $0[key] }) { return known }
        guard let new = make() else { return nil }
        made.withLock { $0[key] = new }
        return new
    }

    func removeAll() { made.withLock { $0.removeAll() } }
}
