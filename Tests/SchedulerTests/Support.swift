import JSON
import KubernetesAPI
@testable import Scheduler

/// A node with 4 CPUs, 8 GiB and room for 110 pods, unless said otherwise.
func makeNode(
    _ name: String, cpu: Quantity = "4", memory: Quantity = "8Gi", pods: Quantity = "110", labels: [String: String] = [:],
    taints: [Taint] = [], unschedulable: Bool = false, extra: [String: Quantity] = [:]
) -> Node {
    var node = Node()
    node.metadata.name = name
    node.metadata.labels = labels
    node.spec.taints = taints
    if unschedulable { node.spec.unschedulable = true }
    node.status.allocatable = ["cpu": cpu, "memory": memory, "pods": pods].merging(extra) { $1 }
    return node
}

/// A pending pod with one container.
func makePod(
    _ name: String = "p", cpu: Quantity? = nil, memory: Quantity? = nil, priority: Int? = nil, port: Int? = nil,
    node: String? = nil, _ change: (inout Pod) -> Void = { _ in }
) -> Pod {
    var pod = Pod()
    pod.metadata.name = name
    pod.metadata.namespace = "default"
    pod.metadata.uid = "uid-\(name)"
    var container = Container()
    container.name = "c"
    if let cpu { container.resources.requests["cpu"] = cpu }
    if let memory { container.resources.requests["memory"] = memory }
    if let port { container.ports = [ContainerPort(hostPort: port, containerPort: port)] }
    pod.spec.containers = [container]
    pod.spec.priority = priority
    pod.spec.nodeName = node
    pod.spec.schedulerName = "default-scheduler"
    pod.status.phase = "Pending"
    change(&pod)
    return pod
}

func makeInfo(_ node: Node, _ pods: [Pod] = []) -> NodeInfo {
    var info = NodeInfo(NodeDescription(node))
    for pod in pods { info.add(PodInfo(pod)) }
    return info
}

/// The reasons for which the standard filters reject a node; empty if it will do.
func reasons(_ pod: Pod, _ node: NodeInfo) -> [String] {
    let (pod, snapshot) = (PodToSchedule(pod), Snapshot([node]))
    do {
        return try Framework.standard.filters(for: pod, in: snapshot).rejection(of: snapshot.nodes[0])?.rejection.reasons ?? []
    } catch {
        return [error.reason]
    }
}

/// The scores that one plugin gives to nodes.
func scores(_ plugin: any ScorePlugin, _ pod: Pod, _ nodes: [NodeInfo]) -> [Int]? {
    let snapshot = Snapshot(nodes)
    guard let scorer = plugin.scorer(for: PodToSchedule(pod), among: Array(nodes.indices), in: snapshot) else { return nil }
    var scores = snapshot.nodes.map(scorer.score)
    scorer.normalize(&scores)
    return scores
}

/// What preemption would do for a pod.
enum PreemptionPlan {
    case victims(node: Int, pods: [PodInfo])
    case impossible(String)
}

func preempt(
    _ pod: PodToSchedule, _ error: FitError, _ snapshot: Snapshot, budgets: [DisruptionBudget] = [], framework: Framework = .standard
) -> PreemptionPlan {
    switch PreemptionSearch(framework: framework, budgets: budgets).candidates(for: pod, error, in: snapshot) {
    case .none(let reason, _): return .impossible(reason)
    case .some(let candidates):
        guard let best = PreemptionSearch.best(of: candidates) else { return .impossible("no candidate") }
        return .victims(node: best.node, pods: best.victims)
    }
}

/// A small repeatable generator.
struct Lehmer: RandomNumberGenerator, Sendable {
    var state: UInt64 = 1
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

func makeCycle() -> SchedulingCycle { SchedulingCycle(framework: .standard, generator: Lehmer()) }

extension SchedulingCycle.Result {
    var node: Int? { if case .node(let index) = self { index } else { nil } }
    var error: FitError? { if case .unschedulable(let error) = self { error } else { nil } }
}

/// Waits until a condition holds, for at most a minute.
func eventually(_ condition: () async -> Bool) async -> Bool {
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    while ContinuousClock.now < deadline {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return false
}
