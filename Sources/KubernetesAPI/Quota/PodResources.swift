public import JSON

/// What a pod asks for in all: its containers together, or what its init containers need before, if that is more.
public enum PodResources {
    /// Which amounts of the containers count.
    public enum Side: String, Sendable { case requests, limits }

    /// The amounts of a whole pod.
    /// - Parameters:
    ///   - overhead: whether what the runtime itself takes (`spec.overhead`) is added.
    ///   - status: whether a resize that is not done yet counts with the larger of both amounts.
    public static func total(_ pod: JSONValue, _ side: Side, overhead: Bool = false, status: Bool = false) -> ResourceAmounts {
        let spec = pod["spec"]
        var result = ResourceAmounts()
        for container in spec?["containers"]?.array ?? [] {
            result = result.adding(amounts(container, side, pod, status ? "containerStatuses" : nil))
        }
        // Sidecars run on beside the containers; other init containers run alone with the sidecars started before them.
        var sidecars = ResourceAmounts()
        var starting = ResourceAmounts()
        for container in spec?["initContainers"]?.array ?? [] {
            let own = amounts(container, side, pod, status ? "initContainerStatuses" : nil)
            if container["restartPolicy"]?.string == "Always" {
                result = result.adding(own)
                sidecars = sidecars.adding(own)
                starting = starting.maximum(sidecars)
            } else {
                starting = starting.maximum(own.adding(sidecars))
            }
        }
        result = result.maximum(starting)
        for (name, amount) in ResourceAmounts(list: spec?["resources"]?[side.rawValue]) where isPodLevel(name) { result[name] = amount }
        guard overhead else { return result }
        for (name, amount) in ResourceAmounts(list: spec?["overhead"]) {
            // Without a limit there is nothing that the overhead could be added to.
            if side == .requests || result[name] != nil { result[name] = (result[name] ?? 0) + amount }
        }
        return result
    }

    /// Whether the pod as a whole, not only its containers, has requests or limits.
    public static func hasPodLevel(_ pod: JSONValue) -> Bool {
        ["requests", "limits"].contains { side in
            pod["spec"]?["resources"]?[side]?.object?.keys.contains(where: isPodLevel) ?? false
        }
    }

    private static func isPodLevel(_ name: String) -> Bool { name == "cpu" || name == "memory" || name.hasPrefix("hugepages-") }

    private static func amounts(_ container: JSONValue, _ side: Side, _ pod: JSONValue, _ statuses: String?) -> ResourceAmounts {
        let wanted = ResourceAmounts(list: container["resources"]?[side.rawValue])
        guard let statuses, let name = container["name"],
            let status = pod["status"]?[statuses]?.array?.first(where: { $0["name"] == name })
        else { return wanted }
        let actual = ResourceAmounts(list: status["resources"]?[side.rawValue])
        guard side == .requests else { return wanted.maximum(actual) }
        return wanted.maximum(actual).maximum(ResourceAmounts(list: status["allocatedResources"]))
    }
}
