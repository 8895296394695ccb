import JSON
import Store
import Synchronization

/// Which objects the pods of a node refer to.
///
/// It knows the pods of each node from the watch cache, brought up to date when it is asked. What a pod refers to is read
/// when somebody asks about its node, and remembered for as long as the pod stays as it is. Safe to use from any thread.
final class NodeGraph: Sendable {
    /// What a node may be related to.
    enum Kind: Sendable { case pod, secret, configMap, claim, volume, serviceAccount, resourceClaim, volumeAttachment, resourceSlice }

    private struct State {
        var cursor = CacheCursor<StoredObject>()
        /// By node, then by key.
        var pods: [String: [String: StoredObject]] = [:]
        var references: [String: (revision: Int64, references: PodReferences)] = [:]
    }

    private let resources: ResourceTable
    private let pods: ResourceStorage
    private let state = Mutex(State())

    /// A graph over served resources; nil when there are no pods among them.
    init?(_ resources: ResourceTable) {
        guard let pods = resources.stored(group: "", plural: "pods")?.storage else { return nil }
        self.pods = pods
        self.resources = resources
    }

    /// Whether a path leads from the object to the node.
    func isRelated(_ kind: Kind, namespace: String, name: String, to node: String) -> Bool {
        switch kind {
        case .pod: return ofNode(node, namespace) { $0[pods.key(namespace: namespace, name: name)] != nil }
        case .serviceAccount:
            return ofNode(node, namespace) { $0.contains { $0.value.fields["spec.serviceAccountName"] == name } }
        case .configMap: return references(of: node, namespace).contains { $0.configMaps.contains(name) }
        case .claim: return references(of: node, namespace).contains { $0.claims.contains(name) }
        case .resourceClaim: return references(of: node, namespace).contains { $0.resourceClaims.contains(name) }
        case .secret:
            let references = references(of: node, namespace)
            if references.contains(where: { $0.secrets.contains(name) }) { return true }
            return volumesOf(node).contains { Self.secrets(ofVolume: $0).contains("\(namespace)/\(name)") }
        case .volume:
            guard let reference = object("", "persistentvolumes", name)?[path: ["spec", "claimRef"]] else { return false }
            return isRelated(.claim, namespace: reference.text("namespace"), name: reference.text("name"), to: node)
        case .volumeAttachment: return object("storage.k8s.io", "volumeattachments", name)?[path: ["spec", "nodeName"]]?.string == node
        case .resourceSlice: return object("resource.k8s.io", "resourceslices", name)?[path: ["spec", "nodeName"]]?.string == node
        }
    }

    private func object(_ group: String, _ plural: String, _ name: String, namespace: String = "") -> JSONValue? {
        guard let storage = resources.stored(group: group, plural: plural)?.storage else { return nil }
        return storage.cache.get(storage.key(namespace: namespace, name: name))?.entry.tree
    }

    /// The volumes that are bound to claims of the node's pods.
    private func volumesOf(_ node: String) -> [JSONValue] {
        var volumes: [JSONValue] = []
        let namespaces = ofNode(node, "") { Set($0.values.compactMap { $0.fields["metadata.namespace"] }) }
        for namespace in namespaces {
            for claim in Set(references(of: node, namespace).flatMap(\.claims)) {
                guard let name = object("", "persistentvolumeclaims", claim, namespace: namespace)?[path: ["spec", "volumeName"]]?.string,
                      let volume = object("", "persistentvolumes", name), let reference = volume[path: ["spec", "claimRef"]],
                      reference.text("name") == claim, reference.text("namespace") == namespace
                else { continue }
                volumes.append(volume)
            }
        }
        return volumes
    }

    /// The secrets that a volume needs on a node, as NAMESPACE/NAME.
    private static func secrets(ofVolume volume: JSONValue) -> Set<String> {
        var secrets: Set<String> = []
        let claimNamespace = volume[path: ["spec", "claimRef", "namespace"]]?.string ?? ""
        for (_, source) in volume["spec"]?.object ?? JSONObject() {
            for (field, value) in source.object ?? JSONObject() where field.hasSuffix("ecretRef") || field == "secretName" {
                // What only the controllers of a CSI driver use is not for nodes.
                if field.hasPrefix("controller") { continue }
                if let name = value.string {
                    let namespace = source.text("secretNamespace")
                    secrets.insert("\(namespace.isEmpty ? claimNamespace : namespace)/\(name)")
                } else if !value.text("name").isEmpty {
                    let namespace = value.text("namespace")
                    secrets.insert("\(namespace.isEmpty ? claimNamespace : namespace)/\(value.text("name"))")
                }
            }
        }
        return secrets
    }

    /// What the node's pods in a namespace refer to.
    private func references(of node: String, _ namespace: String) -> [PodReferences] {
        state.withLock { state in
            follow(&state)
            let prefix = pods.prefix(namespace: namespace)
            return (state.pods[node] ?? [:]).filter { $0.key.hasPrefix(prefix) }.map { key, pod in
                if let known = state.references[key], known.revision == pod.revision { return known.references }
                let references = PodReferences(pod.tree)
                state.references[key] = (pod.revision, references)
                return references
            }
        }
    }

    private func ofNode<Result>(_ node: String, _ namespace: String, _ body: ([String: StoredObject]) -> Result) -> Result {
        let pods = state.withLock { state in
            follow(&state)
            return state.pods[node] ?? [:]
        }
        guard !namespace.isEmpty else { return body(pods) }
        let prefix = self.pods.prefix(namespace: namespace)
        return body(pods.filter { $0.key.hasPrefix(prefix) })
    }

    private func follow(_ state: inout State) {
        switch pods.cache.changes(since: &state.cursor) {
        case .events(let events):
            for event in events {
                if let old = event.previous?.entry.fields["spec.nodeName"], !old.isEmpty {
                    state.pods[old]?[event.key] = nil
                    if state.pods[old]?.isEmpty == true { state.pods[old] = nil }
                }
                if event.type == .deleted {
                    state.references[event.key] = nil
                } else if let node = event.entry.fields["spec.nodeName"], !node.isEmpty {
                    state.pods[node, default: [:]][event.key] = event.entry
                }
            }
        case .everything(let snapshot):
            state.pods = [:]
            state.references = [:]
            for item in snapshot.items(prefix: pods.prefix) {
                guard let node = item.entry.fields["spec.nodeName"], !node.isEmpty else { continue }
                state.pods[node, default: [:]][item.key] = item.entry
            }
        }
    }
}
