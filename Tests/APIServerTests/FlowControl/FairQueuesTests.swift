import JSON
import KubernetesAPI
import Testing

@testable import APIServer

@Suite struct FairQueuesTests {
    private static let queuing: JSONValue = [
        "type": "Limited",
        "limited": [
            "nominalConcurrencyShares": 10,
            "limitResponse": ["type": "Queue", "queuing": ["queues": 64, "handSize": 4, "queueLengthLimit": 5]],
        ],
    ]

    private static func request(_ user: String) -> FlowRequest {
        let info = RequestInfo(method: "GET", path: "/api/v1/namespaces/default/pods/p", query: Query(""))
        return FlowRequest(user: APIUser(name: user, groups: ["system:authenticated"]), info: info, isMutating: false)
    }

    private static func schema(_ level: PriorityLevel) -> FlowSchemaMatcher {
        FlowSchemaMatcher(FlowControlObjects.mandatorySchemas[0], level: level, metrics: FlowControlMetrics())
    }

    private static func level(_ spec: JSONValue = queuing, seats: Int, clock: any WallClock) -> PriorityLevel {
        let settings = PriorityLevelSettings(spec)
        let level = PriorityLevel(name: "catch-all", settings: settings, clock: clock)
        level.configure(uid: "u", settings: settings, limits: SeatLimits(settings, total: seats, shareSum: 10))
        return level
    }

    /// One user floods the level; another comes later with two requests, and does not wait for the flood to end.
    @Test func aBusyFlowDoesNotHoldUpAnother() throws {
        var settings = PriorityLevelSettings(Self.queuing)
        settings.queueLengthLimit = 50
        let level = PriorityLevel(name: "l", settings: settings, clock: ManualClock())
        let schema = Self.schema(level)
        var queues = FairQueues(settings, now: 0)
        queues.limit = 1
        var now = 0.0
        func arrive(_ user: String) -> FairQueues.Arrival {
            now += 0.0001
            return queues.arrive(FlowWork(), hash: schema.distinguisherHash(user), now: now) { queue in
                FlowWaiter(queue: queue, work: FlowWork(), schema: schema, flow: user, request: Self.request(user), arrival: now)
            }
        }
        guard case .dispatched(var running) = arrive("flood") else { throw Unexpected() }
        for _ in 0..<40 { _ = arrive("flood") }
        _ = arrive("quiet")
        _ = arrive("quiet")
        #expect(queues.waitingCount == 42)
        var order: [String] = []
        while queues.executingCount > 0 {
            let started = now
            now += 0.01
            queues.finish(FlowWork(), queue: running, started: started, now: now)
            for waiter in queues.dispatch(now: now) {
                order.append(waiter.flow)
                running = waiter.queue
            }
        }
        #expect(order.count == 42)
        let lastQuiet = try #require(order.lastIndex(of: "quiet"))
        #expect(lastQuiet < 12)
        #expect(queues.seatsInUse == 0 && queues.activeQueues == 0)
    }

    @Test func aFullQueueAndALevelWithoutQueuesRefuse() async {
        let clock = ManualClock()
        let level = Self.level(["type": "Limited", "limited": ["nominalConcurrencyShares": 10, "limitResponse": ["type": "Reject"]]], seats: 1, clock: clock)
        let schema = Self.schema(level)
        let place = await level.enter(Self.request("a"), schema: schema, work: FlowWork(), waitLimit: .seconds(15))
        #expect(place?.queue == 0)
        #expect(await level.enter(Self.request("a"), schema: schema, work: FlowWork(), waitLimit: .seconds(15)) == nil)
        level.leave(FlowWork(), schema: schema, queue: 0, started: 0, isMutating: false, isWatch: false)
        #expect(await level.enter(Self.request("a"), schema: schema, work: FlowWork(), waitLimit: .seconds(15)) != nil)
        #expect(level.look().counts.rejected == 1)
    }

    @Test func whoWaitsTooLongOrGoesAwayLeavesTheQueue() async throws {
        let clock = ManualClock()
        let level = Self.level(seats: 1, clock: clock)
        let schema = Self.schema(level)
        let first = try #require(await level.enter(Self.request("a"), schema: schema, work: FlowWork(), waitLimit: .seconds(15)))
        async let late = level.enter(Self.request("a"), schema: schema, work: FlowWork(), waitLimit: .seconds(15))
        while clock.sleeperCount < 1 { await Task.yield() }
        let impatient = Task { await level.enter(Self.request("b"), schema: schema, work: FlowWork(), waitLimit: .seconds(100)) }
        while clock.sleeperCount < 2 { await Task.yield() }
        clock.advance(by: .seconds(15))
        #expect(await late == nil)
        impatient.cancel()
        #expect(await impatient.value == nil)
        let (queues, counts) = level.look()
        #expect(queues.waitingCount == 0 && counts.timedOut == 1 && counts.cancelled == 1)
        async let next = level.enter(Self.request("c"), schema: schema, work: FlowWork(), waitLimit: .seconds(15))
        while level.look().queues.waitingCount < 1 { await Task.yield() }
        level.leave(FlowWork(), schema: schema, queue: first.queue, started: first.started, isMutating: false, isWatch: false)
        #expect(await next != nil)
    }

    @Test func wideRequestsAndTheWorkOfTheirEventsTakeSeats() async throws {
        let clock = ManualClock()
        let level = Self.level(seats: 4, clock: clock)
        let schema = Self.schema(level)
        let wide = FlowWork(initialSeats: 1, finalSeats: 3, additionalLatency: 0.5)
        let place = try #require(await level.enter(Self.request("a"), schema: schema, work: wide, waitLimit: .seconds(15)))
        #expect(level.look().queues.seatsInUse == 3)
        async let second = level.enter(Self.request("b"), schema: schema, work: FlowWork(initialSeats: 2), waitLimit: .seconds(15))
        while level.look().queues.waitingCount < 1 { await Task.yield() }
        // The request is done, but its events are still being told: the seats are free half a second later.
        level.leave(wide, schema: schema, queue: place.queue, started: place.started, isMutating: true, isWatch: false)
        #expect(level.look().queues.waitingCount == 1)
        while clock.sleeperCount < 2 { await Task.yield() }
        clock.advance(by: .milliseconds(500))
        #expect(await second != nil)
    }

    @Test func handsAreOfDifferentQueues() {
        var hand: [Int] = []
        for i in 0..<200 {
            ShuffleSharding.deal(ShuffleSharding.hash("schema", "user-\(i)"), deckSize: 16, handSize: 6, into: &hand)
            #expect(Set(hand).count == 6 && hand.allSatisfy { (0..<16).contains($0) })
        }
    }

    @Test func seatsGoWhereTheyAreWanted() {
        let idle = SeatSharing.Claim(lower: 10, upper: 640, target: 10)
        let busy = SeatSharing.Claim(lower: 40, upper: 640, target: 80)
        let bounded = SeatSharing.Claim(lower: 5, upper: 20, target: 400)
        let (seats, fraction) = SeatSharing.allot(110, [idle, busy, bounded])
        #expect(seats == [10, 80, 20])
        #expect(fraction >= 0.99 && fraction <= 1.01)
        #expect(SeatSharing.allot(20, [idle, busy]).seats == [10, 40])
    }

    private struct Unexpected: Error {}
}
