import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

/// Names in the order in which they came.
private final class Names: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }
    func add(_ name: String) { names.withLock { $0.append(name) } }
}

/// The lease's requests hang until they are cancelled.
private struct HangingTransport: Transport {
    let base: FakeServer
    let hangs: Flag

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        if hangs.isSet { try await Task.sleep(for: .seconds(3600)) }
        return try await base.send(request)
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}

@Suite(.timeLimit(.minutes(3))) struct LeaderElectionTests {
    let server = FakeServer()
    let clock = ManualClock()
    private let leading = Names()

    private static let path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/test-x"

    private func elector(_ name: String, status: LeaderElectionStatus = .init(), transport: (any Transport)? = nil) -> LeaderElector {
        let client = Client(transport: transport ?? server)
        return LeaderElector(
            client: client, options: LeaderElectionOptions(resourceName: "test-x"), identity: name, clock: clock, logger: silent,
            recorder: EventRecorder(client: Client(transport: server), component: "test", clock: clock, logger: silent), status: status, random: { 0 })
    }

    private func start(_ elector: LeaderElector) -> Task<Void, any Error> {
        let (clock, leading) = (clock, leading)
        return Task {
            try await elector.run {
                leading.add(elector.identity)
                while true { try await clock.sleep(for: .seconds(3600)) }
            }
        }
    }

    private func pass(seconds: Int) async throws {
        for _ in 0..<seconds {
            clock.advance(by: .seconds(1))
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func lease() throws -> LeaseSpec? {
        try server.state.withLock { $0.objects[Self.path] }.map { try Lease(json: $0).spec }
    }

    private func eventMessages() throws -> [String] {
        var messages: [String] = []
        for (path, object) in server.state.withLock({ $0.objects }) where path.contains("/events/") {
            let event = try Event(json: object)
            if event.reason == "LeaderElection", event.involvedObject.kind == "Lease" { messages.append(event.message ?? "") }
        }
        return messages.sorted()
    }

    @Test func oneLeadsAndAnotherFollowsAtOnceWhenItStops() async throws {
        let first = start(elector("one"))
        try await eventually("one leads") { leading.all == ["one"] }
        let second = start(elector("two"))
        try await pass(seconds: 20)
        #expect(leading.all == ["one"])
        #expect(try lease()?.leaseTransitions == 0)
        first.cancel()
        _ = await first.result
        #expect(try lease()?.holderIdentity == nil)
        let stopped = clock.monotonic
        try await eventually("two leads") {
            clock.advance(by: .seconds(1))
            return leading.all == ["one", "two"]
        }
        // The Lease was given up: nobody had to wait until it ran out.
        #expect(clock.monotonic - stopped < .seconds(15))
        let spec = try #require(try lease())
        #expect(spec.holderIdentity == "two" && spec.leaseTransitions == 1 && spec.leaseDurationSeconds == 15)
        try await eventually("events") { try eventMessages() == ["one became leader", "one stopped leading", "two became leader"] }
        second.cancel()
        _ = await second.result
    }

    @Test func whoDiesWithoutAWordIsFollowedAfterItsLease() async throws {
        // What a process that was killed leaves behind.
        var dead = elector("dead")
        dead.releaseOnCancel = false
        let first = start(dead)
        try await eventually("it leads") { leading.all == ["dead"] }
        first.cancel()
        _ = await first.result
        #expect(try lease()?.holderIdentity == "dead")
        let second = start(elector("two"))
        try await pass(seconds: 14)
        #expect(leading.all == ["dead"])
        try await eventually("two leads") {
            clock.advance(by: .seconds(1))
            return leading.all == ["dead", "two"]
        }
        #expect(try lease()?.leaseTransitions == 1)
        second.cancel()
        _ = await second.result
    }

    @Test(arguments: [true, false]) func leadingEndsWhenTheLeaseCannotBeRenewed(hangs: Bool) async throws {
        let (flag, stopped, status) = (Flag(), Flag(), LeaderElectionStatus())
        var elector = elector("one", status: status, transport: HangingTransport(base: server, hangs: flag))
        elector.onStoppedLeading = { stopped.set() }
        let task = start(elector)
        try await eventually("leads") { leading.all == ["one"] }
        #expect(status.isLeader && status.leader == "one")
        if hangs { flag.set() } else { server.setFault { _ in throw Broken() } }
        try await eventually("it knows that it lost") {
            clock.advance(by: .seconds(1))
            return stopped.isSet
        }
        // Before anybody else may lead.
        #expect(!status.isLeader)
        // A server that hangs does not keep it either.
        let ended = Flag()
        let waiter = Task {
            defer { ended.set() }
            return await task.result
        }
        try await eventually("it ends") {
            clock.advance(by: .seconds(1))
            return ended.isSet
        }
        await #expect(throws: LeaderElector.LeadershipLost.self) { try await waiter.value.get() }
    }

    @Test func aLeaderRenewsWithOneWriteAndNoRead() async throws {
        let task = start(elector("one"))
        try await eventually("leads") { leading.all == ["one"] }
        let before = server.requests.count
        try await eventually("it renews") {
            clock.advance(by: .seconds(2))
            return server.requests.count > before + 4
        }
        let methods = Set(server.requests.dropFirst(before).filter { $0.path.hasPrefix(Self.path) }.map(\.method))
        #expect(methods == ["PUT"])
        task.cancel()
        _ = await task.result
    }

    @Test func aLeaderWhoseLeaseWasTakenStops() async throws {
        let task = start(elector("one"))
        try await eventually("leads") { leading.all == ["one"] }
        let client = Client(transport: server)
        for _ in 0..<30 {
            // The other one renews, too.
            var stolen = try await client.get(Lease.self, "test-x", namespace: "kube-system")
            stolen.spec.holderIdentity = "thief"
            stolen.spec.renewTime = clock.microTime
            _ = try? await client.update(stolen)
            try await pass(seconds: 1)
        }
        await #expect(throws: LeaderElector.LeadershipLost.self) { try await task.value }
        #expect(try lease()?.holderIdentity == "thief")
    }

    @Test func isUnhealthyWhenItLeadsByALeaseThatRanOut() async throws {
        let status = LeaderElectionStatus()
        let flag = Flag()
        let task = start(elector("one", status: status, transport: HangingTransport(base: server, hangs: flag)))
        try await eventually("leads") { status.isLeader }
        let now = clock.monotonic
        #expect(status.isHealthy(at: now + .seconds(35)))
        #expect(!status.isHealthy(at: now + .seconds(36)))
        task.cancel()
        _ = await task.result
        #expect(status.isHealthy(at: now + .seconds(36)))
    }

    @Test func timesMustFitTogether() {
        var options = LeaderElectionOptions(resourceName: "x")
        #expect(options.problem == nil)
        options.leaseDuration = .seconds(10)
        #expect(options.problem == "--leader-elect-lease-duration must be greater than --leader-elect-renew-deadline")
        options.leaseDuration = .seconds(15)
        options.retryPeriod = .seconds(9)
        #expect(options.problem == "--leader-elect-renew-deadline must be greater than --leader-elect-retry-period times 1.2")
        options.retryPeriod = .seconds(2)
        options.resourceLock = "endpoints"
        #expect(options.problem?.contains("it must be \"leases\"") == true)
        options.leaderElect = false
        #expect(options.problem == nil)
    }
}
