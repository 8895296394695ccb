import ContainerRuntime
import Foundation
import HTTPServer
@testable import Kubelet
import KubernetesAPI
import Logging
import NIOHTTP1
import NIOSSL
import Testing

/// A kubelet that has nothing but a name.
private struct Nobody: KubeletServerBackend {
    let runtime: any KubeletServerRuntime
    var nodeName: String { "node-1" }
    var rootDirectory: String { "/" }
    func pods() -> [Pod] { [] }
    func pod(namespace: String, name: String) -> Pod? { nil }
}

@Suite(.timeLimit(.minutes(1)))
struct CertificateReloadTests {
    @Test func aNewCertificateIsTakenUpWhenItsFilesChange() async throws {
        let directory = NSTemporaryDirectory() + "apus-certificates-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var options = KubeletOptions(nodeName: "node-1")
        options.certDirectory = directory
        options.serving.healthzPort = 0
        let (clock, logger) = (SystemClock(), Logger(label: "test"))
        let runtime = try ContainerRuntimeClient(socketPath: directory + "/none.sock", logger: logger)
        let server = try KubeletServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: try ServingCertificate(options: options, clock: clock).tls()),
            options: options, backend: Nobody(runtime: runtime), client: nil, clock: clock, logger: logger)
        try await server.start()
        let port = try #require(server.boundPort)
        let serving = Task { try? await server.run() }
        let reload = CertificateReload(options: options, server: server, clock: clock, logger: logger)
        let reloading = Task { await reload.run() }
        func trusts(_ certificate: String) async -> Bool {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.certificateVerification = .noHostnameVerification
            guard let root = try? NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem) else { return false }
            tls.trustRoots = .certificates([root])
            return (try? await UpgradeClient(target: .tcp(host: "127.0.0.1", port: port), tls: tls).send(method: .GET, uri: "/healthz", headers: [:])) != nil
        }
        let old = try String(contentsOfFile: directory + "/kubelet.crt", encoding: .utf8)
        #expect(await trusts(old))
        // Without its files the kubelet signs itself another one, as somebody who rotates it would put one there.
        for name in ["kubelet.crt", "kubelet.key"] { try FileManager.default.removeItem(atPath: directory + "/" + name) }
        _ = try ServingCertificate(options: options, clock: clock).tls()
        let new = try String(contentsOfFile: directory + "/kubelet.crt", encoding: .utf8)
        #expect(new != old)
        let deadline = ContinuousClock.now + .seconds(60)
        while await !trusts(new), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(50)) }
        #expect(await trusts(new))
        #expect(await !trusts(old))
        reloading.cancel()
        serving.cancel()
        _ = await serving.value
        await runtime.close()
    }
}
