import JSON
import KubernetesAPI

/// The strategic merge patch that turns one pod status into another, touching only what the kubelet owns.
enum StatusPatch {
    /// Lists that the API merges by a key, so that what is gone has to be deleted by name.
    private static let merged = ["podIPs": "ip", "hostIPs": "ip"]
    private static let owned = [
        "observedGeneration", "phase", "conditions", "message", "reason", "hostIP", "hostIPs", "podIP", "podIPs", "startTime",
        "initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses", "qosClass", "allocatedResources", "resources",
    ]

    /// - Parameter uid: the pod's; the server refuses the patch when another pod has the name now.
    /// - Returns: nil when nothing differs.
    static func make(uid: String, from old: PodStatus, to new: PodStatus) -> JSONValue? {
        let before = old.jsonValue()
        let after = new.jsonValue()
        var changes = JSONObject()
        for key in owned {
            let was = before[key]
            let now = after[key]
            if was == now { continue }
            if key == "conditions" {
                let list = conditions(was?.array ?? [], now?.array ?? [])
                if !list.isEmpty { changes[key] = .array(list) }
            } else if let mergeKey = merged[key] {
                changes[key] = .array(mergedList(was?.array ?? [], now?.array ?? [], key: mergeKey))
            } else {
                changes[key] = now ?? .null
            }
        }
        if changes.isEmpty { return nil }
        return ["metadata": ["uid": .string(uid)], "status": .object(changes)]
    }

    /// Conditions of the kubelet that differ; those of others are left alone.
    private static func conditions(_ old: [JSONValue], _ new: [JSONValue]) -> [JSONValue] {
        let gone = old.filter { condition in
            PodConditions.owned.contains(condition["type"]?.string ?? "") && !new.contains { $0["type"] == condition["type"] }
        }
        let deletions: [JSONValue] = gone.map { ["$patch": "delete", "type": $0["type"] ?? .null] }
        return deletions + new.compactMap { condition in
            guard let type = condition["type"]?.string, PodConditions.owned.contains(type) || isOwnDisruption(condition) else { return nil }
            let was = old.first { $0["type"]?.string == type }
            if was == condition { return nil }
            // Fields that are gone have to be taken away.
            var patch = condition
            for key in ["reason", "message", "observedGeneration"] where patch[key] == nil && was?[key] != nil { patch[key] = .null }
            return patch
        }
    }

    private static func isOwnDisruption(_ condition: JSONValue) -> Bool {
        condition["type"]?.string == PodConditions.disruption && condition["reason"]?.string == "TerminationByKubelet"
    }

    private static func mergedList(_ old: [JSONValue], _ new: [JSONValue], key: String) -> [JSONValue] {
        let gone = old.filter { item in !new.contains { $0[key] == item[key] } }
        return new + gone.map { item in
            var deletion = JSONObject()
            deletion["$patch"] = "delete"
            deletion[key] = item[key] ?? .null
            return .object(deletion)
        }
    }
}
