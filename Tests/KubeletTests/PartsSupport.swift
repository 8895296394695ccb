import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing

@testable import Kubelet

/// An API server of a few objects by their paths, which also grants tokens.
final class ObjectServer: Transport {
    private struct State {
        var objects: [String: JSONValue] = [:]
        var requests: [String] = []
        var tokens = 0
        var isDown = false
        var posted: [(path: String, object: JSONValue)] = []
    }

    private let state = Mutex(State())
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

    var requests: [String] { state.withLock { $0.requests } }
    func put(_ path: String, _ object: some JSONCodable) { state.withLock { $0.objects[path] = object.jsonValue() } }
    func remove(_ path: String) { state.withLock { $0.objects[path] = nil } }
    func object(_ path: String) -> JSONValue? { state.withLock { $0.objects[path] } }
    /// What was posted to paths that end so, in order.
    func posted(_ resource: String) -> [JSONValue] { state.withLock { $0.posted.filter { $0.path.hasSuffix("/" + resource) }.map(\.object) } }
    func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    struct Down: Error {}

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let now = clock.time
        return try state.withLock { state in
            state.requests.append("\(request.method) \(request.path)")
            if state.isDown { throw Down() }
            let path = String(request.path.prefix { $0 != "?" })
            var body = try request.body.map { try JSONValue(parsing: $0) } ?? .null
            switch request.method {
            case "POST" where path.hasSuffix("/token"):
                state.tokens += 1
                let seconds = body["spec"]?["expirationSeconds"]?.int ?? 3600
                body["status"] = [
                    "token": .string("token-\(state.tokens)"), "expirationTimestamp": (now + Int(seconds)).jsonValue(),
                ]
                return Self.answer(201, body)
            case "POST":
                var metadata = body["metadata"] ?? [:]
                if metadata["name"]?.string ?? "" == "" { metadata["name"] = .string((metadata["generateName"]?.string ?? "") + "1") }
                body["metadata"] = metadata
                state.posted.append((path, body))
                let own = path + "/" + (metadata["name"]?.string ?? "")
                guard state.objects[own] == nil else { return Self.failure(409, "AlreadyExists") }
                state.objects[own] = body
                return Self.answer(201, body)
            case "PUT":
                state.objects[path] = body
                return Self.answer(200, body)
            case "PATCH":
                let own = path.hasSuffix("/status") ? String(path.dropLast(7)) : path
                guard var object = state.objects[own] else { return Self.failure(404, "NotFound") }
                Self.merge(body, into: &object)
                state.objects[own] = object
                return Self.answer(200, object)
            default:
                return state.objects[path].map { Self.answer(200, $0) } ?? Self.failure(404, "NotFound")
            }
        }
    }

    /// A merge patch, with conditions merged by their type.
    private static func merge(_ patch: JSONValue, into target: inout JSONValue) {
        guard let patch = patch.object else { return }
        for (key, value) in patch {
            if key == "conditions", let new = value.array {
                let types = new.map { $0["type"] }
                target[key] = .array((target[key]?.array ?? []).filter { !types.contains($0["type"]) } + new)
            } else if value.isNull {
                var object = target.object ?? JSONObject()
                object[key] = nil
                target = .object(object)
            } else if value.object != nil {
                var inner = target[key] ?? [:]
                merge(value, into: &inner)
                target[key] = inner
            } else {
                target[key] = value.array.map { .array($0.filter { $0["$patch"] == nil }) } ?? value
            }
        }
    }

    private static func answer(_ status: Int, _ body: JSONValue) -> ClientResponse {
        ClientResponse(status: status, body: ClientBody(body.serialized()))
    }

    private static func failure(_ code: Int, _ reason: String) -> ClientResponse {
        answer(code, ["kind": "Status", "status": "Failure", "reason": .string(reason), "code": .int(Int64(code))])
    }
}

/// Mounts nothing; remembers what it was asked for.
final class PretendMounter: Mounter {
    private let mounted = Mutex<Set<String>>([])

    func mount(_ source: String, at path: String, type: String, flags: UInt, options: String) throws { mounted.withLock { _ = $0.insert(path) } }
    func isMounted(_ path: String) -> Bool { mounted.withLock { $0.contains(path) } }
    func mounts(below path: String) -> [String] { mounted.withLock { $0.filter { $0 == path || $0.hasPrefix(path + "/") } } }
    func unmount(_ path: String) throws { mounted.withLock { _ = $0.remove(path) } }
}

let noLog = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Waits until something holds; gives up after a minute.
func soon(_ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ holds: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(2))
    }
    Issue.record("never: \(what)", sourceLocation: sourceLocation)
}

/// A pod from YAML, with a uid.
func makePod(_ yaml: String) throws -> Pod {
    var pod = try Pod(json: YAML.decode(yaml))
    if pod.metadata.namespace.isEmpty { pod.metadata.namespace = "default" }
    if pod.metadata.uid.isEmpty { pod.metadata.uid = "uid-1" }
    return pod
}
