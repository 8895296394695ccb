/// A response's body as it arrives: chunks of bytes, cut anywhere. To be read once.
public struct ClientBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    private let start: @Sendable () -> AsyncIterator

    /// A body that is already there.
    public init(_ bytes: [UInt8]) {
        start = {
            var rest: [UInt8]? = bytes.isEmpty ? nil : bytes
            return AsyncIterator {
                defer { rest = nil }
                return rest
            }
        }
    }

    /// A body that arrives in pieces.
    public init<Chunks: AsyncSequence & Sendable>(_ chunks: Chunks) where Chunks.Element == [UInt8] {
        start = {
            var iterator = chunks.makeAsyncIterator()
            return AsyncIterator { try await iterator.next() }
        }
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let produce: () async throws -> [UInt8]?

        public mutating func next() async throws -> [UInt8]? { try await produce() }
    }

    public func makeAsyncIterator() -> AsyncIterator { start() }

    /// The whole body; throws `ClientError.bodyTooLarge` beyond `limit` bytes.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            guard bytes.count + chunk.count <= limit else { throw ClientError.bodyTooLarge(limit: limit) }
            if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
        }
        return bytes
    }
}
