import CSI
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import VolumeKinds

/// Keeps the node's CSINode object, and what drivers want to be known on its Node object: the ID that the driver calls the node
/// by, and labels of its topology.
struct CSINodeObject: Sendable {
    let client: Client
    let nodeName: String
    let node: @Sendable () -> Node?
    let clock: any WallClock
    let logger: Logger

    private static let annotation = "csi.volume.kubernetes.io/nodeid"

    /// Makes the object, empty, so that the scheduler knows that the kubelet is there. Tries until it is done.
    func ensure() async {
        while !Task.isCancelled {
            do {
                try await change { _ in }
                return
            } catch {
                logger.debug("cannot make the CSINode object", metadata: ["error": "\(error)"])
            }
            do { try await clock.sleep(for: .seconds(1)) } catch { return }
        }
    }

    /// A driver has registered.
    func add(_ driver: String, _ info: CSIV1NodeGetInfoResponse) async throws {
        guard !info.nodeID.isEmpty else { throw VolumeFileError("error updating CSI node info: nodeID must not be empty") }
        let topology = info.hasAccessibleTopology ? info.accessibleTopology.segments : [:]
        try await annotate(driver, id: info.nodeID, labels: topology)
        try await change { spec in
            spec.drivers.removeAll { $0.name == driver }
            var entry = CSINodeDriver(name: driver, nodeID: info.nodeID, topologyKeys: topology.keys.sorted())
            if info.maxVolumesPerNode > 0 {
                entry.allocatable = StorageV1.VolumeNodeResources(count: Int(min(info.maxVolumesPerNode, Int64(Int32.max))))
            }
            spec.drivers.append(entry)
        }
    }

    /// A driver is gone. The labels of its topology stay, as in Kubernetes.
    func remove(_ driver: String) async throws {
        try await change { spec in spec.drivers.removeAll { $0.name == driver } }
        try await annotate(driver, id: nil, labels: [:])
    }

    private func change(_ edit: @Sendable (inout CSINodeSpec) -> Void) async throws {
        for attempt in 0..<5 {
            do {
                return try await changeOnce(edit)
            } catch let error as APIError where attempt < 4 && (error.isConflict || error.isAlreadyExists) {
                continue
            }
        }
    }

    private func changeOnce(_ edit: (inout CSINodeSpec) -> Void) async throws {
        do {
            var object = try await client.get(CSINode.self, nodeName)
            let before = object.spec
            edit(&object.spec)
            let knows = object.metadata.annotations[CSIMigration.annotation] == CSIMigration.plugins
            object.metadata.annotations[CSIMigration.annotation] = CSIMigration.plugins
            if !knows || object.spec != before { _ = try await client.update(object) }
        } catch let error as APIError where error.isNotFound {
            guard let node = node(), !node.metadata.uid.isEmpty else { throw VolumeFileError("the node is not registered yet") }
            var object = CSINode(metadata: ObjectMeta(name: nodeName))
            var owner = OwnerReference()
            owner.apiVersion = "v1"
            owner.kind = "Node"
            owner.name = nodeName
            owner.uid = node.metadata.uid
            object.metadata.ownerReferences = [owner]
            object.metadata.annotations[CSIMigration.annotation] = CSIMigration.plugins
            edit(&object.spec)
            _ = try await client.create(object)
        }
    }

    /// - Parameter id: nil takes the driver's ID away.
    private func annotate(_ driver: String, id: String?, labels: [String: String]) async throws {
        let node = try await client.get(Node.self, nodeName)
        for (key, value) in labels {
            guard let existing = node.metadata.labels[key], existing != value else { continue }
            throw VolumeFileError("detected topology value collision: driver reported \"\(key)\":\"\(value)\" but existing label is \"\(key)\":\"\(existing)\"")
        }
        var ids = JSONObject()
        if let text = node.metadata.annotations[Self.annotation] {
            ids = (try? JSONValue(parsing: Array(text.utf8)))?.object ?? JSONObject()
        }
        let before = ids
        ids[driver] = id.map { .string($0) }
        let missing = labels.filter { node.metadata.labels[$0.key] == nil }
        if ids == before && missing.isEmpty { return }
        var metadata = JSONObject()
        if ids != before {
            let text: JSONValue = ids.isEmpty ? .null : .string(String(decoding: JSONValue.object(ids).serialized(), as: UTF8.self))
            metadata["annotations"] = .object([Self.annotation: text])
        }
        if !missing.isEmpty { metadata["labels"] = .object(JSONObject(missing.map { ($0.key, JSONValue.string($0.value)) })) }
        _ = try await client.patch(Node.self, nodeName, .strategic(["metadata": .object(metadata)]))
    }
}
