import Foundation
import KubernetesAPI

/// Zones of volumes, as labels of Kubernetes or a node affinity have them, by the label that a driver has for them.
enum MigratedTopology {
    private static let zone = "topology.kubernetes.io/zone"
    private static let oldZone = "failure-domain.beta.kubernetes.io/zone"
    private static let region = "topology.kubernetes.io/region"
    private static let oldRegion = "failure-domain.beta.kubernetes.io/region"
    /// Between the zones of one label.
    static let delimiter = "__"

    static func translate(_ volume: inout PersistentVolume, to key: String) {
        let isOld = isOld(volume)
        let (zone, labels) = (isOld ? oldZone : zone, volume.metadata.labels)
        let known = volume.spec.nodeAffinity?.required?.nodeSelectorTerms.contains { term in
            term.matchExpressions.contains { $0.key == zone && !$0.values.isEmpty }
        } ?? false
        if known {
            rename(&volume, zone, key)
        } else if let label = labels[zone] {
            add(&volume, key, label)
        }
        // Nodes have the old label no more.
        if isOld { rename(&volume, oldRegion, region) }
    }

    /// Whether the volume has the labels that were before those of today.
    private static func isOld(_ volume: PersistentVolume) -> Bool {
        let keys = Set((volume.spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).flatMap(\.matchExpressions).map(\.key))
        if keys.contains(zone) { return false }
        if keys.contains(oldZone) { return true }
        return volume.metadata.labels[zone] == nil && volume.metadata.labels[oldZone] != nil
    }

    private static func rename(_ volume: inout PersistentVolume, _ old: String, _ new: String) {
        guard var affinity = volume.spec.nodeAffinity, var selector = affinity.required else { return }
        for term in selector.nodeSelectorTerms.indices {
            for index in selector.nodeSelectorTerms[term].matchExpressions.indices
            where selector.nodeSelectorTerms[term].matchExpressions[index].key == old {
                selector.nodeSelectorTerms[term].matchExpressions[index].key = new
            }
        }
        affinity.required = selector
        volume.spec.nodeAffinity = affinity
    }

    private static func add(_ volume: inout PersistentVolume, _ key: String, _ label: String) {
        let zones = Set(label.components(separatedBy: delimiter).map { $0.trimmingCharacters(in: .whitespaces) }).subtracting([""]).sorted()
        if zones.isEmpty { return }
        var selector = volume.spec.nodeAffinity?.required ?? NodeSelector(nodeSelectorTerms: [])
        if selector.nodeSelectorTerms.isEmpty { selector.nodeSelectorTerms = [NodeSelectorTerm()] }
        for term in selector.nodeSelectorTerms.indices {
            selector.nodeSelectorTerms[term].matchExpressions.append(NodeSelectorRequirement(key: key, operator: "In", values: zones))
        }
        volume.spec.nodeAffinity = VolumeNodeAffinity(required: selector)
    }
}
