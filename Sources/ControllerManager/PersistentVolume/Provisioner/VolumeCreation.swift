import KubernetesAPI
import KubernetesClient

/// Making the volume that a claim waits for.
extension LocalPathProvisioner {
    /// Why no volume can be made, in words for the claim's event.
    private struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    func provision(_ key: ObjectKey) async throws {
        guard let claim = claims.get(key), (claim.spec.volumeName ?? "").isEmpty, !claim.metadata.isBeingDeleted,
            claim.isFor(Self.provisioner), let storageClass = classes.get(claim.className), storageClass.provisioner == Self.provisioner
        else { return }
        let name = "pvc-\(claim.metadata.uid)"
        if volumes.get(name) != nil { return }
        let selected = claim.metadata.annotations[StorageKeys.selectedNode] ?? ""
        // The scheduler has yet to say where.
        if storageClass.waitsForFirstConsumer && selected.isEmpty { return }
        recorder.event(
            claim, type: "Normal", reason: "Provisioning", message: "External provisioner is provisioning volume for claim \"\(claim.key)\"")
        do {
            try Self.check(claim)
            let node = try node(selected, for: storageClass)
            let path = try await directories.make(Self.directory(name, claim), on: node.metadata.name)
            try await create(volume(name, for: claim, storageClass, on: node, path: path))
        } catch {
            recorder.event(
                claim, type: "Warning", reason: "ProvisioningFailed",
                message: "failed to provision volume with StorageClass \"\(storageClass.metadata.name)\": \(describe(error))")
            if !selected.isEmpty, nodes.get(selected) == nil { return try await reschedule(claim) }
            throw error
        }
        recorder.event(claim, type: "Normal", reason: "ProvisioningSucceeded", message: "Successfully provisioned volume \(name)")
    }

    private static func check(_ claim: PersistentVolumeClaim) throws {
        if let mode = claim.spec.accessModes.first(where: { $0 != "ReadWriteOnce" && $0 != "ReadWriteOncePod" }) {
            throw Refusal(description: "access mode \(mode) is not supported: a directory of one node is ReadWriteOnce or ReadWriteOncePod")
        }
        if claim.spec.volumeMode == "Block" { throw Refusal(description: "volumeMode Block is not supported") }
        if claim.spec.selector != nil { throw Refusal(description: "claim Selector is not supported") }
        if claim.spec.dataSource != nil || claim.spec.dataSourceRef != nil { throw Refusal(description: "data sources are not supported") }
    }

    /// The node that was chosen, or, where nobody waits for a pod, the one that takes pods and has the fewest of our volumes.
    private func node(_ selected: String, for storageClass: StorageClass) throws -> Node {
        if !selected.isEmpty {
            guard let node = nodes.get(selected) else { throw Refusal(description: "node \"\(selected)\" not found") }
            return node
        }
        let topologies = storageClass.allowedTopologies
        let usable = nodes.list().filter { node in
            node.isReady && node.spec.unschedulable != true && node.spec.taints.isEmpty
                && (topologies.isEmpty || topologies.contains { term in
                    term.matchLabelExpressions.allSatisfy { $0.values.contains(node.metadata.labels[$0.key] ?? "") }
                })
        }
        var counts: [String: Int] = [:]
        for volume in volumes.list() { if let host = volume.localHost { counts[host, default: 0] += 1 } }
        func load(_ node: Node) -> (Int, String) { (counts[node.host] ?? 0, node.metadata.name) }
        guard let node = usable.min(by: { load($0) < load($1) }) else { throw Refusal(description: "no node can take the volume") }
        return node
    }

    /// Says whose it is to whoever looks at the node's disk.
    private static func directory(_ volume: String, _ claim: PersistentVolumeClaim) -> String {
        String(decoding: "\(volume)_\(claim.metadata.namespace)_\(claim.metadata.name)".utf8.prefix(255), as: UTF8.self)
    }

    private func volume(
        _ name: String, for claim: PersistentVolumeClaim, _ storageClass: StorageClass, on node: Node, path: String
    ) -> PersistentVolume {
        var volume = PersistentVolume()
        volume.metadata.name = name
        volume.metadata.annotations = [StorageKeys.provisionedBy: Self.provisioner]
        let policy = storageClass.reclaimPolicy ?? "Delete"
        if policy == "Delete" { volume.metadata.finalizers = [StorageKeys.provisionerFinalizer] }
        volume.spec.capacity = ["storage": claim.requestedStorage]
        volume.spec.accessModes = claim.spec.accessModes
        volume.spec.persistentVolumeReclaimPolicy = policy
        volume.spec.storageClassName = storageClass.metadata.name
        volume.spec.mountOptions = storageClass.mountOptions
        volume.spec.volumeMode = "Filesystem"
        volume.spec.claimRef = ObjectReference(claim)
        volume.spec.local = LocalVolumeSource(path: path)
        let requirement = NodeSelectorRequirement(key: NodeLabel.hostname, operator: "In", values: [node.host])
        volume.spec.nodeAffinity = VolumeNodeAffinity(
            required: NodeSelector(nodeSelectorTerms: [NodeSelectorTerm(matchExpressions: [requirement])]))
        return volume
    }

    private func create(_ volume: PersistentVolume) async throws {
        do {
            _ = try await client.create(volume)
        } catch let error as APIError where error.isAlreadyExists {
            // An earlier pass came this far.
        }
    }

    /// The node is gone: the scheduler is to choose another one.
    private func reschedule(_ claim: PersistentVolumeClaim) async throws {
        var changed = claim
        changed.metadata.annotations[StorageKeys.selectedNode] = nil
        _ = try await client.update(changed)
    }
}

/// Labels of nodes.
enum NodeLabel {
    static let hostname = "kubernetes.io/hostname"
}

extension Node {
    /// What volumes' node affinity calls it.
    var host: String { metadata.labels[NodeLabel.hostname] ?? metadata.name }
}

extension PersistentVolume {
    /// The host of a local volume that we made; nil for others.
    var localHost: String? {
        guard metadata.annotations[StorageKeys.provisionedBy] == LocalPathProvisioner.provisioner else { return nil }
        let requirements = spec.nodeAffinity?.required?.nodeSelectorTerms.first?.matchExpressions ?? []
        return requirements.first { $0.key == NodeLabel.hostname }?.values.first
    }
}
