public import NIOCore

/// One stream of a ``SPDYConnection``: bytes both ways and headers at its beginning.
///
/// Safe to use from any task, by one reader and one writer at a time. A stream that is not read holds up the whole
/// connection once some hundred KiB wait in it, so read every stream.
public final class SPDYStream: ByteConnection {
    /// The stream's number on its connection.
    public let id: UInt32
    /// The headers it was opened with.
    public let headers: SPDYHeaders
    let inbound = BoundedPipe()
    /// Ends when the other side has accepted the stream; nothing goes through it.
    let accepted = BoundedPipe()
    private let connection: SPDYConnection

    init(id: UInt32, headers: SPDYHeaders, connection: SPDYConnection) {
        self.id = id
        self.headers = headers
        self.connection = connection
    }

    func finish(_ error: (any Error)?) {
        accepted.finish(error ?? StreamingError.closed)
        inbound.finish(error)
    }

    /// The next bytes; `nil` when the other side has closed its half or reset the stream.
    public func read() async throws -> ByteBuffer? {
        try await inbound.read()
    }

    /// All bytes to the end; what exceeds the limit is dropped.
    public func readToEnd(limit: Int = 1 << 20) async throws -> ByteBuffer {
        var all = ByteBuffer()
        while let buffer = try await read() {
            if all.readableBytes + buffer.readableBytes <= limit { all.writeImmutableBuffer(buffer) }
        }
        return all
    }

    /// Sends bytes. Throws ``StreamingError/closed`` after ``closeWriting()`` or when the connection is gone.
    public func write(_ buffer: ByteBuffer) async throws {
        try await connection.writeData(buffer, on: id)
    }

    /// Tells the other side that nothing more comes; reading goes on.
    public func closeWriting() async throws {
        try await connection.finishWriting(on: id)
    }

    /// Gives the stream up both ways.
    public func reset() async {
        await connection.reset(id)
    }

    /// Gives the stream up both ways, without waiting.
    public func close() {
        Task { await reset() }
    }
}
