import DequeModule
import Synchronization

/// Something that happened at a revision.
protocol Revisioned: Sendable {
    var revision: Revision { get }
}

/// A bounded, append-only log that any number of readers follow, each at its own pace.
///
/// A reader is nothing but a ``Position``: the log knows no readers, keeps nothing for them and never waits for
/// them. Reading takes the lock for a moment and hands out a slice of shared memory. A reader whose position
/// has fallen out of the window learns that it has ``Reading/expired(horizon:)``.
///
/// Elements are appended a transaction at a time, and a slice never ends inside a transaction.
///
/// Waking a reader costs more than handing it an element. Where many follow a busy log they are therefore woken
/// together and not more often than ``LogPace`` says; whoever comes to a quiet log is told at once.
final class SharedLog<Element: Revisioned>: Sendable {
    /// A reader's place: what it has read up to.
    struct Position: Sendable {
        fileprivate var segment: Int
        fileprivate var offset: Int
        /// Everything up to this revision is behind the reader.
        fileprivate(set) var revision: Revision
    }

    enum Reading: Sendable {
        /// The next elements; at least one.
        case slice(LogSlice<Element>)
        /// Nothing new; the log is complete up to this revision.
        case end(Revision)
        /// What the reader would have to see next is gone: the log begins after `horizon`.
        case expired(horizon: Revision)
        case closed
    }

    /// Why a wait ended.
    enum Waking: Sendable { case news, interrupted, cancelled }

    /// Readers to wake; done outside of the lock.
    struct Wakeups: Sendable {
        fileprivate var waiters: [CheckedContinuation<Waking, Never>] = []
        /// Wakes those who are held back, when their time has come.
        fileprivate var later: (@Sendable () async -> Void)?

        func resume() {
            for waiter in waiters { waiter.resume(returning: .news) }
            if let later { Task(operation: later) }
        }
    }

    private struct State {
        var segments: Deque<LogSegment<Element>> = []
        /// Last revision in each segment, in step with `segments`.
        var lastRevisions: Deque<Revision> = []
        /// The number of the first segment that is left.
        var first = 0
        var count = 0
        /// Nothing up to this revision can be read any more.
        var horizon: Revision
        /// The log is complete up to here.
        var revision: Revision
        var isClosed = false
        var waiters: [Int: CheckedContinuation<Waking, Never>] = [:]
        var interrupted: Set<Int> = []
        var lastToken = 0
        /// How many follow the log.
        var readers = 0
        var lastWake: ContinuousClock.Instant?
        /// Whether readers are held back until they are woken together.
        var isHeld = false

        var end: Position {
            guard let last = segments.last else { return Position(segment: first, offset: 0, revision: revision) }
            return Position(segment: first + segments.count - 1, offset: last.count, revision: revision)
        }

        func isAtEnd(_ position: Position) -> Bool {
            let end = end
            return position.segment == end.segment && position.offset == end.offset
        }

        mutating func dropFirst() -> LogSegment<Element> {
            first += 1
            let segment = segments.removeFirst()
            count -= segment.count
            horizon = lastRevisions.removeFirst()
            return segment
        }
    }

    private let state: Mutex<State>
    private let window: Int
    private let segmentSize: Int
    private let pace: LogPace

    /// A log that is empty and complete up to `revision`, and keeps at least the last `window` elements.
    init(revision: Revision, window: Int, pace: LogPace = LogPace()) {
        self.pace = pace
        state = Mutex(State(horizon: revision, revision: revision))
        self.window = max(window, 1)
        // Dropping happens by segments, so small windows want small segments.
        segmentSize = min(256, max(8, window / 4))
    }

    /// The revision up to which the log is complete.
    var revision: Revision { state.withLock { $0.revision } }

    /// Readers at or after this revision can go on reading.
    var horizon: Revision { state.withLock { $0.horizon } }

    /// Appends one transaction's elements and returns who to wake.
    func append(_ elements: some BidirectionalCollection<Element>) -> Wakeups {
        guard let revision = elements.last?.revision else { return Wakeups() }
        var dropped: [LogSegment<Element>] = []  // released after the lock
        defer { _ = dropped }
        return state.withLock { state in
            if state.isClosed { return Wakeups() }
            let segment: LogSegment<Element>
            if let last = state.segments.last, last.count + elements.count <= last.capacity {
                segment = last
            } else {
                segment = LogSegment(capacity: max(segmentSize, elements.count))
                state.segments.append(segment)
                state.lastRevisions.append(revision)
            }
            for element in elements { segment.append(element) }
            state.lastRevisions[state.lastRevisions.count - 1] = revision
            state.count += elements.count
            state.revision = max(state.revision, revision)
            while state.segments.count > 1, state.count - state.segments[0].count >= window {
                dropped.append(state.dropFirst())
            }
            return wakeAtPace(&state)
        }
    }

    /// Takes the waiting readers, or sees to it that they are woken when it is time.
    private func wakeAtPace(_ state: inout State) -> Wakeups {
        if state.isHeld { return Wakeups() }
        let interval = pace.interval(readers: state.readers)
        if interval > .zero {
            let now = ContinuousClock.now
            if let last = state.lastWake, now - last < interval {
                state.isHeld = true
                let time = last + interval
                return Wakeups(later: { [self] in
                    try? await Task.sleep(until: time, clock: .continuous)
                    release()
                })
            }
            state.lastWake = now
        }
        return Self.takeWaiters(&state)
    }

