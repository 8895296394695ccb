import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import KubernetesClient

@Suite struct CallPoolTests {
    @Test(.timeLimit(.minutes(1))) func manyShareAFewConnections() async throws {
        try await withServer { _, uri in .answer("you said \(uri)") } _: { server in
            let pool = try server.pool(limit: 3)
            let right = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<200 {
                    group.addTask { try await Self.ask(pool, "/\(index)") == "you said /\(index)" }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(right == 200)
            #expect((1...3).contains(server.connections))
        }
    }

    @Test(.timeLimit(.minutes(1))) func whatIsSentArrives() async throws {
        let seen = Mutex<(HTTPRequestHead, String)?>(nil)
        try await withServer { head, body in
            seen.withLock { $0 = (head, body) }
            return .answer("done")
        } seesBody: { server in
            let pool = try server.pool(limit: 1)
            let body = Array("{\"a\":1}".utf8)
            let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/x?y=1", headers: ["host": "h", "content-length": "\(body.count)"])
            let reply = try await pool.send(head, body, deadline: .now() + .seconds(50))
            #expect(reply.status == 200 && String(decoding: reply.body, as: UTF8.self) == "done")
            #expect(reply.headers.contains { $0.0 == "x-test" && $0.1 == "1" })
        }
        let (head, body) = try #require(seen.withLock { $0 })
        #expect(head.method == .POST && head.uri == "/x?y=1" && head.headers["content-length"] == ["7"] && head.headers["transfer-encoding"].isEmpty)
        #expect(body == "{\"a\":1}")
    }

    @Test(.timeLimit(.minutes(1))) func aServerThatClosesAfterEachAnswerIsAskedAgain() async throws {
        try await withServer { _, uri in .answerAndClose(uri) } _: { server in
            let pool = try server.pool(limit: 2)
            for index in 0..<20 { #expect(try await Self.ask(pool, "/\(index)") == "/\(index)") }
            #expect(server.connections >= 10)
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoGetsNoAnswerHoldsUpNobodyForEver() async throws {
        try await withServer { _, uri in uri == "/silent" ? .nothing : .answer(uri) } _: { server in
            let pool = try server.pool(limit: 1)
            let silent = Task { try await Self.ask(pool, "/silent", seconds: 1) }
            await #expect(throws: ClientError.timedOut("GET /silent")) { try await silent.value }
            #expect(try await Self.ask(pool, "/next") == "/next")
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoIsCancelledIsFreeAtOnceAndTheNextGoesOn() async throws {
        try await withServer { _, uri in uri == "/silent" ? .nothing : .answer(uri) } _: { server in
            let pool = try server.pool(limit: 1)
            let silent = Task { try await Self.ask(pool, "/silent") }
            while server.requests == 0 { try await Task.sleep(for: .milliseconds(5)) }
            silent.cancel()
            await #expect(throws: CancellationError.self) { try await silent.value }
            #expect(try await Self.ask(pool, "/next") == "/next")
        }
    }

    /// Whether the server did what it was asked is not known: to ask again could do it twice.
    @Test(.timeLimit(.minutes(1))) func aConnectionThatBreaksIsAnErrorAndNothingIsSentTwice() async throws {
        try await withServer { _, uri in uri == "/break" ? .close : .answer(uri) } _: { server in
            let pool = try server.pool(limit: 1)
            await #expect(throws: (any Error).self) { try await Self.ask(pool, "/break") }
            #expect(server.requests == 1)
            #expect(try await Self.ask(pool, "/next") == "/next")
        }
    }

    @Test(.timeLimit(.minutes(1))) func whereNobodyListensEveryoneIsTold() async throws {
        let port = try await withServer { _, _ in .nothing } _: { $0.port }
        let pool = try CallPool(host: "127.0.0.1", port: port, tls: nil, limit: 2)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 { group.addTask { (try? await Self.ask(pool, "/")) == nil } }
            for await failed in group { #expect(failed) }
        }
    }

    private static func ask(_ pool: CallPool, _ uri: String, seconds: Int64 = 50) async throws -> String {
        let reply = try await pool.send(HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: ["host": "h"]), nil, deadline: .now() + .seconds(seconds))
        return String(decoding: reply.body, as: UTF8.self)
    }

    // MARK: - The server

    private enum Conduct: Sendable {
        case answer(String), answerAndClose(String), nothing, close
    }

    private final class Server: Sendable {
        let port: Int
        private let counts: Counts

        init(port: Int, counts: Counts) {
            self.port = port
            self.counts = counts
        }

        var connections: Int { counts.connections.withLock { $0 } }
        var requests: Int { counts.requests.withLock { $0 } }
        func pool(limit: Int) throws -> CallPool { try CallPool(host: "127.0.0.1", port: port, tls: nil, limit: limit) }
    }

    private func withServer<Result: Sendable>(
        _ conduct: @escaping @Sendable (HTTPRequestHead, String) -> Conduct, _ body: (Server) async throws -> Result
    ) async throws -> Result {
        try await withServer({ head, _ in conduct(head, head.uri) }, seesBody: body)
    }

    private func withServer<Result: Sendable>(
        _ conduct: @escaping @Sendable (HTTPRequestHead, String) -> Conduct, seesBody body: (Server) async throws -> Result
    ) async throws -> Result {
        let counts = Counts()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    counts.connections.withLock { $0 += 1 }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(conduct: conduct, counts: counts))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = Server(port: channel.localAddress?.port ?? 0, counts: counts)
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Counts: Sendable {
        let connections = Mutex(0)
        let requests = Mutex(0)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        let conduct: @Sendable (HTTPRequestHead, String) -> Conduct
        let counts: Counts
        var head: HTTPRequestHead?
        var body = ""

        init(conduct: @escaping @Sendable (HTTPRequestHead, String) -> Conduct, counts: Counts) {
            self.conduct = conduct
            self.counts = counts
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let new): (head, body) = (new, "")
            case .body(let piece): body += String(buffer: piece)
            case .end:
                guard let head else { return }
                counts.requests.withLock { $0 += 1 }
                switch conduct(head, body) {
                case .nothing: break
                case .close: context.close(promise: nil)
                case .answer(let text): answer(context, text, closes: false)
                case .answerAndClose(let text): answer(context, text, closes: true)
                }
            }
        }

        private func answer(_ context: ChannelHandlerContext, _ text: String, closes: Bool) {
            var headers: HTTPHeaders = ["content-length": "\(text.utf8.count)", "x-test": "1"]
            if closes { headers.add(name: "connection", value: "close") }
            context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .ok, headers: headers))), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
