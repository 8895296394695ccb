import KubernetesAPI
import KubernetesClient

/// The pods of a scale target by what their metrics are worth.
struct PodGroups: Equatable, Sendable {
    /// How many have metrics that count.
    private(set) var ready = 0
    /// Not ready yet, so that what they use now says nothing about later.
    private(set) var unready: Set<String> = []
    /// Without metrics.
    private(set) var missing: Set<String> = []
    /// Going or failed.
    private(set) var ignored: Set<String> = []

    /// - Parameters:
    ///   - resource: what is measured; a pod that starts uses CPU as it never will again, so that only for `cpu` readiness matters.
    ///   - initialization: for how many seconds after its start a pod's CPU counts only while it is ready.
    ///   - readiness: within how many seconds after the start a change to not ready is taken for the pod's first state.
    init(_ pods: [Pod], _ metrics: [String: PodMetric], resource: String, initialization: Int, readiness: Int, now: Time) {
        for pod in pods {
            let name = pod.metadata.name
            if pod.metadata.isBeingDeleted || pod.status.phase == "Failed" {
                ignored.insert(name)
            } else if pod.status.phase == "Pending" {
                unready.insert(name)
            } else if let metric = metrics[name] {
                if resource == "cpu", Self.isUnready(pod, metric, initialization, readiness, now) { unready.insert(name) } else { ready += 1 }
            } else {
                missing.insert(name)
            }
        }
    }

    private static func isUnready(_ pod: Pod, _ metric: PodMetric, _ initialization: Int, _ readiness: Int, _ now: Time) -> Bool {
        guard let condition = pod.status.condition("Ready"), let start = pod.status.startTime else { return true }
        let changed = condition.lastTransitionTime ?? .zero
        if start.adding(initialization) > now {
            // Not ready, or the metric is from before it became so.
            return condition.status == "False" || metric.time < changed.adding(metric.window)
        }
        return condition.status == "False" && start.adding(readiness) > changed
    }
}

/// What pods ask for of a resource, in thousandths.
enum PodRequests {
    /// - Parameter container: the only one that counts in each pod; empty for all.
    /// - Throws: for a container that asks for nothing, since then a share of that says nothing.
    static func all(of pods: [Pod], resource: String, container: String) throws(ScalingError) -> [String: Int] {
        var result: [String: Int] = [:]
        for pod in pods { result[pod.metadata.name] = try request(of: pod, resource, container) }
        return result
    }

    private static func request(of pod: Pod, _ resource: String, _ container: String) throws(ScalingError) -> Int {
        if container.isEmpty, let whole = pod.spec.resources?.requests[resource] { return whole.milliValue }
        var sum: Int128 = 0
        let sidecars = pod.spec.initContainers.filter { $0.restartPolicy == "Always" }
        for one in pod.spec.containers + sidecars where container.isEmpty || one.name == container {
            guard let request = one.resources.requests[resource] else {
                throw ScalingError("missing request for \(resource) in container \(one.name) of Pod \(pod.metadata.name)")
            }
            sum += Int128(request.milliValue)
        }
        return Int(clamping: sum)
    }
}
