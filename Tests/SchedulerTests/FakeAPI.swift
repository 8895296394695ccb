import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
@testable import Scheduler

/// As much of an API server as a scheduler sees: lists, watches, bindings, status patches and events.
final class FakeAPI: Transport {
    struct State {
        var bindings: [String: String] = [:]
        var patches: [(path: String, body: JSONValue)] = []
        var events: [String] = []
        var watches: [String: AsyncStream<[UInt8]>.Continuation] = [:]
        var failBindings = 0
        /// What is not served, as the first part of a path.
        var absent: [String] = []
        /// The paths of pods that were deleted.
        var deleted: [String] = []
    }

    let nodes: [Node]
    let pods: [Pod]
    let budgets: [PodDisruptionBudget]
    let state = Mutex(State())

    init(nodes: [Node], pods: [Pod], budgets: [PodDisruptionBudget] = []) {
        self.nodes = nodes
        self.pods = pods
        self.budgets = budgets
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let resources = ["pods", "events", "nodes"]
        let resource = resources.first { request.path.contains("/\($0)") } ?? request.path.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
        let body = try request.body.map { try JSONValue(parsing: $0) } ?? .null
        if state.withLock({ $0.absent.contains { request.path.hasPrefix($0) } }) {
            return ClientResponse(status: 404, headers: [("Content-Type", "text/plain")], body: ClientBody(Array("404 page not found".utf8)))
        }
        switch (request.method, resource) {
        case ("GET", _) where request.path.contains("watch="):
            let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
            state.withLock { $0.watches[resource] = continuation }
            return ClientResponse(status: 200, body: ClientBody(stream))
        case ("GET", "pods"):
            return answer(ObjectList(metadata: .init(resourceVersion: "1"), items: pods).jsonBytes())
        case ("GET", "nodes"):
            return answer(ObjectList(metadata: .init(resourceVersion: "1"), items: nodes).jsonBytes())
        case ("GET", "poddisruptionbudgets"):
            return answer(ObjectList(metadata: .init(resourceVersion: "1"), items: budgets).jsonBytes())
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
        case ("DELETE", "pods"):
            state.withLock { $0.deleted.append(request.path) }
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
