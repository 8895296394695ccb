import KubernetesAPI
import KubernetesClient

/// The names and contents of a Job's pods.
enum JobPods {
    static let finalizer = "batch.kubernetes.io/job-tracking"
    static let indexKey = "batch.kubernetes.io/job-completion-index"
    static let indexFailuresKey = "batch.kubernetes.io/job-index-failure-count"

    static func index(of pod: Pod) -> Int? { pod.metadata.annotations[indexKey].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }

    static func pod(_ job: Job, index: Int?, failuresOfIndex: Int) -> Pod {
        var pod = PodControl.pod(from: job.spec.template, owner: job)
        pod.metadata.finalizers.append(finalizer)
        guard let index else { return pod }
        pod.metadata.annotations[indexKey] = String(index)
        pod.metadata.labels[indexKey] = String(index)
        if job.spec.backoffLimitPerIndex != nil { pod.metadata.annotations[indexFailuresKey] = String(failuresOfIndex) }
        pod.metadata.generateName = "\(job.metadata.name.prefix(230))-\(index)-"
        pod.spec.hostname = "\(job.metadata.name.prefix(52))-\(index)"
        let source = EnvVarSource(fieldRef: ObjectFieldSelector(fieldPath: "metadata.labels['\(indexKey)']"))
        let variable = EnvVar(name: "JOB_COMPLETION_INDEX", valueFrom: source)
        for container in pod.spec.containers.indices { add(variable, to: &pod.spec.containers[container]) }
        for container in pod.spec.initContainers.indices { add(variable, to: &pod.spec.initContainers[container]) }
        return pod
    }

    private static func add(_ variable: EnvVar, to container: inout Container) {
        if container.env.contains(where: { $0.name == variable.name }) { return }
        container.env.append(variable)
    }
}

extension Pod {
    var isTracked: Bool { metadata.finalizers.contains(JobPods.finalizer) }

    /// When the last container ended; nil where nothing tells.
    var finishTime: Time? {
        let ends = (status.containerStatuses + status.initContainerStatuses).compactMap { $0.state.terminated?.finishedAt }
        return ends.max() ?? (isTerminal ? readyCondition?.lastTransitionTime : nil) ?? metadata.deletionTimestamp
    }
}

extension Job {
    var isIndexed: Bool { spec.completionMode == "Indexed" }
    var isSuspended: Bool { spec.suspend == true }
    func isTrue(_ condition: String) -> Bool { status.conditions.contains { $0.type == condition && $0.status == "True" } }
    var isFinished: Bool { isTrue("Complete") || isTrue("Failed") }
    /// Pods are replaced only when they have ended, not while they are ending.
    var replacesOnlyFailed: Bool { spec.podReplacementPolicy == "Failed" }
}

extension JobStatus {
    /// Adds or replaces a condition; tells whether its status or reason changed.
    @discardableResult
    mutating func set(_ type: String, _ status: Bool, reason: String, message: String, now: Time) -> Bool {
        let text = status ? "True" : "False"
        let new = JobCondition(
            type: type, status: text, lastProbeTime: now, lastTransitionTime: now, reason: reason, message: message)
        guard let index = conditions.firstIndex(where: { $0.type == type }) else {
            // "Not so" is worth saying only of what was so.
            if !status { return false }
            conditions.append(new)
            return true
        }
        if conditions[index].status == text && conditions[index].reason == reason { return false }
        conditions[index] = new
        return true
    }
}
