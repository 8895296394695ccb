import NIOCore
import NIOHTTP1

/// The HTTP/1.1 side of a connection: collects one request at a time, answers it, and goes on to the next. Requests that
/// are pipelined wait, and the socket is not read while they do.
final class HTTP1Handler: ChannelDuplexHandler, RemovableChannelHandler, ExchangeTransport {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        case receiving(HTTPRequestHead, ByteBuffer)
        case responding(Exchange)
        case closing
    }

    let eventLoop: any EventLoop
    private let connection: Connection
    private let decoderName: String
    private let encoderName: String
    private var context: ChannelHandlerContext?
    private var state = State.idle
    private var timer: LazyTimer?
    private var waiting = CircularBuffer<HTTPServerRequestPart>()
    private var isDraining = false
    private var readHeld = false
    /// The current request's body has not been read to its end.
    private var bodyUnread = false
    private var keepAlive = true
    private var lastWrite: EventLoopFuture<Void>?
    private var isHead = false
    private var version = HTTPVersion.http1_1

    init(connection: Connection, eventLoop: any EventLoop, decoderName: String, encoderName: String) {
        self.connection = connection
        self.eventLoop = eventLoop
        self.decoderName = decoderName
        self.encoderName = encoderName
    }

    private var configuration: HTTPServerConfiguration { connection.server.configuration }

    // MARK: The channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        timer = LazyTimer(eventLoop: eventLoop) { [weak self] in self?.context?.close(promise: nil) }
        timer?.set(configuration.readHeaderTimeout)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        waiting.append(unwrapInboundIn(data))
        drain()
    }

    func read(context: ChannelHandlerContext) {
        // While a request is answered the socket is still read, to notice when the client goes; but not past what waits.
        if waiting.isEmpty { context.read() } else { readHeld = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .responding(let exchange) = state { exchange.writabilityChanged() }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        let exchange = currentExchange
        state = .closing
        waiting.removeAll()
        timer?.cancel()
        exchange?.connectionClosed()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            connection.isShuttingDown = true
            keepAlive = false
            switch state {
            case .idle: close()
            case .responding(let exchange): exchange.shutDown()
            case .receiving, .closing: break
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state {
        case .idle, .receiving:
            guard let error = error as? HTTPParserError else { return close() }
            // HPE_HEADER_OVERFLOW is the one that says "too large".
            let status: HTTPResponseStatus = error == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest
            refuse(status)
        case .responding:
            // The answer to the request before the broken one may still be sent; nothing after it.
            keepAlive = false
            waiting.removeAll()
            if !(error is HTTPParserError) { close() }
        case .closing:
            context.close(promise: nil)
        }
    }

    private var currentExchange: Exchange? {
        if case .responding(let exchange) = state { exchange } else { nil }
    }

    // MARK: Requests

    private func drain() {
        // An answer may be sent while its request is still being processed; the loop below then goes on by itself.
        guard !isDraining else { return }
        isDraining = true
        defer { isDraining = false }
        while let part = waiting.first, accepts(part) {
            waiting.removeFirst()
            process(part)
        }
        if waiting.isEmpty, readHeld {
            readHeld = false
            context?.read()
        }
    }

    private func accepts(_ part: HTTPServerRequestPart) -> Bool {
        guard case .responding = state else { return true }
        // The rest of a body that is too large is dropped at once; the next request has to wait.
        return bodyUnread
    }

    private func process(_ part: HTTPServerRequestPart) {
        switch (state, part) {
        case (.idle, .head(let head)):
            receive(head)
        case (.receiving(let head, var body), .body(let piece)):
            state = .idle
            if body.readableBytes + piece.readableBytes > configuration.maxBodyBytes {
                respondTooLarge(head)
            } else {
                if body.readableBytes == 0 { body = piece } else { body.writeImmutableBuffer(piece) }
                state = .receiving(head, body)
            }
        case (.receiving(let head, let body), .end):
            respond(head, body: body, tooLarge: false)
        case (.responding, .end):
            bodyUnread = false
        case (.closing, .end):
            context?.close(promise: nil)
        default:
            break
        }
    }

    private func receive(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        version = head.version.minor == 0 ? .http1_0 : .http1_1
        // The decoder stops behind a request that asks for an upgrade, so nothing more can come if it is not granted.
        keepAlive = head.isKeepAlive && !connection.isShuttingDown && !head.headers.contains(name: "upgrade")
        guard HTTPRequest.originForm(head.uri) != nil else { return refuse(.badRequest) }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > configuration.maxBodyBytes {
            return respondTooLarge(head)
        }
        if head.version == .http1_1, head.headers.first(name: "expect")?.lowercased() == "100-continue" {
            context?.writeAndFlush(wrapOutboundOut(.head(HTTPResponseHead(version: version, status: .continue))), promise: nil)
        }
        timer?.set(configuration.readBodyTimeout)
        state = .receiving(head, ByteBuffer())
    }

    private func respondTooLarge(_ head: HTTPRequestHead) {
        keepAlive = false
        bodyUnread = true
        respond(head, body: ByteBuffer(), tooLarge: true)
    }

    private func respond(_ head: HTTPRequestHead, body: ByteBuffer, tooLarge: Bool) {
        timer?.clear()
        let request = HTTPRequest(
            method: head.method,
            uri: HTTPRequest.originForm(head.uri) ?? "/",
            headers: head.headers,
            body: body,
            bodyTooLarge: tooLarge,
            peerCertificates: connection.peerCertificates,
            remoteAddress: connection.remoteAddress,
            remotePort: connection.remotePort,
            isHTTP2: false
        )
        let exchange = Exchange(
            transport: self, server: connection.server, isHead: isHead, isShuttingDown: connection.isShuttingDown
        )
        state = .responding(exchange)
        exchange.start(request, executor: connection.executor)
    }

    /// Answers a request that cannot be understood, and closes.
    private func refuse(_ status: HTTPResponseStatus) {
        keepAlive = false
        let text = ByteBuffer(string: "\(status.code) \(status.reasonPhrase)")
        sendComplete(
            status: status,
            headers: ["content-type": "text/plain; charset=utf-8", "content-length": "\(text.readableBytes)"],
            body: [text]
        )
    }

    // MARK: ExchangeTransport

    var isWritable: Bool { context?.channel.isWritable ?? false }

    func sendComplete(status: HTTPResponseStatus, headers: HTTPHeaders, body: [ByteBuffer]) {
        guard let context else { return }
        if isHead, status.mayHaveBody, !headers.contains(name: "content-length") {
            // Of unknown length: the encoder would frame a body that HEAD must not have.
            keepAlive = false
            writeLast(.head(head(status, headers)))
            return finish()
        }
        context.write(wrapOutboundOut(.head(head(status, headers))), promise: nil)
        for buffer in body { context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil) }
        writeLast(.end(nil))
        finish()
    }

    func sendHead(status: HTTPResponseStatus, headers: HTTPHeaders) {
        if version == .http1_0 { keepAlive = false }
        context?.writeAndFlush(wrapOutboundOut(.head(head(status, headers))), promise: nil)
    }

    func sendBody(_ buffers: [ByteBuffer]) {
        guard let context else { return }
        for buffer in buffers where buffer.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        context.flush()
    }

    func sendEnd() {
        writeLast(.end(nil))
        finish()
    }

    func reset() {
        state = .closing
        context?.close(promise: nil)
    }

    /// Sends the last part of a response, and remembers when it is out if the connection ends with it.
    private func writeLast(_ part: HTTPServerResponsePart) {
        guard let context else { return }
        let promise = keepAlive ? nil : eventLoop.makePromise(of: Void.self)
        lastWrite = promise?.futureResult
        context.writeAndFlush(wrapOutboundOut(part), promise: promise)
    }

    private func head(_ status: HTTPResponseStatus, _ headers: HTTPHeaders) -> HTTPResponseHead {
        var headers = headers
        if !keepAlive {
            headers.replaceOrAdd(name: "connection", value: "close")
        } else if version == .http1_0 {
            headers.replaceOrAdd(name: "connection", value: "keep-alive")
        }
        return HTTPResponseHead(version: version, status: status, headers: headers)
    }

    private func finish() {
        guard keepAlive else { return close() }
        state = .idle
        timer?.set(configuration.idleTimeout)
        drain()
    }

    /// Closes once everything written is sent. What the client still sends is read and dropped for a moment, since closing
    /// with bytes unread would reset the connection and the client might never see the answer.
    private func close() {
        guard let context else { return }
        state = .closing
        if bodyUnread {
            timer?.set(.milliseconds(500))
            drain()
        } else {
            guard let lastWrite else { return context.close(promise: nil) }
            let bound = NIOLoopBound(context, eventLoop: eventLoop)
            lastWrite.whenComplete { _ in bound.value.close(promise: nil) }
        }
    }

    func upgrade(to name: String, headers: HTTPHeaders, onShutdown: @escaping @Sendable () -> Void) -> RawChannel? {
        guard let context, version == .http1_1, case .responding = state else { return nil }
        var head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        head.headers.replaceOrAdd(name: "connection", value: "Upgrade")
        head.headers.replaceOrAdd(name: "upgrade", value: name)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        state = .closing
        let pipeline = context.pipeline.syncOperations
        let raw = RawHandler(onShutdown: onShutdown)
        do {
            // The order matters: what the decoder has read past the request goes to the raw handler when it is removed.
            try pipeline.addHandler(raw)
            let decoder = try pipeline.context(name: decoderName)
            let encoder = try pipeline.context(name: encoderName)
            pipeline.removeHandler(context: context, promise: nil)
            pipeline.removeHandler(context: encoder, promise: nil)
            pipeline.removeHandler(context: decoder, promise: nil)
        } catch {
            context.close(promise: nil)
            return nil
        }
        return RawChannel(handler: raw, eventLoop: eventLoop)
    }
}
