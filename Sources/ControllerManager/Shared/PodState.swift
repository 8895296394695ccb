import KubernetesAPI

extension Pod {
    var phase: String { status.phase ?? "" }

    /// Neither finished nor being deleted.
    var isActive: Bool { !isFinished && !metadata.isBeingDeleted }

    /// Finished for good, one way or the other.
    var isFinished: Bool { phase == "Succeeded" || phase == "Failed" }

    var readyCondition: PodCondition? { condition("Ready") }

    var isReady: Bool { readyCondition?.status == "True" }

    func condition(_ type: String) -> PodCondition? { status.conditions.first { $0.type == type } }

    /// Whether the pod has been ready for `minReadySeconds`.
    func isAvailable(minReadySeconds: Int, now: Time) -> Bool { secondsToAvailable(minReadySeconds: minReadySeconds, now: now) == 0 }

    /// How many seconds until the pod counts as available if it stays ready; nil while it is not ready.
    func secondsToAvailable(minReadySeconds: Int, now: Time) -> Int? {
        guard isReady else { return nil }
        if minReadySeconds <= 0 { return 0 }
        guard let since = readyCondition?.lastTransitionTime else { return minReadySeconds }
        return Int(clamping: max(0, since.seconds &+ Int64(clamping: minReadySeconds) &- now.seconds))
    }

    /// The most restarts of any one of its containers, restartable init containers among them.
    var mostRestarts: Int {
        let sidecars = Set(spec.initContainers.filter { $0.restartPolicy == "Always" }.map(\.name))
        return (status.containerStatuses + status.initContainerStatuses.filter { sidecars.contains($0.name) })
            .map(\.restartCount).max() ?? 0
    }

    /// Adds or replaces a condition; its transition time changes only with its status. Tells whether anything changed.
    @discardableResult
    mutating func setCondition(_ type: String, status: String, reason: String, message: String, now: Time) -> Bool {
        let new = PodCondition(type: type, status: status, lastTransitionTime: now, reason: reason, message: message)
        guard let index = self.status.conditions.firstIndex(where: { $0.type == type }) else {
            self.status.conditions.append(new)
            return true
        }
        let old = self.status.conditions[index]
        if old.status == status && old.reason == reason && old.message == message { return false }
        self.status.conditions[index] = new
        if old.status == status { self.status.conditions[index].lastTransitionTime = old.lastTransitionTime }
        return true
    }
}
