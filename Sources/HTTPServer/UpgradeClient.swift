public import NIOCore
public import NIOHTTP1
import NIOPosix
public import NIOSSL

/// Opens one HTTP/1.1 connection, sends one request on it, and hands the connection over when the server switches
/// protocols. For the streams of exec, attach and port-forward. Safe to use from any task.
public struct UpgradeClient: Sendable {
    /// Where to connect to.
    public enum Target: Sendable {
        /// A TCP address.
        case tcp(host: String, port: Int)
        /// A Unix domain socket.
        case unix(path: String)
    }

    /// What the server answered.
    public struct Response: Sendable {
        /// The status, `101` when the connection was upgraded.
        public var status: HTTPResponseStatus
        /// The header fields.
        public var headers: HTTPHeaders
        /// The body of an answer that is not an upgrade, up to 1 MiB.
        public var body: ByteBuffer
        /// The upgraded connection when the status is 101; the caller closes it.
        public var connection: UpgradedConnection?
    }

    private let target: Target
    private let tls: NIOSSLContext?
    private let serverName: String?
    private let group: any EventLoopGroup
    private let timeout: TimeAmount

    /// Makes a client.
    /// - Parameters:
    ///   - target: Where to connect to.
    ///   - tls: The TLS configuration; nil connects in the clear.
    ///   - serverName: The name for SNI and for the certificate's check; an IP address in `target` is checked as such.
    ///   - timeout: How long connecting and the server's answer may take together.
    public init(
        target: Target,
        tls: TLSConfiguration? = nil,
        serverName: String? = nil,
        timeout: TimeAmount = .seconds(30),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) throws {
        self.target = target
        self.tls = try tls.map { configuration in
            var configuration = configuration
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        }
        self.serverName = serverName
        self.group = group
        self.timeout = timeout
    }

    /// Sends one request and waits for the answer's head. `connection: Upgrade` is added when `headers` has an `upgrade`.
    public func send(
        method: HTTPMethod = .POST, uri: String, headers: HTTPHeaders, body: ByteBuffer = ByteBuffer()
    ) async throws -> Response {
        var headers = headers
        if !headers.contains(name: "host") { headers.add(name: "host", value: hostHeader) }
        if headers.contains(name: "upgrade"), !headers.contains(name: "connection") {
            headers.add(name: "connection", value: "Upgrade")
        }
        if body.readableBytes > 0 || method == .POST || method == .PUT {
            headers.replaceOrAdd(name: "content-length", value: "\(body.readableBytes)")
        }
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers)
        let tls = tls
        let hostname = serverHostname
        let loop = group.any()
        let promise = loop.makePromise(of: Response.self)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelOption(.writeBufferWaterMark, value: .init(low: 64 * 1024, high: 256 * 1024))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: hostname)) }
                    try pipeline.addHandler(AnswerHeadHandler(), name: "answer")
                    try pipeline.addHandler(HTTPRequestEncoder(), name: "encoder")
                    try pipeline.addHandler(ByteToMessageHandler(HTTPResponseDecoder()), name: "decoder")
                    try pipeline.addHandler(UpgradeClientHandler(head: head, body: body, promise: promise))
                }
            }
        let channel: any Channel
        do {
            switch target {
            case .tcp(let host, let port):
                channel = try await bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .connect(host: host, port: port).get()
            case .unix(let path):
                channel = try await bootstrap.connect(unixDomainSocketPath: path).get()
            }
        } catch {
            promise.fail(error)
            throw error
        }
        let timer = loop.scheduleTask(in: timeout) {
            promise.fail(ChannelError.connectTimeout(timeout))
            channel.close(promise: nil)
        }
        return try await withTaskCancellationHandler {
            defer { timer.cancel() }
            return try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
            channel.close(promise: nil)
        }
    }

    private var hostHeader: String {
        switch target {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix: "localhost"
        }
    }

    /// SNI takes names, not addresses; NIOSSL checks an address against the connection's peer by itself.
    private var serverHostname: String? {
        guard case .tcp(let host, _) = target else { return serverName }
        let name = serverName ?? host
        return (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil
    }
}

/// Sends the request, waits for the answer, and makes way for a ``RawHandler`` when that is an upgrade.
private final class UpgradeClientHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private static let bodyLimit = 1024 * 1024

    private let head: HTTPRequestHead
    private let body: ByteBuffer
    private let promise: EventLoopPromise<UpgradeClient.Response>
    private var response: UpgradeClient.Response?

    init(head: HTTPRequestHead, body: ByteBuffer, promise: EventLoopPromise<UpgradeClient.Response>) {
        self.head = head
        self.body = body
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if body.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            response = .init(status: head.status, headers: head.headers, body: ByteBuffer(), connection: nil)
            if head.status != .switchingProtocols { passOn(context) }
        case .body(let piece):
            let room = Self.bodyLimit - (response?.body.readableBytes ?? 0)
            if let slice = piece.getSlice(at: piece.readerIndex, length: min(room, piece.readableBytes)) {
                response?.body.writeImmutableBuffer(slice)
            }
        case .end:
            guard var response else { return }
            guard response.status == .switchingProtocols else {
                promise.succeed(response)
                context.close(promise: nil)
                return
            }
            do {
                response.connection = UpgradedConnection(channel: try switchProtocols(context))
                promise.succeed(response)
            } catch {
                promise.fail(error)
                context.close(promise: nil)
            }
        }
    }

    private func switchProtocols(_ context: ChannelHandlerContext) throws -> RawChannel {
        let pipeline = context.pipeline.syncOperations
        let raw = RawHandler()
        try pipeline.addHandler(raw)
        let decoder = try pipeline.context(name: "decoder")
        let encoder = try pipeline.context(name: "encoder")
        pipeline.removeHandler(context: context, promise: nil)
        pipeline.removeHandler(context: encoder, promise: nil)
        // Only now may it see what came behind the answer.
        let removed = context.eventLoop.makePromise(of: Void.self)
        removed.futureResult.assumeIsolated().whenComplete { _ in
            guard let (handler, answer) = Self.answer(pipeline) else { return }
            handler.passOn(answer)
            pipeline.removeHandler(context: answer, promise: nil)
        }
        pipeline.removeHandler(context: decoder, promise: removed)
        return RawChannel(handler: raw, eventLoop: context.eventLoop)
    }

    private func passOn(_ context: ChannelHandlerContext) {
        if let (handler, answer) = Self.answer(context.pipeline.syncOperations) { handler.passOn(answer) }
    }

    private static func answer(_ pipeline: ChannelPipeline.SynchronousOperations) -> (AnswerHeadHandler, ChannelHandlerContext)? {
        guard let context = try? pipeline.context(name: "answer"), let handler = context.handler as? AnswerHeadHandler else { return nil }
        return (handler, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(HTTPServerError.connectionClosed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
