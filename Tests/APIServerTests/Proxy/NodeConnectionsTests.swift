@testable import APIServer
import Foundation
import HTTPServer
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import PKITesting
import Streaming
import Testing
import X509

/// An API with a few objects, by path.
private struct ObjectsTransport: Transport {
    var objects: [String: JSONValue]

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let path = request.path.split(separator: "?").first.map(String.init) ?? ""
        if let object = objects[path] { return ClientResponse(status: 200, body: ClientBody(object.serialized())) }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404,
            "message": .string("pods \"\(name)\" not found"),
        ]
        return ClientResponse(status: 404, body: ClientBody(status.serialized()))
    }
}

/// Says what it was asked; the path decides about the rest.
private struct FakeKubelet: HTTPResponder {
    func respond(to request: HTTPRequest) async -> HTTPResponse {
        let name = request.peerCertificates.first.map { "\($0.subject)" } ?? "nobody"
        if request.path.contains("refused") {
            return HTTPResponse(status: .internalServerError, body: .buffer(ByteBuffer(string: "container not found (\"refused\")")))
        }
        if request.path.contains("waiting") {
            return HTTPResponse(status: .badRequest, body: .buffer(ByteBuffer(string: "waiting to start: ImagePullBackOff")))
        }
        if request.headers.contains(name: "upgrade") {
            return HTTPResponse(
                status: .switchingProtocols, headers: ["x-stream-protocol-version": "v4.channel.k8s.io"],
                body: .upgrade(protocol: "SPDY/3.1") { connection in
                    try await connection.write(ByteBuffer(string: "\(request.uri) for \(name)\n"))
                    for try await bytes in connection.inbound { try await connection.write(bytes) }
                })
        }
        let authorization = request.headers.first(name: "authorization") ?? "none"
        return HTTPResponse(
            status: .ok, headers: ["x-kubelet": "yes"],
            body: .stream { writer in
                try await writer.write(ByteBuffer(string: "\(request.method) \(request.uri) "))
                try await writer.write(ByteBuffer(string: "\(name) \(authorization) \(String(buffer: request.body))"))
            })
    }
}

/// A connection as the streaming module wants it.
private struct Raw: ByteConnection {
    let connection: UpgradedConnection

    func read() async throws -> ByteBuffer? {
        var iterator = connection.inbound.makeAsyncIterator()
        return try await iterator.next()
    }

    func write(_ buffer: ByteBuffer) async throws { try await connection.write(buffer) }
    func close() { connection.close() }
}

/// Collects a streamed body.
private actor Writer: ResponseWriter {
    var text = ""
    func write(_ buffer: ByteBuffer) { text += String(buffer: buffer) }
    func write(_ buffers: [ByteBuffer]) { for buffer in buffers { write(buffer) } }
}

