import Foundation
import KubernetesAPI
import KubernetesClient

/// Rules out nodes in other zones or regions than the pod's volumes, by the labels of the volumes.
struct VolumeZone: FilterPlugin {
    let name = "VolumeZone"
    let events: ClusterEvents = [.nodeAdded, .nodeLabels, .claim, .volume, .storage]

    let storage: StorageCatalog

    private static let conflict = Rejection(reasons: ["node(s) had no available volume zone"], isResolvable: false)
    /// Each label and the name that it had before.
    private static let labels = [
        ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"),
        ("topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"),
    ]

    func filter(for pod: PodToSchedule, in snapshot: Snapshot) -> (any NodeFilter)? {
        if pod.info.claims.isEmpty { return nil }
        var requirements: [Requirement] = []
        for use in pod.info.claims {
            guard let claim = storage.claim(ObjectKey(namespace: pod.info.namespace, name: use.claim)), let volume = storage.volume(of: claim)
            else { continue }
            for (label, old) in Self.labels {
                guard let value = volume.metadata.labels[label] ?? volume.metadata.labels[old] else { continue }
                // A volume that is in several zones lists them.
                requirements.append(Requirement(label: label, old: old, values: Set(value.components(separatedBy: "__"))))
            }
        }
        return requirements.isEmpty ? nil : Filter(requirements: requirements)
    }

    /// In which zones or regions a volume is.
    private struct Requirement {
        let label: String
        let old: String
        let values: Set<String>
    }

    /// What nodes must be for one pod.
    private struct Filter: NodeFilter {
        let requirements: [Requirement]

        func rejection(of node: NodeInfo) -> Rejection? {
            let labels = node.description.labels
            // Where no node has zones, volumes' zones do not count.
            if labels["topology.kubernetes.io/zone"] == nil && labels["topology.kubernetes.io/region"] == nil
                && labels["failure-domain.beta.kubernetes.io/zone"] == nil && labels["failure-domain.beta.kubernetes.io/region"] == nil
            {
                return nil
            }
            let fits = requirements.allSatisfy { requirement in
                (labels[requirement.label] ?? labels[requirement.old]).map { requirement.values.contains($0) } ?? false
            }
            return fits ? nil : VolumeZone.conflict
        }
    }
}
