/// How many transactions a flush to disk waits for, learned from how many came to the flushes before it.
///
/// A flush costs as much for one transaction as for ten, and where many clients write, the next ones are a fraction of a
/// millisecond away. Where one client writes at a time nobody else comes, and nothing waits: every so many flushes one waits to
/// see who comes, the more rarely the more often it was in vain.
struct CommitPace: Sendable {
    /// The longest that a flush waits for company, in microseconds.
    static let patience = 1500
    private static let (probeLeast, probeMost) = (32, 1024)

    /// How many came together when a flush last waited for all that would.
    private var company = 1
    private var probeDistance = probeLeast
    private var untilProbe = probeLeast
    private var isProbing = false

    /// How many transactions the next flush should wait for, for ``patience`` at most. Only half of those that write at the same
    /// time: the others are at work meanwhile.
    mutating func wanted() -> Int {
        untilProbe -= 1
        isProbing = untilProbe <= 0
        return isProbing ? .max : company / 2
    }

    /// A flush took so many transactions.
    mutating func flushed(_ count: Int) {
        if isProbing {
            company = count
            probeDistance = count > 1 ? Self.probeLeast : min(probeDistance * 2, Self.probeMost)
            untilProbe = probeDistance
        } else if count > company {
            company = count
            untilProbe = min(untilProbe, 1)
        } else if count < company / 2 {
            company = count * 2
        }
    }
}
