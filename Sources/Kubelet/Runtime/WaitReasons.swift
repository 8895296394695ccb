import Synchronization

/// Why containers could not be started the last time they were to be, until they are. Safe to use from anywhere.
final class WaitReasons: Sendable {
    private let reasons = Mutex<[String: [String: WaitReason]]>([:])

    func set(_ uid: String, _ container: String, _ reason: WaitReason) {
        reasons.withLock { $0[uid, default: [:]][container] = reason }
    }

    func remove(_ uid: String, _ container: String) {
        reasons.withLock { reasons in
            reasons[uid]?[container] = nil
            if reasons[uid]?.isEmpty == true { reasons[uid] = nil }
        }
    }

    func remove(_ uid: String) { reasons.withLock { $0[uid] = nil } }

    /// All of one pod, by the names of its containers.
    func of(_ uid: String) -> [String: WaitReason] { reasons.withLock { $0[uid] ?? [:] } }
}
