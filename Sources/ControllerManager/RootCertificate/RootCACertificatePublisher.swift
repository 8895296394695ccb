import KubernetesAPI
import KubernetesClient

/// root-ca-certificate-publisher-controller: every namespace has a config map kube-root-ca.crt with the certificates of
/// `--root-ca-file`, by which pods know the API server. A change by anyone is undone.
final class RootCACertificatePublisher: Controller {
    static let name = "root-ca-certificate-publisher-controller"
    static let configMapName = "kube-root-ca.crt"
    static let descriptionAnnotation = "kubernetes.io/description"
    static let description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."

    private let context: ControllerContext
    private let namespaces: Informer<Namespace>
    private let configMaps: Informer<ConfigMap>
    private let queue: WorkQueue<ObjectKey>
    private let certificates: String
    private let syncs: SyncMetrics

    init(_ context: ControllerContext) {
        self.context = context
        certificates = context.options.rootCA
        namespaces = context.informers.informer(for: Namespace.self)
        configMaps = context.informers.informer(for: ConfigMap.self, fieldSelector: "metadata.name=\(Self.configMapName)")
        queue = context.queue()
        let help = "Number of namespace syncs happened in root ca cert publisher."
        syncs = SyncMetrics(context, prefix: "root_ca_cert_publisher_", help: (help, help))
        namespaces.addHandler { [queue] event in
            if case .deleted = event { return }
            queue.add(event.object.key)
        }
        configMaps.addHandler { [queue] event in
            if case .added = event { return }
            queue.add(ObjectKey(namespace: "", name: event.object.metadata.namespace))
        }
    }

    func run() async {
        guard !certificates.isEmpty else { return }
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        try await syncs.measure { try await publish(key) }
    }

    private func publish(_ key: ObjectKey) async throws {
        guard let namespace = namespaces.get(key.name), !namespace.isTerminating else { return }
        let current = configMaps.get(Self.configMapName, namespace: key.name)
        var wanted = current ?? ConfigMap()
        wanted.metadata.name = Self.configMapName
        wanted.metadata.namespace = key.name
        wanted.metadata.annotations[Self.descriptionAnnotation] = Self.description
        wanted.data = ["ca.crt": certificates]
        if wanted == current { return }
        do {
            if current == nil { _ = try await context.client.create(wanted) } else { _ = try await context.client.update(wanted) }
        } catch let error as APIError where error.isAlreadyExists || error.isNamespaceTerminating || error.isNotFound {
            return
        }
    }
}
