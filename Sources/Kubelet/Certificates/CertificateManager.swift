import ComponentMetrics
import Crypto
import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import SwiftASN1
import Synchronization
import X509

/// Has a certificate signed on request by the API server's signers, keeps it, and asks for another before it ends.
/// Safe to use from anywhere.
final class CertificateManager: Sendable {
    /// What is asked for.
    struct Wish: Sendable, Equatable {
        /// `kubernetes.io/kube-apiserver-client-kubelet` or `kubernetes.io/kubelet-serving`
        var signer: String
        /// `client auth` or `server auth`
        var usage: String
        var nodeName: String
        var dnsNames: [String] = []
        var addresses: [String] = []

        static func client(_ nodeName: String) -> Wish {
            Wish(signer: "kubernetes.io/kube-apiserver-client-kubelet", usage: "client auth", nodeName: nodeName)
        }

        static func serving(_ nodeName: String, _ addresses: [NodeAddress]) -> Wish {
            Wish(
                signer: "kubernetes.io/kubelet-serving", usage: "server auth", nodeName: nodeName,
                dnsNames: addresses.filter { ["Hostname", "InternalDNS", "ExternalDNS"].contains($0.type) }.map(\.address).sorted(),
                addresses: addresses.filter { ["InternalIP", "ExternalIP"].contains($0.type) }.map(\.address).sorted())
        }
    }

    private static let patience: Duration = .seconds(15 * 60)

    private let store: CertificateStore
    private let clock: any WallClock
    /// 0 to 1.
    private let random: @Sendable () -> Double
    private let logger: Logger
    private let pair: Mutex<CertificatePair?>
    /// Counts renewals that failed, and how long certificates lived that were exchanged.
    private let metrics: (errors: Counter, lived: Histogram)?

    init(store: CertificateStore, clock: any WallClock, random: @escaping @Sendable () -> Double, metrics: (errors: Counter, lived: Histogram)? = nil, logger: Logger) {
        self.metrics = metrics
        self.store = store
        self.clock = clock
        self.random = random
        self.logger = logger
        pair = Mutex(store.load())
    }

    var current: CertificatePair? { pair.withLock { $0 } }

    /// Whether there is one that still holds.
    var isValid: Bool { current.map { $0.notAfter > clock.now } ?? false }

    /// How many seconds the certificate still holds; for ever when there is none.
    var secondsLeft: Double { current.map { ($0.notAfter - clock.now).inSeconds } ?? .infinity }

    /// Renews until it is cancelled.
    /// - Parameters:
    ///   - wish: what to ask for now; nil while that is not known.
    ///   - client: with whom to ask.
    ///   - changed: there is another certificate.
    func run(wish: @Sendable () -> Wish?, client: @Sendable () -> Client, changed: @Sendable (CertificatePair) -> Void) async {
        var asked: Wish?
        var backoff = Backoff(first: .seconds(2), last: .seconds(300), jitter: 0)
        while !Task.isCancelled {
            let wanted = wish()
            let due = current.map { $0.rotation(random: random()) }
            if let wanted, due == nil || (asked != nil && asked != wanted) || due.map({ $0 <= clock.now }) == true {
                do {
                    changed(try await request(wanted, client()))
                    asked = wanted
                    backoff.reset()
                } catch {
                    if Task.isCancelled { return }
                    metrics?.errors.add()
                    logger.error("cannot get a certificate", metadata: ["signer": "\(wanted.signer)", "error": "\(error)"])
                    do { try await clock.sleep(for: backoff.next(random: 0)) } catch { return }
                }
                continue
            }
            if asked == nil { asked = wanted }
            // The wish may change meanwhile, as when the node's addresses do.
            let left = due.map { $0 - clock.now } ?? .seconds(1)
            do { try await clock.sleep(for: min(max(left, .milliseconds(100)), wanted == nil ? .seconds(1) : .seconds(60))) } catch { return }
        }
    }

    /// Asks once, and keeps what is given.
    func request(_ wish: Wish, _ client: Client) async throws -> CertificatePair {
        let key = P256.Signing.PrivateKey()
        var object = CertificatesV1.CertificateSigningRequest()
        object.metadata.generateName = "csr-"
        object.spec.request = try Self.content(wish, key)
        object.spec.signerName = wish.signer
        object.spec.usages = ["digital signature", wish.usage]
        let name = try await client.create(object).metadata.name
        logger.info("asked for a certificate", metadata: ["request": "\(name)", "signer": "\(wish.signer)"])
        let text = try await answer(name, client)
        let pair = try CertificatePair(certificate: text, key: key.pemRepresentation)
        try store.save(pair, now: clock.now)
        let old = self.pair.withLock { own in defer { own = pair }; return own }
        if let old { metrics?.lived.observe((clock.now - old.notBefore).inSeconds) }
        logger.info("got a certificate", metadata: ["signer": "\(wish.signer)", "until": "\(RFC3339.text(seconds: pair.notAfter.seconds))"])
        return pair
    }

    private func answer(_ name: String, _ client: Client) async throws -> String {
        let end = clock.monotonic + Self.patience
        var wait: Duration = .milliseconds(100)
        while clock.monotonic < end {
            let status = try await client.get(CertificatesV1.CertificateSigningRequest.self, name).status
            for condition in status.conditions where ["Denied", "Failed"].contains(condition.type) && condition.status != "False" {
                let what = condition.type == "Denied" ? "is denied" : "failed"
                throw NodeCertificateError("certificate signing request \(what), reason: \(condition.reason ?? ""), message: \(condition.message ?? "")")
            }
            if !status.certificate.isEmpty, status.conditions.contains(where: { $0.type == "Approved" }) { return String(decoding: status.certificate, as: UTF8.self) }
            try await clock.sleep(for: wait)
            wait = min(wait * 2, .seconds(5))
        }
        throw NodeCertificateError("certificate request was not signed: timed out waiting for the condition")
    }

    private static func content(_ wish: Wish, _ key: P256.Signing.PrivateKey) throws -> [UInt8] {
        let subject = try DistinguishedName {
            OrganizationName("system:nodes")
            CommonName("system:node:\(wish.nodeName)")
        }
        var names = wish.dnsNames.map { GeneralName.dnsName($0) }
        for address in wish.addresses {
            if let bytes = NodeAddresses.bytes(address) { names.append(.ipAddress(ASN1OctetString(contentBytes: bytes[...]))) }
        }
        var attributes = X509.CertificateSigningRequest.Attributes()
        if !names.isEmpty {
            let extensions = try Certificate.Extensions { SubjectAlternativeNames(names) }
            attributes = try X509.CertificateSigningRequest.Attributes([.init(ExtensionRequest(extensions: extensions))])
        }
        let request = try X509.CertificateSigningRequest(
            version: .v1, subject: subject, privateKey: .init(key), attributes: attributes, signatureAlgorithm: .ecdsaWithSHA256)
        return Array(try request.serializeAsPEM().pemString.utf8)
    }
}
