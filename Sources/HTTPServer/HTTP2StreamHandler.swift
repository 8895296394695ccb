import NIOCore
import NIOHPACK
import NIOHTTP1
import NIOHTTP2

/// One HTTP/2 stream: one request and its answer, straight on frames.
final class HTTP2StreamHandler: ChannelInboundHandler, ExchangeTransport {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private enum State {
        case idle
        case receiving(HTTPRequest)
        case responding(Exchange)
        case finished
    }

    let eventLoop: any EventLoop
    private let connection: Connection
    private var context: ChannelHandlerContext?
    private var state = State.idle
    private var requestEnded = false
    private var bodyTimer: Scheduled<Void>?

    init(connection: Connection, eventLoop: any EventLoop) {
        self.connection = connection
        self.eventLoop = eventLoop
    }

    // MARK: The channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        bodyTimer?.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let payload):
            receive(payload.headers, endStream: payload.endStream)
        case .data(let payload):
            guard case .byteBuffer(let piece) = payload.data else { return }
            receive(piece, endStream: payload.endStream)
        default:
            break
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .responding(let exchange) = state { exchange.writabilityChanged() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        bodyTimer?.cancel()
        if case .responding(let exchange) = state {
            state = .finished
            exchange.connectionClosed()
        }
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            connection.isShuttingDown = true
            if case .responding(let exchange) = state { exchange.shutDown() }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: The request

    private func receive(_ headers: HPACKHeaders, endStream: Bool) {
        switch state {
        case .idle:
            guard var request = makeRequest(headers) else {
                requestEnded = endStream
                return refuse()
            }
            if endStream { return respond(request) }
            let length = headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            if length > connection.server.configuration.maxBodyBytes {
                request.bodyTooLarge = true
                return respond(request, ended: false)
            }
            if headers.first(name: "expect")?.lowercased() == "100-continue" {
                context?.writeAndFlush(wrapOutboundOut(.headers(.init(headers: [":status": "100"]))), promise: nil)
            }
            state = .receiving(request)
            let bound = NIOLoopBound(self, eventLoop: eventLoop)
            bodyTimer = eventLoop.scheduleTask(in: connection.server.configuration.readBodyTimeout) { bound.value.reset() }
        case .receiving(let request):
            // Trailers.
            if endStream { respond(request) }
        case .responding, .finished:
            requestEnded = requestEnded || endStream
        }
    }

    private func receive(_ piece: ByteBuffer, endStream: Bool) {
        guard case .receiving(var request) = state else {
            requestEnded = requestEnded || endStream
            return
        }
        state = .idle
        if request.body.readableBytes + piece.readableBytes > connection.server.configuration.maxBodyBytes {
            request.body = ByteBuffer()
            request.bodyTooLarge = true
            return respond(request, ended: endStream)
        }
        if request.body.readableBytes == 0 { request.body = piece } else { request.body.writeImmutableBuffer(piece) }
        if endStream { respond(request) } else { state = .receiving(request) }
    }

    private func makeRequest(_ fields: HPACKHeaders) -> HTTPRequest? {
        var method: String?
        var path: String?
        var headers = HTTPHeaders()
        headers.reserveCapacity(fields.count)
        for (name, value, _) in fields {
            guard name.utf8.first == UInt8(ascii: ":") else {
                headers.add(name: name, value: value)
                continue
            }
            switch name {
            case ":method": method = value
            case ":path": path = value
            case ":authority": headers.add(name: "host", value: value)
            default: break
            }
        }
        guard let method, let uri = path.flatMap({ HTTPRequest.originForm($0) }) else { return nil }
        return HTTPRequest(
            method: HTTPMethod(rawValue: method),
            uri: uri,
            headers: headers,
            peerCertificates: connection.peerCertificates,
            remoteAddress: connection.remoteAddress,
            remotePort: connection.remotePort,
            isHTTP2: true
        )
    }

    private func respond(_ request: HTTPRequest, ended: Bool = true) {
        requestEnded = ended
        bodyTimer?.cancel()
        bodyTimer = nil
        let exchange = Exchange(
            transport: self,
            server: connection.server,
            isHead: request.method == .HEAD,
            isShuttingDown: connection.isShuttingDown
        )
        state = .responding(exchange)
        exchange.start(request, executor: connection.executor)
    }

    private func refuse() {
        sendComplete(status: .badRequest, headers: [:], body: [])
    }

    // MARK: ExchangeTransport

    var isWritable: Bool { context?.channel.isWritable ?? false }

    func sendComplete(status: HTTPResponseStatus, headers: HTTPHeaders, body: [ByteBuffer]) {
        guard let context else { return }
        let fields = encode(status, headers)
        guard let last = body.last else {
            return sendLast(.headers(.init(headers: fields, endStream: true)))
        }
        context.write(wrapOutboundOut(.headers(.init(headers: fields))), promise: nil)
        for buffer in body.dropLast() {
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(buffer)))), promise: nil)
        }
        sendLast(.data(.init(data: .byteBuffer(last), endStream: true)))
    }

    func sendHead(status: HTTPResponseStatus, headers: HTTPHeaders) {
        context?.writeAndFlush(wrapOutboundOut(.headers(.init(headers: encode(status, headers)))), promise: nil)
    }

    func sendBody(_ buffers: [ByteBuffer]) {
        guard let context else { return }
        for buffer in buffers where buffer.readableBytes > 0 {
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(buffer)))), promise: nil)
        }
        context.flush()
    }

    func sendEnd() {
        sendLast(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)))
    }

    func reset() {
        state = .finished
        context?.writeAndFlush(wrapOutboundOut(.rstStream(.internalError)), promise: nil)
    }

    func upgrade(to name: String, headers: HTTPHeaders, onShutdown: @escaping @Sendable () -> Void) -> RawChannel? {
        nil
    }

    /// Writes the frame that ends the answer. A client that is still sending a body nobody wants is then told to stop,
    /// without an error; only then, since a reset overtakes frames that wait for the client's window.
    private func sendLast(_ payload: HTTP2Frame.FramePayload) {
        state = .finished
        guard let context else { return }
        guard !requestEnded else { return context.writeAndFlush(wrapOutboundOut(payload), promise: nil) }
        let written = eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { [self] in
            if !requestEnded { self.context?.writeAndFlush(wrapOutboundOut(.rstStream(.noError)), promise: nil) }
        }
        context.writeAndFlush(wrapOutboundOut(payload), promise: written)
    }

    /// Tells the client by GOAWAY to use another connection for what comes; its streams go on.
    private func sendAway() {
        guard let pipeline = context?.channel.parent?.pipeline else { return }
        let http2 = try? pipeline.syncOperations.context(handlerType: NIOHTTP2Handler.self)
        http2?.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }

    private func encode(_ status: HTTPResponseStatus, _ headers: HTTPHeaders) -> HPACKHeaders {
        var fields = HPACKHeaders()
        fields.reserveCapacity(headers.count + 1)
        fields.add(name: ":status", value: status.code == 200 ? "200" : String(status.code))
        for (name, value) in headers {
            let name = name.utf8.contains { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") } ? name.lowercased() : name
            switch name {
            case "connection":
                if value == "close" { sendAway() }
            case "keep-alive", "transfer-encoding", "upgrade", "proxy-connection": continue
            default: fields.add(name: name, value: value)
            }
        }
        return fields
    }
}
