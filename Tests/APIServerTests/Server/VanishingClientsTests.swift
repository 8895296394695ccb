import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Store
import Synchronization
import Testing

@testable import APIServer

/// Clients that go away in the middle of something, over real connections: nothing of them stays.
@Suite(.timeLimit(.minutes(2))) struct VanishingClientsTests {
    @Test func watchesEndWithTheirClients() async throws {
        try await withServer { port, inProcess in
            var connections: [Connection] = []
            let path = "/api/v1/namespaces/default/configmaps?watch=true"
            for _ in 0..<50 {
                let connection = try await Connection.open(port: port)
                try await connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\n\r\n")
                connections.append(connection)
            }
            #expect(try await eventually { try await Self.watches(inProcess) >= 50 })
            // Half of them without a word, the others while there is something to say to them.
            for connection in connections.prefix(25) { connection.channel.close(promise: nil) }
            let large = TestServer.configMap("large", data: ["x": .string(String(repeating: "x", count: 500_000))])
            #expect(try await inProcess.send("POST", TestServer.configMaps, large).status == 201)
            for connection in connections.suffix(25) { connection.channel.close(promise: nil) }
            #expect(try await eventually { try await Self.watches(inProcess) == 0 })
        }
    }

    @Test func halfAnUploadIsForgotten() async throws {
        try await withServer { port, inProcess in
            for _ in 0..<20 {
                let connection = try await Connection.open(port: port)
                let head = "POST \(TestServer.configMaps) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\nContent-Type: application/json\r\n"
                try await connection.send(head + "Content-Length: 1000000\r\n\r\n{\"metadata\":{\"name\":\"half\"}," + String(repeating: " ", count: 100_000))
                connection.channel.close(promise: nil)
            }
            #expect(try await inProcess.send("GET", TestServer.configMaps + "/half").status == 404)
            #expect(try await eventually { try await Self.inflight(inProcess) <= 1 })
        }
    }

    /// `apiserver_longrunning_requests` of all watches.
    private static func watches(_ server: TestServer) async throws -> Int {
        try await metric(server) { $0.hasPrefix("apiserver_longrunning_requests{") && $0.contains("configmaps") }
    }

    private static func inflight(_ server: TestServer) async throws -> Int {
        try await metric(server) { $0.hasPrefix("apiserver_current_inflight_requests{") }
    }

    private static func metric(_ server: TestServer, _ isWanted: (Substring) -> Bool) async throws -> Int {
        let text = try await server.send("GET", "/metrics").body.string ?? ""
        return text.split(separator: "\n").filter(isWanted).reduce(0) { sum, line in
            sum + Int(Double(line.split(separator: " ").last ?? "0") ?? 0)
        }
    }

    private func withServer(_ body: @Sendable (_ port: Int, _ inProcess: TestServer) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "apiserver-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try "secret,admin,1,\"system:masters\"\n".write(toFile: directory + "/tokens.csv", atomically: true, encoding: .utf8)
        var options = APIServerOptions()
        options.bindAddress = "127.0.0.1"
        options.securePort = 0
        options.certDir = directory
        options.tokenAuthFile = directory + "/tokens.csv"
        options.disableAdmissionPlugins = ["ServiceAccount"]
        let server = APIServer(options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, store: MemoryStore())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await server.waitUntilReady()
            let transport = InProcessTransport(server: server, user: APIUser(name: "admin", groups: ["system:masters", "system:authenticated"]))
            try await body(try #require(server.boundPort), TestServer(server: server, client: .init(transport: transport), transport: transport))
            group.cancelAll()
        }
    }

    private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while ContinuousClock.now < deadline {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    /// A TLS connection that speaks bytes and does not listen.
    private struct Connection {
        let channel: any Channel

        static func open(port: Int) async throws -> Connection {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.certificateVerification = .none
            let context = try NIOSSLContext(configuration: tls)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
                }
            }.connect(host: "127.0.0.1", port: port).get()
            return Connection(channel: channel)
        }

        func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)).get() }
    }
}
