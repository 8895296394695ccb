import KubernetesAPI
import KubernetesClient
import Logging

/// Makes the Node object when the kubelet comes to a cluster, or brings the one that is there in line.
struct NodeRegistration {
    var client: Client
    var options: KubeletOptions
    var machine: MachineInfo

    private static let attachDetach = "volumes.kubernetes.io/controller-managed-attach-detach"

    /// The Node as the API server then has it.
    func register(status: NodeStatus) async throws -> Node {
        var node = Node()
        node.metadata.name = options.nodeName
        node.metadata.labels = labels
        node.metadata.annotations = [Self.attachDetach: "true"]
        node.spec.taints = options.registerWithTaints.compactMap(Self.taint)
        node.status = status
        do {
            return try await client.create(node)
        } catch let error as APIError where error.isAlreadyExists {
            let known = try await client.get(Node.self, options.nodeName)
            let missing = labels.filter { known.metadata.labels[$0.key] != $0.value }
            if missing.isEmpty && known.metadata.annotations[Self.attachDetach] != nil { return known }
            // A node that is registered already keeps its taints: somebody may have changed them for a reason.
            return try await client.patch(
                Node.self, options.nodeName,
                .merge([
                    "metadata": [
                        "labels": .object(JSONObject(missing.map { ($0.key, .string($0.value)) })),
                        "annotations": [Self.attachDetach: "true"],
                    ]
                ]))
        }
    }

    private var labels: [String: String] {
        let own = [
            "kubernetes.io/hostname": options.hostname, "kubernetes.io/os": "linux", "kubernetes.io/arch": machine.architecture,
            "beta.kubernetes.io/os": "linux", "beta.kubernetes.io/arch": machine.architecture,
        ]
        return own.merging(options.nodeLabels) { own, _ in own }
    }

    /// `key=value:effect` or `key:effect`; nil for anything else.
    static func taint(_ text: String) -> Taint? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let effect = String(text[text.index(after: colon)...])
        guard ["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(effect) else { return nil }
        let parts = text[..<colon].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let key = parts.first, !key.isEmpty else { return nil }
        return Taint(key: key, value: parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil, effect: effect)
    }
}
