import ContainerRuntime
import Foundation
import HTTPServer
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1
import Streaming

/// Exec, attach and port-forward: connects a client's streams to the runtime's streaming server.
///
/// SPDY clients are connected byte for byte, since the runtime speaks SPDY; WebSocket clients are translated.
struct ContainerStreams: Sendable {
    let backend: any KubeletServerBackend
    /// `--streaming-connection-idle-timeout`: how long nothing may come or go; zero means for ever.
    let idleTimeout: Duration
    let clock: any WallClock
    let logger: Logger

    /// How long a container has to answer the last of a client's input.
    private static let answerTime: Duration = .milliseconds(500)
    private static let portForwardTunnel = "SPDY/3.1+portforward.k8s.io"
    private static let protocolHeader = "X-Stream-Protocol-Version"

    func exec(_ pod: Pod, container: String, _ request: HTTPRequest) async throws -> HTTPResponse {
        let options = RemoteCommandOptions(query: request.query)
        try check(options)
        var call = CRIExecRequest()
        call.containerID = try await runningContainer(pod, container)
        call.cmd = options.command
        call.stdin = options.stdin
        call.stdout = options.stdout
        call.stderr = options.stderr
        call.tty = options.tty
        return try await connect(request, options) { try await backend.runtime.exec(call) }
    }

    func attach(_ pod: Pod, container: String, _ request: HTTPRequest) async throws -> HTTPResponse {
        let options = RemoteCommandOptions(query: request.query)
        try check(options)
        var call = CRIAttachRequest()
        call.containerID = try await runningContainer(pod, container)
        call.stdin = options.stdin
        call.stdout = options.stdout
        call.stderr = options.stderr
        call.tty = options.tty
        let all = pod.spec.containers + pod.spec.initContainers + pod.spec.ephemeralContainers.map(\.asContainer)
        // A container whose input goes on behind this client's is detached from by the runtime when the client's ends.
        let goesOn = all.first { $0.name == container }?.stdinOnce != true
        return try await connect(request, options, waitsBeforeInputEnds: goesOn) { try await backend.runtime.attach(call) }
    }

    /// Runs a command without streams: its output, both kinds together.
    func run(_ pod: Pod, container: String, command: String) async throws -> HTTPResponse {
        let id = try await runningContainer(pod, container)
        let result = try await backend.runtime.execSync(id, command: command.split(separator: " ").map(String.init), timeout: 0)
        let output = String(decoding: result.stdout + result.stderr, as: UTF8.self)
        guard result.exitCode == 0 else {
            throw KubeletServerError.internalError(output + "command terminated with exit code \(result.exitCode)")
        }
        return .text(output)
    }

    func portForward(_ pod: Pod, _ request: HTTPRequest) async throws -> HTTPResponse {
        let ports = QueryItems(request.query).values("port").flatMap { $0.split(separator: ",") }.compactMap { Int($0) }
        let sandbox = try await readySandbox(pod)
        if WebSocketHandshake.isRequested(request.headers) {
            let (headers, chosen) = try handshake(request, [Self.portForwardTunnel] + ChannelProtocol.names)
            let upstream = try await dial(
                try await backend.runtime.portForward(sandbox: sandbox, ports: ports), ["portforward.k8s.io"])
            if chosen == Self.portForwardTunnel {
                return upgrade(headers, "websocket", upstream) { client, runtime in
                    let webSocket = WebSocketConnection(client)
                    await tunnel(WebSocketByteConnection(webSocket), runtime)
                    await webSocket.close()
                }
            }
            let channels = chosen.flatMap(ChannelProtocol.init) ?? .binary
            guard !ports.isEmpty else { throw KubeletServerError.badRequest("query parameter \"port\" is required") }
            return upgrade(headers, "websocket", upstream) { client, runtime in
                try await PortForwardBridge(WebSocketConnection(client), protocol: channels, ports: ports).run(runtime: runtime)
            }
        }
        return try await passThrough(request, try await backend.runtime.portForward(sandbox: sandbox, ports: ports))
    }

    // MARK: Connecting

    private func check(_ options: RemoteCommandOptions) throws {
        guard options.stdin || options.stdout || options.stderr else {
            throw KubeletServerError.badRequest("you must specify at least 1 of stdin, stdout, stderr")
        }
    }

