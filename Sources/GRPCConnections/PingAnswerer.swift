public import NIOCore
import NIOSSL

/// Answers the HTTP/2 PINGs of a gRPC server before the HTTP/2 stack sees them.
///
/// A server in Go measures the connection with a PING for nearly every call. swift-nio-http2 takes more than 200 in 30 seconds
/// for an attack and closes the connection, in the middle of whatever goes on; a busy client needs more calls than that.
public final class PingAnswerer: ChannelInboundHandler {
    public typealias InboundIn = ByteBuffer
    public typealias InboundOut = ByteBuffer
    public typealias OutboundOut = ByteBuffer

    private var filter = PingFilter()

    private init() {}

    /// Puts one into the pipeline of a new connection: where bytes are in the clear, in front of HTTP/2.
    ///
    /// It is what gRPC's `onCreateTCPConnection` is to be set to; called on the channel's event loop.
    public static func install(in channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            if let tls = try? pipeline.handler(type: NIOSSLClientHandler.self) {
                try pipeline.addHandler(PingAnswerer(), position: .after(tls))
            } else {
                try pipeline.addHandler(PingAnswerer(), position: .first)
            }
        }
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let (rest, answers) = filter.split(unwrapInboundIn(data))
        if answers.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(answers), promise: nil) }
        if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
    }
}

/// Takes the PINGs out of a stream of HTTP/2 frames.
struct PingFilter {
    private static let headerLength = 9
    private static let pingType: UInt8 = 6
    private static let acknowledgement: UInt8 = 1

    /// The beginning of a frame's header whose rest has not come yet, or a PING that is not whole.
    private var pending = ByteBuffer()
    /// How much of the current frame is still to be passed on.
    private var passing = 0

    /// What is not a PING, in order, and the acknowledgements of what is.
    mutating func split(_ bytes: ByteBuffer) -> (rest: ByteBuffer, answers: ByteBuffer) {
        var input = pending
        input.writeImmutableBuffer(bytes)
        pending = ByteBuffer()
        var rest = ByteBuffer()
        var answers = ByteBuffer()
        while input.readableBytes > 0 {
            if passing > 0 {
                guard let part = input.readSlice(length: min(passing, input.readableBytes)) else { break }
                passing -= part.readableBytes
                rest.writeImmutableBuffer(part)
                continue
            }
            let start = input.readerIndex
            guard input.readableBytes >= Self.headerLength, let high = input.getInteger(at: start, as: UInt8.self),
                let low = input.getInteger(at: start + 1, as: UInt16.self), let type = input.getInteger(at: start + 3, as: UInt8.self),
                let flags = input.getInteger(at: start + 4, as: UInt8.self)
            else { break }
            let length = Int(high) << 16 | Int(low)
            guard type == Self.pingType, length == 8, flags & Self.acknowledgement == 0 else {
                passing = Self.headerLength + length
                continue
            }
            guard var ping = input.readSlice(length: Self.headerLength + length) else { break }
            ping.setInteger(flags | Self.acknowledgement, at: ping.readerIndex + 4)
            answers.writeBuffer(&ping)
        }
        pending = input.slice()
        return (rest, answers)
    }
}
