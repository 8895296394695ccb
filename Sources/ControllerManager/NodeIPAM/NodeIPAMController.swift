import KubernetesAPI
import KubernetesClient
import Synchronization

/// node-ipam-controller: gives each node its own part of `--cluster-cidr` for the addresses of its pods.
///
/// The rule: a node without `spec.podCIDR` gets the first part that no other node has. One worker, so that no part is given
/// twice; what was just given is remembered until the cache shows it.
final class NodeIPAMController: Controller {
    static let name = "node-ipam-controller"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let nodes: Informer<Node>
    private let queue: WorkQueue<ObjectKey>
    private let ranges: [PodCIDRs]
    /// Node to the parts that it was given.
    private let given = Mutex<[String: [String]]>([:])

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("cidrAllocator")
        nodes = context.informers.informer(for: Node.self)
        queue = context.queue()
        ranges = context.options.clusterCIDR.split(separator: ",")
            .compactMap { PodCIDRs(String($0), nodePrefix: context.options.nodeCIDRMaskSize) }
        nodes.addHandler { [self] event in
            if case .deleted(let node) = event {
                given.withLock { _ = $0.removeValue(forKey: node.metadata.name) }
                return
            }
            if event.object.spec.podCIDRs.isEmpty { queue.add(event.object.key) }
        }
    }

    func run() async {
        guard context.options.allocateNodeCIDRs, !ranges.isEmpty else { return }
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let node = nodes.get(key.name), node.spec.podCIDRs.isEmpty, !node.metadata.isBeingDeleted else { return }
        let parts: [String]
        if let before = given.withLock({ $0[key.name] }) {
            parts = before
        } else {
            var taken = nodes.list().flatMap { $0.spec.podCIDRs + ($0.spec.podCIDR.map { [$0] } ?? []) }
            taken += given.withLock { $0.values.flatMap { $0 } }
            guard let free = Self.free(in: ranges, taken: taken) else {
                recorder.event(
                    node.eventReference, type: "Normal", reason: "CIDRNotAvailable",
                    message: "Node \(key.name) status is now: CIDRNotAvailable")
                throw NoCIDRAvailable(node: key.name)
            }
            parts = free
            given.withLock { $0[key.name] = parts }
        }
        _ = try await context.client.patch(
            Node.self, key.name,
            .merge(["spec": ["podCIDR": .string(parts.first ?? ""), "podCIDRs": .array(parts.map { .string($0) })]]))
    }

    struct NoCIDRAvailable: Error, CustomStringConvertible {
        let node: String
        var description: String { "no CIDR is left in the cluster CIDR for node \(node)" }
    }

    /// The first free part of each range; nil if one of them is used up.
    static func free(in ranges: [PodCIDRs], taken: [String]) -> [String]? {
        var parts: [String] = []
        for range in ranges {
            let used = Set(taken.flatMap { Array(range.indices(of: $0)) })
            guard let index = (0..<range.count).first(where: { !used.contains($0) }) else { return nil }
            parts.append(range.part(index))
        }
        return parts
    }
}