@Suite(.timeLimit(.minutes(1)))
struct NodeConnectionsTests {
    /// Starts a kubelet and hands the body connections to it and to pods on it.
    private func withConnections(_ body: (NodeConnections, Int) async throws -> Void) async throws {
        let pki = try TestAuthority()
        let kubeletIdentity = try pki.issue("kubelet"), apiServer = try pki.issue("kube-apiserver-kubelet-client")
        let server = try HTTPServer(
            configuration: HTTPServerConfiguration(
                host: "127.0.0.1", port: 0,
                tls: try .init(
                    certificateChainPEM: kubeletIdentity.certificatePEM, privateKeyPEM: kubeletIdentity.keyPEM,
                    clientCAsPEM: try pki.pem)),
            responder: FakeKubelet(), logger: Logger(label: "test"))
        try await server.start()
        let serving = Task { try await server.run() }
        let port = try #require(server.boundPort)
        func pod(_ name: String, node: String?, containers: [String]) -> JSONValue {
            var spec: JSONValue = ["containers": .array(containers.map { ["name": .string($0)] })]
            if let node { spec["nodeName"] = .string(node) }
            return [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name), "namespace": "ns"], "spec": spec,
                "status": ["podIP": "127.0.0.1"],
            ]
        }
        func node(_ name: String, port: Int) -> JSONValue {
            [
                "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(name)],
                "status": [
                    "addresses": [["type": "Hostname", "address": "x.invalid"], ["type": "InternalIP", "address": "127.0.0.1"]],
                    "daemonEndpoints": ["kubeletEndpoint": ["Port": .int(Int64(port))]],
                ],
            ]
        }
        let pods = "/api/v1/namespaces/ns/pods/"
        let transport = ObjectsTransport(objects: [
            pods + "one": pod("one", node: "up", containers: ["main"]),
            pods + "two": pod("two", node: "up", containers: ["a", "b"]),
            pods + "special": pod("special", node: "up", containers: ["refused", "waiting"]),
            pods + "pending": pod("pending", node: nil, containers: ["main"]),
            pods + "lost": pod("lost", node: "down", containers: ["main"]),
            "/api/v1/nodes/up": node("up", port: port),
            "/api/v1/nodes/down": node("down", port: 1),
            "/api/v1/namespaces/ns/services/web": [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web", "namespace": "ns"],
                "spec": ["ports": [["name": "https", "port": 443]]],
            ],
            "/api/v1/namespaces/ns/endpoints/web": [
                "apiVersion": "v1", "kind": "Endpoints", "metadata": ["name": "web", "namespace": "ns"],
                "subsets": [["addresses": [["ip": "127.0.0.1"]], "ports": [["name": "https", "port": .int(Int64(port))]]]],
            ],
        ])
        let connections = NodeConnections(
            client: Client(transport: transport),
            kubelet: KubeletConnection(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(apiServer.certificatePEM.utf8)),
                privateKey: try NIOSSLPrivateKey(bytes: Array(apiServer.keyPEM.utf8), format: .pem),
                authorities: try NIOSSLCertificate.fromPEMBytes(Array(try pki.pem.utf8))),
            logger: Logger(label: "test"))
        do {
            try await body(connections, port)
        } catch {
            Issue.record(error)
        }
        serving.cancel()
        _ = try? await serving.value
    }

    private func request(
        _ name: String, _ subresource: String, query: String = "", method: HTTPMethod = .GET, headers: HTTPHeaders = [:]
    ) -> ConnectRequest {
        request("pods", name, subresource, query: query, method: method, headers: headers)
    }

    private func request(
        _ resource: String, _ name: String, _ subresource: String, path: String = "", query: String = "",
        method: HTTPMethod = .GET, headers: HTTPHeaders = [:], body: String = ""
    ) -> ConnectRequest {
        let uri = "/api/v1/namespaces/ns/\(resource)/\(name)/\(subresource)\(path)" + (query.isEmpty ? "" : "?" + query)
        return ConnectRequest(
            http: HTTPRequest(method: method, uri: uri, headers: headers, body: ByteBuffer(string: body)),
            resource: resource, namespace: "ns", name: name, subresource: subresource, path: path, user: .apiServer)
    }

    private func text(_ response: HTTPResponse) async throws -> String {
        switch response.body {
        case .buffer(let buffer): return String(buffer: buffer)
        case .stream(let stream):
            let writer = Writer()
            try await stream(writer)
            return await writer.text
        default: return ""
        }
    }

    private func failure(_ connections: NodeConnections, _ request: ConnectRequest) async -> APIStatusError? {
        await #expect(throws: APIStatusError.self) { _ = try await connections.connect(request) }
    }

    @Test func logsAreStreamedFromTheNodesKubelet() async throws {
        try await withConnections { connections, _ in
            let response = try await connections.connect(
                request("one", "log", query: "follow=true&tailLines=3&timestamps=false", headers: ["authorization": "Bearer x"]))
            #expect(response.headers["content-type"] == ["text/plain"])
            #expect(
                try await text(response)
                    == "GET /containerLogs/ns/one/main?follow=true&tailLines=3 CN=kube-apiserver-kubelet-client none ")
            let pending = try await connections.connect(request("pending", "log"))
            #expect(pending.status == .ok)
            #expect(try await text(pending) == "")
        }
    }

    @Test func logsGoOverWebSocketsToo() async throws {
        try await withConnections { connections, _ in
            let front = try HTTPServer(
                configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: nil),
                responder: ClosureResponder { incoming in
                    do {
                        return try await connections.connect(
                            ConnectRequest(http: incoming, resource: "pods", namespace: "ns", name: "one", subresource: "log", path: "", user: .apiServer))
                    } catch { return HTTPResponse(status: .badRequest) }
                }, logger: Logger(label: "test"))
            try await front.start()
            let serving = Task { try await front.run() }
            let port = try #require(front.boundPort)
            func receive(_ name: String) async throws -> String {
                let response = try await UpgradeClient(target: .tcp(host: "127.0.0.1", port: port)).send(
                    method: .GET, uri: "/log?tailLines=1",
                    headers: [
                        "upgrade": "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
                        "sec-websocket-protocol": name,
                    ])
                #expect(response.headers["sec-websocket-protocol"] == [name])
                let socket = WebSocketConnection(Raw(connection: try #require(response.connection)), role: .client(mask: { 1 }))
                var text = ""
                while let message = try await socket.receive() {
                    switch message {
                    case .binary(let bytes): text += String(buffer: bytes)
                    case .text(let bytes): text += String(decoding: Data(base64Encoded: String(buffer: bytes)) ?? Data(), as: UTF8.self)
                    }
                }
                return text
            }
            let expected = "GET /containerLogs/ns/one/main?tailLines=1 CN=kube-apiserver-kubelet-client none "
            // Often: what is said and the end come in one piece, or in several.
            for _ in 0..<50 {
                #expect(try await receive("binary.k8s.io") == expected)
                #expect(try await receive("base64.binary.k8s.io") == expected)
            }
            serving.cancel()
            _ = try? await serving.value
        }
    }

    @Test func failuresAreInKubernetesWords() async throws {
        try await withConnections { connections, port in
            #expect(await failure(connections, request("none", "log"))?.message == "pods \"none\" not found")
            #expect(
                await failure(connections, request("two", "log"))?.message
                    == "a container name must be specified for pod two, choose one of: [a b]")
            #expect(
                await failure(connections, request("two", "exec", query: "container=c&command=ls"))?.message
                    == "container c is not valid for pod two")
            #expect(
                await failure(connections, request("pending", "exec", query: "command=ls"))?.message
                    == "pod pending does not have a host assigned")
            #expect(await failure(connections, request("one", "exec", query: "command=ls"))?.message == "Upgrade request required")
            let negative = await failure(connections, request("one", "log", query: "tailLines=-1&sinceSeconds=0"))
            #expect(negative?.code == 422)
            #expect(negative?.details?.causes.map(\.field) == ["tailLines", "sinceSeconds"])
            let waiting = await failure(connections, request("special", "log", query: "container=waiting"))
            #expect(waiting == .badRequest("waiting to start: ImagePullBackOff"))
            #expect(await failure(connections, request("special", "log", query: "container=refused"))?.code == 500)
            let down = await failure(connections, request("lost", "log"))
            #expect(
                down?.message
                    == "Get \"https://127.0.0.1:1/containerLogs/ns/lost/main\": dial tcp 127.0.0.1:1: connect: connection refused")
            let dial = await failure(
                connections, request("lost", "exec", query: "command=ls", headers: ["upgrade": "SPDY/3.1"]))
            #expect(dial?.message == "error dialing backend: dial tcp 127.0.0.1:1: connect: connection refused")
        }
    }

    @Test func commandsAreTunnelledByteForByte() async throws {
        try await withConnections { connections, _ in
            // The API server's side, served for real so that the upgrade runs on a socket.
            let front = try HTTPServer(
                configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: nil),
                responder: ClosureResponder { incoming in
                    do {
                        return try await connections.connect(
                            ConnectRequest(
                                http: incoming, resource: "pods", namespace: "ns", name: "special", subresource: "exec", path: "",
                                user: .apiServer))
                    } catch { return HTTPResponse(status: .badRequest) }
                }, logger: Logger(label: "test"))
            try await front.start()
            let serving = Task { try await front.run() }
            let client = try UpgradeClient(target: .tcp(host: "127.0.0.1", port: try #require(front.boundPort)))
            let headers: HTTPHeaders = ["upgrade": "SPDY/3.1", "x-stream-protocol-version": "v4.channel.k8s.io"]
            let response = try await client.send(
                uri: "/exec?container=waiting2&command=x", headers: headers)
            #expect(response.status == .badRequest)
            let refused = try await client.send(
                uri: "/exec?container=refused&command=sh&command=-c&command=echo%20%26&stdin=true&stdout=1", headers: headers)
            #expect(refused.status == .internalServerError)
            #expect(String(buffer: refused.body) == "container not found (\"refused\")")
            serving.cancel()
            _ = try? await serving.value
        }
        try await withConnections { connections, _ in
            let response = try await connections.connect(
                request(
                    "one", "exec", query: "command=sh&command=-c&command=echo%20%26&stdin=true&stdout=1", method: .POST,
                    headers: ["upgrade": "SPDY/3.1", "connection": "Upgrade"]))
            #expect(response.headers["x-stream-protocol-version"] == ["v4.channel.k8s.io"])
            guard case .upgrade("SPDY/3.1", let carry) = response.body else { Issue.record("no upgrade"); return }
            let front = try HTTPServer(
                configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: nil),
                responder: ClosureResponder { _ in
                    HTTPResponse(status: .switchingProtocols, body: .upgrade(protocol: "SPDY/3.1", carry))
                }, logger: Logger(label: "test"))
            try await front.start()
            let serving = Task { try await front.run() }
            let client = try UpgradeClient(target: .tcp(host: "127.0.0.1", port: try #require(front.boundPort)))
            let connection = try #require(try await client.send(uri: "/", headers: ["upgrade": "SPDY/3.1"]).connection)
            var received = ""
            let expected = "/exec/ns/one/main?input=1&output=1&command=sh&command=-c&command=echo%20%26 for CN=kube-apiserver-kubelet-client\nhello"
            try await connection.write(ByteBuffer(string: "hello"))
            for try await bytes in connection.inbound {
                received += String(buffer: bytes)
                if received.utf8.count >= expected.utf8.count { break }
            }
            #expect(received == expected)
            connection.close()
            serving.cancel()
            _ = try? await serving.value
        }
    }

    @Test func proxiesPassRequestsOn() async throws {
        try await withConnections { connections, port in
            let toNode = try await connections.connect(
                request("nodes", "up", "proxy", path: "/pods", query: "a=b", headers: ["authorization": "Bearer x"]))
            #expect(toNode.headers["x-kubelet"] == ["yes"])
            #expect(try await text(toNode) == "GET /pods?a=b CN=kube-apiserver-kubelet-client none ")
            let toPod = try await connections.connect(
                request("pods", "https:one:\(port)", "proxy", path: "/x/y%20z", method: .POST, body: "data"))
            #expect(try await text(toPod) == "POST /x/y%20z nobody none data")
            let toService = try await connections.connect(request("services", "https:web:https", "proxy", path: "/"))
            #expect(try await text(toService) == "GET / nobody none ")
            let bare = try await connections.connect(request("services", "https:web:", "proxy", query: "q"))
            #expect(bare.headers["location"] == ["/api/v1/namespaces/ns/services/https:web:/proxy/?q"])
            #expect(
                await failure(connections, request("services", "web:none", "proxy", path: "/"))?.message
                    == "no service port \"none\" found for service \"web\"")
            #expect(
                await failure(connections, request("pods", "one:1", "proxy", path: "/"))?.message
                    == "error trying to reach service: dial tcp 127.0.0.1:1: connect: connection refused")
            #expect(await failure(connections, request("pods", "a:b:c:d", "proxy", path: "/"))?.code == 400)
            #expect(await failure(connections, request("pods", "one:99999", "proxy", path: "/"))?.code == 400)
        }
    }
}
