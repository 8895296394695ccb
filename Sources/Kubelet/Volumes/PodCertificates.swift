import Crypto
import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import SwiftASN1
import X509
import _CryptoExtras

/// Gets certificates for pods from the signers that their projected volumes name, by PodCertificateRequests, and new ones when the
/// signers say so. Keys are made here and never leave the node. Safe to use from any task.
final class PodCertificates: Sendable {
    typealias Request = CertificatesV1beta1.PodCertificateRequest

    /// A key and its certificates, as PEM.
    struct Credential: Sendable {
        var key: String
        var chain: String
        var refreshAt: Instant
        var notAfter: Instant
    }

    struct Key: Hashable {
        var podUID: String
        var volume: String
        /// Which of the volume's sources it is.
        var source: Int
    }

    private struct State {
        var issued: Credential?
        /// The request under way, and the key that it is for.
        var pending: (name: String, key: String)?
    }

    private let client: Client
    private let node: @Sendable () -> Node?
    private let clock: any WallClock
    private let states = Mutex<[Key: State]>([:])
    /// How long an answer is waited for before the pod is put off.
    private static let patience = 15

    init(client: Client, node: @escaping @Sendable () -> Node?, clock: any WallClock) {
        self.client = client
        self.node = node
        self.clock = clock
    }

    func forget(podUID: String) { states.withLock { states in states = states.filter { $0.key.podUID != podUID } } }

    /// The pod's credential: what it has, or a new one when there is none or it is time.
    /// - Throws: `VolumeFileError` while there is none.
    func credential(for pod: Pod, volume: String, source index: Int, _ source: PodCertificateProjection) async throws -> Credential {
        let key = Key(podUID: pod.metadata.uid, volume: volume, source: index)
        let state = states.withLock { $0[key] ?? State() }
        if let issued = state.issued, clock.now < issued.refreshAt { return issued }
        do {
            let pending: (name: String, key: String)
            if let known = state.pending {
                pending = known
            } else {
                pending = try await request(pod, source)
                states.withLock { $0[key, default: State()].pending = pending }
            }
            let credential = try await answer(pending, key, pod, patience: state.issued == nil ? Self.patience : 1)
            states.withLock { $0[key] = State(issued: credential) }
            return credential
        } catch {
            // The old one still serves until it ends.
            if let issued = state.issued, clock.now < issued.notAfter, !(error is CancellationError) { return issued }
            throw error
        }
    }

    private func request(_ pod: Pod, _ source: PodCertificateProjection) async throws -> (name: String, key: String) {
        guard let node = node() else { throw VolumeFileError("the node is not known yet") }
        let account = pod.spec.serviceAccountName.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
        let (key, signing) = try await Task.detached { try Self.makeKey(source.keyType) }.value
        var serializer = DER.Serializer()
        try CertificateSigningRequest(
            version: .v1, subject: DistinguishedName(), privateKey: key, attributes: CertificateSigningRequest.Attributes()
        ).serialize(into: &serializer)
        var request = Request()
        request.metadata.generateName = "req-\(pod.metadata.name.prefix(40))-"
        request.metadata.namespace = pod.metadata.namespace
        request.metadata.ownerReferences = [OwnerReference(apiVersion: "v1", kind: "Pod", name: pod.metadata.name, uid: pod.metadata.uid)]
        request.spec.signerName = source.signerName
        request.spec.podName = pod.metadata.name
        request.spec.podUID = pod.metadata.uid
        request.spec.serviceAccountName = account
        request.spec.serviceAccountUID = try await client.get(ServiceAccount.self, account, namespace: pod.metadata.namespace).metadata.uid
        request.spec.nodeName = node.metadata.name
        request.spec.nodeUID = node.metadata.uid
        request.spec.maxExpirationSeconds = source.maxExpirationSeconds
        request.spec.stubPKCS10Request = serializer.serializedBytes
        request.spec.unverifiedUserAnnotations = source.userAnnotations
        let made = try await client.create(request)
        return (made.metadata.name, signing)
    }

    /// Waits for the signer.
    private func answer(_ pending: (name: String, key: String), _ key: Key, _ pod: Pod, patience: Int) async throws -> Credential {
        func giveUp(_ why: String) -> VolumeFileError {
            states.withLock { $0[key]?.pending = nil }
            return VolumeFileError(why)
        }
        for round in 0..<patience {
            if round > 0 { try await clock.sleep(for: .milliseconds(200)) }
            let request: Request
            do {
                request = try await client.get(Request.self, pending.name, namespace: pod.metadata.namespace)
            } catch let error as APIError where error.isNotFound {
                throw giveUp("PodCertificateRequest \"\(pending.name)\" was deleted")
            }
            for condition in request.status.conditions where condition.status == "True" && ["Denied", "Failed"].contains(condition.type) {
                throw giveUp(
                    "PodCertificateRequest \"\(pending.name)\" was \(condition.type == "Denied" ? "denied" : "failed") by the signer: "
                        + "reason=\(condition.reason), message=\(condition.message)")
            }
            guard request.status.conditions.contains(where: { $0.type == "Issued" && $0.status == "True" }),
                let chain = request.status.certificateChain, let end = request.status.notAfter
            else { continue }
            let refresh = request.status.beginRefreshAt ?? end
            return Credential(
                key: pending.key, chain: chain, refreshAt: Instant(seconds: refresh.seconds), notAfter: Instant(seconds: end.seconds))
        }
        throw VolumeFileError("PodCertificateRequest \"\(pending.name)\" is not issued yet")
    }

    /// A new key, and it as PEM.
    static func makeKey(_ type: String) throws -> (Certificate.PrivateKey, String) {
        switch type {
        case "RSA3072", "RSA4096":
            let key = try _RSA.Signing.PrivateKey(keySize: type == "RSA3072" ? .bits3072 : .bits4096)
            return (Certificate.PrivateKey(key), key.pkcs8PEMRepresentation)
        case "ECDSAP256":
            let key = P256.Signing.PrivateKey()
            return (Certificate.PrivateKey(key), key.pemRepresentation)
        case "ECDSAP384":
            let key = P384.Signing.PrivateKey()
            return (Certificate.PrivateKey(key), key.pemRepresentation)
        case "ECDSAP521":
            let key = P521.Signing.PrivateKey()
            return (Certificate.PrivateKey(key), key.pemRepresentation)
        case "ED25519":
            let key = Certificate.PrivateKey(Curve25519.Signing.PrivateKey())
            return (key, try key.serializeAsPEM().pemString)
        default: throw VolumeFileError("unknown key type \"\(type)\"")
        }
    }
}
