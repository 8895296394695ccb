import Crypto
import KubernetesAPI
import KubernetesClient

/// kube-apiserver-serving-clustertrustbundle-publisher-controller: keeps one ClusterTrustBundle of the signer
/// kubernetes.io/kube-apiserver-serving, with the certificates of `--root-ca-file`, by which pods that mount it know the API server.
///
/// Its name ends in a hash of the certificates, so that new ones make a new object; the signer's others are deleted. Works where
/// certificates.k8s.io serves the kind.
final class ClusterTrustBundlePublisher: Controller {
    static let name = "kube-apiserver-serving-clustertrustbundle-publisher-controller"
    static let signer = "kubernetes.io/kube-apiserver-serving"

    private let context: ControllerContext
    private let queue: WorkQueue<String>
    private let certificates: String
    private let syncs: SyncMetrics

    init(_ context: ControllerContext) {
        self.context = context
        certificates = context.options.rootCA
        queue = context.queue(of: String.self, named: "ca_cert_publisher_cluster_trust_bundles")
        syncs = SyncMetrics(
            context, prefix: "clustertrustbundle_publisher_",
            help: ("Number of syncs that occurred in cluster trust bundle publisher.", "The time it took to sync a cluster trust bundle."))
    }

    /// The object's name: the signer's, and the start of the SHA-256 of what it holds.
    static func bundleName(_ certificates: String) -> String {
        let hash = SHA256.hash(data: Array(certificates.utf8)).prefix(12).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        return signer.split(separator: "/").joined(separator: ":") + ":" + hash.joined()
    }

    func run() async throws {
        guard !certificates.isEmpty else { return }
        let beta = CertificatesV1beta1.ClusterTrustBundle.self, alpha = CertificatesV1alpha1.ClusterTrustBundle.self
        if try await context.whenServed([beta.resource, alpha.resource]) == beta.resource {
            try await publish(beta)
        } else {
            try await publish(alpha)
        }
    }

    private func publish<Bundle: TrustBundle>(_ kind: Bundle.Type) async throws {
        let bundles = context.informers.informer(for: Bundle.self, fieldSelector: "spec.signerName=\(Self.signer)")
        try await bundles.waitForSync()
        bundles.addHandler { [queue] _ in queue.add("") }
        queue.add("")
        await context.work(Self.name, on: queue, workers: 1) { [self] _ in try await reconcile(bundles) }
    }

    private func reconcile<Bundle: TrustBundle>(_ bundles: Informer<Bundle>) async throws {
        try await syncs.measure { try await bringUpToDate(bundles) }
    }

    private func bringUpToDate<Bundle: TrustBundle>(_ bundles: Informer<Bundle>) async throws {
        let name = Self.bundleName(certificates)
        if var present = bundles.get(name) {
            if present.trustBundle != certificates {
                present.trustBundle = certificates
                _ = try await context.client.update(present)
            }
        } else {
            do {
                _ = try await context.client.create(Bundle.made(name, signer: Self.signer, trustBundle: certificates))
            } catch let error as APIError where error.isAlreadyExists {
                // The cache has not heard of it yet.
            }
        }
        for other in bundles.list() where other.metadata.name != name {
            do {
                try await context.client.delete(Bundle.self, other.metadata.name)
            } catch let error as APIError where error.isNotFound {}
        }
    }
}

/// A ClusterTrustBundle of any version.
private protocol TrustBundle: KubernetesObject {
    static func made(_ name: String, signer: String, trustBundle: String) -> Self
    var trustBundle: String { get set }
}

extension CertificatesV1beta1.ClusterTrustBundle: TrustBundle {
    fileprivate static func made(_ name: String, signer: String, trustBundle: String) -> Self {
        Self(metadata: ObjectMeta(name: name), spec: .init(signerName: signer, trustBundle: trustBundle))
    }

    fileprivate var trustBundle: String {
        get { spec.trustBundle }
        set { spec.trustBundle = newValue }
    }
}

extension CertificatesV1alpha1.ClusterTrustBundle: TrustBundle {
    fileprivate static func made(_ name: String, signer: String, trustBundle: String) -> Self {
        Self(metadata: ObjectMeta(name: name), spec: .init(signerName: signer, trustBundle: trustBundle))
    }

    fileprivate var trustBundle: String {
        get { spec.trustBundle }
        set { spec.trustBundle = newValue }
    }
}
