import KubernetesAPI

/// Which of a CronJob's scheduled times have come since it last ran.
struct MissedRuns: Equatable {
    /// More missed times than this are worth a warning.
    static let many: Int64 = 100

    /// From when on times count: the last scheduled one, the creation, or the starting deadline if that is later.
    let earliest: Time
    /// The latest time that has come; nil if none has.
    private(set) var latest: Time?
    /// Roughly how many have come.
    private(set) var count: Int64 = 0

    struct NeverTwice: Error, CustomStringConvertible {
        var description: String { "time difference between two schedules is less than 1 second" }
    }

    /// Throws for a schedule that never comes (the 31st of February).
    init(_ cronJob: CronJob, _ schedule: CronSchedule, now: Time, keepsDeadline: Bool = true) throws(NeverTwice) {
        var earliest = cronJob.status.lastScheduleTime ?? cronJob.metadata.creationTimestamp ?? now
        if keepsDeadline, let deadline = cronJob.spec.startingDeadlineSeconds { earliest = max(earliest, now.adding(-deadline)) }
        self.earliest = earliest
        guard let first = schedule.next(after: earliest), let second = schedule.next(after: first), second > first else { throw NeverTwice() }
        if now < first { return }
        latest = first
        count = 1
        if now < second { return }
        // As many as fit in, if all were as far apart as the first two; the last of them are then looked at one by one. Where they
        // are not (a night, a weekend) there may be none so late: then farther back.
        let period = second.seconds - first.seconds
        count = (now.seconds - first.seconds) / period + 1
        latest = nil
        var back: Int64 = 2
        while latest == nil {
            var cursor = Time(seconds: first.seconds + max(0, count - back) * period)
            while let next = schedule.next(after: cursor), next <= now {
                latest = next
                cursor = next
            }
            if back >= count { latest = latest ?? first }
            back *= 2
        }
    }

    /// When to look at the CronJob again: at the next time after the latest, or after now where that is not known.
    static func next(_ cronJob: CronJob, _ schedule: CronSchedule, now: Time) -> Time? {
        var base = now
        if let missed = try? MissedRuns(cronJob, schedule, now: now, keepsDeadline: false) {
            base = missed.latest ?? (missed.count == 0 ? missed.earliest : now)
        }
        return schedule.next(after: base)
    }
}
