import KubernetesAPI
import Synchronization

/// Says how long a key that failed has to wait for its next try. Safe to use from any task.
public protocol RateLimiter<Key>: Sendable {
    associatedtype Key: Hashable & Sendable
    /// How long the key waits now; counts as a try.
    func delay(for key: Key) -> Duration
    /// The key succeeded, or is given up: forget its tries.
    func forget(_ key: Key)
    /// How often the key has been tried since it was last forgotten.
    func tries(of key: Key) -> Int
}

/// Doubles a key's delay with each try.
public final class ExponentialRateLimiter<Key: Hashable & Sendable>: RateLimiter {
    private let first: Duration
    private let last: Duration
    private let failures = Mutex<[Key: Int]>([:])

    public init(first: Duration = .milliseconds(5), last: Duration = .seconds(1000)) {
        self.first = first
        self.last = last
    }

    public func delay(for key: Key) -> Duration {
        let count = failures.withLock { failures in
            let count = failures[key] ?? 0
            failures[key] = count + 1
            return count
        }
        // 2^40 times the shortest delay is beyond any longest.
        let factor = Double(UInt64(1) << UInt64(min(count, 40)))
        return min(first * factor, last)
    }

    public func forget(_ key: Key) { failures.withLock { _ = $0.removeValue(forKey: key) } }

    public func tries(of key: Key) -> Int { failures.withLock { $0[key] ?? 0 } }
}

/// A token bucket for all keys together: so many at once, and then so many a second.
public final class BucketRateLimiter<Key: Hashable & Sendable>: RateLimiter {
    private let bucket: Mutex<TokenBucket>
    private let clock: any WallClock

    public init(perSecond rate: Double = 10, burst: Int = 100, clock: any WallClock) {
        self.clock = clock
        bucket = Mutex(TokenBucket(perSecond: rate, burst: burst, now: clock.monotonic))
    }

    public func delay(for key: Key) -> Duration {
        let now = clock.monotonic
        return bucket.withLock { $0.reserve(now: now) }
    }

    public func forget(_ key: Key) {}
    public func tries(of key: Key) -> Int { 0 }
}

/// The longest delay that any of several limiters asks for.
public final class MaxOfRateLimiter<Key: Hashable & Sendable>: RateLimiter {
    private let limiters: [any RateLimiter<Key>]

    public init(_ limiters: [any RateLimiter<Key>]) { self.limiters = limiters }

    public func delay(for key: Key) -> Duration { limiters.map { $0.delay(for: key) }.max() ?? .zero }
    public func forget(_ key: Key) { for limiter in limiters { limiter.forget(key) } }
    public func tries(of key: Key) -> Int { limiters.map { $0.tries(of: key) }.max() ?? 0 }
}

/// Tokens that come back with time. A value; guard it with a lock.
public struct TokenBucket: Sendable {
    private let rate: Double
    private let burst: Double
    private var tokens: Double
    private var updated: Duration

    public init(perSecond rate: Double, burst: Int, now: Duration) {
        self.rate = rate
        self.burst = Double(burst)
        tokens = Double(burst)
        updated = now
    }

    private mutating func refill(_ now: Duration) {
        tokens = min(burst, tokens + max(0, (now - updated) / .seconds(1)) * rate)
        updated = max(updated, now)
    }

    /// Takes a token if there is one now.
    public mutating func take(now: Duration) -> Bool {
        refill(now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// Takes a token, perhaps a future one, and says how long to wait for it.
    public mutating func reserve(now: Duration) -> Duration {
        refill(now)
        tokens -= 1
        return tokens >= 0 || rate <= 0 ? .zero : .seconds(-tokens / rate)
    }
}
