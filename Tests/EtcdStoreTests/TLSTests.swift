import EtcdTesting
import Foundation
import PKITesting
import Store
import Testing

@testable import EtcdStore

@Suite(.enabled(if: hasEtcd, "etcd is not installed: apt-get install etcd-server")) struct TLSTests {
    @Test func clientsShowTheirCertificates() async throws {
        let files = try Files()
        let etcd = try EtcdProcess(tls: .init(certFile: files.path("server.crt"), keyFile: files.path("server.key"), clientCAFile: files.path("ca.crt")))
        try etcd.start()
        let tls = EtcdTLS(caFile: files.path("ca.crt"), certFile: files.path("client.crt"), keyFile: files.path("client.key"))
        let store = try EtcdStore(etcd, tls: tls)
        #expect(try await store.create("/registry/a", bytes("1")).committedRevision == 2)
        #expect(try await read(try await store.watch(prefix: "/", after: 1), through: 2).count == 1)
        // Go's gRPC sends a PING for about every answer; more than 200 in half a minute must not end the connection.
        for number in 0..<500 { _ = try await store.create("/registry/n/\(number)", [UInt8](repeating: 1, count: 5000)) }
        #expect(try await store.range(RangeQuery(prefix: "/registry/n/")).items.count == 500)
        await store.close()

        // By name as well as by address.
        let named = try EtcdStore(.init(endpoints: [.init(isSecure: true, host: "localhost", port: etcd.endpoint.port)], tls: tls), logger: quiet)
        #expect(try await named.get("/registry/a")?.text == "1")
        await named.close()
    }

    @Test func strangersAreNotTrusted() async throws {
        let (files, others) = (try Files(), try Files())
        let etcd = try EtcdProcess(tls: .init(certFile: files.path("server.crt"), keyFile: files.path("server.key"), clientCAFile: files.path("ca.crt")))
        try etcd.start()
        let settings = [
            EtcdTLS(caFile: files.path("ca.crt")),
            EtcdTLS(caFile: files.path("ca.crt"), certFile: others.path("client.crt"), keyFile: others.path("client.key")),
            EtcdTLS(caFile: others.path("ca.crt"), certFile: files.path("client.crt"), keyFile: files.path("client.key")),
        ]
        for tls in settings {
            let store = try EtcdStore(etcd, tls: tls)
            let task = Task { try await store.currentRevision() }
            // It keeps trying, as etcd may be about to get other certificates; closing ends that.
            try await Task.sleep(for: .milliseconds(300))
            await store.close()
            await #expect(throws: (any Error).self) { _ = try await task.value }
        }
        #expect(throws: StoreError.self) { _ = try EtcdStore(etcd, tls: EtcdTLS(caFile: "/nonexistent")) }
    }

    /// An authority, and a server's and a client's pair of it, in a directory.
    private final class Files {
        let directory: String

        init() throws {
            directory = FileManager.default.temporaryDirectory.appending(path: "apus-etcd-tls-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let authority = try TestAuthority("etcd-ca")
            try authority.pem.write(toFile: path("ca.crt"), atomically: true, encoding: .utf8)
            for name in ["server", "client"] {
                let pair = try authority.issue(name)
                try pair.certificatePEM.write(toFile: path("\(name).crt"), atomically: true, encoding: .utf8)
                try pair.keyPEM.write(toFile: path("\(name).key"), atomically: true, encoding: .utf8)
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: directory) }

        func path(_ name: String) -> String { directory + "/" + name }
    }
}
