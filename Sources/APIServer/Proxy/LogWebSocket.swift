import Foundation
import HTTPServer
import NIOCore
import NIOHTTP1
import Streaming

/// A log sent over a WebSocket, as clients ask for it that cannot read a body while it grows: binary messages, or base64 in
/// text ones.
struct LogWebSocket: Sendable {
    private static let base64 = "base64.binary.k8s.io"
    private let headers: HTTPHeaders
    private let isBase64: Bool

    /// Nil when the request asks for no WebSocket.
    /// - Throws: 400 when it asks for one that cannot be.
    init?(_ request: HTTPRequest) throws(APIStatusError) {
        guard WebSocketHandshake.isRequested(request.headers), !request.isHTTP2 else { return nil }
        do {
            let answer = try WebSocketHandshake.accept(request.headers, protocols: ["binary.k8s.io", Self.base64])
            headers = answer.headers
            isBase64 = answer.protocol == Self.base64
        } catch {
            throw .badRequest("\(error)")
        }
    }

    /// Sends what `produce` writes, and closes behind it.
    func response(_ produce: @escaping @Sendable (_ write: @Sendable (ByteBuffer) async throws -> Void) async throws -> Void) -> HTTPResponse {
        let isBase64 = isBase64
        return HTTPResponse(
            status: .switchingProtocols, headers: headers,
            body: .upgrade(protocol: "websocket") { connection in
                let socket = WebSocketConnection(connection)
                let send: @Sendable (ByteBuffer) async throws -> Void = { bytes in
                    try await socket.send(
                        isBase64 ? .text(ByteBuffer(string: Data(bytes.readableBytesView).base64EncodedString())) : .binary(bytes))
                }
                // An empty message tells the client that the log is there.
                try await send(ByteBuffer())
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await produce(send) }
                    // Clients say nothing; that they leave is noticed here.
                    group.addTask { while try await socket.receive() != nil {} }
                    defer { group.cancelAll() }
                    try await group.next()
                }
                await socket.close()
            })
    }
}
