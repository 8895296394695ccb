import Synchronization

/// How many requests are served at once: `--max-requests-inflight` and `--max-mutating-requests-inflight`.
final class InflightLimits: Sendable {
    private let maximum: (reading: Int, mutating: Int)
    private let current = Mutex((reading: 0, mutating: 0))

    init(reading: Int, mutating: Int) { maximum = (reading, mutating) }

    /// A place among the requests that are served.
    struct Ticket: Sendable {
        fileprivate let limits: InflightLimits
        fileprivate let mutating: Bool

        /// Gives the place back.
        func leave() {
            limits.current.withLock { if mutating { $0.mutating -= 1 } else { $0.reading -= 1 } }
        }
    }

    /// Takes a place.
    /// - Throws: 429 when there is none.
    func enter(mutating: Bool) throws(APIStatusError) -> Ticket {
        let entered = current.withLock { current in
            let limit = mutating ? maximum.mutating : maximum.reading
            if limit > 0, (mutating ? current.mutating : current.reading) >= limit { return false }
            if mutating { current.mutating += 1 } else { current.reading += 1 }
            return true
        }
        guard entered else { throw .tooManyRequests("Too many requests, please try again later.", retryAfter: 1) }
        return Ticket(limits: self, mutating: mutating)
    }
}
