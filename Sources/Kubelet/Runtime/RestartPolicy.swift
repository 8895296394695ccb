import KubernetesAPI

extension Container {
    /// An init container that goes on running beside the others: a sidecar.
    var isSidecar: Bool { restartPolicy == "Always" }
}

/// Whether containers are started again after they ended.
enum RestartPolicy {
    /// Whether a container that is not running should run (again).
    /// - Returns: false for one that is running, that has ended for good, or whose pod is being deleted.
    static func shouldRestart(_ container: Container, of pod: Pod, _ record: ContainerRecord?) -> Bool {
        if pod.metadata.deletionTimestamp != nil { return false }
        guard let record else { return true }
        switch record.state {
        case .running: return false
        case .unknown, .created: return true
        case .exited: return restarts(container, of: pod, exitCode: record.exitCode)
        }
    }

    /// What the container's own rules, its own policy or the pod's policy say of that exit code.
    static func restarts(_ container: Container, of pod: Pod, exitCode: Int) -> Bool {
        for rule in container.restartPolicyRules where matches(rule, exitCode) {
            return rule.action == "Restart" || rule.action == "RestartAllContainers"
        }
        switch container.restartPolicy ?? pod.spec.restartPolicy ?? "Always" {
        case "Never": return false
        case "OnFailure": return exitCode != 0
        default: return true
        }
    }

    /// The container whose end starts the whole pod over, by a rule of its own; nil when there is none.
    static func restartsAll(_ pod: Pod, _ status: RuntimePodStatus) -> ContainerRecord? {
        if pod.metadata.deletionTimestamp != nil { return nil }
        for container in pod.spec.initContainers + pod.spec.containers {
            guard let record = status.container(container.name), record.state == .exited, status.isCurrent(record) else { continue }
            let rule = container.restartPolicyRules.first { matches($0, record.exitCode) }
            if rule?.action == "RestartAllContainers" { return record }
        }
        return nil
    }

    /// Whether a container of the pod that was killed for failing starts again.
    static func restartsOnFailure(_ container: Container, of pod: Pod) -> Bool {
        (container.restartPolicy ?? pod.spec.restartPolicy ?? "Always") != "Never"
    }

    /// Whether the pod as a whole tries again after a failure.
    static func restartsOnFailure(_ pod: Pod) -> Bool { pod.spec.restartPolicy != "Never" }

    private static func matches(_ rule: ContainerRestartRule, _ exitCode: Int) -> Bool {
        guard let codes = rule.exitCodes else { return false }
        switch codes.operator {
        case "In": return codes.values.contains(exitCode)
        case "NotIn": return !codes.values.contains(exitCode)
        default: return false
        }
    }
}
