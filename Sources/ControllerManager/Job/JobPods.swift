import KubernetesAPI
import KubernetesClient

/// The names and contents of a Job's pods.
enum JobPods {
    static let finalizer = "batch.kubernetes.io/job-tracking"
    static let indexKey = "batch.kubernetes.io/job-completion-index"
    /// What the API server has room for before the random end of a generated name.
    static let longestPrefix = 58

    static func index(of pod: Pod) -> Int? { pod.metadata.annotations[indexKey].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }

    static func pod(_ job: Job, index: Int? = nil, failures: IndexFailures = IndexFailures()) -> Pod {
        var pod = PodControl.pod(from: job.spec.template, owner: job)
        if !pod.metadata.finalizers.contains(finalizer) { pod.metadata.finalizers.append(finalizer) }
        guard let index else { return pod }
        pod.metadata.annotations[indexKey] = String(index)
        pod.metadata.labels[indexKey] = String(index)
        if job.spec.backoffLimitPerIndex != nil {
            pod.metadata.annotations[IndexFailures.countedKey] = String(failures.counted)
            if failures.ignored > 0 { pod.metadata.annotations[IndexFailures.ignoredKey] = String(failures.ignored) }
        }
        let end = "-\(index)-"
        pod.metadata.generateName = job.metadata.name.prefix(max(0, longestPrefix - end.utf8.count)) + end
        pod.spec.hostname = "\(job.metadata.name)-\(index)"
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

    /// Whether it counts as failed. Without a policy that needs to see how a pod ended, and when it makes no difference any more, one
    /// that is being deleted has failed: it may never get as far as to end.
    func hasFailed(in job: Job) -> Bool {
        status.phase == "Failed" || (metadata.isBeingDeleted && status.phase != "Succeeded" && (!job.replacesOnlyEnded || job.isDecided))
    }

    /// When it ended: its last container, else when it was no longer ready, else when it was deleted, else now.
    func finishTime(now: Time) -> Time {
        let ends = (status.containerStatuses + status.initContainerStatuses).compactMap { $0.state.terminated?.finishedAt }
        if let end = ends.max(), end != .zero { return end }
        if isTerminal, let end = readyCondition?.lastTransitionTime { return end }
        guard let due = metadata.deletionTimestamp else { return now }
        return due.adding(-(metadata.deletionGracePeriodSeconds ?? 0))
    }
}

extension Job {
    var isIndexed: Bool { spec.completionMode == "Indexed" }
    var isSuspended: Bool { spec.suspend == true }
    func isTrue(_ condition: String) -> Bool { status.conditions.contains { $0.type == condition && $0.status == "True" } }
    var isFinished: Bool { isTrue("Complete") || isTrue("Failed") }
    /// Whether what becomes of it is clear, though its last pods may not have ended.
    var isDecided: Bool { isTrue("FailureTarget") || isTrue("SuccessCriteriaMet") || metadata.isBeingDeleted }
    /// Pods are replaced only when they have ended, not while they are ending.
    var replacesOnlyEnded: Bool { spec.podReplacementPolicy == "Failed" || spec.podFailurePolicy != nil }
    /// Whether somebody else runs it, whom `managedBy` names.
    var isManagedElsewhere: Bool { spec.managedBy.map { $0 != "kubernetes.io/job-controller" } ?? false }
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
