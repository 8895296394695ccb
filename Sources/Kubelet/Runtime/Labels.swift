import JSON
import KubernetesAPI

/// The labels and annotations by which the kubelet finds its pods and containers again in the runtime.
/// They are those of the upstream kubelet, which log collectors and `crictl` read.
enum RuntimeLabels {
    static let podName = "io.kubernetes.pod.name"
    static let podNamespace = "io.kubernetes.pod.namespace"
    static let podUID = "io.kubernetes.pod.uid"
    static let containerName = "io.kubernetes.container.name"

    static let podDeletionGracePeriod = "io.kubernetes.pod.deletionGracePeriod"
    static let podTerminationGracePeriod = "io.kubernetes.pod.terminationGracePeriod"
    static let containerHash = "io.kubernetes.container.hash"
    static let containerRestartCount = "io.kubernetes.container.restartCount"
    static let containerTerminationMessagePath = "io.kubernetes.container.terminationMessagePath"
    static let containerTerminationMessagePolicy = "io.kubernetes.container.terminationMessagePolicy"
    static let containerPreStopHandler = "io.kubernetes.container.preStopHandler"
    static let containerPorts = "io.kubernetes.container.ports"

    /// The labels of a pod's sandbox: the pod's own and three by which it is found.
    static func sandboxLabels(_ pod: Pod) -> [String: String] {
        var labels = pod.metadata.labels
        labels[podName] = pod.metadata.name
        labels[podNamespace] = pod.metadata.namespace
        labels[podUID] = pod.metadata.uid
        return labels
    }

    /// The labels of a container.
    static func containerLabels(_ container: Container, in pod: Pod) -> [String: String] {
        [
            podName: pod.metadata.name,
            podNamespace: pod.metadata.namespace,
            podUID: pod.metadata.uid,
            containerName: container.name,
        ]
    }

    /// The annotations of a container: what is needed to stop it, and to tell how it ended, when the pod itself is gone.
    static func containerAnnotations(_ container: Container, in pod: Pod, restartCount: Int) -> [String: String] {
        var annotations = [
            containerHash: ContainerHash.of(container),
            containerRestartCount: String(restartCount),
            containerTerminationMessagePath: container.terminationMessagePath ?? "/dev/termination-log",
            containerTerminationMessagePolicy: container.terminationMessagePolicy ?? "File",
        ]
        if let period = pod.metadata.deletionGracePeriodSeconds { annotations[podDeletionGracePeriod] = String(period) }
        if let period = pod.spec.terminationGracePeriodSeconds { annotations[podTerminationGracePeriod] = String(period) }
        if let preStop = container.lifecycle?.preStop { annotations[containerPreStopHandler] = String(decoding: preStop.jsonBytes(), as: UTF8.self) }
        if !container.ports.isEmpty {
            let ports = JSONValue.array(container.ports.map { $0.jsonValue() })
            annotations[containerPorts] = String(decoding: ports.serialized(), as: UTF8.self)
        }
        return annotations
    }
}

/// What a container is compared by, to see whether its spec has changed since it was created.
enum ContainerHash {
    /// FNV-1a, 32 bits, over the fields whose change calls for a new container: its name and its image. In hexadecimal.
    static func of(_ container: Container) -> String {
        var object = JSONObject()
        object["image"] = .string(container.image ?? "")
        object["name"] = .string(container.name)
        return String(fnv32a(JSONValue.object(object).serialized()), radix: 16)
    }

    static func fnv32a(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
