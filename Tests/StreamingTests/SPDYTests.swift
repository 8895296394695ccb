import NIOCore
@testable import Streaming
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SPDYTests {
    @Test func headersCompressAndExpandInOrder() throws {
        let compressor = SPDYHeaderCompressor(), decompressor = SPDYHeaderDecompressor()
        for headers in [["streamType": "error"], ["streamType": "stdin", "port": "80"], [:]] as [SPDYHeaders] {
            #expect(try decompressor.decompress(try compressor.compress(headers)) == headers)
        }
        // The dictionary is named by its checksum right behind zlib's first two bytes.
        let block = try SPDYHeaderCompressor().compress(["host": "a"])
        #expect(block[2..<6].elementsEqual([0xE3, 0xC6, 0xA7, 0xC2]))
    }

    @Test func framesRoundTripHoweverTheyAreCut() throws {
        let frames: [SPDYFrame] = [
            .synStream(stream: 1, fin: true, unidirectional: false, block: [1, 2, 3]),
            .synReply(stream: 1, fin: false, block: []),
            .data(stream: 1, fin: false, ByteBuffer(string: "hello")),
            .data(stream: 1, fin: true, ByteBuffer()),
            .rstStream(stream: 3, status: 5), .ping(7), .goAway(lastStream: 9, status: 0),
            .headers(stream: 1, fin: false, block: [9]),
        ]
        var bytes = ByteBuffer()
        for frame in frames { frame.encode(into: &bytes) }
        for size in [1, 3, 7, 1000] {
            var parser = SPDYFrameParser(), rest = bytes, parsed: [SPDYFrame] = []
            while let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
                parser.append(piece)
                while let frame = try parser.next() { parsed.append(frame) }
            }
            #expect(parsed == frames)
        }
    }

    @Test func garbageEndsTheConnectionAndNothingElse() async throws {
        var generator = SeededGenerator(state: 42)
        for _ in 0..<300 {
            var bytes = (0..<Int.random(in: 1..<200, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if Bool.random(using: &generator) {
                // A frame of a known type with a wrong inside.
                let length = UInt8.random(in: 0..<20, using: &generator)
                bytes = [0x80, 3, 0, UInt8.random(in: 0..<10, using: &generator), 0, 0, 0, length] + bytes
            }
            let (near, far) = MemoryConnection.pair()
            await far.outbound.push(ByteBuffer(bytes: bytes))
            far.outbound.finish()
            let spdy = SPDYConnection(near, role: .server)
            try? await spdy.run()
            for await stream in spdy.incoming { _ = try? await stream.readToEnd() }
        }
        #expect(throws: StreamingError.self) { try SPDYHeaders(block: [0xFF, 0xFF, 0xFF, 0xFF]) }
        #expect(throws: StreamingError.self) { try SPDYHeaders(block: [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]) }
        #expect(throws: StreamingError.self) { try SPDYHeaderDecompressor().decompress([1, 2, 3, 4, 5]) }
    }

    @Test func streamsCarryBytesBothWaysAndHalfClose() async throws {
        let (near, far) = MemoryConnection.pair()
        let client = SPDYConnection(near, role: .client), server = SPDYConnection(far, role: .server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            group.addTask { try await server.run() }
            group.addTask {
                // Echoes each stream behind its header, until the client closes its half.
                await withTaskGroup(of: Void.self) { echoes in
                    for await stream in server.incoming {
                        echoes.addTask {
                            try? await stream.write(stream.headers["name"] ?? "?")
                            while let bytes = try? await stream.read() { try? await stream.write(bytes) }
                            try? await stream.closeWriting()
                        }
                    }
                }
            }
            for index in 0..<3 {
                let stream = try await client.openStream(["Name": "s\(index) "])
                async let text = stream.readString()
                for _ in 0..<100 { try await stream.write(String(repeating: "x", count: 10_000)) }
                try await stream.closeWriting()
                let echoed = try await text
                #expect(echoed == "s\(index) " + String(repeating: "x", count: 1_000_000))
                await #expect(throws: StreamingError.closed) { try await stream.write("late") }
            }
            client.close()
        }
    }

    @Test func whatIsRefusedThrows() async throws {
        let (near, far) = MemoryConnection.pair()
        let client = SPDYConnection(near, role: .client)
        var refusal = ByteBuffer()
        SPDYFrame.rstStream(stream: 1, status: 3).encode(into: &refusal)
        async let running: Void = client.run()
        let opened = Task { try await client.openStream(["streamType": "data"]) }
        _ = try await far.read()
        try await far.write(refusal)
        await #expect(throws: StreamingError.reset(code: 3)) { _ = try await opened.value }
        far.close()
        try await running
    }
}
