import Foundation
@testable import HTTPServer
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(2)))
struct HTTP1Tests {
    @Test func keepsTheConnectionAndAnswersPipelinedRequestsInOrder() async throws {
        try await withServer { request in
            if request.path == "/slow" { try? await Task.sleep(for: .milliseconds(50)) }
            return text("\(request.method) \(request.path) \(request.query ?? "-") \(String(buffer: request.body));")
        } body: { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(
                "GET /slow?a=1 HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                    + "HEAD /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            let answer = try await client.read()
            let bodies = answer.components(separatedBy: "HTTP/1.1 200 OK\r\n")
            #expect(bodies.count == 4)
            #expect(bodies[1].hasSuffix("GET /slow a=1 ;"))
            #expect(bodies[2].hasSuffix("POST /b - abcde;"))
            #expect(bodies[3].hasSuffix("\r\n\r\n") && bodies[3].contains("content-length: 11"))
            #expect(bodies[3].contains("connection: close"))
        }
    }

    @Test func saysContinueToThoseWhoAsk() async throws {
        try await withServer { text("got \($0.body.readableBytes)") } body: { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            let interim = try await client.read { $0.hasSuffix("\r\n\r\n") }
            #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("body")
            #expect(try await client.read { $0.hasSuffix("got 4") }.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test(arguments: [true, false])
    func marksBodiesThatAreTooLarge(withLength: Bool) async throws {
        try await withServer(configure: { $0.maxBodyBytes = 1000 }) { request in
            request.bodyTooLarge ? text("too large", status: 413) : text("\(request.body.readableBytes)")
        } body: { _, port in
            let client = try await RawClient.connect(port: port)
            let filler = String(repeating: "x", count: 2000)
            if withLength {
                try await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + filler)
            } else {
                try await client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n\(filler)\r\n0\r\n\r\n")
            }
            let answer = try await client.read()
            #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.hasSuffix("too large") && answer.contains("connection: close"))
        }
    }

    @Test func refusesWhatIsNotHTTP() async throws {
        try await withServer(configure: { $0.maxHeaderBytes = 2000 }) { _ in text("no") } body: { _, port in
            for (sent, status) in [
                ("BROKEN\r\n\r\n", "400"), ("GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n", "400"),
                ("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "400"),
                ("GET / HTTP/1.1\r\nX: " + String(repeating: "y", count: 4000) + "\r\n\r\n", "431"),
            ] {
                let client = try await RawClient.connect(port: port)
                try await client.send(sent)
                let answer = try await client.read()
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(sent.prefix(20)): \(answer)")
            }
        }
    }

    @Test func closesConnectionsThatSendNothing() async throws {
        try await withServer(configure: { $0.readHeaderTimeout = .milliseconds(100) }) { _ in text("no") } body: { _, port in
            let client = try await RawClient.connect(port: port)
            // On a busy machine the server may close even before this is sent.
            try? await client.send("GET / HT")
            let answer = (try? await client.read()) ?? ""
            #expect(answer == "")
        }
    }

    @Test func refusesBodiesThatDoNotCome() async throws {
        let started = Counter()
        try await withServer(configure: { $0.readBodyTimeout = .milliseconds(100) }) { _ in
            started.add()
            return text("no")
        } body: { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            _ = try? await client.read()
            #expect(started.value == 0)
            // The server goes on with others.
            let other = try await RawClient.connect(port: port)
            try await other.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(try await other.read().hasSuffix("no"))
        }
    }

    @Test func streamsFlushEveryWriteAndEnd() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await withServer { _ in
            HTTPResponse(status: .ok, body: .stream { writer in
                try await writer.write(ByteBuffer(string: "one"))
                for await _ in gate { break }
                try await writer.write([ByteBuffer(string: "two"), ByteBuffer(string: "three")])
            })
        } body: { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.read { $0.hasSuffix("3\r\none\r\n") }.contains("transfer-encoding: chunked"))
            open.yield()
            #expect(try await client.read { $0.hasSuffix("0\r\n\r\n") } == "8\r\ntwothree\r\n0\r\n\r\n")
        }
    }

    @Test func breaksOffWhenTheStreamFails() async throws {
        struct Broken: Error {}
        try await withServer { _ in
            HTTPResponse(status: .ok, body: .stream { writer in
                try await writer.write(ByteBuffer(string: "one"))
                throw Broken()
            })
        } body: { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.read().hasSuffix("3\r\none\r\n"))
        }
    }