    private func connect(
        _ request: HTTPRequest, _ options: RemoteCommandOptions, waitsBeforeInputEnds: Bool = false, url: () async throws -> String
    ) async throws -> HTTPResponse {
        guard WebSocketHandshake.isRequested(request.headers) else { return try await passThrough(request, try await url()) }
        let (headers, chosen) = try handshake(request, ChannelProtocol.names)
        let channels = chosen.flatMap(ChannelProtocol.init) ?? .binary
        let upstream = try await dial(try await url(), ["v4.channel.k8s.io"])
        let clock = clock
        let time = waitsBeforeInputEnds ? Self.answerTime : .zero
        return upgrade(headers, "websocket", upstream) { client, runtime in
            try await RemoteCommandBridge(WebSocketConnection(client), protocol: channels, options: options, beforeInputEnds: { if time > .zero { try? await clock.sleep(for: time) } })
                .run(runtime: runtime)
        }
    }

    private func handshake(_ request: HTTPRequest, _ protocols: [String]) throws -> (HTTPHeaders, String?) {
        do {
            let answer = try WebSocketHandshake.accept(request.headers, protocols: protocols)
            return (answer.headers, answer.protocol)
        } catch {
            throw KubeletServerError.badRequest("\(error)")
        }
    }

    /// Connects a SPDY client to the runtime byte for byte.
    private func passThrough(_ request: HTTPRequest, _ url: String) async throws -> HTTPResponse {
        guard let upgradeTo = request.headers.first(name: "upgrade"), upgradeTo.lowercased() == "spdy/3.1" else {
            throw KubeletServerError.badRequest("unable to upgrade: missing upgrade headers in request")
        }
        let offered = request.headers[Self.protocolHeader]
        let response = try await open(url, offered)
        guard let connection = response.connection else {
            throw KubeletServerError(status: response.status, message: String(buffer: response.body))
        }
        var headers = HTTPHeaders()
        for value in response.headers[Self.protocolHeader] { headers.add(name: Self.protocolHeader, value: value) }
        return upgrade(headers, "SPDY/3.1", connection) { client, runtime in
            await tunnel(client, runtime)
        }
    }

    /// Connects to the runtime's streaming server as a SPDY client.
    private func dial(_ url: String, _ protocols: [String]) async throws -> UpgradedConnection {
        let response = try await open(url, protocols)
        guard let connection = response.connection else {
            throw KubeletServerError(status: response.status, message: String(buffer: response.body))
        }
        return connection
    }

    private func open(_ url: String, _ protocols: [String]) async throws -> UpgradeClient.Response {
        guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host, let port = parts.port else {
            throw KubeletServerError.internalError("the runtime's streaming server has no usable address: \(url)")
        }
        var headers: HTTPHeaders = ["upgrade": "SPDY/3.1", "connection": "Upgrade"]
        for version in protocols { headers.add(name: Self.protocolHeader, value: version) }
        let uri = parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        return try await UpgradeClient(target: .tcp(host: name, port: port)).send(uri: uri, headers: headers)
    }

    /// Answers with an upgrade and carries the streams until either side ends.
    private func upgrade(
        _ headers: HTTPHeaders, _ name: String, _ runtime: UpgradedConnection,
        _ carry: @escaping @Sendable (any ByteConnection, any ByteConnection) async throws -> Void
    ) -> HTTPResponse {
        let (logger, idleTimeout, clock) = (logger, idleTimeout, clock)
        return HTTPResponse(status: .switchingProtocols, headers: headers, body: .upgrade(protocol: name) { connection in
            let activity = StreamActivity(clock: clock)
            let client = WatchedConnection(connection, activity)
            defer {
                client.close()
                runtime.close()
            }
            do {
                try await activity.limit(idleTimeout) { try await carry(client, WatchedConnection(runtime, activity)) }
            } catch {
                logger.debug("A stream to a container ended", metadata: ["error": "\(error)"])
            }
        })
    }

    // MARK: Finding

    private func runningContainer(_ pod: Pod, _ name: String) async throws -> String {
        var filter = CRIContainerFilter()
        filter.labelSelector = [ServerLabels.podUID: pod.metadata.uid, ServerLabels.containerName: name]
        filter.state.state = .containerRunning
        let running = try await backend.runtime.listContainers(filter).max { $0.createdAt < $1.createdAt }
        guard let running else { throw KubeletServerError.internalError("container not found (\"\(name)\")") }
        return running.id
    }

    private func readySandbox(_ pod: Pod) async throws -> String {
        var filter = CRIPodSandboxFilter()
        filter.labelSelector = [ServerLabels.podUID: pod.metadata.uid]
        filter.state.state = .sandboxReady
        let sandbox = try await backend.runtime.listPodSandboxes(filter).max { $0.createdAt < $1.createdAt }
        guard let sandbox else {
            throw KubeletServerError.internalError("pod not found (\"\(pod.metadata.name)_\(pod.metadata.namespace)\")")
        }
        return sandbox.id
    }
}
