import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import NIOCore
import Store
import Testing

@testable import APIServer

/// A whole API server in this process, without a socket.
struct TestServer: Sendable {
    let server: APIServer
    let client: Client
    let transport: InProcessTransport

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs a server while the body runs.
    static func run(
        _ store: any Store = MemoryStore(), clock: any WallClock = SystemClock(), configure: (inout APIServerOptions) -> Void = { _ in },
        connections: (@Sendable (APIServer) throws -> any ConnectHandler)? = nil,
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        var options = APIServerOptions()
        // There is no controller that makes service accounts here.
        options.disableAdmissionPlugins = ["ServiceAccount"]
        configure(&options)
        let server = APIServer(options: options, clock: clock, logger: logger, store: store, listens: false, connections: connections)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let admin = APIUser(name: "admin", groups: ["system:masters", "system:authenticated"])
            let transport = InProcessTransport(server: server, user: admin)
            try await server.waitUntilReady()
            try await body(TestServer(server: server, client: Client(transport: transport), transport: transport))
            group.cancelAll()
        }
    }

    /// One request; the answer's status and body as a tree.
    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/json", accept: String? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        try await send(method, path, bytes: body?.serialized(), type: type, accept: accept)
    }

    /// One request with any bytes as its body.
    func send(
        _ method: String, _ path: String, bytes: [UInt8]?, type: String = "application/json", accept: String? = nil
    ) async throws -> (status: Int, body: JSONValue) {
        var headers = [("Content-Type", type), ("User-Agent", "test/1")]
        if let accept { headers.append(("Accept", accept)) }
        let response = try await transport.send(ClientRequest(method: method, path: path, headers: headers, body: bytes))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return (response.status, (try? JSONValue(parsing: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self)))
    }

    /// The events of a watch that ends by itself after a second.
    func events(_ path: String) async throws -> [JSONValue] {
        let separator = path.contains("?") ? "&" : "?"
        let response = try await transport.send(ClientRequest(method: "GET", path: path + separator + "watch=true&timeoutSeconds=1"))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return try bytes.split(separator: 0x0A).map { try JSONValue(parsing: Array($0)) }
    }

    static let configMaps = "/api/v1/namespaces/default/configmaps"
    static let pods = "/api/v1/namespaces/default/pods"

    static func configMap(_ name: String, labels: JSONValue = [:], data: JSONValue = ["a": "1"]) -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "labels": labels], "data": data]
    }

    static func pod(_ name: String, node: String? = nil, labels: JSONValue = [:]) -> JSONValue {
        var pod: JSONValue = [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name), "labels": labels],
            "spec": ["containers": [["name": "c", "image": "nginx"]]],
        ]
        if let node { pod["spec"]?["nodeName"] = .string(node) }
        return pod
    }
}

extension JSONValue {
    /// The value at a path such as `metadata.name` or `items.0.spec`.
    subscript(at path: String) -> JSONValue? {
        var value: JSONValue? = self
        for part in path.split(separator: ".") {
            if let index = Int(part) { value = value?[index] } else { value = value?[String(part)] }
        }
        return value
    }
}
