import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// Makes the Node object when the kubelet comes to a cluster, or brings the one that is there in line.
struct NodeRegistration {
    var client: Client
    var options: KubeletOptions
    var machine: MachineInfo
    /// The node was made anew, so that what the API server knows of extended resources is of another one.
    var forgetsExtended = false

    private static let attachDetach = "volumes.kubernetes.io/controller-managed-attach-detach"
    private static let providedNodeIP = "alpha.kubernetes.io/provided-node-ip"
    /// The labels that are put right again when the node is registered already; the others may have been changed for a reason.
    private static let ownLabels = [
        "kubernetes.io/hostname", "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region", "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type", "kubernetes.io/os",
        "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
    ]

    /// The Node as the API server then has it, and whether it had none before.
    func register(status: NodeStatus) async throws -> (node: Node, isNew: Bool) {
        var node = Node()
        node.metadata.name = options.nodeName
        node.metadata.labels = labels
        if options.node.controllerAttachDetach { node.metadata.annotations[Self.attachDetach] = "true" }
        if options.node.cloudProvider == "external", !options.nodeIPs.isEmpty {
            node.metadata.annotations[Self.providedNodeIP] = options.nodeIPs.joined(separator: ",")
        }
        node.spec.taints = taints
        if !options.node.registerSchedulable { node.spec.unschedulable = true }
        node.spec.providerID = options.node.providerID
        node.status = status
        do {
            return (try await client.create(node), true)
        } catch let error as APIError where error.isAlreadyExists {
            return (try await takeUp(try await client.get(Node.self, options.nodeName), status), false)
        }
    }

    /// Puts right what a kubelet before this one has registered.
    private func takeUp(_ known: Node, _ status: NodeStatus) async throws -> Node {
        var metadata = JSONObject()
        let wrong = labels.filter { Self.ownLabels.contains($0.key) && !$0.value.isEmpty && known.metadata.labels[$0.key] != $0.value }
        if !wrong.isEmpty { metadata["labels"] = .object(JSONObject(wrong.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })) }
        if (known.metadata.annotations[Self.attachDetach] == "true") != options.node.controllerAttachDetach {
            metadata["annotations"] = [Self.attachDetach: options.node.controllerAttachDetach ? "true" : nil]
        }
        var node = known
        if !metadata.isEmpty {
            node = try await client.patch(Node.self, options.nodeName, .merge(["metadata": .object(metadata)]))
        }
        // Devices and huge pages of before the start may be gone: they count again when they are told anew.
        var stale = JSONObject()
        for field in ["capacity", "allocatable"] {
            let old = field == "capacity" ? known.status.capacity : known.status.allocatable
            let new = field == "capacity" ? status.capacity : status.allocatable
            var changes = JSONObject()
            for name in old.keys.sorted() where new[name] == nil {
                if name.hasPrefix("hugepages-") { changes[name] = .null } else if forgetsExtended, NodeResources.isExtended(name), old[name] != 0 { changes[name] = "0" }
            }
            if !changes.isEmpty { stale[field] = .object(changes) }
        }
        if stale.isEmpty { return node }
        return try await client.patch(Node.self, options.nodeName, subresource: "status", .strategic(["status": .object(stale)]))
    }

    private var taints: [Taint] {
        var taints = options.registerWithTaints.compactMap(Self.taint)
        func add(_ taint: Taint) {
            if !taints.contains(where: { $0.key == taint.key && $0.effect == taint.effect }) { taints.append(taint) }
        }
        if !options.node.registerSchedulable { add(Taint(key: "node.kubernetes.io/unschedulable", effect: "NoSchedule")) }
        if options.node.cloudProvider == "external" {
            add(Taint(key: "node.cloudprovider.kubernetes.io/uninitialized", value: "true", effect: "NoSchedule"))
        }
        return taints
    }

    private var labels: [String: String] {
        let own = [
            "kubernetes.io/hostname": options.hostname, "kubernetes.io/os": "linux", "kubernetes.io/arch": machine.architecture,
            "beta.kubernetes.io/os": "linux", "beta.kubernetes.io/arch": machine.architecture,
        ]
        return own.merging(options.nodeLabels) { _, given in given }
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
