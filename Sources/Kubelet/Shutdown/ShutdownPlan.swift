import KubernetesAPI

/// In which order pods end when the machine is shut down, and how long each group of them may take.
struct ShutdownPlan: Equatable, Sendable {
    /// Pods of this priority and more, up to the next group's, get so many seconds.
    typealias Period = ShutdownOptions.PriorityPeriod

    /// By priority, the least first.
    var periods: [Period]

    /// - Returns: nil when shutdown is not to be held up.
    init?(_ options: ShutdownOptions) {
        var periods = options.byPodPriority
        if periods.isEmpty {
            let all = options.gracePeriod.components.seconds
            let critical = options.criticalPodsGracePeriod.components.seconds
            guard all > 0 else { return nil }
            periods = [Period(priority: 0, seconds: max(0, all - critical)), Period(priority: Int32(Pod.systemCriticalPriority), seconds: critical)]
        }
        self.periods = periods.sorted { $0.priority < $1.priority }
        if total <= 0 { return nil }
    }

    /// Seconds that the shutdown is held up at most.
    var total: Int64 { periods.reduce(0) { $0.addingReportingOverflow(max(0, $1.seconds)).partialValue } }

    /// The pods, group by group in the order in which they end, with the seconds that each group has.
    func groups(_ pods: [Pod]) -> [(seconds: Int, pods: [Pod])] {
        var groups = periods.map { (seconds: Int(clamping: max(0, $0.seconds)), pods: [Pod]()) }
        for pod in pods {
            let priority = pod.spec.priority ?? 0
            // Those below the least priority end with it.
            let index = periods.lastIndex { Int($0.priority) <= priority } ?? 0
            groups[index].pods.append(pod)
        }
        return groups.filter { !$0.pods.isEmpty }
    }
}
