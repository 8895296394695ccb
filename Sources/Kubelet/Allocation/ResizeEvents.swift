import JSON
import KubernetesAPI

extension AllocationManager {
    /// What events say of a resize: the containers' resources, the generation that asked for them, and what went wrong.
    static func describe(_ pod: Pod, error: String? = nil) -> String {
        func list(_ containers: [Container]) -> JSONValue {
            .array(containers.map { container in
                var entry = JSONObject()
                entry["name"] = .string(container.name)
                entry["resources"] = container.resources.jsonValue()
                return .object(entry)
            })
        }
        var out = JSONObject()
        let sidecars = pod.spec.initContainers.filter(\.isSidecar)
        if !sidecars.isEmpty { out["initContainers"] = list(sidecars) }
        out["containers"] = list(pod.spec.containers)
        if let resources = pod.spec.resources { out["resources"] = resources.jsonValue() }
        if let generation = pod.metadata.generation { out["generation"] = .int(Int64(generation)) }
        if let error { out["error"] = .string(error) }
        return String(decoding: JSONValue.object(out).serialized(), as: UTF8.self)
    }
}
