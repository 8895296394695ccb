import NIOCore
import NIOHTTP1
import Synchronization

/// One request of a ``CallPool``, on its way. Whoever finishes it first decides what comes of it.
final class Call: Sendable {
    private struct State {
        var continuation: CheckedContinuation<CallPool.Reply, any Error>?
        var early: Result<CallPool.Reply, any Error>?
        var isFinished = false
        var connection: CallConnection?
    }

    let head: HTTPRequestHead
    let body: [UInt8]?
    let deadline: NIODeadline
    private let state = Mutex(State())

    init(head: HTTPRequestHead, body: [UInt8]?, deadline: NIODeadline) {
        self.head = head
        self.body = body
        self.deadline = deadline
    }

    var isFinished: Bool { state.withLock(\.isFinished) }

    /// Sets who waits; false if it is over already.
    func begin(_ continuation: CheckedContinuation<CallPool.Reply, any Error>) -> Bool {
        let early = state.withLock { state in
            if state.early == nil { state.continuation = continuation }
            return state.early
        }
        if let early { continuation.resume(with: early) }
        return early == nil
    }

    func finish(_ result: Result<CallPool.Reply, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<CallPool.Reply, any Error>? in
            if state.isFinished { return nil }
            state.isFinished = true
            state.connection = nil
            if state.continuation == nil { state.early = result }
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: result)
    }

    func expire() { finish(.failure(ClientError.timedOut("\(head.method.rawValue) \(head.uri)"))) }

    /// It is sent on this connection; false if nobody wants it any more.
    func started(on connection: CallConnection) -> Bool {
        state.withLock { state in
            if !state.isFinished { state.connection = connection }
            return !state.isFinished
        }
    }

    /// Nobody waits for the answer any more: the connection that it would come on is of no further use.
    func cancel() {
        let connection = state.withLock(\.connection)
        finish(.failure(CancellationError()))
        connection?.close()
    }
}

/// A connection of a ``CallPool``, for those who are not on its event loop.
final class CallConnection: Sendable {
    private let eventLoop: any EventLoop
    private let handler: NIOLoopBound<CallHandler>

    /// Must be made on the handler's event loop.
    init(_ handler: CallHandler, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
    }

    func start(_ call: Call) {
        let handler = handler
        eventLoop.execute { handler.value.start(call) }
    }

    func close() {
        let handler = handler
        eventLoop.execute { handler.value.close() }
    }
}

/// Sends one request after the other and puts the parts of the answers together. Lives on its channel's event loop.
final class CallHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// How often it is looked whether a request takes too long.
    private static let tick = TimeAmount.milliseconds(250)
    /// A connection that nobody used for so long is closed: sooner than a server would, perhaps just when a request is sent.
    private static let idleTime = TimeAmount.seconds(30)

    private let pool: CallPool
    private var context: ChannelHandlerContext?
    private var connection: CallConnection?
    private var call: Call?
    private var response: HTTPResponseHead?
    private var body: [UInt8] = []
    private var usedAt = NIODeadline.now()
    private var timer: Scheduled<Void>?
    private var hasEnded = false
    /// Why it ended, where that is known.
    private var failure: (any Error)?

    init(pool: CallPool) { self.pool = pool }

    func start(_ call: Call) {
        guard let context, context.channel.isActive, let connection, self.call == nil else {
            // It ended just now, and nothing was sent: another will do.
            return pool.submit(call)
        }
        guard call.started(on: connection) else { return goOn() }
        self.call = call
        context.write(wrapOutboundOut(.head(call.head)), promise: nil)
        if let body = call.body { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func close() { context?.close(promise: nil) }

    /// Begins the next request, if there is one.
    private func goOn() {
        usedAt = .now()
        guard let connection, let call = pool.next(for: connection) else { return }
        start(call)
    }

    // MARK: For the channel

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        connection = CallConnection(self, eventLoop: context.eventLoop)
        arm(context.eventLoop)
        goOn()
        context.fireChannelActive()
    }

    private func arm(_ loop: any EventLoop) {
        timer = loop.assumeIsolated().scheduleTask(in: Self.tick) { [self] in
            look()
            if !hasEnded { arm(loop) }
        }
    }

    private func look() {
        pool.expire()
        let now = NIODeadline.now()
        if let call {
            guard call.deadline <= now else { return }
            call.expire()
            close()
        } else if usedAt + Self.idleTime <= now, let connection, pool.retire(connection) {
            close()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            response = head
            body = []
        case .body(let piece):
            guard body.count + piece.readableBytes <= Client.bodyLimit else {
                call?.finish(.failure(ClientError.bodyTooLarge(limit: Client.bodyLimit)))
                return context.close(promise: nil)
            }
            body.append(contentsOf: piece.readableBytesView)
        case .end:
            // 1xx comes before the answer itself.
            guard let response, response.status.code >= 200, let call else { return }
            (self.response, self.call) = (nil, nil)
            call.finish(.success(.init(status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body)))
            body = []
            if response.isKeepAlive { goOn() } else { context.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        failure = failure ?? error
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        timer?.cancel()
        timer = nil
        context = nil
        let wasActive = connection != nil
        call?.finish(.failure(failure ?? ChannelError.eof))
        call = nil
        // One that never came to be is told of by the attempt to connect.
        if wasActive { pool.ended(connection) }
        connection = nil
    }
}
