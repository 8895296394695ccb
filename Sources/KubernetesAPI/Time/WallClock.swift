#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Synchronization

/// A moment of wall time.
public struct Instant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var seconds: Int64
    /// Nanoseconds within the second.
    public var nanoseconds: Int32

    public init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    public static func < (a: Instant, b: Instant) -> Bool { (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds) }

    public static func - (a: Instant, b: Instant) -> Duration {
        .seconds(a.seconds - b.seconds) + .nanoseconds(Int64(a.nanoseconds) - Int64(b.nanoseconds))
    }

    public static func + (a: Instant, duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = Int64(a.nanoseconds) + attoseconds / 1_000_000_000
        let carry = nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds - 999_999_999) / 1_000_000_000
        return Instant(seconds: a.seconds + seconds + carry, nanoseconds: Int32(nanoseconds - carry * 1_000_000_000))
    }
}

/// The port through which components see time. Nothing else may read a clock or sleep.
public protocol WallClock: Sendable {
    /// The wall time.
    var now: Instant { get }
    /// Time since some fixed moment, which no setting of the wall clock changes; for measuring and for deadlines.
    var monotonic: Duration { get }
    /// Waits; ends early, with `CancellationError`, when the task is cancelled.
    func sleep(for duration: Duration) async throws
}

extension WallClock {
    /// The wall time in whole seconds.
    public var time: Time { Time(seconds: now.seconds) }
    /// The wall time in microseconds.
    public var microTime: MicroTime {
        let now = now
        return MicroTime(microseconds: now.seconds * 1_000_000 + Int64(now.nanoseconds) / 1000)
    }
}

/// The clock of the machine.
public struct SystemClock: WallClock {
    public init() {}

    public var now: Instant {
        var value = timespec()
        clock_gettime(CLOCK_REALTIME, &value)
        return Instant(seconds: Int64(value.tv_sec), nanoseconds: Int32(value.tv_nsec))
    }

    public var monotonic: Duration {
        var value = timespec()
        clock_gettime(CLOCK_MONOTONIC, &value)
        return .seconds(Int64(value.tv_sec)) + .nanoseconds(Int64(value.tv_nsec))
    }

    public func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}

/// A clock for tests: it stands still until it is told to go on.
public final class ManualClock: WallClock {
    private struct Sleeper {
        var id: UInt64
        var deadline: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elapsed: Duration = .zero
        var sleepers: [Sleeper] = []
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0
    }

    private let start: Instant
    private let state = Mutex(State())

    public init(start: Instant = Instant(seconds: 1_700_000_000)) { self.start = start }

    public var now: Instant { start + monotonic }
    public var monotonic: Duration { state.withLock { $0.elapsed } }
    /// How many are asleep now; a test waits for this before it advances.
    public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

    /// Moves time on and wakes, earliest first, everyone whose time has come.
    public func advance(by duration: Duration) {
        let due = state.withLock { state -> [Sleeper] in
            state.elapsed += duration
            let due = state.sleepers.filter { $0.deadline <= state.elapsed }.sorted { $0.deadline < $1.deadline }
            state.sleepers.removeAll { $0.deadline <= state.elapsed }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    public func sleep(for duration: Duration) async throws {
        let id = state.withLock { state -> UInt64 in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let answer: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if duration <= .zero { return .success(()) }
                    state.sleepers.append(Sleeper(id: id, deadline: state.elapsed + duration, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                if let i = state.sleepers.firstIndex(where: { $0.id == id }) { return state.sleepers.remove(at: i) }
                state.cancelled.insert(id)
                return nil
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
