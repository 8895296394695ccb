import APIServer
import ControllerManager
import Crypto
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import PKITesting
import Store
import SwiftASN1
import Synchronization
import Testing
import X509

@testable import Kubelet

/// Certificates that the API server's signers give, from a real API server and the real controllers in this process.
@Suite(.timeLimit(.minutes(2))) struct CertificateManagerTests {
    /// The API server, the controllers that approve and sign, and the clock they all go by.
    private struct Cluster {
        let clock = ManualClock()
        let server: APIServer
        let tasks: [Task<Void, Never>]
        let directory = NSTemporaryDirectory() + "certificates-\(UInt64.random(in: 0 ... .max))"

        init() throws {
            let server = APIServer(options: APIServerOptions(), clock: clock, logger: quiet, store: MemoryStore(), listens: false)
            self.server = server
            let authority = try TestAuthority("kubernetes", from: Date(timeIntervalSince1970: 0), until: Date(timeIntervalSince1970: 4_000_000_000))
            var options = ControllerManagerOptions()
            options.controllers = ["certificatesigningrequest-approving-controller", "certificatesigningrequest-signing-controller"]
            options.leaderElect = false
            options.identity = "test"
            options.clusterSigningCertificate = try authority.pem
            options.clusterSigningKey = authority.keyPEM
            options.clusterSigningDuration = 86400
            let admin = Client(transport: InProcessTransport(server: server, user: .apiServer))
            let manager = ControllerManager(client: admin, clientForAccount: { _ in admin }, clock: clock, logger: quiet, options: options)
            tasks = [Task { try? await server.run() }, Task { try? await manager.run() }]
        }

        var admin: Client { Client(transport: InProcessTransport(server: server, user: .apiServer)) }

        func manager(_ name: String, random: Double = 0) -> CertificateManager {
            CertificateManager(store: CertificateStore(directory: directory, name: name), clock: clock, random: { random }, logger: quiet)
        }

        /// Waits while the clock goes on.
        func until(_ what: String, step: Duration = .milliseconds(200), _ holds: () async throws -> Bool) async throws {
            for _ in 0..<6000 {
                if (try? await holds()) == true { return }
                clock.advance(by: step)
                try await Task.sleep(for: .milliseconds(3))
            }
            Issue.record("never: \(what)")
        }

        func stop() {
            for task in tasks { task.cancel() }
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    @Test func clientCertificateIsAskedForKeptAndRenewed() async throws {
        let cluster = try Cluster()
        defer { cluster.stop() }
        try await cluster.until("the server answers") { _ = try await cluster.admin.get(Namespace.self, "default"); return true }
        let manager = cluster.manager("kubelet-client")
        #expect(!manager.isValid)
        let given = Mutex<[CertificatePair]>([])
        let admin = cluster.admin
        let task = Task { await manager.run(wish: { .client("n1") }, client: { admin }, changed: { pair in given.withLock { $0.append(pair) } }) }
        defer { task.cancel() }
        try await cluster.until("a certificate") { given.withLock { $0.count } == 1 }
        let first = try #require(manager.current)
        let certificate = try Certificate(pemEncoded: first.certificate)
        #expect(certificate.subject.description.contains("system:node:n1") && certificate.subject.description.contains("system:nodes"))
        #expect(try certificate.extensions.extendedKeyUsage == ExtendedKeyUsage([.clientAuth]))

        // It lies where the upstream kubelet keeps it, and another kubelet finds it there.
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: cluster.directory + "/kubelet-client-current.pem")
        #expect(target.hasPrefix(cluster.directory + "/kubelet-client-20") && POSIXFiles.mode(target) == 0o600)
        #expect(cluster.manager("kubelet-client").current == first && cluster.manager("kubelet-client").isValid)

        // At 70 % of its life there is another.
        try await cluster.until("renewed", step: .seconds(60)) { given.withLock { $0.count } == 2 }
        let second = try #require(manager.current)
        #expect(second != first && second.notAfter > first.notAfter)
        let life = first.notAfter - first.notBefore
        #expect(cluster.clock.now - first.notBefore >= life * 0.7 && cluster.clock.now < first.notAfter)
        #expect(CertificateStore.parse(PodFiles.read(cluster.directory + "/kubelet-client-current.pem")) == second)
    }

    @Test func servingCertificateWaitsForApproval() async throws {
        let cluster = try Cluster()
        defer { cluster.stop() }
        try await cluster.until("the server answers") { _ = try await cluster.admin.get(Namespace.self, "default"); return true }
        let node = Client(transport: InProcessTransport(server: cluster.server, user: APIUser(name: "system:node:n1", groups: ["system:nodes", "system:authenticated"])))
        let manager = cluster.manager("kubelet-server")
        let addresses = [NodeAddress(type: "InternalIP", address: "10.0.0.7"), NodeAddress(type: "InternalIP", address: "fd00::7"), NodeAddress(type: "Hostname", address: "n1")]
        let task = Task { await manager.run(wish: { .serving("n1", addresses) }, client: { node }, changed: { _ in }) }
        defer { task.cancel() }
        var request: KubernetesAPI.CertificateSigningRequest?
        try await cluster.until("a request") {
            request = try await cluster.admin.list(KubernetesAPI.CertificateSigningRequest.self).items.first
            return request != nil
        }
        var asked = try #require(request)
        #expect(asked.spec.signerName == "kubernetes.io/kubelet-serving" && asked.spec.usages == ["digital signature", "server auth"] && asked.spec.username == "system:node:n1")
        // Nobody approves these by himself.
        for _ in 0..<20 {
            cluster.clock.advance(by: .seconds(1))
            try await Task.sleep(for: .milliseconds(3))
        }
        #expect(manager.current == nil)
        asked.status.conditions = [.init(type: "Approved", status: "True", reason: "Test")]
        let (status, body) = try await cluster.admin.raw(
            "PUT", "/apis/certificates.k8s.io/v1/certificatesigningrequests/\(asked.metadata.name)/approval", body: asked.jsonValue())
        #expect(status == 200, "\(String(decoding: body, as: UTF8.self))")
        try await cluster.until("a certificate") { manager.isValid }
        let certificate = try Certificate(pemEncoded: try #require(manager.current).certificate)
        let names = try #require(try certificate.extensions.subjectAlternativeNames)
        #expect(names.count == 3 && names.contains(.dnsName("n1")) && names.contains(.ipAddress(ASN1OctetString(contentBytes: [10, 0, 0, 7]))))
    }

    @Test func whatIsDeniedIsTold() async throws {
        let cluster = try Cluster()
        defer { cluster.stop() }
        try await cluster.until("the server answers") { _ = try await cluster.admin.get(Namespace.self, "default"); return true }
        let manager = cluster.manager("kubelet-server")
        let admin = cluster.admin
        let node = Client(transport: InProcessTransport(server: cluster.server, user: APIUser(name: "system:node:n1", groups: ["system:nodes", "system:authenticated"])))
        let task = Task { try await manager.request(.serving("n1", [NodeAddress(type: "Hostname", address: "n1")]), node) }
        try await cluster.until("a request") {
            guard var asked = try await admin.list(KubernetesAPI.CertificateSigningRequest.self).items.first else { return false }
            asked.status.conditions = [.init(type: "Denied", status: "True", reason: "NotYou", message: "no")]
            return try await admin.raw("PUT", "/apis/certificates.k8s.io/v1/certificatesigningrequests/\(asked.metadata.name)/approval", body: asked.jsonValue()).0 == 200
        }
        let over = Mutex(false)
        let watcher = Task { _ = await task.result; over.withLock { $0 = true } }
        try await cluster.until("an answer") { over.withLock { $0 } }
        await watcher.value
        await #expect(throws: NodeCertificateError.self) { try await task.value }
        #expect(manager.current == nil)
    }

    @Test func aKubeconfigIsUsableWhileItsCertificateHolds() throws {
        let directory = NSTemporaryDirectory() + "kubeconfig-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/kubelet.conf"
        #expect(!ClientIdentity.isUsable(path, SystemClock()))
        let identity = try ServerPKI().serverPEM()
        let pair = try CertificatePair(certificate: identity.certificate, key: identity.key)
        let store = CertificateStore(directory: directory, name: "kubelet-client")
        try store.save(pair, now: SystemClock().now)
        let first = Kubeconfig.Target(cluster: .init(server: "https://10.0.0.1:6443"), user: .init(token: "t"), namespace: "default")
        try ClientIdentity.kubeconfig(first, certificate: store.currentPath).write(to: path)
        #expect(ClientIdentity.isUsable(path, SystemClock()))
        // Its hour over, it has to be bootstrapped again.
        let later = ManualClock()
        later.advance(by: .seconds(4_000_000_000 - 1_700_000_000))
        #expect(!ClientIdentity.isUsable(path, later))
        let target = try Kubeconfig.load(path: path).target()
        #expect(target.cluster.server == "https://10.0.0.1:6443" && target.user.clientCertificate == store.currentPath && target.user.token == nil)
        #expect(throws: NodeCertificateError.self) { try CertificatePair(certificate: identity.certificate, key: P256.Signing.PrivateKey().pemRepresentation) }
    }
}