    /// Wakes the readers that were held back.
    private func release() {
        state.withLock { state in
            state.isHeld = false
            state.lastWake = .now
            return Self.takeWaiters(&state)
        }.resume()
    }

    /// Whether readers had better wait a moment, even if there is something to read.
    var isHeld: Bool { state.withLock { $0.isHeld } }

    /// Forgets everything and says that the log is complete up to `revision`: readers before it have expired.
    func reset(to revision: Revision) {
        let (old, wakeups) = state.withLock { state in
            let old = state.segments
            state.first += state.segments.count
            state.segments = []
            state.lastRevisions = []
            state.count = 0
            state.horizon = revision
            state.revision = revision
            return (old, Self.takeWaiters(&state))
        }
        _ = old
        wakeups.resume()
    }

    /// Forgets what lies wholly before a revision (by segments, so perhaps a little less).
    func trim(through revision: Revision) {
        var dropped: [LogSegment<Element>] = []
        state.withLock { state in
            while state.segments.count > 1, state.lastRevisions[0] <= revision { dropped.append(state.dropFirst()) }
        }
    }

    /// Ends the log for all readers.
    func close() {
        state.withLock { state in
            state.isClosed = true
            return Self.takeWaiters(&state)
        }.resume()
    }

    private static func takeWaiters(_ state: inout State) -> Wakeups {
        guard !state.waiters.isEmpty else { return Wakeups() }
        let wakeups = Wakeups(waiters: Array(state.waiters.values))
        state.waiters.removeAll(keepingCapacity: true)
        return wakeups
    }

    /// The position behind `revision`; nil if the log no longer reaches back that far. A revision that lies in
    /// the future gives the end.
    func position(after revision: Revision) -> Position? {
        state.withLock { Self.position(after: revision, &$0) }
    }

    private static func position(after revision: Revision, _ state: inout State) -> Position? {
        guard revision >= state.horizon else { return nil }
        guard revision < state.revision else { return state.end }
        var low = 0
        var high = state.segments.count
        while low < high {
            let middle = (low + high) / 2
            if state.lastRevisions[middle] <= revision { low = middle + 1 } else { high = middle }
        }
        guard low < state.segments.count else { return state.end }
        let slice = state.segments[low].slice(from: 0)
        var from = 0
        var to = slice.endIndex
        while from < to {
            let middle = (from + to) / 2
            if slice[middle].revision <= revision { from = middle + 1 } else { to = middle }
        }
        return Position(segment: state.first + low, offset: from, revision: revision)
    }

    /// Reads on from a position and moves it behind what was read.
    func read(_ position: inout Position) -> Reading {
        state.withLock { state in
            if state.isClosed { return .closed }
            if position.segment < state.first {
                // Its segment is gone; that is no loss if the reader had seen all of it.
                guard let found = Self.position(after: position.revision, &state) else {
                    return .expired(horizon: state.horizon)
                }
                position = found
            }
            var index = position.segment - state.first
            if index < state.segments.count, position.offset == state.segments[index].count, index + 1 < state.segments.count {
                index += 1
                position.segment += 1
                position.offset = 0
            }
            guard index < state.segments.count, position.offset < state.segments[index].count else {
                position.revision = max(position.revision, state.revision)
                return .end(state.revision)
            }
            let slice = state.segments[index].slice(from: position.offset)
            position.offset = slice.endIndex
            position.revision = max(position.revision, slice[slice.endIndex - 1].revision)
            return .slice(slice)
        }
    }

    /// The elements after a revision, latest first, until `body` returns false; nil if the log does not reach back.
    func slices(after revision: Revision) -> [LogSlice<Element>]? {
        guard var position = position(after: revision) else { return nil }
        var slices: [LogSlice<Element>] = []
        while case .slice(let slice) = read(&position) { slices.append(slice) }
        return slices
    }

    /// A name under which a reader waits, so that it can be interrupted.
    func makeToken() -> Int {
        state.withLock { state in
            state.readers += 1
            state.lastToken += 1
            return state.lastToken
        }
    }

    /// Waits until there is something behind `position` and it is time to read it, the wait is interrupted, or the task is cancelled.
    func wait(_ token: Int, at position: Position) async -> Waking {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now: Waking? = state.withLock { state in
                    if Task.isCancelled { return .cancelled }
                    if state.interrupted.remove(token) != nil { return .interrupted }
                    if state.isClosed || (!state.isHeld && !state.isAtEnd(position)) { return .news }
                    state.waiters[token] = continuation
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: token) }?.resume(returning: .cancelled)
        }
    }

    /// Ends the current wait of a reader, or its next one if it is not waiting now.
    func interrupt(_ token: Int) {
        state.withLock { state -> CheckedContinuation<Waking, Never>? in
            if let waiter = state.waiters.removeValue(forKey: token) { return waiter }
            state.interrupted.insert(token)
            return nil
        }?.resume(returning: .interrupted)
    }

    /// Forgets a reader's name.
    func discard(_ token: Int) {
        state.withLock { state in
            state.readers -= 1
            state.interrupted.remove(token)
        }
    }
}
