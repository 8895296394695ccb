import Foundation
import KubernetesClient
import Testing
import X509

@testable import Cluster

@Suite struct PKITests {
    private static func temporaryDirectory() -> String { FileManager.default.temporaryDirectory.appending(path: "apus-pki-\(UUID().uuidString)").path }

    static let server = CertificateAuthority.Subject(commonName: "kube-apiserver", dnsNames: ["kubernetes", "localhost"], addresses: ["127.0.0.1", "::1"], isServer: true)

    @Test func certificatesOutliveARestartAndAreRenewedInTime() throws {
        let directory = Self.temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let first = try PKI(directory: directory, now: now).ensure("apiserver", Self.server, now: now)
        let again = try PKI(directory: directory, now: now)
        #expect(try again.ensure("apiserver", Self.server, now: now.addingTimeInterval(300 * 86400)).certificate == first.certificate)
        // Less than a month before its end, and when it gets another address, it is made anew; by the same authority.
        let late = try again.ensure("apiserver", Self.server, now: now.addingTimeInterval(340 * 86400))
        #expect(late.certificate != first.certificate)
        var moved = Self.server
        moved.addresses.append("10.0.0.7")
        #expect(try again.ensure("apiserver", moved, now: now).certificate != late.certificate)
        #expect(again.authority.accepts(first.certificate, for: Self.server, now: now))
        #expect(!again.authority.accepts(first.certificate, for: moved, now: now))
        let stranger = try CertificateAuthority(commonName: "kubernetes", now: now)
        #expect(!stranger.accepts(first.certificate, for: Self.server, now: now))
    }

    @Test func keysAreForTheirOwnerOnly() throws {
        let directory = Self.temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let pki = try PKI(directory: directory, now: Date(timeIntervalSince1970: 1_700_000_000))
        for key in ["ca.key", "sa.key"] {
            let mode = try FileManager.default.attributesOfItem(atPath: pki.path(key))[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func aBrokenAuthorityIsToldOfAndNotReplaced() throws {
        let directory = Self.temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        _ = try PKI(directory: directory, now: Date(timeIntervalSince1970: 1_700_000_000))
        try "no certificate".write(toFile: directory + "/ca.crt", atomically: true, encoding: .utf8)
        #expect(throws: ClusterError.self) { try PKI(directory: directory, now: Date(timeIntervalSince1970: 1_700_000_000)) }
    }

    @Test func addressesOfARange() {
        #expect(IPAddress.address(1, in: "10.96.0.0/16") == "10.96.0.1")
        #expect(IPAddress.address(256, in: "10.96.0.0/16") == "10.96.1.0")
        #expect(IPAddress.address(2, in: "10.0.0.9/31") == nil)
        #expect(IPAddress.address(1, in: "fd00::/64") == nil && IPAddress.address(1, in: "x") == nil)
        #expect(NodeService.podCIDR(of: "10.244.0.0/16") == "10.244.0.0/24")
        #expect(NodeService.podCIDR(of: "192.168.5.0/26") == "192.168.5.0/26")
    }
}
