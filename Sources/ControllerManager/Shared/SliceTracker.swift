import KubernetesAPI
import KubernetesClient
import Synchronization

/// The endpoint slices that a controller wrote and its cache may not show yet: planning on an older cache would write twice.
/// Safe to use from any task.
final class SliceTracker: Sendable {
    private struct Written {
        var version: UInt64
        /// No longer waited for after this moment: the slice may have been deleted before it was seen.
        var deadline: Duration
    }

    private let clock: any WallClock
    private let written = Mutex<[ObjectKey: [String: Written]]>([:])

    init(clock: any WallClock) { self.clock = clock }

    /// Remembers what a write was answered with.
    func note(_ slice: EndpointSlice, for service: ObjectKey) {
        guard let version = UInt64(slice.metadata.resourceVersion) else { return }
        let entry = Written(version: version, deadline: clock.monotonic + .seconds(5))
        written.withLock { $0[service, default: [:]][slice.metadata.name] = entry }
    }

    func forget(_ slice: EndpointSlice, of service: ObjectKey) {
        _ = written.withLock { $0[service]?.removeValue(forKey: slice.metadata.name) }
    }

    func forget(_ service: ObjectKey) { _ = written.withLock { $0.removeValue(forKey: service) } }

    /// Whether the cached slices are no older than what was written.
    func isCurrent(_ cached: [EndpointSlice], for service: ObjectKey) -> Bool {
        var versions: [String: UInt64] = [:]
        for slice in cached { versions[slice.metadata.name] = UInt64(slice.metadata.resourceVersion) ?? 0 }
        let now = clock.monotonic
        return written.withLock { all in
            guard let pending = all[service] else { return true }
            let missing = pending.filter { name, entry in (versions[name] ?? 0) < entry.version && now < entry.deadline }
            all[service] = missing.isEmpty ? nil : missing
            return missing.isEmpty
        }
    }
}
