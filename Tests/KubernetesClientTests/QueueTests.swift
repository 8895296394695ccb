import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@Suite struct QueueTests {
    let clock = ManualClock()

    @Test func neverGivesAKeyTwiceAtOnce() async {
        let queue = WorkQueue<String>(clock: clock)
        queue.add("a")
        queue.add("a")
        queue.add("b")
        #expect(await queue.next() == "a")
        queue.add("a")
        #expect(await queue.next() == "b")
        #expect(queue.count == 0)
        queue.done("a")
        #expect(await queue.next() == "a")
        queue.done("a")
        queue.done("b")
        queue.add("c")
        queue.shutDown()
        queue.add("d")
        #expect(await queue.next() == "c")
        #expect(await queue.next() == nil)
    }

    @Test func wakesAWaitingWorker() async throws {
        let queue = WorkQueue<String>(clock: clock)
        let next = Task { await queue.next() }
        let cancelled = Task { await queue.next() }
        cancelled.cancel()
        #expect(await cancelled.value == nil)
        queue.add("a")
        #expect(await next.value == "a")
    }

    @Test func delaysAndKeepsTheShortestDelay() async throws {
        let queue = WorkQueue<String>(clock: clock)
        queue.add("late", after: .seconds(10))
        queue.add("soon", after: .seconds(5))
        queue.add("late", after: .seconds(2))
        queue.add("late", after: .seconds(20))
        // The queue's timer counts from when its task runs: time stands still until then.
        try await eventually("asleep") { clock.sleeperCount > 0 }
        try await eventually("late") {
            clock.advance(by: .milliseconds(10))
            return queue.count > 0 || clock.monotonic > .seconds(4)
        }
        #expect(clock.monotonic < .seconds(4))
        #expect(await queue.next() == "late")
        queue.done("late")
        try await eventually("soon") {
            clock.advance(by: .milliseconds(10))
            return queue.count > 0
        }
        #expect(await queue.next() == "soon")
        for _ in 0..<30 {
            clock.advance(by: .seconds(1))
            await Task.yield()
        }
        #expect(queue.count == 0)
    }

    @Test func failuresDoubleTheDelay() {
        let limiter = ExponentialRateLimiter<String>()
        #expect((0..<4).map { _ in limiter.delay(for: "a") } == [.milliseconds(5), .milliseconds(10), .milliseconds(20), .milliseconds(40)])
        for _ in 0..<100 { _ = limiter.delay(for: "b") }
        #expect(limiter.delay(for: "b") == .seconds(1000))
        limiter.forget("a")
        #expect(limiter.tries(of: "a") == 0)
        let bucket = BucketRateLimiter<String>(perSecond: 10, burst: 2, clock: clock)
        #expect((0..<4).map { _ in bucket.delay(for: "a") } == [.zero, .zero, .milliseconds(100), .milliseconds(200)])
    }

    @Test func workersRetryWhatFails() async throws {
        let queue = WorkQueue<Int>(clock: clock)
        let runs = Mutex<[Int: Int]>([:])
        let clock = clock
        let work = Task {
            await runWorkers(4, queue: queue, logger: silent, name: "test") { key in
                let count = runs.withLock { runs in
                    runs[key, default: 0] += 1
                    return runs[key] ?? 0
                }
                if key == 7 && count < 3 { throw Broken() }
            }
        }
        for key in 0..<20 { queue.add(key) }
        try await eventually("all done") {
            clock.advance(by: .milliseconds(20))
            return runs.withLock { $0.count == 20 && $0[7] == 3 }
        }
        queue.shutDown()
        await work.value
        #expect(queue.numRequeues(7) == 0)
        #expect(runs.withLock { $0.values.reduce(0, +) } == 22)
    }
}
