import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// Pods and events as an API server keeps them, in memory: list, watch, create, patch of the status, graceful deletion.
final class FakeAPI: Transport {
    private struct State {
        var version = 1
        var pods: [String: Pod] = [:]
        var events: [Event] = []
        var watchers: [AsyncStream<[UInt8]>.Continuation] = []
        var isDown = false
        /// Other objects that are only read, by their paths.
        var objects: [String: JSONValue] = [:]
    }

    struct Down: Error {}

    private let state = Mutex(State())

    func pod(_ name: String) -> Pod? { state.withLock { $0.pods["default/" + name] } }
    var events: [Event] { state.withLock { $0.events } }

    /// Something that is only read, by its path; nil takes it away.
    func put(_ path: String, _ object: (any JSONCodable)?) { state.withLock { $0.objects[path] = object?.jsonValue() } }

    /// Nothing is answered, and watches end.
    func goDown(_ down: Bool) {
        let watchers = state.withLock { state in
            state.isDown = down
            defer { if down { state.watchers = [] } }
            return down ? state.watchers : []
        }
        for watcher in watchers { watcher.finish() }
    }

    func create(_ pod: Pod) {
        var pod = pod
        pod.metadata.uid = "uid-\(pod.metadata.name)-\(UInt32.random(in: 0 ... .max))"
        pod.status.phase = pod.status.phase ?? "Pending"
        store(pod, "ADDED")
    }

    /// As `kubectl delete` does.
    func delete(_ name: String, grace: Int? = nil) { _ = delete(key: "default/" + name, grace: grace) }

    /// Changes a pod's spec, as a client does.
    func edit(_ name: String, _ change: (inout Pod) -> Void) {
        guard var pod = pod(name) else { return }
        change(&pod)
        pod.metadata.generation = (pod.metadata.generation ?? 1) + 1
        store(pod, "MODIFIED")
    }

    private func store(_ pod: Pod, _ type: String) {
        state.withLock { state in
            state.version += 1
            var pod = pod
            pod.metadata.resourceVersion = String(state.version)
            let key = pod.metadata.namespace + "/" + pod.metadata.name
            state.pods[key] = type == "DELETED" ? nil : pod
            let line: JSONValue = ["type": .string(type), "object": pod.jsonValue()]
            for watcher in state.watchers { watcher.yield(line.serialized() + [10]) }
        }
    }

    private func delete(key: String, grace: Int?) -> Pod? {
        guard var pod = state.withLock({ $0.pods[key] }) else { return nil }
        let seconds = grace ?? pod.spec.terminationGracePeriodSeconds ?? 30
        if seconds == 0 {
            store(pod, "DELETED")
        } else {
            pod.metadata.deletionTimestamp = SystemClock().time + seconds
            pod.metadata.deletionGracePeriodSeconds = seconds
            store(pod, "MODIFIED")
        }
        return pod
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        if state.withLock({ $0.isDown }) { throw Down() }
        let path = request.path.prefix { $0 != "?" }
        let parts = path.split(separator: "/").map(String.init)
        if request.path.contains("watch=") { return watch(after: Self.version(in: request.path)) }
        if request.method == "GET", let object = state.withLock({ $0.objects[String(path)] }) { return answer(object.serialized()) }
        if parts.last == "pods" && request.method == "GET" {
            let list = state.withLock { state in
                ObjectList(metadata: ListMeta(resourceVersion: String(state.version)), items: Array(state.pods.values))
            }
            return answer(list.jsonBytes())
        }
        guard parts.count >= 5, parts[2] == "namespaces" else { return missing }
        let key = parts.count > 5 ? parts[3] + "/" + parts[5] : ""
        switch (request.method, parts[4]) {
        case ("POST", "events"):
            if let event = try? Event(json: request.body ?? []) { state.withLock { $0.events.append(event) } }
            return answer(request.body ?? [])
        case ("POST", "pods"):
            let pod = try Pod(json: request.body ?? [])
            create(pod)
            return answer(self.pod(pod.metadata.name)?.jsonBytes() ?? [])
        case ("PATCH", "pods"):
            guard var pod = state.withLock({ $0.pods[key] }) else { return missing }
            try patch(&pod, JSONValue(parsing: request.body ?? []))
            store(pod, "MODIFIED")
            return answer(state.withLock { $0.pods[key] }?.jsonBytes() ?? [])
        case ("DELETE", "pods"):
            let options = try? DeleteOptions(json: request.body ?? [])
            guard let pod = delete(key: key, grace: options?.gracePeriodSeconds) else { return missing }
            return answer(pod.jsonBytes())
        default:
            return missing
        }
    }

    /// The part of strategic merge that pod statuses need.
    private func patch(_ pod: inout Pod, _ patch: JSONValue) throws {
        var status = pod.status.jsonValue()
        for (key, value) in patch["status"]?.object ?? JSONObject() {
            switch key {
            case "conditions":
                var all = status[key]?.array ?? []
                for new in value.array ?? [] {
                    all.removeAll { $0["type"] == new["type"] }
                    if new["$patch"] == nil { all.append(new) }
                }
                status[key] = .array(all)
            default:
                status[key] = value.isNull ? nil : value.array.map { .array($0.filter { $0["$patch"] == nil }) } ?? value
            }
        }
        pod.status = try PodStatus(json: status)
    }

    private static func version(in path: String) -> Int {
        guard let found = path.firstRange(of: "resourceVersion=") else { return 0 }
        return Int(path[found.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    /// What was made or changed since that version comes first.
    private func watch(after version: Int) -> ClientResponse {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        state.withLock { state in
            for pod in state.pods.values where version > 0 && Int(pod.metadata.resourceVersion) ?? 0 > version {
                let line: JSONValue = ["type": "ADDED", "object": pod.jsonValue()]
                continuation.yield(line.serialized() + [10])
            }
            state.watchers.append(continuation)
        }
        return ClientResponse(status: 200, body: ClientBody(stream))
    }

    private func answer(_ body: [UInt8]) -> ClientResponse {
        ClientResponse(status: 200, headers: [("Content-Type", "application/json")], body: ClientBody(body))
    }

    private var missing: ClientResponse {
        let status = Status(status: "Failure", message: "not found", reason: "NotFound", code: 404)
        return ClientResponse(status: 404, headers: [("Content-Type", "application/json")], body: ClientBody(status.jsonBytes()))
    }
}
