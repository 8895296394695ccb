import NIOCore

/// Shows the decoder behind it the head of an answer alone, and keeps what came right behind that until it is known who reads it.
///
/// A decoder drops what it has not understood when the connection ends before it has been removed from the pipeline; a server
/// that switches protocols, says something and closes at once sends all of that together. Lives on its channel's event loop.
final class AnswerHeadHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum State {
        case head
        case holding
        case passing
    }

    /// More than any head: what has not ended by then is for the decoder to refuse.
    private static let limit = 1024 * 1024

    private var state = State.head
    private var held = ByteBuffer()
    private var hasEnded = false
    /// The decoder is at work on the head: it takes nothing more before it is back.
    private var isShowing = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .passing = state, !isShowing else {
            held.writeImmutableBuffer(unwrapInboundIn(data))
            if case .head = state { passHead(context) }
            return
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch state {
        case .head:
            passOn(context)
            context.fireChannelInactive()
        case .holding: hasEnded = true
        case .passing: context.fireChannelInactive()
        }
    }

    /// Who reads the rest is there: it gets what has come, and from now on everything.
    func passOn(_ context: ChannelHandlerContext) {
        state = .passing
        guard !isShowing else { return }
        let bytes = held
        held = ByteBuffer()
        if bytes.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(bytes)) }
        if hasEnded { context.fireChannelInactive() }
    }

    private func passHead(_ context: ChannelHandlerContext) {
        while case .head = state, let head = nextHead() {
            // Answers that only inform (100 Continue) come before the real one.
            let isFinal = !(head.starts(with: "HTTP/1.1 1".utf8) && !head.starts(with: "HTTP/1.1 101".utf8))
            if isFinal { state = .holding }
            isShowing = true
            context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: head)))
            isShowing = false
            if case .passing = state { passOn(context) }
        }
        if case .head = state, held.readableBytes > Self.limit { passOn(context) }
    }

    private func nextHead() -> ByteBufferView? {
        let bytes = held.readableBytesView
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
        return held.readSlice(length: bytes.distance(from: bytes.startIndex, to: end))?.readableBytesView
    }
}
