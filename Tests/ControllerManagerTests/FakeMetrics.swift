import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// What the metrics APIs answer in a test: a document for a path; other paths are not served.
final class FakeMetrics: Sendable {
    private let state = Mutex((documents: [String: JSONValue](), asked: [String]()))

    /// The paths that were asked for, with their queries.
    var asked: [String] { state.withLock(\.asked) }

    func set(_ path: String, _ document: JSONValue?) { state.withLock { $0.documents[path] = document } }

    func answer(_ path: String) -> JSONValue? {
        state.withLock { state in
            state.asked.append(path)
            return state.documents[String(path.prefix { $0 != "?" })]
        }
    }

    /// `metrics.k8s.io`: what pods use, by name and container.
    func setPods(_ usage: [String: [String: [String: String]]], at time: Time, window: String = "30s") {
        let items = usage.sorted { $0.key < $1.key }.map { name, containers -> JSONValue in
            let list = containers.sorted { $0.key < $1.key }.map { name, amounts -> JSONValue in
                ["name": .string(name), "usage": .object(JSONObject(amounts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))]
            }
            return ["metadata": ["name": .string(name), "namespace": "default"], "timestamp": .string(time.description), "window": .string(window), "containers": .array(list)]
        }
        set("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods", ["kind": "PodMetricsList", "items": .array(items)])
    }
}

/// Answers what is asked of the metrics APIs.
struct MetricsTransport: Transport {
    let base: any Transport
    let metrics: FakeMetrics

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let groups = ["metrics.k8s.io", "custom.metrics.k8s.io", "external.metrics.k8s.io"].map { "/apis/\($0)" }
        guard groups.contains(where: { request.path.hasPrefix($0) }) else { return try await base.send(request) }
        guard let document = metrics.answer(request.path) else {
            return ClientResponse(status: 404, body: ClientBody(Array("404 page not found\n".utf8)))
        }
        return ClientResponse(status: 200, body: ClientBody(document.serialized()))
    }
}

/// A server of nothing but documents, of which each can be written.
struct FakeServer: Transport {
    let served: FakeMetrics

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        if request.method == "PUT", let body = request.body { served.set(request.path, try JSONValue(parsing: body)) }
        guard let document = served.answer(request.path) else { return ClientResponse(status: 404) }
        return ClientResponse(status: 200, body: ClientBody(document.serialized()))
    }
}
