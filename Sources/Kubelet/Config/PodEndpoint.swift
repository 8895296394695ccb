import Foundation
import HTTPServer
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import NIOCore
import NIOHTTP1

/// Where a kubelet takes pods itself (`--pod-endpoint`), for a node without an API server: a unix socket or an address of
/// loopback. `POST /pods` takes a Pod or a PodList, `PUT /pods/{namespace}/{name}` replaces one, `DELETE` ends it, `GET` shows
/// what there is with its status. Whoever can reach it can run anything on the node, so nothing else is listened on.
struct PodEndpoint: HTTPResponder {
    var store: LocalPodStore
    /// The status of a pod, by UID.
    var status: @Sendable (String) -> PodStatus?
    var clock: any WallClock
    var logger: Logger

    /// Listens, and serves until it is cancelled.
    /// - Parameter address: `unix:///path` or `host:port`.
    /// - Throws: when the address is none, is not loopback's, or is taken.
    func serve(_ address: String) async throws {
        let configuration: HTTPServerConfiguration
        var socket: String?
        if address.hasPrefix("unix://") || address.hasPrefix("/") {
            let path = address.hasPrefix("/") ? address : String(address.dropFirst("unix://".count))
            socket = path
            unlink(path)
            configuration = HTTPServerConfiguration(unixSocketPath: path)
        } else {
            let (host, port) = try Self.loopback(address)
            configuration = HTTPServerConfiguration(host: host, port: port, tls: nil)
        }
        let server = try HTTPServer(configuration: configuration, responder: self, logger: logger)
        try await server.start()
        if let socket { chmod(socket, 0o600) }
        logger.info("taking pods", metadata: ["address": "\(address)"])
        try await server.run(untilGracefulShutdown: false)
    }

    static func loopback(_ address: String) throws -> (host: String, port: Int) {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]), (1...65535).contains(port) else {
            throw ManifestError(message: "--pod-endpoint: \"\(address)\" is neither unix:///path nor host:port")
        }
        let host = address[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard host == "localhost" || host == "::1" || host.hasPrefix("127.") else {
            throw ManifestError(message: "--pod-endpoint: \"\(host)\" is not an address of loopback: whoever reaches it can run anything on the node")
        }
        return (host == "localhost" ? "127.0.0.1" : host, port)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        // A page in a browser can send requests to loopback, but not of these types without being asked for leave.
        if request.method != .GET, request.headers.contains(name: "origin") { return failure(403, "Forbidden", "requests of web pages are not taken") }
        if request.bodyTooLarge { return failure(413, "RequestEntityTooLarge", "the pod is too large") }
        let path = request.path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
        guard path.first == "pods", path.count == 1 || path.count == 3 else { return failure(404, "NotFound", "the paths are /pods and /pods/{namespace}/{name}") }
        do throws(LocalPodStore.Problem) {
            switch (request.method, path.count) {
            case (.GET, 1): return answer(200, list(store.pods))
            case (.POST, 1): return try post(request)
            case (.GET, 3): return answer(200, try find(path).jsonValue())
            case (.PUT, 3): return try put(request, path)
            case (.DELETE, 3): return answer(200, try store.delete(namespace: path[1], name: path[2]).jsonValue())
            default: return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
            }
        } catch {
            switch error {
            case .exists(let name): return answer(409, StatusFailures.alreadyExists(name))
            case .notFound(let name): return answer(404, StatusFailures.notFound(name))
            case .invalid(let text): return failure(422, "Invalid", text)
            case .disk(let text): return failure(500, "InternalError", text)
            }
        }
    }

    private func manifests(_ request: HTTPRequest) throws(LocalPodStore.Problem) -> [JSONValue] {
        let documents: [JSONValue]
        do { documents = try YAML.decodeAll(String(buffer: request.body)) } catch { throw .invalid(error.description) }
        return documents.flatMap { document -> [JSONValue] in
            guard ["PodList", "List"].contains(document["kind"]?.string), let items = document["items"]?.array else { return [document] }
            return items.map { item in
                var item = item
                if item["kind"] == nil { item["kind"] = "Pod" }
                if item["apiVersion"] == nil { item["apiVersion"] = "v1" }
                return item
            }
        }
    }

    private func post(_ request: HTTPRequest) throws(LocalPodStore.Problem) -> HTTPResponse {
        var taken: [Pod] = []
        for manifest in try manifests(request) { taken.append(try store.put(manifest, replaces: false)) }
        if taken.isEmpty { throw .invalid("there is no pod in it") }
        return answer(201, taken.count == 1 ? taken[0].jsonValue() : list(taken))
    }

    private func put(_ request: HTTPRequest, _ path: [String]) throws(LocalPodStore.Problem) -> HTTPResponse {
        let all = try manifests(request)
        guard all.count == 1, let manifest = all.first else { throw .invalid("exactly one pod can replace another") }
        let name = manifest["metadata"]?["name"]?.string ?? ""
        let namespace = manifest["metadata"]?["namespace"]?.string ?? "default"
        guard name == path[2], namespace == path[1] else { throw .invalid("the name of the pod (\(namespace)/\(name)) does not match the path's") }
        return answer(200, try store.put(manifest, replaces: true).jsonValue())
    }

    private func find(_ path: [String]) throws(LocalPodStore.Problem) -> Pod {
        guard let pod = store.find(namespace: path[1], name: path[2])?.pod else { throw .notFound(path[2]) }
        return withStatus(pod)
    }

    private func withStatus(_ pod: Pod) -> Pod {
        var pod = pod
        if let status = status(pod.metadata.uid) { pod.status = status }
        return pod
    }

    private func list(_ pods: [Pod]) -> JSONValue {
        ["kind": "PodList", "apiVersion": "v1", "metadata": [:], "items": .array(pods.map { withStatus($0).jsonValue() })]
    }

    private func failure(_ code: Int, _ reason: String, _ message: String) -> HTTPResponse {
        answer(code, MetaV1.Status.failure(code: code, reason: reason, message: message).jsonValue())
    }

    private func answer(_ code: Int, _ value: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: HTTPResponseStatus(statusCode: code), headers: ["content-type": "application/json"],
            body: .buffer(ByteBuffer(bytes: value.serialized() + [10])))
    }

    private enum StatusFailures {
        static func alreadyExists(_ name: String) -> JSONValue { MetaV1.Status.alreadyExists(group: "", resource: "pods", name: name).jsonValue() }
        static func notFound(_ name: String) -> JSONValue { MetaV1.Status.notFound(group: "", resource: "pods", name: name).jsonValue() }
    }
}
