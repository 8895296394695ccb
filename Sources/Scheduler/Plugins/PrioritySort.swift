/// Has the most important pods tried first.
struct PrioritySort: QueueSortPlugin {
    let name = "PrioritySort"
    let events: ClusterEvents = []

    func rank(of pod: PodToSchedule) -> Int { pod.info.priority }
}
