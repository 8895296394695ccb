import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing

/// An API server in memory, of any kinds, with one global revision, watches from a revision, and faults on demand.
final class FakeServer: Transport {
    struct Logged {
        var revision: Int
        var path: String
        var type: String
        var object: JSONValue
    }

    struct Watcher {
        var collection: String
        var continuation: AsyncThrowingStream<[UInt8], any Error>.Continuation
    }

    struct State {
        var revision = 0
        var objects: [String: JSONValue] = [:]
        var log: [Logged] = []
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0
        var requests: [ClientRequest] = []
        /// Watches from before this revision get 410.
        var compacted = 0
        var pageSize: Int?
        /// Answers, or throws, instead of the server.
        var fault: (@Sendable (ClientRequest) throws -> ClientResponse?)?
    }

    let state = Mutex(State())

    var requests: [ClientRequest] { state.withLock { $0.requests } }
    var watcherCount: Int { state.withLock { $0.watchers.count } }

    func setFault(_ fault: (@Sendable (ClientRequest) throws -> ClientResponse?)?) { state.withLock { $0.fault = fault } }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let fault = state.withLock { state in
            state.requests.append(request)
            return state.fault
        }
        if let answer = try fault?(request) { return answer }
        let parts = request.path.split(separator: "?", maxSplits: 1).map(String.init)
        let path = parts[0]
        var query: [String: String] = [:]
        for item in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            query[pair[0]] = pair.count > 1 ? pair[1] : ""
        }
        let body = try request.body.map { try JSONValue(parsing: $0) } ?? .null
        if request.method == "GET", query["watch"] == "true" { return watch(path, from: Int(query["resourceVersion"] ?? "") ?? 0) }
        return state.withLock { state in
            switch request.method {
            case "GET":
                if let object = state.objects[path] { return Self.answer(200, object) }
                // Only collections end in a plural word here.
                return path.hasSuffix("s") ? Self.list(path, query, state) : Self.failure(404, "NotFound", "\(path) not found")
            case "POST":
                let own = path + "/" + (body["metadata"]?["name"]?.string ?? "")
                return state.objects[own] == nil ? Self.put(own, body, &state) : Self.failure(409, "AlreadyExists", "exists")
            case "PUT":
                guard let old = state.objects[path] else { return Self.failure(404, "NotFound", "not found") }
                let version = body["metadata"]?["resourceVersion"]?.string ?? ""
                if !version.isEmpty && version != old["metadata"]?["resourceVersion"]?.string { return Self.failure(409, "Conflict", "changed") }
                return Self.put(path, body, &state)
            case "PATCH":
                guard var object = state.objects[path] else { return Self.failure(404, "NotFound", "not found") }
                for (key, value) in body.object ?? [:] { object[key] = value }
                return Self.put(path, object, &state)
            case "DELETE":
                guard var object = state.objects.removeValue(forKey: path) else { return Self.failure(404, "NotFound", "not found") }
                state.revision += 1
                object["metadata"]?["resourceVersion"] = .string("\(state.revision)")
                Self.announce("DELETED", path, object, &state)
                return Self.answer(200, object)
            default:
                return ClientResponse(status: 405)
            }
        }
    }

    private static func list(_ path: String, _ query: [String: String], _ state: State) -> ClientResponse {
        let all = state.objects.filter { contains(path, $0.key) }.sorted { $0.key < $1.key }.map(\.value)
        let start = Int(query["continue"] ?? "") ?? 0
        let page = all.dropFirst(start).prefix(query["limit"] == nil ? all.count : state.pageSize ?? all.count)
        var metadata: JSONValue = ["resourceVersion": .string("\(state.revision)")]
        if start + page.count < all.count { metadata["continue"] = .string("\(start + page.count)") }
        return answer(200, ["kind": "List", "apiVersion": "v1", "metadata": metadata, "items": .array(Array(page))])
    }

    /// Whether an object is in a collection; /api/v1/namespaces/ns/pods/x is also in /api/v1/pods.
    private static func contains(_ collection: String, _ path: String) -> Bool {
        let parts = path.split(separator: "/").map(String.init)
        if "/" + parts.dropLast().joined(separator: "/") == collection { return true }
        guard let index = parts.firstIndex(of: "namespaces"), parts.count == index + 4 else { return false }
        return "/" + (parts[..<index] + [parts[index + 2]]).joined(separator: "/") == collection
    }

    private static func put(_ path: String, _ object: JSONValue, _ state: inout State) -> ClientResponse {
        state.revision += 1
        var object = object
        object["metadata"]?["resourceVersion"] = .string("\(state.revision)")
        let isNew = state.objects[path] == nil
        state.objects[path] = object
        announce(isNew ? "ADDED" : "MODIFIED", path, object, &state)
        return answer(isNew ? 201 : 200, object)
    }

    private static func announce(_ type: String, _ path: String, _ object: JSONValue, _ state: inout State) {
        let entry = Logged(revision: state.revision, path: path, type: type, object: object)
        state.log.append(entry)
        for watcher in state.watchers.values where contains(watcher.collection, path) { watcher.continuation.yield(line(entry)) }
    }

    private static func line(_ entry: Logged) -> [UInt8] {
        let event: JSONValue = ["type": .string(entry.type), "object": entry.object]
        return event.serialized() + [0x0A]
    }

    private func watch(_ path: String, from revision: Int) -> ClientResponse {
        let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
        return state.withLock { state in
            guard revision >= state.compacted else { return Self.failure(410, "Expired", "too old resource version") }
            for entry in state.log where entry.revision > revision && Self.contains(path, entry.path) { continuation.yield(Self.line(entry)) }
            let id = state.nextWatcher
            state.nextWatcher += 1
            state.watchers[id] = Watcher(collection: path, continuation: continuation)
            continuation.onTermination = { [weak self] reason in
                guard case .cancelled = reason else { return }
                self?.state.withLock { _ = $0.watchers.removeValue(forKey: id) }
            }
            return ClientResponse(status: 200, body: ClientBody(stream))
        }
    }

    /// Ends all watches: in order, with an error, or after one last line.
    func endWatches(_ error: (any Error)? = nil, line: [UInt8]? = nil) {
        let watchers = state.withLock { state in
            defer { state.watchers = [:] }
            return state.watchers.values.map(\.continuation)
        }
        for watcher in watchers {
            if let line { watcher.yield(line) }
            watcher.finish(throwing: error)
        }
    }

    static func answer(_ status: Int, _ body: JSONValue) -> ClientResponse {
        ClientResponse(status: status, body: ClientBody(body.serialized()))
    }

    static func failure(_ code: Int, _ reason: String, _ message: String) -> ClientResponse {
        answer(code, Status.failure(code: code, reason: reason, message: message).statusJSON)
    }
}

extension Status {
    /// With its kind, as servers send it.
    var statusJSON: JSONValue {
        var value = jsonValue()
        value["kind"] = "Status"
        value["apiVersion"] = "v1"
        return value
    }
}

/// A connection that broke.
struct Broken: Error {}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Waits until something holds; gives up after a minute.
func eventually(_ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ holds: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(2))
    }
    Issue.record("never: \(what)", sourceLocation: sourceLocation)
}

func pod(_ name: String, namespace: String = "default", node: String? = nil) -> Pod {
    var pod = Pod()
    pod.metadata.name = name
    pod.metadata.namespace = namespace
    pod.spec.nodeName = node
    return pod
}
