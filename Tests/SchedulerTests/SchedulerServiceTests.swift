import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing
@testable import Scheduler

/// As much of an API server as a scheduler sees: lists, watches, bindings, status patches and events.
private final class FakeAPI: Transport {
    struct State {
        var bindings: [String: String] = [:]
        var patches: [(path: String, body: JSONValue)] = []
        var events: [String] = []
        var watches: [String: AsyncStream<[UInt8]>.Continuation] = [:]
        var failBindings = 0
    }

    let nodes: [Node]
    let pods: [Pod]
    let state = Mutex(State())

    init(nodes: [Node], pods: [Pod]) {
        self.nodes = nodes
        self.pods = pods
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let resources = ["pods", "events", "nodes"]
        let resource = resources.first { request.path.contains("/\($0)") } ?? request.path.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
        let body = try request.body.map { try JSONValue(parsing: $0) } ?? .null
        switch (request.method, resource) {
        case ("GET", _) where request.path.contains("watch="):
            let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
            state.withLock { $0.watches[resource] = continuation }
            return ClientResponse(status: 200, body: ClientBody(stream))
        case ("GET", "pods"):
            return answer(ObjectList(metadata: .init(resourceVersion: "1"), items: pods).jsonBytes())
        case ("GET", "nodes"):
            return answer(ObjectList(metadata: .init(resourceVersion: "1"), items: nodes).jsonBytes())
        case ("GET", _):
            return answer(ObjectList(metadata: .init(resourceVersion: "1"), items: [Node]()).jsonBytes())
        case ("POST", "pods"):
            return state.withLock { state in
                if state.failBindings > 0 {
                    state.failBindings -= 1
                    return ClientResponse(status: 500, body: ClientBody(Array(#"{"kind":"Status","status":"Failure","code":500}"#.utf8)))
                }
                state.bindings[body["metadata"]?["name"]?.string ?? ""] = body["target"]?["name"]?.string
                return answer(Array(#"{"kind":"Status","apiVersion":"v1","status":"Success"}"#.utf8), status: 201)
            }
        case ("PATCH", "pods"):
            state.withLock { $0.patches.append((request.path, body)) }
            return answer(Pod().jsonBytes())
        default:
            let text = "\(body["involvedObject"]?["name"]?.string ?? ""): \(body["reason"]?.string ?? "") \(body["message"]?.string ?? "")"
            state.withLock { $0.events.append(text) }
            return answer(request.body ?? [], status: 201)
        }
    }

    private func answer(_ body: [UInt8], status: Int = 200) -> ClientResponse {
        ClientResponse(status: status, headers: [("Content-Type", "application/json")], body: ClientBody(body))
    }

    /// Tells the watchers of a resource that an object has changed.
    func tell(_ resource: String, _ type: String, _ object: JSONValue) {
        let line: JSONValue = ["type": .string(type), "object": object]
        _ = state.withLock { $0.watches[resource] }?.yield(line.serialized() + [0x0A])
    }
}

@Suite struct SchedulerServiceTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withScheduler(_ api: FakeAPI, _ clock: ManualClock, _ body: () async throws -> Void) async throws {
        let scheduler = Scheduler(client: Client(transport: api), clock: clock, logger: quiet)
        let running = Task { try await scheduler.run() }
        try await body()
        running.cancel()
        try await running.value
    }

    @Test func placesPodsAndSaysSo() async throws {
        let api = FakeAPI(
            nodes: [makeNode("n1", cpu: "2"), makeNode("n2", cpu: "2")],
            pods: [
                makePod("a", cpu: "1500m"), makePod("b", cpu: "1500m"), makePod("c", cpu: "1", node: "n9"),
                makePod("other") { $0.spec.schedulerName = "mine" }, makePod("done") { $0.status.phase = "Succeeded" },
            ])
        try await withScheduler(api, ManualClock()) {
            #expect(await eventually { api.state.withLock { $0.bindings.count == 2 && $0.events.count == 2 } })
            let state = api.state.withLock { ($0.bindings, $0.events.sorted()) }
            #expect(Set(state.0.values) == ["n1", "n2"] && Set(state.0.keys) == ["a", "b"])
            #expect(state.1.first == "a: Scheduled Successfully assigned default/a to \(state.0["a"] ?? "")")
        }
    }

    @Test func reportsPodsThatDoNotFitAndTriesAgainWhenANodeComes() async throws {
        let api = FakeAPI(nodes: [makeNode("n1", cpu: "1")], pods: [makePod("big", cpu: "2")])
        try await withScheduler(api, ManualClock()) {
            #expect(await eventually { api.state.withLock { $0.patches.count == 1 && $0.events.count == 1 } })
            let message = """
                0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: \
                1 Preemption is not helpful for scheduling.
                """
            let (path, body, events) = api.state.withLock { ($0.patches[0].path, $0.patches[0].body, $0.events) }
            #expect(path.hasPrefix("/api/v1/namespaces/default/pods/big/status"))
            let condition = body["status"]?["conditions"]?.array?.first
            #expect(condition?["type"] == "PodScheduled" && condition?["status"] == "False" && condition?["reason"] == "Unschedulable")
            #expect(condition?["message"]?.string == message)
            #expect(events == ["big: FailedScheduling \(message)"])
            #expect(await eventually { api.state.withLock { $0.watches["nodes"] != nil } })
            api.tell("nodes", "ADDED", makeNode("n2").jsonValue())
            #expect(await eventually { api.state.withLock { $0.bindings == ["big": "n2"] } })
        }
    }

    @Test func bindingsThatFailAreTriedAgain() async throws {
        let api = FakeAPI(nodes: [makeNode("n1")], pods: [makePod("a")])
        api.state.withLock { $0.failBindings = 1 }
        let clock = ManualClock()
        try await withScheduler(api, clock) {
            #expect(await eventually { api.state.withLock { $0.patches.count == 1 } })
            #expect(
                await eventually {
                    clock.advance(by: .seconds(1))
                    return api.state.withLock { $0.bindings == ["a": "n1"] }
                })
        }
    }
}
