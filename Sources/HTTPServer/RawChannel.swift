import NIOCore

/// An upgraded connection's two directions, usable from any task.
final class RawChannel: Sendable {
    private let eventLoop: any EventLoop
    private let handler: NIOLoopBound<RawHandler>

    /// Must be made on the handler's event loop.
    init(handler: RawHandler, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
    }

    func write(_ buffer: ByteBuffer) async throws {
        try Task.checkCancellation()
        let handler = handler
        if let waiter = try await eventLoop.onLoop({ try handler.value.write(buffer) }) {
            try await waiter.wait()
        }
    }

    func read() async throws -> ByteBuffer? {
        let handler = handler
        while true {
            try Task.checkCancellation()
            switch try await eventLoop.onLoop({ try handler.value.take() }) {
            case .bytes(let buffer): return buffer
            case .end: return nil
            case .wait(let waiter): try await waiter.wait()
            }
        }
    }

    func close() {
        let handler = handler
        eventLoop.now { handler.value.close() }
    }
}

/// The channel's end of a ``RawChannel``: buffers what comes in until it is asked for, and stops reading from the socket
/// when nobody asks. Lives on its channel's event loop.
final class RawHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Taken: Sendable {
        case bytes(ByteBuffer)
        case end
        case wait(Waiter)
    }

    private enum State {
        case open
        case ended
        case failed(any Error)
    }

    /// How many bytes may lie here unread before the socket is left alone.
    private static let inboundLimit = 128 * 1024

    /// How long the other side may take to close after us.
    private static let lingering = TimeAmount.seconds(1)

    private var isClosing = false
    private var state = State.open
    private var context: ChannelHandlerContext?
    private var inbound = CircularBuffer<ByteBuffer>()
    private var inboundBytes = 0
    private var readHeld = false
    private var reader: Waiter?
    private var writers: [Waiter] = []
    private let onShutdown: @Sendable () -> Void

    /// `onShutdown` is called when the server begins to shut down.
    init(onShutdown: @escaping @Sendable () -> Void = {}) {
        self.onShutdown = onShutdown
    }

    // MARK: For RawChannel

    func write(_ buffer: ByteBuffer) throws -> Waiter? {
        guard case .open = state, !isClosing, let context else { throw HTTPServerError.connectionClosed }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        if context.channel.isWritable { return nil }
        let waiter = Waiter()
        writers.append(waiter)
        return waiter
    }

    func take() throws -> Taken {
        if let buffer = inbound.popFirst() {
            inboundBytes -= buffer.readableBytes
            if readHeld, inboundBytes < Self.inboundLimit {
                readHeld = false
                context?.read()
            }
            return .bytes(buffer)
        }
        switch state {
        case .ended: return .end
        case .failed(let error): throw error
        case .open where isClosing: return .end
        case .open:
            let waiter = Waiter()
            reader?.resume(.success(()))
            reader = waiter
            return .wait(waiter)
        }
    }

    func close() {
        guard let context, !isClosing else { return }
        isClosing = true
        inbound = []
        inboundBytes = 0
        reader?.resume(.success(()))
        reader = nil
        // Behind what was written: a close alone would overtake unsent bytes.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { [self] _ in linger(context) }
    }

    /// Says that nothing more comes, and takes what the other side still sends until it has closed too. A socket that is closed
    /// with bytes unread is reset, and then the other side loses what was sent to it last.
    private func linger(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return context.close(promise: nil) }
        context.close(mode: .output).assumeIsolated().whenFailure { _ in context.close(promise: nil) }
        if readHeld {
            readHeld = false
            context.read()
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) { context.close(promise: nil) }
    }

    // MARK: For the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(.ended)
        self.context = nil
    }

    func read(context: ChannelHandlerContext) {
        if inboundBytes >= Self.inboundLimit {
            readHeld = true
        } else {
            context.read()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard buffer.readableBytes > 0, !isClosing else { return }
        inboundBytes += buffer.readableBytes
        inbound.append(buffer)
        reader?.resume(.success(()))
        reader = nil
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            let waiting = writers
            writers = []
            for writer in waiting { writer.resume(.success(())) }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.ended)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failed(error))
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { onShutdown() }
        context.fireUserInboundEventTriggered(event)
    }

    private func finish(_ end: State) {
        guard case .open = state else { return }
        state = end
        reader?.resume(.success(()))
        reader = nil
        let waiting = writers
        writers = []
        for writer in waiting { writer.resume(.failure(HTTPServerError.connectionClosed)) }
    }
}
