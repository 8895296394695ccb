import JSON
import KubernetesAPI
import KubernetesClient

/// The object that an autoscaler scales, of any kind with the subresource `scale`.
struct ScaleTarget: Sendable {
    /// Where its `scale` is.
    let path: String
    /// The `Scale` as it was read.
    let scale: JSONValue

    /// What it is meant to have.
    var replicas: Int { Int(clamping: scale["spec"]?["replicas"]?.int ?? 0) }
    /// What it has.
    var currentReplicas: Int { Int(clamping: scale["status"]?["replicas"]?.int ?? 0) }
    /// A label selector as text.
    var selector: String { scale["status"]?["selector"]?.string ?? "" }

    static func noMatches(kind: String, group: String) -> String {
        group.isEmpty ? "no matches for kind \"\(kind)\" in group \"\"" : "no matches for kind \"\(kind)\" in group \"\(group)\""
    }

    /// Finds and reads the target; of several resources of the kind the first that has such an object.
    static func find(
        _ reference: AutoscalingV2.CrossVersionObjectReference, namespace: String, client: Client, discovery: Discovery
    ) async throws -> ScaleTarget {
        let version = reference.apiVersion ?? ""
        let parts = version.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2 { throw ScalingError("unexpected GroupVersion string: \(version)") }
        let group = parts.count == 2 ? String(parts[0]) : ""
        var places = try await resources(group, reference.kind, discovery, fresh: false)
        // The kind may just have been defined.
        if places.isEmpty { places = try await resources(group, reference.kind, discovery, fresh: true) }
        var first: (any Error)?
        for place in places {
            let path = place.path(namespace: namespace, name: reference.name) + "/scale"
            do { return ScaleTarget(path: path, scale: try await client.json("GET", path)) } catch { first = first ?? error }
        }
        throw first ?? ScalingError(noMatches(kind: reference.kind, group: group))
    }

    /// The resources of a kind, that of the preferred version before the others.
    private static func resources(_ group: String, _ kind: String, _ discovery: Discovery, fresh: Bool) async throws -> [DiscoveredResource] {
        let answer = try await discovery.answer(fresh: fresh)
        let preferred = answer.resources.filter { $0.group == group && $0.kind == kind && $0.isNamespaced }
        let others = answer.kinds.values.filter { $0.group == group && $0.kind == kind && $0.isNamespaced && !preferred.contains($0) }
        return preferred + others.sorted { $0.version < $1.version }
    }

    func update(replicas: Int, client: Client) async throws {
        var changed = scale
        var spec = scale["spec"]?.object ?? JSONObject()
        spec["replicas"] = .int(Int64(replicas))
        changed["spec"] = .object(spec)
        try await client.json("PUT", path, body: changed)
    }
}
