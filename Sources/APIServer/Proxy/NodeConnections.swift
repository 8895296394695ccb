import AsyncHTTPClient
public import HTTPServer
import KubernetesAPI
public import KubernetesClient
public import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Connects clients to pods, services and nodes: exec, attach, portforward, log and proxy.
///
/// Streams are tunnelled to the kubelet byte for byte, so that whatever the client and the kubelet speak goes through.
/// Thread-safe.
public final class NodeConnections: ConnectHandler {
    let client: Client
    let kubelet: KubeletConnection
    let logger: Logger
    /// For kubelets, with the client certificate.
    let kubeletHTTP: HTTPClient
    /// For pods and services, whose certificates nobody can check.
    let workloadHTTP: HTTPClient
    private let turn = Mutex(0)

    /// - Parameter client: Reads pods, nodes, services and endpoints; it must be allowed to.
    public init(client: Client, kubelet: KubeletConnection, logger: Logger) {
        self.client = client
        self.kubelet = kubelet
        self.logger = logger
        var unchecked = TLSConfiguration.makeClientConfiguration()
        unchecked.certificateVerification = .none
        kubeletHTTP = Self.makeClient(kubelet.tls)
        workloadHTTP = Self.makeClient(unchecked)
    }

    private static func makeClient(_ tls: TLSConfiguration) -> HTTPClient {
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        // A node that is down is to be told of at once, not after retries.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // An HTTPClient must be shut down before it goes; the task keeps them until they are.
        let (clients, logger) = ([kubeletHTTP, workloadHTTP], logger)
        Task {
            for http in clients {
                do {
                    try await http.shutdown()
                } catch {
                    logger.warning("Connections to nodes did not close", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    public func connect(_ request: ConnectRequest) async throws -> HTTPResponse {
        switch (request.resource, request.subresource) {
        case ("pods", "log"): return try await log(request)
        case ("pods", "exec"), ("pods", "attach"): return try await command(request)
        case ("pods", "portforward"): return try await portForward(request)
        case ("pods", "proxy"): return try await proxyToPod(request)
        case ("services", "proxy"): return try await proxyToService(request)
        case ("nodes", "proxy"): return try await proxyToNode(request)
        default: throw APIStatusError.noSuchResource
        }
    }

    public func kubeletPage(node: String, path: String) async throws -> String {
        let (host, port) = try await kubeletAddress(nodeName: node)
        let response = try await kubeletHTTP.execute(HTTPClientRequest(url: "https://\(authority(host, port))\(path)"), timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 64 << 20)
        guard response.status == .ok else {
            throw APIStatusError.serviceUnavailable("\(path) of node \(node): \(response.status.code) \(String(buffer: body).prefix(200))")
        }
        return String(buffer: body)
    }

    /// A number that is another one each time, to spread connections over equals.
    func nextTurn(of count: Int) -> Int {
        turn.withLock { turn in
            turn = turn &+ 1
            return count > 0 ? Int(turn.magnitude % UInt(count)) : 0
        }
    }

    // MARK: Reading objects

    func read<T: KubernetesObject>(_ type: T.Type, _ name: String, namespace: String? = nil) async throws -> T {
        do {
            return try await client.get(type, name, namespace: namespace)
        } catch let error as APIError {
            throw APIStatusError(
                code: error.status.code ?? 500, reason: error.status.reason ?? "",
                message: error.status.message ?? "",
                details: .init(
                    name: error.status.details?.name ?? name, group: error.status.details?.group ?? "",
                    kind: error.status.details?.kind ?? T.resource.plural))
        }
    }

    /// Where the kubelet of a pod's node listens.
    func kubeletAddress(nodeName: String) async throws -> (host: String, port: Int) {
        try kubelet.address(of: try await read(Node.self, nodeName))
    }
}

/// `host:port`, with brackets around an IPv6 address.
func authority(_ host: String, _ port: Int) -> String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
