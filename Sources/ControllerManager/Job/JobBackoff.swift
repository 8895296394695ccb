import KubernetesAPI
import KubernetesClient

/// How long a Job waits after failures before it makes more pods: 10 s, 20 s, 40 s … ten minutes after the last failure,
/// counted from the last success.
struct JobBackoff: Equatable, Sendable {
    static let first = 10
    static let longest = 600

    /// Failures since the last success.
    private(set) var failures = 0
    private(set) var lastFailure: Time?

    /// The same after these pods have ended at these times.
    func after(succeeded: [Time], failed: [Time]) -> JobBackoff {
        guard let success = succeeded.max() else { return counting(failed) }
        return JobBackoff().counting(failed.filter { $0 > success })
    }

    private func counting(_ failed: [Time]) -> JobBackoff {
        guard let latest = failed.max() else { return self }
        var next = self
        next.failures = failures.clampedAdding(failed.count)
        next.lastFailure = lastFailure.map { max($0, latest) } ?? latest
        return next
    }

    /// Seconds left to wait; zero when there is nothing to wait for.
    func secondsLeft(now: Time) -> Int {
        lastFailure.map { Self.secondsLeft(failures: failures, last: $0, now: now) } ?? 0
    }

    /// Seconds left after so many failures, the last at this time.
    static func secondsLeft(failures: Int, last: Time, now: Time) -> Int {
        guard failures > 0 else { return 0 }
        let delay = min(longest, first << min(failures - 1, 6))
        return max(0, Int(clamping: last.adding(delay).seconds &- now.seconds))
    }
}