    @Test(arguments: [true, false])
    func cancelsTheTaskWhenTheClientGoes(onEventLoop: Bool) async throws {
        let started = Counter(), cancelled = Counter()
        try await withServer(configure: { $0.runsRespondersOnEventLoop = onEventLoop }) { request in
            started.add()
            do { try await Task.sleep(for: .seconds(60)) } catch { cancelled.add() }
            return text("late")
        } body: { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await eventually { started.value == 1 })
            client.channel.close()
            #expect(await eventually { cancelled.value == 1 })
        }
    }

    @Test func aSlowReaderHoldsUpTheWriterAndNothingElse() async throws {
        let written = Counter(), ended = Counter()
        let chunk = ByteBuffer(repeating: 7, count: 64 * 1024)
        try await withServer { request in
            guard request.path == "/big" else { return text("quick") }
            return HTTPResponse(status: .ok, body: .stream { writer in
                defer { ended.add() }
                for _ in 0..<2000 {
                    try await writer.write(chunk)
                    written.add()
                }
            })
        } body: { _, port in
            let slow = try await RawClient.connect(port: port)
            try await slow.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            var last = -1
            while written.value != last {
                last = written.value
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(last < 1500)
            let quick = try await RawClient.connect(port: port)
            try await quick.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await quick.read { $0.hasSuffix("quick") }.hasSuffix("quick"))
            var received = 0
            while received < 2000 * 64 * 1024, let piece = try await slow.channel.read() { received += piece.readableBytes }
            #expect(await eventually { ended.value == 1 && written.value == 2000 })
        }
    }

    @Test func saysWhichPortIsInUse() async throws {
        try await withServer { _ in text("") } body: { _, port in
            let second = try HTTPServer(
                configuration: HTTPServerConfiguration(host: "127.0.0.1", port: port, tls: nil),
                responder: ClosureResponder { _ in text("") }, logger: Logger(label: "test")
            )
            let error = await #expect(throws: HTTPServerError.self) { try await second.run() }
            #expect(error.map { "\($0)" } == "listen tcp 127.0.0.1:\(port): bind: address already in use")
        }
    }

    @Test func shutsDownInOrder() async throws {
        let cancelled = Counter(), started = Counter()
        // Lets the unary request go on; its answer is written when the shutdown has reached its connection.
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: nil)
        let server = try HTTPServer(
            configuration: configuration,
            responder: ClosureResponder { request in
                if request.path == "/stream" {
                    return HTTPResponse(status: .ok, body: .stream { writer in
                        try await writer.write(ByteBuffer(string: "begun"))
                        do { try await Task.sleep(for: .seconds(60)) } catch {
                            cancelled.add()
                            throw error
                        }
                    })
                }
                started.add()
                if request.path == "/unary" { for await _ in gate { break } }
                return text("finished")
            },
            logger: Logger(label: "test")
        )
        try await server.start()
        let port = server.boundPort ?? 0
        let group = ServiceGroup(configuration: .init(services: [server], logger: Logger(label: "group")))
        let run = Task { try await group.run() }
        let idle = try await RawClient.connect(port: port)
        let stream = try await RawClient.connect(port: port)
        let unary = try await RawClient.connect(port: port)
        try await idle.send("GET /idle HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try await idle.read { $0.hasSuffix("finished") }
        try await stream.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try await stream.read { $0.hasSuffix("begun\r\n") }
        try await unary.send("GET /unary HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await eventually { started.value == 2 })
        await group.triggerGracefulShutdown()
        #expect(try await stream.read() == "0\r\n\r\n")
        #expect(try await idle.read() == "")
        // All connections are told in one go, each on its event loop. Once the loop that tells them is free again, and then
        // theirs, all have been told.
        for _ in 0..<2 {
            for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try await loop.submit {}.get() }
        }
        open.yield()
        let answer = try await unary.read()
        #expect(answer.contains("\r\nconnection: close\r\n") && answer.hasSuffix("finished"))
        try await run.value
        #expect(cancelled.value == 1)
        await #expect(throws: (any Error).self) { try await RawClient.connect(port: port) }
    }
}
