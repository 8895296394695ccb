import ComponentMetrics
import KubernetesAPI

/// What resizes leave in the kubelet's metrics.
struct ResizeMetrics: Sendable {
    var metrics: PodMetrics

    /// Counts what a pod asks for anew, container by container.
    func requested(_ pod: Pod, has: PodAllocation) {
        for container in pod.spec.initContainers + pod.spec.containers {
            guard let before = has.containers[container.name] else { continue }
            for resource in ["cpu", "memory"] {
                count(resource, "requests", before.requests[resource], container.resources.requests[resource])
                count(resource, "limits", before.limits[resource], container.resources.limits[resource])
            }
        }
    }

    private func count(_ resource: String, _ requirement: String, _ before: Quantity?, _ after: Quantity?) {
        switch (before, after) {
        case (nil, .some): metrics.requestedResizes.add(1, resource, requirement, "add")
        case (.some, nil): metrics.requestedResizes.add(1, resource, requirement, "remove")
        case (let before?, let after?) where before != after:
            metrics.requestedResizes.add(1, resource, requirement, before < after ? "increase" : "decrease")
        default: break
        }
    }

    /// Counts a resize that can never be.
    func refused(_ refusal: ResizeCheck.Refusal) {
        guard refusal.reason == ResizeCheck.infeasible else { return }
        let detail: String
        if refusal.message.contains("static-pods") { detail = "static_pod" }
        else if refusal.message.contains("CPU Manager") { detail = "guaranteed_pod_cpu_manager_static_policy" }
        else if refusal.message.contains("Memory Manager") { detail = "guaranteed_pod_memory_manager_static_policy" }
        else { detail = "insufficient_node_allocatable" }
        metrics.infeasibleResizes.add(1, detail)
    }

    /// A resize was granted that had been deferred.
    func accepted(_ trigger: String) { metrics.deferredAcceptedResizes.add(1, trigger) }

    /// How many resizes wait and are under way.
    func update(_ states: some Collection<ResizeState>) {
        var pending: [[String]: Double] = [["deferred"]: 0, ["infeasible"]: 0]
        var inProgress = 0.0
        for state in states {
            if let reason = state.pending?.refusal.reason { pending[[reason.lowercased()], default: 0] += 1 }
            if state.inProgress != nil { inProgress += 1 }
        }
        metrics.pendingResizes.replace(pending)
        metrics.inProgressResizes.set(inProgress)
    }
}
