import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PKITesting
import SwiftASN1
import Synchronization
import Testing
import X509

@testable import HTTPServer
@testable import Streaming

/// What comes over connections: requests' framing, upgraded streams, certificates.
@Suite(.timeLimit(.minutes(30))) struct TransportFuzzTests {
    @Test func http1() async throws {
        let seeds = [
            "GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: x\r\n\r\n",
            "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: t\r\n\r\n5\r\nhello\r\n0\r\nt: v\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
            "GET /exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n\u{80}\u{3}",
        ]
        let words = ["\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFF\r\n", " HTTP/1.0", ":"]
        try await withServer(nil) { connect in
            try await Fuzzer.run(500, seeds: seeds, words: words) { input in try await Self.send(input, try await connect()) }
        }
    }

    @Test func http2() async throws {
        func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt8, _ payload: [UInt8]) -> [UInt8] {
            [0, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF), type, flags, 0, 0, 0, stream] + payload
        }
        let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(4, 0, 0, [])
        // :method GET or POST, :scheme https, :path /, :authority x
        let get: [UInt8] = [0x82, 0x87, 0x84, 0x41, 1, 0x78]
        let post: [UInt8] = [0x83, 0x87, 0x84, 0x41, 1, 0x78]
        let seeds: [[UInt8]] = [
            frame(1, 5, 1, get) + frame(1, 5, 3, get),
            frame(1, 4, 1, post) + frame(0, 0, 1, Array("hello".utf8)) + frame(0, 1, 1, []),
            frame(1, 1, 1, Array(get.prefix(3))) + frame(9, 4, 1, Array(get.dropFirst(3))) + frame(3, 0, 1, [0, 0, 0, 8]),
            frame(6, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]) + frame(8, 0, 0, [0, 1, 0, 0]) + frame(4, 0, 0, [0, 4, 0, 0, 0, 0]) + frame(2, 0, 1, [0, 0, 0, 0, 1]),
            frame(1, 4, 1, post) + frame(8, 0, 1, [0x7F, 0xFF, 0xFF, 0xFF]) + frame(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
        ]
        let authority = try TestAuthority(), server = try authority.issue("server")
        let tls = try HTTPServerConfiguration.TLS(
            certificateChainPEM: server.certificatePEM, privateKeyPEM: server.keyPEM, clientCAsPEM: authority.pem)
        try await withServer(tls) { connect in
            try await Fuzzer.run(300, seeds: seeds) { input in try await Self.send(preface + input, try await connect()) }
            try await Fuzzer.run(50, seeds: [preface + seeds[0]]) { input in try await Self.send(input, try await connect()) }
        }
    }

    @Test func spdy() async throws {
        let compressor = SPDYHeaderCompressor()
        var stream = ByteBuffer()
        for (id, type) in [(1, "error"), (3, "stdin"), (5, "data")] {
            let block = try compressor.compress(["streamtype": type, "port": "80", "requestid": "0"])
            SPDYFrame.synStream(stream: UInt32(id), fin: false, unidirectional: false, block: block).encode(into: &stream)
        }
        SPDYFrame.data(stream: 3, fin: false, ByteBuffer(string: "hello")).encode(into: &stream)
        SPDYFrame.ping(1).encode(into: &stream)
        SPDYFrame.rstStream(stream: 5, status: 5).encode(into: &stream)
        SPDYFrame.data(stream: 3, fin: true, ByteBuffer()).encode(into: &stream)
        SPDYFrame.goAway(lastStream: 5, status: 0).encode(into: &stream)
        try await Fuzzer.run(2000, seeds: [Array(stream.readableBytesView)]) { input in
            let connection = Script(input)
            let spdy = SPDYConnection(connection, role: .server)
            async let readers: Void = {
                for await stream in spdy.incoming {
                    Task { while let _ = try await stream.read() {} }
                }
            }()
            try? await spdy.run()
            await readers
        }
    }

    @Test func webSockets() async throws {
        func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] { [first, 0x80 | UInt8(payload.count), 1, 2, 3, 4] + zip(payload.indices, payload).map { $1 ^ [1, 2, 3, 4][$0 % 4] } }
        let seeds = [
            frame(0x82, [0] + Array("hello".utf8)) + frame(0x89, [1]) + frame(0x88, [3, 0xE8]),
            frame(0x02, [0, 65]) + frame(0x00, [66]) + frame(0x80, [67]) + frame(0x81, Array("text".utf8)),
            [0x82, 0xFE, 0, 126, 1, 2, 3, 4] + [UInt8](repeating: 0, count: 126), [0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9],
        ]
        try await Fuzzer.run(5000, seeds: seeds) { input in
            let socket = WebSocketConnection(Script(input), role: .server, maxMessageBytes: 1 << 20)
            while let message = try? await socket.receive() { _ = message }
        }
    }

    @Test func certificates() async throws {
        let authority = try TestAuthority()
        let verifier = ClientVerifier(clientCAs: [authority.certificate], now: { Int64(Date().timeIntervalSince1970) })
        let good = try authority.issue("client").certificate
        let der = try good.serializeAsPEM().derBytes
        #expect(await verifier.verify([try NIOSSLCertificate(bytes: der, format: .der)]).count == 2)
        try await Fuzzer.run(300, seeds: [der, try authority.certificate.serializeAsPEM().derBytes]) { input in
            _ = try? Certificate(derEncoded: input)
            _ = try? Certificate(pemEncoded: String(decoding: input, as: UTF8.self))
            guard let certificate = try? NIOSSLCertificate(bytes: input, format: .der) else { return }
            // The signature is over every byte of what the certificate says.
            if let leaf = await verifier.verify([certificate]).first { #expect(leaf == good || leaf == authority.certificate) }
        }
    }

    // MARK: A server and its connections

    /// Runs a server that reads every request, and checks that it is in order behind the body.
    private func withServer(
        _ tls: HTTPServerConfiguration.TLS?, _ body: (_ connect: () async throws -> any Channel) async throws -> Void
    ) async throws {
        final class Running: Sendable { let count = Atomic(0) }
        let running = Running()
        var configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: tls)
        configuration.readHeaderTimeout = .seconds(5)
        configuration.readBodyTimeout = .seconds(5)
        configuration.shutdownGracePeriod = .milliseconds(500)
        let server = try HTTPServer(
            configuration: configuration,
            responder: ClosureResponder { request in
                running.count.add(1, ordering: .relaxed)
                defer { running.count.subtract(1, ordering: .relaxed) }
                guard request.path == "/end" else { return HTTPResponse(status: .ok, body: .buffer(request.body)) }
                return HTTPResponse(status: .ok, body: .buffer(ByteBuffer(string: "alive")))
            }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await server.start()
        let port = server.boundPort ?? 0
        let task = Task { try await server.run() }
        let context = tls == nil ? nil : try NIOSSLContext(configuration: Self.clientTLS(["h2"]))
        try await body {
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context else { return }
                    try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                }
            }.connect(host: "127.0.0.1", port: port).get()
        }
        // It still answers, and nothing of what was begun goes on.
        let answer = try await UpgradeFreeClient.get("/end", port: port, tls: tls == nil ? nil : Self.clientTLS([]))
        #expect(answer.hasSuffix("alive"))
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while running.count.load(ordering: .relaxed) > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(running.count.load(ordering: .relaxed) == 0)
        task.cancel()
        try await task.value
    }

    private static func clientTLS(_ protocols: [String]) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.applicationProtocols = protocols
        return configuration
    }

    /// Sends bytes and goes away, as soon as they are written or the server has closed.
    private static func send(_ bytes: [UInt8], _ channel: any Channel) async throws {
        try? await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
        try? await channel.close().get()
    }
}

/// One HTTP/1.1 request over a connection of its own.
private enum UpgradeFreeClient {
    static func get(_ path: String, port: Int, tls: TLSConfiguration?) async throws -> String {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let (answers, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil)) }
                try channel.pipeline.syncOperations.addHandler(Reader(continuation))
            }
        }.connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).get()
        var text = ""
        for await buffer in answers { text += String(buffer: buffer) }
        return text
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let continuation: AsyncStream<ByteBuffer>.Continuation
        init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }
        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}

/// A connection that says some bytes, in two parts, and hears nothing.
private final class Script: ByteConnection {
    private let parts: Mutex<[ByteBuffer]>

    init(_ bytes: [UInt8]) {
        let middle = bytes.count / 2
        parts = Mutex([ByteBuffer(bytes: bytes[middle...]), ByteBuffer(bytes: bytes[..<middle])])
    }

    func read() async throws -> ByteBuffer? { parts.withLock { $0.popLast() } }
    func write(_ buffer: ByteBuffer) async throws {}
    func close() { parts.withLock { $0 = [] } }
}

