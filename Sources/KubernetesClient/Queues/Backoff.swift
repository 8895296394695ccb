/// Delays that double from a first one up to a last one, with a random part so that many clients do not come back together.
public struct Backoff: Sendable {
    public let first: Duration
    public let last: Duration
    /// How much may be added, as a part of the delay.
    public let jitter: Double
    private var current: Duration

    public init(first: Duration, last: Duration, jitter: Double = 1) {
        self.first = first
        self.last = last
        self.jitter = jitter
        current = first
    }

    /// The next delay; `random` is between 0 and 1.
    public mutating func next(random: Double) -> Duration {
        defer { current = min(current * 2, last) }
        return min(current * (1 + jitter * random), last)
    }

    /// Starts over with the first delay.
    public mutating func reset() { current = first }
}
