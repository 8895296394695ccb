import KubernetesAPI

/// What the eviction manager remembers between its passes: which thresholds are crossed since when, and which conditions follow.
/// Pure: the same readings at the same times lead to the same state.
struct EvictionState: Sendable {
    /// Crossed thresholds with the time of the first reading that showed it.
    private(set) var firstObserved: [(threshold: EvictionThreshold, at: Instant)] = []
    private var conditionsSeen: [Pressure: Instant] = [:]
    /// Thresholds that called for something in the last pass, which hold until the minimum reclaim is reached.
    private var acting: [EvictionThreshold] = []
    private var last: [EvictionSignal: EvictionObservation] = [:]

    /// The pressure conditions, in the order in which they are told.
    private(set) var pressures: [Pressure] = []

    /// Takes a reading.
    /// - Returns: the thresholds that something has to be done about now, memory first.
    mutating func observe(
        _ signals: [EvictionSignal: EvictionObservation], thresholds: [EvictionThreshold], transition: Duration, now: Instant
    ) -> [EvictionThreshold] {
        var met = Self.met(thresholds, signals, withReclaim: false)
        for threshold in Self.met(acting, signals, withReclaim: true) where !met.contains(threshold) { met.append(threshold) }

        let before = firstObserved
        firstObserved = met.map { threshold in (threshold, before.first { $0.threshold == threshold }?.at ?? now) }

        for threshold in met { conditionsSeen[threshold.signal.pressure] = now }
        conditionsSeen = conditionsSeen.filter { now.seconds(since: $0.value) < transition.seconds }
        pressures = Pressure.allCases.filter { conditionsSeen[$0] != nil }

        acting = firstObserved.filter { now.seconds(since: $0.at) >= $0.threshold.gracePeriod.seconds }.map(\.threshold)
        let fresh = acting.filter { threshold in
            guard let reading = signals[threshold.signal] else { return false }
            guard let before = last[threshold.signal] else { return true }
            return before.time < reading.time
        }
        last = signals
        return fresh.filter(\.signal.isMemory) + fresh.filter { !$0.signal.isMemory }
    }

    static func met(
        _ thresholds: [EvictionThreshold], _ signals: [EvictionSignal: EvictionObservation], withReclaim: Bool
    ) -> [EvictionThreshold] {
        thresholds.filter { threshold in signals[threshold.signal].map { threshold.isMet(by: $0, withReclaim: withReclaim) } ?? false }
    }
}

extension Instant {
    /// Seconds from another time to this one.
    func seconds(since other: Instant) -> Double {
        Double(seconds) - Double(other.seconds) + Double(Int64(nanoseconds) - Int64(other.nanoseconds)) / 1e9
    }
}
