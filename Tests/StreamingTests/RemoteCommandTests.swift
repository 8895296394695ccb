import NIOCore
@testable import Streaming
import Testing

/// What a runtime's streaming server does with a command: here `cat`, which complains and exits with 3.
private func runFakeRuntime(_ connection: any ByteConnection, streams expected: Int) async throws {
    let spdy = SPDYConnection(connection, role: .server)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try? await spdy.run() }
        var streams: [String: SPDYStream] = [:]
        for await stream in spdy.incoming {
            streams[stream.headers["streamType"] ?? ""] = stream
            if streams.count == expected { break }
        }
        if let resize = streams["resize"] {
            let size = try #require(try await resize.read())
            try await streams["stdout"]?.write(size)
        }
        while let bytes = try await streams["stdin"]?.read() { try await streams["stdout"]?.write(bytes) }
        try await streams["stderr"]?.write("done")
        try await streams["error"]?.write(#"{"status":"Failure","message":"exit 3","reason":"NonZeroExitCode"}"#)
        for stream in streams.values { try await stream.closeWriting() }
        spdy.close()
    }
}

@Suite(.timeLimit(.minutes(1)))
struct RemoteCommandTests {
    private func run(
        _ channels: ChannelProtocol, _ options: RemoteCommandOptions, send messages: [WebSocketMessage]
    ) async throws -> [UInt8: String] {
        let (clientEnd, serverEnd) = MemoryConnection.pair()
        let (bridgeEnd, runtimeEnd) = MemoryConnection.pair()
        let client = WebSocketConnection(clientEnd, role: .client(mask: { 0x0102_0304 }))
        let streams = 1 + (options.stdin ? 1 : 0) + (options.stdout ? 1 : 0) + (options.stderr ? 1 : 0) + (options.tty ? 1 : 0)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runFakeRuntime(runtimeEnd, streams: streams) }
            group.addTask {
                try await RemoteCommandBridge(WebSocketConnection(serverEnd), protocol: channels, options: options)
                    .run(runtime: bridgeEnd)
            }
            for message in messages { try await client.send(message) }
            var received: [UInt8: String] = [:]
            while let message = try await client.receive() {
                guard let (channel, bytes) = try channels.decode(message) else { continue }
                received[channel, default: ""] += String(buffer: bytes)
            }
            try await group.waitForAll()
            return received
        }
    }

    @Test func v5CarriesAllStreamsAndClosesStandardInput() async throws {
        let options = RemoteCommandOptions(query: "stdin=true&stdout=1&stderr=true&command=cat&command=%2Dn+x")
        #expect(options.command == ["cat", "-n x"])
        let received = try await run(.v5, options, send: [
            ChannelProtocol.v5.encode(0, ByteBuffer(string: "hello ")),
            ChannelProtocol.v5.encode(0, ByteBuffer(string: "world")),
            .binary(ByteBuffer(bytes: [255, 0])),
        ])
        #expect(received[1] == "hello world")
        #expect(received[2] == "done")
        #expect(received[3]?.contains("NonZeroExitCode") == true)
    }

    @Test func oldProtocolsGetTheMessageAndATerminalHasItsSize() async throws {
        let options = RemoteCommandOptions(query: "stdout=true&stderr=true&tty=true")
        #expect(!options.stderr)
        let size = #"{"Width":80,"Height":24}"#
        let received = try await run(.base64, options, send: [
            ChannelProtocol.base64.encode(4, ByteBuffer(string: size))
        ])
        #expect(received[1] == size)
        #expect(received[3] == "exit 3")
    }

    @Test func aTunnelEndsOnBothSides() async throws {
        let (one, two) = MemoryConnection.pair()
        let (three, four) = MemoryConnection.pair()
        async let tunnelled: Void = tunnel(two, three)
        try await one.write("ping")
        #expect(try await four.read() == ByteBuffer(string: "ping"))
        try await four.write("pong")
        #expect(try await one.read() == ByteBuffer(string: "pong"))
        four.close()
        await tunnelled
        #expect(try await one.read() == nil)
    }
}
