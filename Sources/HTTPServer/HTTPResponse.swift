public import NIOCore
public import NIOHTTP1

/// The answer to an ``HTTPRequest``.
public struct HTTPResponse: Sendable {
    /// The status line's status.
    public var status: HTTPResponseStatus
    /// The header fields. `content-length`, `transfer-encoding`, `connection` and `date` are added by the server.
    public var headers: HTTPHeaders
    /// The body.
    public var body: Body

    /// What follows the headers.
    public enum Body: Sendable {
        /// Nothing.
        case empty
        /// One piece of known length.
        case buffer(ByteBuffer)
        /// Several pieces, sent one behind the other.
        case buffers([ByteBuffer])
        /// A body of unknown length, written bit by bit; every write is flushed. The headers are sent before the closure
        /// runs. When it returns the body ends; when it throws the connection (HTTP/2: the stream) is reset, so that the
        /// client can tell. Its task is cancelled when the client goes away or the server shuts down.
        case stream(@Sendable (any ResponseWriter) async throws -> Void)
        /// `101 Switching Protocols` to the named protocol, then raw bytes both ways until the closure returns.
        /// HTTP/1.1 only; status is ignored. Its task is cancelled as for `stream`.
        case upgrade(protocol: String, @Sendable (UpgradedConnection) async throws -> Void)
    }

    /// Makes a response.
    public init(status: HTTPResponseStatus, headers: HTTPHeaders = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The writing end of a streamed response body. Safe to use from any task, but from one at a time.
public protocol ResponseWriter: Sendable {
    /// Sends `buffer` at once; suspends while the client cannot take more.
    /// Throws ``HTTPServerError/connectionClosed`` when the client is gone, `CancellationError` when the task is cancelled.
    func write(_ buffer: ByteBuffer) async throws
    /// Sends all of `buffers` with one flush; otherwise like ``write(_:)-(ByteBuffer)``.
    func write(_ buffers: [ByteBuffer]) async throws
}

/// A connection that has been upgraded from HTTP/1.1: raw bytes both ways, with back-pressure both ways.
///
/// Safe to use from any task; one reader and one writer at a time. Close it when done.
public struct UpgradedConnection: Sendable {
    let channel: RawChannel

    /// The bytes from the other side, until it closes. Iterate once.
    public var inbound: Inbound { Inbound(channel: channel) }

    /// Sends `buffer`; suspends while the other side cannot take more.
    /// Throws ``HTTPServerError/connectionClosed`` when it is gone.
    public func write(_ buffer: ByteBuffer) async throws {
        try await channel.write(buffer)
    }

    /// Closes the connection once everything written is sent. May be called more than once.
    public func close() {
        channel.close()
    }

    /// The bytes from the other side as an asynchronous sequence.
    public struct Inbound: AsyncSequence, Sendable {
        public typealias Element = ByteBuffer
        let channel: RawChannel

        public func makeAsyncIterator() -> Iterator {
            Iterator(channel: channel)
        }

        /// Reads on demand: no more is taken from the socket than is asked for.
        public struct Iterator: AsyncIteratorProtocol {
            let channel: RawChannel

            public mutating func next() async throws -> ByteBuffer? {
                try await channel.read()
            }
        }
    }
}
