import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Store
import Testing

@testable import APIServer

@Suite struct HTTPSTests {
    @Test func aTokenOpensTheServerOverTLS() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("apiserver-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let tokens = directory.appendingPathComponent("tokens.csv")
        try "secret,admin,1,\"system:masters\"\n".write(to: tokens, atomically: true, encoding: .utf8)
        var options = APIServerOptions()
        options.bindAddress = "127.0.0.1"
        options.securePort = 0
        options.certDir = directory.path
        options.tokenAuthFile = tokens.path
        options.etcdServers = "sqlite:\(directory.path)/state.db"
        let server = APIServer(options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await server.waitUntilReady()
            let port = try #require(server.boundPort)
            let ca = try String(contentsOf: directory.appendingPathComponent("apiserver.crt"), encoding: .utf8)
            func client(_ token: String) throws -> Client {
                let kubeconfig = """
                    apiVersion: v1
                    kind: Config
                    current-context: c
                    clusters: [{name: c, cluster: {server: "https://127.0.0.1:\(port)", certificate-authority-data: \(Data(ca.utf8).base64EncodedString())}}]
                    users: [{name: u, user: {token: \(token)}}]
                    contexts: [{name: c, context: {cluster: c, user: u}}]
                    """
                return Client(transport: try HTTPSTransport(try Kubeconfig(parsing: kubeconfig)))
            }
            let admin = try client("secret")
            let created = try await admin.create(ConfigMap(metadata: ObjectMeta(name: "x", namespace: "default"), data: ["a": "b"]))
            #expect(!created.metadata.uid.isEmpty)
            #expect(try await admin.list(ConfigMap.self, namespace: "default").items.count == 1)
            await #expect(throws: APIError.self) { try await client("wrong").list(ConfigMap.self, namespace: "default") }
            group.cancelAll()
        }
    }
}
