import Crypto
import JSON
import KubernetesAPI
import KubernetesClient

/// Why a manifest is no pod.
struct ManifestError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// Where a manifest was found.
enum ManifestSource: Sendable, Equatable {
    case file(String)
    case url(String)
    /// Given to the kubelet by its own endpoint.
    case endpoint

    /// What `kubernetes.io/config.source` says.
    var annotation: String {
        switch self {
        case .file: "file"
        case .url: "http"
        case .endpoint: "local"
        }
    }

    /// What a pod's UID is made of besides its content and the node.
    var text: String {
        switch self {
        case .file(let path): "file:\(path)"
        case .url(let url): "url:\(url)"
        case .endpoint: "local:"
        }
    }
}

/// Reads the manifests of static pods and gives them the identity that they have on this node.
struct StaticPodParser: Sendable {
    var nodeName: String
    /// The feature gate PreventStaticPodAPIReferences: static pods must not need objects of the API.
    var refusesReferences = true

    /// No manifest is larger.
    static let limit = 10 << 20

    /// The pods in a manifest file.
    func parse(_ text: String, path: String, now: MicroTime) throws(ManifestError) -> [Pod] {
        try parse(text, from: .file(path), now: now)
    }

    /// The pods in a manifest: a v1 Pod or PodList in YAML or JSON, or several documents of them.
    /// - Parameters:
    ///   - source: together with the content it makes the pod's UID.
    ///   - now: when it was seen.
    /// - Throws: `ManifestError`
    func parse(_ text: String, from source: ManifestSource, now: MicroTime) throws(ManifestError) -> [Pod] {
        guard text.utf8.count <= Self.limit else { throw ManifestError(message: "the manifest is larger than \(Self.limit) bytes") }
        let documents: [JSONValue]
        do { documents = try YAML.decodeAll(text) } catch { throw ManifestError(message: error.description) }
        var pods: [Pod] = []
        for document in documents {
            guard document["apiVersion"]?.string == "v1" else { throw ManifestError(message: "apiVersion must be v1") }
            switch document["kind"]?.string {
            case "Pod": pods.append(try pod(document, source, now))
            case "PodList", "List":
                for item in document["items"]?.array ?? [] { pods.append(try pod(item, source, now)) }
            default: throw ManifestError(message: "kind must be Pod or PodList")
            }
        }
        if documents.isEmpty { throw ManifestError(message: "there is no pod in it") }
        return pods
    }

    private func pod(_ value: JSONValue, _ source: ManifestSource, _ now: MicroTime) throws(ManifestError) -> Pod {
        var pod: Pod
        do { pod = try Pod(json: value) } catch { throw ManifestError(message: "\(error)") }
        if pod.metadata.name.isEmpty { throw ManifestError(message: "invalid pod: metadata.name: Required value: name or generateName is required") }
        if pod.metadata.uid.isEmpty {
            // The content decides: a changed manifest is another pod.
            var hash = Insecure.MD5()
            hash.update(data: value.serialized())
            hash.update(data: Array("host:\(nodeName)\(source.text)".utf8))
            pod.metadata.uid = hash.finalize().hexText
        }
        pod.metadata.name += "-" + nodeName.lowercased()
        if pod.metadata.namespace.isEmpty { pod.metadata.namespace = "default" }
        pod.spec.nodeName = nodeName
        pod.metadata.annotations[PodAnnotations.hash] = pod.metadata.uid
        pod.metadata.annotations[PodAnnotations.source] = source.annotation
        pod.metadata.annotations[PodAnnotations.seen] = now.description
        // Nothing but its file ends a static pod.
        pod.spec.tolerations.append(Toleration(operator: "Exists", effect: "NoExecute"))
        pod.metadata.deletionTimestamp = nil
        pod.metadata.deletionGracePeriodSeconds = nil
        PodDefaults.apply(to: &pod)
        pod.status = PodStatus(phase: PodPhase.pending)
        let problems = StaticPodRules.problems(pod)
        if !problems.isEmpty {
            throw ManifestError(message: "invalid pod: " + (problems.count == 1 ? problems[0] : "[" + problems.joined(separator: ", ") + "]"))
        }
        if refusesReferences, let resource = StaticPodRules.reference(pod) {
            throw ManifestError(message: "static pods may not reference \(resource)")
        }
        return pod
    }
}
