import Foundation
@testable import HTTPServer
import Logging
import NIOCore
import NIOHPACK
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// Runs `body` against a server that answers with `responder`, and shuts the server down behind it.
func withServer(
    tls: HTTPServerConfiguration.TLS? = nil,
    configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    responder: @escaping @Sendable (HTTPRequest) async -> HTTPResponse,
    body: (HTTPServer, Int) async throws -> Void
) async throws {
    var configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: tls)
    configure(&configuration)
    let server = try HTTPServer(
        configuration: configuration, responder: ClosureResponder(responder), logger: Logger(label: "test")
    )
    try await server.start()
    let port = server.boundPort ?? 0
    let task = Task { try await server.run() }
    do {
        try await body(server, port)
    } catch {
        task.cancel()
        try? await task.value
        throw error
    }
    task.cancel()
    try await task.value
}

/// A text answer.
func text(_ string: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: .init(statusCode: status), body: .buffer(ByteBuffer(string: string)))
}

/// Waits until `condition` holds; false when it has not within a minute.
func eventually(_ condition: () -> Bool) async -> Bool {
    for _ in 0..<6000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return condition()
}

final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add(_ n: Int = 1) { count.add(n, ordering: .relaxed) }
}

/// A TCP (or TLS) connection that speaks bytes.
struct RawClient {
    let channel: RawChannel
    let nio: any Channel

    static func connect(port: Int, tls: TLSConfiguration? = nil) async throws -> RawClient {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let box = Mutex<RawChannel?>(nil)
        let holder = Holder(box)
        let nio = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_rcvbuf), value: 64 * 1024)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                    }
                    let handler = RawHandler()
                    try channel.pipeline.syncOperations.addHandler(handler)
                    let raw = RawChannel(handler: handler, eventLoop: channel.eventLoop)
                    holder.box.withLock { $0 = raw }
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        guard let raw = holder.box.withLock({ $0 }) else { throw HTTPServerError.connectionClosed }
        return RawClient(channel: raw, nio: nio)
    }

    final class Holder: Sendable {
        let box: Mutex<RawChannel?>
        init(_ box: consuming sending Mutex<RawChannel?>) { self.box = box }
    }

    func send(_ text: String) async throws {
        try await channel.write(ByteBuffer(string: text))
    }

    /// Reads until the text so far satisfies `enough`, or the other side closes.
    func read(until enough: (String) -> Bool = { _ in false }) async throws -> String {
        var text = ""
        while !enough(text), let buffer = try await channel.read() { text += String(buffer: buffer) }
        return text
    }
}

/// A minimal HTTP/2 client.
struct H2Client {
    let channel: any Channel
    let multiplexer: NIOHTTP2Handler.StreamMultiplexer

    static func connect(port: Int, tls: TLSConfiguration) async throws -> H2Client {
        let context = try NIOSSLContext(configuration: tls)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                    try pipeline.addHandler(
                        NIOHTTP2Handler(mode: .client, eventLoop: channel.eventLoop) { $0.eventLoop.makeSucceededVoidFuture() }
                    )
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let multiplexer = try await channel.pipeline.handler(type: NIOHTTP2Handler.self).flatMap { $0.multiplexer }.get()
        return H2Client(channel: channel, multiplexer: multiplexer)
    }

    struct Stream {
        let channel: any Channel
        let frames: AsyncThrowingStream<HTTP2Frame.FramePayload, any Error>
    }

    /// Opens a stream with a request's head, and its body if any.
    func open(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: ByteBuffer? = nil, end: Bool = true
    ) async throws -> Stream {
        let (frames, continuation) = AsyncThrowingStream.makeStream(of: HTTP2Frame.FramePayload.self)
        let channel = try await multiplexer.createStreamChannel { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(Collector(continuation: continuation))
            }
        }.get()
        var fields: HPACKHeaders = [":method": method, ":path": path, ":scheme": "https", ":authority": "localhost"]
        for (name, value) in headers { fields.add(name: name, value: value) }
        channel.writeAndFlush(HTTP2Frame.FramePayload.headers(.init(headers: fields, endStream: end && body == nil)), promise: nil)
        if let body {
            channel.writeAndFlush(HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(body), endStream: end)), promise: nil)
        }
        return Stream(channel: channel, frames: frames)
    }

    /// A whole request and its answer.
    func request(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: ByteBuffer? = nil
    ) async throws -> (status: String, headers: HPACKHeaders, body: ByteBuffer) {
        let stream = try await open(method, path, headers: headers, body: body)
        var answer = HPACKHeaders()
        var content = ByteBuffer()
        for try await frame in stream.frames {
            switch frame {
            case .headers(let payload): answer = payload.headers
            case .data(let payload):
                if case .byteBuffer(let piece) = payload.data { content.writeImmutableBuffer(piece) }
            case .rstStream(let code) where code != .noError: throw HTTPServerError.connectionClosed
            default: break
            }
        }
        return (answer.first(name: ":status") ?? "", answer, content)
    }

    final class Collector: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame.FramePayload
        let continuation: AsyncThrowingStream<HTTP2Frame.FramePayload, any Error>.Continuation

        init(continuation: AsyncThrowingStream<HTTP2Frame.FramePayload, any Error>.Continuation) {
            self.continuation = continuation
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(unwrapInboundIn(data))
        }

        func channelInactive(context: ChannelHandlerContext) {
            continuation.finish()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            continuation.finish(throwing: error)
            context.close(promise: nil)
        }
    }
}
