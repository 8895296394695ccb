import NIOCore
import NIOHTTP1
@testable import Streaming
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WebSocketTests {
    static let upgrade: HTTPHeaders = [
        "Connection": "keep-alive, Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]

    @Test func handshakeChoosesTheClientsFirstProtocolThatIsKnown() throws {
        var headers = Self.upgrade
        let plain = try WebSocketHandshake.accept(headers, protocols: ChannelProtocol.names)
        #expect(plain.headers["sec-websocket-accept"] == ["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="])
        #expect(plain.protocol == nil)
        headers.add(name: "Sec-WebSocket-Protocol", value: "v9.channel.k8s.io, v5.channel.k8s.io, v4.channel.k8s.io")
        #expect(try WebSocketHandshake.accept(headers, protocols: ChannelProtocol.names).protocol == "v5.channel.k8s.io")
        #expect(throws: StreamingError.self) { try WebSocketHandshake.accept(headers, protocols: ["other"]) }
        headers.replaceOrAdd(name: "Sec-WebSocket-Key", value: "short")
        #expect(throws: StreamingError.self) { try WebSocketHandshake.accept(headers, protocols: ChannelProtocol.names) }
        #expect(throws: StreamingError.self) { try WebSocketHandshake.accept([:], protocols: []) }
    }

    @Test func messagesOfEverySizeArriveWhole() async throws {
        let (near, far) = MemoryConnection.pair()
        let client = WebSocketConnection(near, role: .client(mask: { 0xDEAD_BEEF })), server = WebSocketConnection(far)
        for size in [0, 1, 125, 126, 65535, 65536, 200_000] {
            let message = WebSocketMessage.binary(ByteBuffer(repeating: 7, count: size))
            async let sent: Void = client.send(message)
            #expect(try await server.receive() == message)
            try await sent
            async let answered: Void = server.send(message)
            #expect(try await client.receive() == message)
            try await answered
        }
        await client.close()
        #expect(try await server.receive() == nil)
    }

    @Test func fragmentsJoinAndPingsAreAnsweredBetweenThem() async throws {
        let (near, far) = MemoryConnection.pair()
        let server = WebSocketConnection(far)
        var bytes = ByteBuffer()
        WebSocketFrame(fin: false, opcode: .text, payload: ByteBuffer(string: "he")).encode(mask: 1, into: &bytes)
        WebSocketFrame(opcode: .ping, payload: ByteBuffer(string: "p")).encode(mask: 2, into: &bytes)
        WebSocketFrame(opcode: .continuation, payload: ByteBuffer(string: "llo")).encode(mask: 3, into: &bytes)
        try await near.write(bytes)
        #expect(try await server.receive() == .text(ByteBuffer(string: "hello")))
        var parser = WebSocketFrameParser(maxPayload: 1000, expectsMask: false)
        parser.append(try #require(try await near.read()))
        #expect(try parser.next() == WebSocketFrame(opcode: .pong, payload: ByteBuffer(string: "p")))
    }

    @Test func malformedFramesCloseWithProtocolError() async throws {
        var fragment = ByteBuffer(), twice = ByteBuffer()
        WebSocketFrame(opcode: .continuation, payload: ByteBuffer()).encode(mask: 1, into: &fragment)
        for _ in 0..<2 { WebSocketFrame(fin: false, opcode: .text, payload: ByteBuffer()).encode(mask: 1, into: &twice) }
        let bad: [[UInt8]] = [
            [0x81, 0x01, 0x41],  // not masked
            [0xF1, 0x80, 0, 0, 0, 0],  // reserved bits
            [0x83, 0x80, 0, 0, 0, 0],  // unknown opcode
            [0x09, 0x80, 0, 0, 0, 0],  // ping in pieces
            [0x89, 0xFE, 0, 200],  // ping too long
            [0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],  // 2^64 - 1 bytes
            Array(fragment.readableBytesView), Array(twice.readableBytesView),
        ]
        for bytes in bad {
            let (near, far) = MemoryConnection.pair()
            let server = WebSocketConnection(far)
            try await near.write(ByteBuffer(bytes: bytes))
            await #expect(throws: StreamingError.self) { try await server.receive() }
            let close = try #require(try await near.read())
            #expect(close.getInteger(at: close.readerIndex, as: UInt8.self) == 0x88)
            #expect(close.getInteger(at: close.readerIndex + 2, as: UInt16.self) == 1002)
        }
    }

    @Test func base64ChannelsRoundTripAndRejectGarbage() throws {
        for channels in ChannelProtocol.allCases {
            let bytes = ByteBuffer(bytes: [0, 255, 10])
            let decoded = try #require(try channels.decode(channels.encode(2, bytes)))
            #expect(decoded.channel == 2)
            #expect(decoded.bytes == bytes)
        }
        #expect(throws: StreamingError.self) { try ChannelProtocol.base64V4.decode(.text(ByteBuffer(string: "0***"))) }
        #expect(throws: StreamingError.self) { try ChannelProtocol.base64V4.decode(.text(ByteBuffer(string: "xAA=="))) }
        #expect(try ChannelProtocol.v5.decode(.binary(ByteBuffer())) == nil)
    }
}
