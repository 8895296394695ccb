import KubernetesAPI
import Synchronization

/// The scheduler's cache and cycle without an API server: places pods on nodes in memory, with the default profile as far as it
/// looks at nodes and pods alone. For benchmarks and for asking what would be.
public struct SchedulingSimulation {
    private let cache = SchedulerCache(clock: SystemClock())
    private var snapshot = Snapshot()
    private var cycle: SchedulingCycle

    /// How the balance of a node's resources becomes a score.
    public enum Arithmetic: String, Sendable, CaseIterable {
        /// As the scheduler does: to the nearest percent.
        case rounded
        /// As Kubernetes does: cut off to whole percents.
        case cutOff = "cut off"
    }

    /// - Parameters:
    ///   - arithmetic: Kubernetes' own is for comparing where pods end up.
    ///   - generator: draws between nodes that are equally good.
    public init(nodes: [Node], arithmetic: Arithmetic = .rounded, generator: any RandomNumberGenerator & Sendable = QuickGenerator()) {
        for node in nodes { _ = cache.setNode(node) }
        var framework = Framework.standard
        let spread = PodTopologySpread()
        let affinity = InterPodAffinity(namespaces: NoNamespaceLabels())
        framework.filters += [spread, affinity]
        if arithmetic == .cutOff, let place = framework.scores.firstIndex(where: { $0.plugin is NodeResourcesBalancedAllocation }) {
            framework.scores[place].plugin = NodeResourcesBalancedAllocation(cutsOff: true)
        }
        framework.scores += [(spread, 2), (affinity, 2), (ImageLocality(), 1)]
        cycle = SchedulingCycle(framework: framework, generator: generator)
    }

    /// Chooses a node for a pod and counts the pod there from now on; nil if no node will do.
    public mutating func place(_ pod: Pod) -> String? {
        cache.update(&snapshot)
        let pod = PodToSchedule(pod)
        guard case .node(let index) = cycle.schedule(pod, in: snapshot) else { return nil }
        let node = snapshot.nodes[index].name
        cache.assume(pod.info, on: node)
        return node
    }

    /// Namespaces of which nothing is known.
    private struct NoNamespaceLabels: NamespaceLabels {
        func labels(ofNamespace name: String) -> [String: String] { [:] }
        func namespaces(matching selector: Selector) -> [String] { [] }
    }
}
