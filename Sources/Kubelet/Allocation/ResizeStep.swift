import KubernetesAPI

/// What a running container needs so that it has its resources: a pure function of what it should have and what it has.
enum ResizeStep: Equatable {
    /// It has them.
    case none
    /// The runtime can change them while it runs.
    case update
    /// Its policy wants a new start.
    case restart

    /// - Parameter actuated: what the runtime was last told; nil when nobody knows, which counts as the same.
    static func of(_ container: Container, actuated: ResourceRequirements?) -> ResizeStep {
        guard let actuated else { return .none }
        let changed = ["cpu", "memory"].filter { name in
            container.resources.requests[name] != actuated.requests[name] || container.resources.limits[name] != actuated.limits[name]
        }
        if changed.isEmpty { return .none }
        let restarts = container.resizePolicy.contains { changed.contains($0.resourceName) && $0.restartPolicy == "RestartContainer" }
        return restarts ? .restart : .update
    }
}
