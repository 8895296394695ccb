import Crypto
import JSON
import KubernetesAPI
import KubernetesClient

/// Why a manifest is no pod.
struct ManifestError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// Reads the manifests of static pods and gives them the identity that they have on this node.
struct StaticPodParser: Sendable {
    var nodeName: String

    /// The pods in a manifest: a v1 Pod or PodList in YAML or JSON.
    /// - Parameters:
    ///   - path: of the file; together with the content it makes the pod's UID.
    ///   - now: when it was seen.
    /// - Throws: `ManifestError`
    func parse(_ text: String, path: String, now: MicroTime) throws(ManifestError) -> [Pod] {
        let documents: [JSONValue]
        do { documents = try YAML.decodeAll(text) } catch { throw ManifestError(message: error.description) }
        var pods: [Pod] = []
        for document in documents {
            guard document["apiVersion"]?.string == "v1" else { throw ManifestError(message: "apiVersion must be v1") }
            switch document["kind"]?.string {
            case "Pod": pods.append(try pod(document, path, now))
            case "PodList", "List":
                for item in document["items"]?.array ?? [] { pods.append(try pod(item, path, now)) }
            default: throw ManifestError(message: "kind must be Pod or PodList")
            }
        }
        if pods.isEmpty { throw ManifestError(message: "there is no pod in it") }
        return pods
    }

    private func pod(_ value: JSONValue, _ path: String, _ now: MicroTime) throws(ManifestError) -> Pod {
        var pod: Pod
        do { pod = try Pod(json: value) } catch { throw ManifestError(message: "\(error)") }
        if pod.metadata.name.isEmpty { throw ManifestError(message: "metadata.name: Required value") }
        if pod.spec.containers.isEmpty { throw ManifestError(message: "spec.containers: Required value") }
        for container in pod.spec.containers + pod.spec.initContainers where container.name.isEmpty {
            throw ManifestError(message: "spec.containers[].name: Required value")
        }
        if pod.metadata.uid.isEmpty {
            // The content decides: a changed manifest is another pod.
            var hash = Insecure.MD5()
            hash.update(data: value.serialized())
            hash.update(data: Array("host:\(nodeName)file:\(path)".utf8))
            pod.metadata.uid = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        pod.metadata.name += "-" + nodeName.lowercased()
        if pod.metadata.namespace.isEmpty { pod.metadata.namespace = "default" }
        pod.spec.nodeName = nodeName
        pod.metadata.annotations[PodAnnotations.hash] = pod.metadata.uid
        pod.metadata.annotations[PodAnnotations.source] = "file"
        pod.metadata.annotations[PodAnnotations.seen] = now.description
        // Nothing but its file ends a static pod.
        pod.spec.tolerations.append(Toleration(operator: "Exists", effect: "NoExecute"))
        pod.metadata.deletionTimestamp = nil
        pod.metadata.deletionGracePeriodSeconds = nil
        PodDefaults.apply(to: &pod)
        pod.status = PodStatus(phase: PodPhase.pending)
        return pod
    }
}
