import KubernetesAPI
import NIOCore
import Store
import Synchronization

/// The joined items of whole lists as they were last sent, one resource's.
///
/// Several clients ask for the same list, and one client asks for it again, much more often than it changes between: joining
/// the objects of a large list costs more than sending it. A body serves as long as the objects are the same, and
/// is forgotten when nobody has asked for it for a second. Safe to use from any task.
final class ListBodies: Sendable {
    /// Which list, in which form.
    struct Key: Hashable, Sendable {
        var prefix: String
        var apiVersion: String
        var form: String
        /// The second that the form was made for; 0 when it does not change with time.
        var second: Int64 = 0
    }

    private struct Kept {
        var snapshot: CacheSnapshot<StoredObject>
        var body: ByteBuffer
        var isUsed: Bool
    }

    private let bodies = Mutex<[Key: Kept]>([:])
    /// Larger ones are made for each request.
    private static let greatestSize = 64 * 1024 * 1024

    /// The joined items of a list, made if they are not there yet.
    func body(
        _ key: Key, _ snapshot: CacheSnapshot<StoredObject>, clock: any WallClock, make: ([StoredObject]) -> ByteBuffer
    ) -> ByteBuffer {
        let kept: ByteBuffer? = bodies.withLock { bodies in
            guard let kept = bodies[key], kept.snapshot.isSame(as: snapshot) else { return nil }
            bodies[key]?.isUsed = true
            return kept.body
        }
        if let kept { return kept }
        let body = make(snapshot.items(prefix: key.prefix).map(\.entry))
        guard body.readableBytes <= Self.greatestSize else { return body }
        let isNew = bodies.withLock { $0.updateValue(Kept(snapshot: snapshot, body: body, isUsed: false), forKey: key) } == nil
        if isNew {
            Task { [weak self] in
                repeat { try await clock.sleep(for: .seconds(1)) } while self?.isStillUsed(key) ?? false
            }
        }
        return body
    }

    /// Whether a body was asked for since this was asked last; if not, it is forgotten.
    private func isStillUsed(_ key: Key) -> Bool {
        bodies.withLock { bodies in
            guard bodies[key]?.isUsed ?? false else {
                bodies[key] = nil
                return false
            }
            bodies[key]?.isUsed = false
            return true
        }
    }
}
