import HTTPServer
import NIOCore

/// A connection that was upgraded from HTTP carries the streams of this module.
extension UpgradedConnection: ByteConnection {
    public func read() async throws -> ByteBuffer? {
        var iterator = inbound.makeAsyncIterator()
        return try await iterator.next()
    }
}
