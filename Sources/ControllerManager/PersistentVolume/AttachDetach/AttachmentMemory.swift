import Synchronization

/// What the attach-detach controller remembers between its passes: no more than makes it wait, and not say things twice.
final class AttachmentMemory: Sendable {
    private struct State {
        /// By the name of the VolumeAttachment.
        var unusedSince: [String: Duration] = [:]
        /// By the UID of the pod.
        var told: [String: Set<String>] = [:]
    }

    private let state = Mutex(State())

    /// Since when a volume has been of no use to its node; `now` if that is news.
    func unusedSince(_ attachment: String, now: Duration) -> Duration {
        state.withLock { state in
            let since = state.unusedSince[attachment] ?? now
            state.unusedSince[attachment] = since
            return since
        }
    }

    /// The volume is of use to its node, or gone from it.
    func used(_ attachment: String) { state.withLock { _ = $0.unusedSince.removeValue(forKey: attachment) } }

    /// Whether a pod was not told this before; from now on it was.
    func isNews(_ what: String, for pod: String) -> Bool { state.withLock { $0.told[pod, default: []].insert(what).inserted } }

    func forget(pod: String) { state.withLock { _ = $0.told.removeValue(forKey: pod) } }
}
