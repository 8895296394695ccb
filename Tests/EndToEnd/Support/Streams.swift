import Foundation
import HTTPServer
import KubernetesClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Streaming

/// WebSockets to the cluster's API server, as the administrator.
extension TestCluster {
    /// Opens a WebSocket that speaks one of the protocols.
    func webSocket(_ uri: String, _ name: String) async throws -> WebSocketConnection {
        let authority = try Kubeconfig.load(path: kubeconfig).target().cluster.certificateAuthorityData ?? []
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authority))
        let client = try UpgradeClient(target: .tcp(host: nodeIP, port: Self.securePort), tls: tls)
        let response = try await client.send(
            method: .GET, uri: uri,
            headers: [
                "upgrade": "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-protocol": name,
                "authorization": "Bearer admin-token",
            ])
        guard let connection = response.connection else { throw Failure("\(uri): \(response.status) \(String(buffer: response.body))") }
        guard response.headers["sec-websocket-protocol"] == [name] else { throw Failure("\(uri): \(response.headers)") }
        return WebSocketConnection(Raw(connection: connection), role: .client(mask: { 0x1234_5678 }))
    }

    /// All that comes on the channels of a socket, by their numbers.
    static func channels(_ socket: WebSocketConnection) async throws -> [UInt8: [UInt8]] {
        var received: [UInt8: [UInt8]] = [:]
        while case .binary(var bytes)? = try await socket.receive() {
            guard let channel = bytes.readInteger(as: UInt8.self) else { continue }
            received[channel, default: []] += Array(bytes.readableBytesView)
        }
        return received
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
