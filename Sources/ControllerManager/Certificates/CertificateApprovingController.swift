import JSON
import KubernetesAPI
import KubernetesClient

/// certificatesigningrequest-approving-controller: approves the requests of kubelets for their client certificates, when
/// whoever asks may `create` the subresource `nodeclient` (a new node) or `selfnodeclient` (a node, for itself) of requests.
final class CertificateApprovingController: Controller {
    static let name = "certificatesigningrequest-approving-controller"

    private let context: ControllerContext
    private let requests: Informer<KubernetesAPI.CertificateSigningRequest>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        requests = context.informers.informer(for: KubernetesAPI.CertificateSigningRequest.self)
        queue = context.queue()
        requests.addHandler { [queue] event in
            if case .deleted = event { return }
            queue.add(event.object.key)
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let request = requests.get(key.name), request.spec.signerName == "kubernetes.io/kube-apiserver-client-kubelet",
              request.status.certificate.isEmpty, !request.has("Approved"), !request.has("Denied"),
              let content = try? CertificateRequest(request.spec.request), content.problemAsKubeletClient(usages: request.spec.usages) == nil
        else { return }
        if request.spec.username == content.commonName, try await mayCreate("selfnodeclient", request) {
            try await approve(request, "Auto approving self kubelet client certificate after SubjectAccessReview.")
        } else if try await mayCreate("nodeclient", request) {
            try await approve(request, "Auto approving kubelet client certificate after SubjectAccessReview.")
        } else {
            // Who asks may be given the right yet.
            queue.add(key, after: .seconds(30))
        }
    }

    private func mayCreate(_ subresource: String, _ request: KubernetesAPI.CertificateSigningRequest) async throws -> Bool {
        let extra = request.spec.extra.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.array($0.value.map { .string($0) })) }
        let review: JSONValue = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
            "spec": [
                "user": .string(request.spec.username ?? ""), "uid": .string(request.spec.uid ?? ""),
                "groups": .array(request.spec.groups.map { .string($0) }), "extra": .object(JSONObject(extra)),
                "resourceAttributes": [
                    "group": "certificates.k8s.io", "resource": "certificatesigningrequests", "verb": "create",
                    "subresource": .string(subresource),
                ],
            ],
        ]
        let answer = try await context.client.json("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", body: review)
        return answer["status"]?["allowed"]?.bool ?? false
    }

    private func approve(_ request: KubernetesAPI.CertificateSigningRequest, _ message: String) async throws {
        var approved = request
        approved.status.conditions.append(
            .init(type: "Approved", status: "True", reason: "AutoApproved", message: message))
        try await context.client.json(
            "PUT", "/apis/certificates.k8s.io/v1/certificatesigningrequests/\(request.metadata.name)/approval", body: approved.jsonValue())
    }
}
