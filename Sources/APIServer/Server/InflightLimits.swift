import ComponentMetrics
import Synchronization

/// How many requests are served at once without priority and fairness: `--max-requests-inflight` and
/// `--max-mutating-requests-inflight`.
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

    /// Takes a place; nil when there is none.
    func enter(mutating: Bool) -> Ticket? {
        let entered = current.withLock { current in
            let limit = mutating ? maximum.mutating : maximum.reading
            if limit > 0, (mutating ? current.mutating : current.reading) >= limit { return false }
            if mutating { current.mutating += 1 } else { current.reading += 1 }
            return true
        }
        return entered ? Ticket(limits: self, mutating: mutating) : nil
    }

    /// `apiserver_current_inflight_requests`, when this counts them.
    var metric: Gauge {
        Gauge(name: "apiserver_current_inflight_requests", help: "Requests being served now, by kind.", labels: ["request_kind"]) { [self] in
            let now = current.withLock { $0 }
            return [(["mutating"], Double(now.mutating)), (["readOnly"], Double(now.reading))]
        }
    }
}
