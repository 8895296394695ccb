import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

private final class Tally: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    @discardableResult
    func add() -> Int {
        number.withLock { number in
            number += 1
            return number
        }
    }
}

@Suite(.timeLimit(.minutes(1))) struct QueueMetricsTests {
    @Test func aQueueIsMeasured() async throws {
        let (registry, clock) = (MetricRegistry(), ManualClock())
        let metrics = WorkQueueMetrics(registry)
        let queue = WorkQueue<String>(clock: clock, meter: metrics.meter("deployment"))
        func has(_ line: String) -> Bool { registry.page().split(separator: "\n").contains { $0 == line } }
        #expect(has("workqueue_depth{name=\"deployment\"} 0"))
        queue.add("a")
        queue.add("a")
        queue.add("b")
        // The second of the same adds nothing.
        #expect(has("workqueue_adds_total{name=\"deployment\"} 2") && has("workqueue_depth{name=\"deployment\"} 2"))
        clock.advance(by: .seconds(2))
        #expect(await queue.next() == "a")
        #expect(has("workqueue_depth{name=\"deployment\"} 1") && has("workqueue_queue_duration_seconds_sum{name=\"deployment\"} 2"))
        clock.advance(by: .seconds(3))
        #expect(await queue.next() == "b")
        clock.advance(by: .seconds(1))
        #expect(has("workqueue_unfinished_work_seconds{name=\"deployment\"} 5"))
        #expect(has("workqueue_longest_running_processor_seconds{name=\"deployment\"} 4"))
        // Again while it is worked on: it waits, and comes back.
        queue.add("a")
        #expect(has("workqueue_depth{name=\"deployment\"} 1"))
        queue.done("a")
        #expect(has("workqueue_work_duration_seconds_count{name=\"deployment\"} 1"))
        #expect(await queue.next() == "a")
        queue.addRateLimited("b")
        #expect(has("workqueue_retries_total{name=\"deployment\"} 1"))
    }

    @Test func requestsWaitForTheirTurn() async throws {
        let (server, clock) = (FakeServer(), ManualClock())
        let client = Client(transport: RateLimitedTransport(server, qps: 10, burst: 3, clock: clock))
        let done = Tally()
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        _ = try? await client.list(Pod.self)
                        done.add()
                    }
                }
            }
        }
        try await eventually("three at once") { done.value == 3 }
        #expect(server.requests.count == 3)
        // A leader's renewal waits for nobody.
        _ = try? await client.get(Lease.self, "x", namespace: "kube-system")
        try await eventually("the others") {
            clock.advance(by: .milliseconds(100))
            return done.value == 5
        }
        await task.value
    }

    @Test func aServiceAccountsTokenIsAskedForAndRenewed() async throws {
        let (server, clock) = (FakeServer(), ManualClock())
        let asked = Tally()
        server.setFault { request in
            guard request.path.hasSuffix("/serviceaccounts/robot/token") else { return nil }
            let number = asked.add()
            // At first there is no such account.
            if number == 1 { return ClientResponse(status: 404, body: ClientBody(Array(#"{"kind":"Status","reason":"NotFound","code":404}"#.utf8))) }
            return ClientResponse(status: 201, body: ClientBody(Array(#"{"status":{"token":"t\#(number)"}}"#.utf8)))
        }
        let transport = ServiceAccountTransport(
            server, issuer: Client(transport: server), account: ObjectKey(namespace: "kube-system", name: "robot"), clock: clock)
        let client = Client(transport: transport)
        func bearer() -> String? { server.requests.last?.headers.last { $0.0 == "Authorization" }?.1 }
        _ = try await client.list(Pod.self)
        #expect(bearer() == "Bearer t2")
        #expect(server.requests.contains { $0.method == "POST" && $0.path == "/api/v1/namespaces/kube-system/serviceaccounts" })
        clock.advance(by: .seconds(2800))
        _ = try await client.list(Pod.self)
        #expect(bearer() == "Bearer t2")
        clock.advance(by: .seconds(100))
        _ = try await client.list(Pod.self)
        #expect(bearer() == "Bearer t3")
    }
}
