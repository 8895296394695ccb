import NIOCore
@testable import Streaming
import Testing

/// Two connected ends in memory.
struct MemoryConnection: ByteConnection {
    let inbound: BoundedPipe
    let outbound: BoundedPipe

    static func pair() -> (MemoryConnection, MemoryConnection) {
        let one = BoundedPipe(), two = BoundedPipe()
        return (MemoryConnection(inbound: one, outbound: two), MemoryConnection(inbound: two, outbound: one))
    }

    func read() async throws -> ByteBuffer? { try await inbound.read() }
    func write(_ buffer: ByteBuffer) async throws { await outbound.push(buffer) }
    func close() {
        outbound.finish()
        inbound.finish()
    }
}

/// A generator whose numbers are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}

extension ByteConnection {
    func write(_ text: String) async throws { try await write(ByteBuffer(string: text)) }

    func readString() async throws -> String {
        var text = ""
        while let buffer = try await read() { text += String(buffer: buffer) }
        return text
    }
}
