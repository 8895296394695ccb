import DequeModule

/// The changes of the cluster while pods are being tried: what may have helped a pod while nobody was looking.
struct ChangeLog {
    private var changes: Deque<ClusterChange> = []
    /// How many there were in all.
    private(set) var count = 0
    /// The last change of each kind, for what has dropped out of the log.
    private var last = [Int](repeating: 0, count: ClusterEvents.bits)

    /// More are not remembered one by one.
    private static let capacity = 4096

    /// - Parameter isWanted: whether a pod is being tried at all.
    mutating func append(_ change: ClusterChange, isWanted: Bool) {
        count += 1
        for bit in 0..<ClusterEvents.bits where change.events.contains(ClusterEvents(rawValue: 1 << bit)) { last[bit] = count }
        // A gap would make places in the log wrong: it starts anew.
        if !isWanted {
            changes.removeAll(keepingCapacity: true)
            return
        }
        changes.append(change)
        if changes.count > Self.capacity { changes.removeFirst() }
    }

    /// Whether one of the changes after the first `seen` may have helped the pod.
    func helps(_ pod: QueuedPod, after seen: Int) -> Bool {
        let missed = count - seen
        if missed <= 0 { return false }
        if missed > changes.count {
            // Some are forgotten: by their kinds alone, when in doubt yes.
            return (0..<ClusterEvents.bits).contains { last[$0] > seen && pod.wakesOn.contains(ClusterEvents(rawValue: 1 << $0)) }
        }
        return changes.suffix(missed).contains { pod.isHelped(by: $0) }
    }
}
