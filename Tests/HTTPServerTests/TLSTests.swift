import Foundation
@testable import HTTPServer
import Logging
import NIOCore
import NIOHTTP1
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import PKITesting
import ServiceLifecycle
import Synchronization
import Testing
import X509

@Suite(.timeLimit(.minutes(2)))
struct TLSTests {
    @Test func knowsClientsByTheirCertificates() async throws {
        let pki = try TestPKI()
        let good = try pki.ca.issue("alice", usages: [.clientAuth])
        let wrongUse = try pki.ca.issue("bob", usages: [.serverAuth])
        let expired = try pki.ca.issue("carol", usages: [.clientAuth], lifetime: -60)
        let stranger = try TestAuthority("other").issue("eve", usages: [.clientAuth])
        try await withServer(tls: pki.serverTLS()) { request in
            text(request.peerCertificates.first?.subject.description ?? "nobody")
        } body: { _, port in
            for (identity, expected) in [
                (nil, "nobody"), (good, "CN=alice"), (wrongUse, "nobody"), (expired, "nobody"), (stranger, "nobody"),
            ] {
                let client = try await H2Client.connect(port: port, tls: pki.clientTLS(identity, protocols: ["h2"]))
                #expect(try await String(buffer: client.request("GET", "/").body) == expected)
                let old = try await RawClient.connect(port: port, tls: pki.clientTLS(identity, protocols: ["http/1.1"]))
                try await old.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                #expect(try await old.read().hasSuffix("\r\n\r\n" + expected))
                client.channel.close(promise: nil)
            }
        }
    }

    @Test func answersManyStreamsAtOnce() async throws {
        let pki = try TestPKI()
        try await withServer(tls: pki.serverTLS()) { request in
            if request.path.hasSuffix("0") { try? await Task.sleep(for: .milliseconds(5)) }
            return text(request.path + (request.isHTTP2 ? " h2 " : " ") + (request.headers.first(name: "host") ?? ""))
        } body: { _, port in
            let client = try await H2Client.connect(port: port, tls: pki.clientTLS(protocols: ["h2"]))
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for i in 0..<200 {
                    group.addTask {
                        let answer = try await client.request("GET", "/\(i)")
                        return answer.status == "200" && String(buffer: answer.body) == "/\(i) h2 localhost"
                    }
                }
                for try await ok in group { #expect(ok) }
            }
            client.channel.close(promise: nil)
        }
    }

    @Test func carriesLargeBodiesBothWays() async throws {
        let pki = try TestPKI()
        try await withServer(tls: pki.serverTLS()) { request in
            if request.bodyTooLarge { return text("too large", status: 413) }
            return HTTPResponse(status: .ok, body: .buffers([request.body, ByteBuffer(string: "end")]))
        } body: { _, port in
            let client = try await H2Client.connect(port: port, tls: pki.clientTLS(protocols: ["h2"]))
            let body = ByteBuffer(bytes: (0..<3 * 1024 * 1024).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let answer = try await client.request("POST", "/", body: body)
            #expect(answer.body.readableBytes == body.readableBytes + 3)
            #expect(answer.body.getSlice(at: 0, length: body.readableBytes) == body)
            let large = try await client.request("POST", "/", body: ByteBuffer(repeating: 1, count: 3 * 1024 * 1024 + 1))
            #expect(large.status == "413" && String(buffer: large.body) == "too large")
            #expect(try await client.request("GET", "/").status == "200")
            client.channel.close(promise: nil)
        }
    }

    @Test(arguments: [true, false])
    func refusesLargeUploadsBeforeTheyEnd(withLength: Bool) async throws {
        let pki = try TestPKI()
        try await withServer(tls: try pki.serverTLS(), configure: { $0.maxBodyBytes = 1000 }) { request in
            request.bodyTooLarge ? text("too large", status: 413) : text("\(request.body.readableBytes)")
        } body: { _, port in
            let client = try await H2Client.connect(port: port, tls: try pki.clientTLS(protocols: ["h2"]))
            // The body does not end; the answer must come all the same.
            let headers = withLength ? [("content-length", "2000")] : []
            let stream = try await client.open("POST", "/", headers: headers, body: ByteBuffer(repeating: 1, count: 1500), end: false)
            var status = ""
            var body = ""
            for try await frame in stream.frames {
                if case .headers(let payload) = frame { status = payload.headers.first(name: ":status") ?? "" }
                if case .data(let payload) = frame {
                    if case .byteBuffer(let piece) = payload.data { body += String(buffer: piece) }
                    if payload.endStream { break }
                }
            }
            #expect(status == "413" && body == "too large")
            // The connection is good for further requests.
            let next = try await client.request("POST", "/", body: ByteBuffer(repeating: 1, count: 10))
            #expect(next.status == "200" && String(buffer: next.body) == "10")
            try await client.channel.close()
        }
    }

    @Test func uploadsThatNeverEndAreReset() async throws {
        let pki = try TestPKI()
        let started = Counter()
        try await withServer(tls: try pki.serverTLS(), configure: { $0.readBodyTimeout = .milliseconds(100) }) { _ in
            started.add()
            return text("ok")
        } body: { _, port in
            let client = try await H2Client.connect(port: port, tls: try pki.clientTLS(protocols: ["h2"]))
            let stream = try await client.open("POST", "/", body: ByteBuffer(string: "abc"), end: false)
            var wasReset = false
            do {
                for try await frame in stream.frames {
                    if case .rstStream = frame { wasReset = true }
                }
            } catch {
                wasReset = true
            }
            #expect(wasReset && started.value == 0)
            #expect(try await client.request("GET", "/").status == "200")
            try await client.channel.close()
        }
    }

    @Test func aResetStreamCancelsItsTaskAlone() async throws {
        let pki = try TestPKI()
        let ended = Counter()
        try await withServer(tls: pki.serverTLS()) { request in
            guard request.path == "/watch" else { return text("ok") }
            return HTTPResponse(status: .ok, body: .stream { writer in
                defer { ended.add() }
                try await writer.write(ByteBuffer(string: "event"))
                try await Task.sleep(for: .seconds(60))
            })
        } body: { _, port in
            let client = try await H2Client.connect(port: port, tls: pki.clientTLS(protocols: ["h2"]))
            let watch = try await client.open("GET", "/watch")
            var sawEvent = false
            for try await frame in watch.frames {
                if case .data = frame {
                    sawEvent = true
                    break
                }
            }
            #expect(sawEvent)
            watch.channel.close(promise: nil)
            #expect(await eventually { ended.value == 1 })
            #expect(try await client.request("GET", "/").status == "200")
            client.channel.close(promise: nil)
        }
    }

    @Test func shutsDownStreamsCleanly() async throws {
        let pki = try TestPKI()
        let started = Counter()
        let server = try HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: pki.serverTLS()),
            responder: ClosureResponder { request in
                started.add()
                if request.path == "/watch" {
                    return HTTPResponse(status: .ok, body: .stream { writer in
                        try await writer.write(ByteBuffer(string: "event"))
                        try await Task.sleep(for: .seconds(60))
                    })
                }
                try? await Task.sleep(for: .milliseconds(300))
                return text("finished")
            },
            logger: Logger(label: "test")
        )
        try await server.start()
        let client = try await H2Client.connect(port: server.boundPort ?? 0, tls: pki.clientTLS(protocols: ["h2"]))
        let group = ServiceGroup(configuration: .init(services: [server], logger: Logger(label: "group")))
        let run = Task { try await group.run() }
        let watch = Task { try await client.request("GET", "/watch") }
        let unary = Task { try await client.request("GET", "/unary") }
        #expect(await eventually { started.value == 2 })
        await group.triggerGracefulShutdown()
        #expect(try await String(buffer: watch.value.body) == "event")
        #expect(try await String(buffer: unary.value.body) == "finished")
        try await run.value
    }

    @Test func upgradesAndTunnels() async throws {
        let pki = try TestPKI()
        let ended = Counter()
        try await withServer(tls: pki.serverTLS()) { request in
            guard request.headers.first(name: "upgrade") == "ECHO/1" else { return text("plain", status: 400) }
            return HTTPResponse(status: .ok, headers: ["x-extra": "yes"], body: .upgrade(protocol: "ECHO/1") { connection in
                for try await buffer in connection.inbound { try await connection.write(buffer) }
                ended.add()
            })
        } body: { _, port in
            let client = try UpgradeClient(target: .tcp(host: "127.0.0.1", port: port), tls: pki.clientTLS())
            let refused = try await client.send(uri: "/", headers: [:])
            #expect(refused.status == .badRequest && refused.connection == nil && String(buffer: refused.body) == "plain")
            let response = try await client.send(uri: "/exec", headers: ["upgrade": "ECHO/1"])
            #expect(response.status == .switchingProtocols && response.headers.first(name: "x-extra") == "yes")
            let connection = try #require(response.connection)
            let sent = 5 * 1024 * 1024
            async let writing: Void = {
                for _ in 0..<sent / 65536 { try await connection.write(ByteBuffer(repeating: 9, count: 65536)) }
            }()
            var received = 0
            for try await buffer in connection.inbound {
                received += buffer.readableBytes
                if received == sent { break }
            }
            try await writing
            #expect(received == sent)
            connection.close()
            #expect(await eventually { ended.value == 1 })
        }
    }

    /// What is said and done right behind the answer is not lost, though it may all come in one piece.
    @Test func tunnelsThatEndAtOnce() async throws {
        let pki = try TestPKI()
        try await withServer(tls: pki.serverTLS()) { _ in
            HTTPResponse(status: .ok, body: .upgrade(protocol: "echo") { connection in try await connection.write(ByteBuffer(string: "said and gone")) })
        } body: { _, port in
            let client = try UpgradeClient(target: .tcp(host: "127.0.0.1", port: port), tls: pki.clientTLS())
            for _ in 0..<20 {
                let connection = try #require(try await client.send(uri: "/exec", headers: ["upgrade": "echo"]).connection)
                var received = ""
                for try await buffer in connection.inbound { received += String(buffer: buffer) }
                #expect(received == "said and gone")
            }
        }
    }

    @Test func tunnelsWhatCameWithTheRequest() async throws {
        try await withServer { _ in
            HTTPResponse(status: .ok, body: .upgrade(protocol: "echo") { connection in
                for try await buffer in connection.inbound { try await connection.write(buffer) }
            })
        } body: { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly")
            #expect(try await client.read { $0.hasSuffix("early") }.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
        }
    }

    @Test func usesNewCertificatesForNewConnections() async throws {
        let pki = try TestPKI(), renewed = try TestPKI()
        try await withServer(tls: pki.serverTLS()) { _ in text("ok") } body: { server, port in
            let before = try await H2Client.connect(port: port, tls: pki.clientTLS(protocols: ["h2"]))
            #expect(try await before.request("GET", "/").status == "200")
            try server.updateTLS(renewed.serverTLS())
            let after = try await H2Client.connect(port: port, tls: renewed.clientTLS(protocols: ["h2"]))
            #expect(try await after.request("GET", "/").status == "200")
            #expect(try await before.request("GET", "/").status == "200")
            before.channel.close(promise: nil)
            after.channel.close(promise: nil)
        }
    }

    @Test func servesUnixSockets() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UInt32.random(in: 0 ... .max)).sock").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try HTTPServer(
            configuration: HTTPServerConfiguration(unixSocketPath: path),
            responder: ClosureResponder { _ in text("local") }, logger: Logger(label: "test")
        )
        try await server.start()
        let run = Task { try await server.run() }
        let client = try UpgradeClient(target: .unix(path: path))
        #expect(try await String(buffer: client.send(method: .GET, uri: "/", headers: [:]).body) == "local")
        run.cancel()
        try await run.value
    }
}
