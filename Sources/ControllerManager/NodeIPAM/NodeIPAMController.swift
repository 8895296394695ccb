import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// node-ipam-controller: gives each node its own part of every range in `--cluster-cidr` for the addresses of its pods: one
/// range, or one of each family.
///
/// The rule: a node without `spec.podCIDR` gets the first part that no other node has, and that is none of
/// `--service-cluster-ip-range`. One worker, so that no part is given twice; what was just given is remembered until the node goes.
final class NodeIPAMController: Controller {
    static let name = "node-ipam-controller"

    private let context: ControllerContext
    private let recorder: EventRecorder
    private let nodes: Informer<Node>
    private let queue: WorkQueue<ObjectKey>
    private let ranges: [PodCIDRs]
    /// Parts that belong to services.
    private let reserved: [String]
    private let state = Mutex(Memory())
    private let metrics: PodCIDRMetrics

    private struct Memory {
        /// Node to the parts that it was given.
        var given: [String: [String]] = [:]
        /// Nodes that wait for a part.
        var waiting: Set<ObjectKey> = []
    }

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("cidrAllocator")
        nodes = context.informers.informer(for: Node.self)
        queue = context.queue()
        ranges = (try? Self.ranges(context.options)) ?? []
        reserved = context.options.serviceClusterIPRange.split(separator: ",").map(String.init)
        metrics = PodCIDRMetrics(context.metrics, ranges)
        nodes.addHandler { [self] event in
            if case .deleted(let node) = event {
                noteFreed(node)
                // Its part is free for the next that waits.
                for key in state.withLock({ state in
                    state.given[node.metadata.name] = nil
                    state.waiting.remove(node.key)
                    return state.waiting
                }) { queue.add(key) }
                return
            }
            if event.object.spec.podCIDRs.isEmpty { queue.add(event.object.key) }
        }
    }

    struct BadRange: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    /// The ranges that the options name.
    /// - Throws: for what is no CIDR, sizes that do not fit, and two of one family.
    static func ranges(_ options: ControllerManagerOptions) throws(BadRange) -> [PodCIDRs] {
        var ranges: [PodCIDRs] = []
        for text in options.clusterCIDR.split(separator: ",") {
            guard let range = PodCIDRs(String(text), nodePrefix: options.nodeCIDRMaskSize, nodePrefixIPv6: options.nodeCIDRMaskSizeIPv6) else {
                throw BadRange(description: "cluster CIDR \(text) cannot be cut into CIDRs of the nodes")
            }
            ranges.append(range)
        }
        if ranges.count > 2 { throw BadRange(description: "expected at most one IPv4 and one IPv6 CIDR, got \(ranges.count) in --cluster-cidr") }
        if ranges.count == 2, ranges[0].isIPv6 == ranges[1].isIPv6 {
            throw BadRange(description: "expected --cluster-cidr to be one IPv4 and one IPv6 CIDR")
        }
        return ranges
    }

    func run() async {
        guard context.options.allocateNodeCIDRs, !context.options.clusterCIDR.isEmpty else { return }
        do throws(BadRange) { _ = try Self.ranges(context.options) } catch {
            context.logger(Self.name).error("no node gets a CIDR for its pods", metadata: ["error": "\(error)"])
            return
        }
        await context.work(Self.name, on: queue, workers: 1) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let node = nodes.get(key.name), node.spec.podCIDRs.isEmpty, !node.metadata.isBeingDeleted else { return }
        let parts: [String]
        if let before = state.withLock({ $0.given[key.name] }) {
            parts = before
        } else {
            var taken = reserved + nodes.list().flatMap { $0.spec.podCIDRs + ($0.spec.podCIDR.map { [$0] } ?? []) }
            taken += state.withLock { $0.given.values.flatMap { $0 } }
            guard let free = Self.free(in: ranges, taken: taken) else {
                state.withLock { _ = $0.waiting.insert(key) }
                recorder.event(
                    node.eventReference, type: "Normal", reason: "CIDRNotAvailable", message: "Node \(key.name) status is now: CIDRNotAvailable")
                throw NoCIDRAvailable(node: key.name)
            }
            parts = free
            state.withLock { state in
                state.given[key.name] = parts
                state.waiting.remove(key)
            }
            for (range, part) in zip(ranges, free) {
                metrics.gave(range.indices(of: part).lowerBound, of: range, used: Set((taken + free).flatMap { Array(range.indices(of: $0)) }).count)
            }
        }
        do {
            _ = try await context.client.patch(
                Node.self, key.name,
                .merge(["spec": ["podCIDR": .string(parts.first ?? ""), "podCIDRs": .array(parts.map { .string($0) })]]))
        } catch let error as APIError where !error.isNotFound {
            recorder.event(
                node.eventReference, type: "Normal", reason: "CIDRAssignmentFailed", message: "Node \(key.name) status is now: CIDRAssignmentFailed")
            throw error
        }
    }

    private func noteFreed(_ node: Node) {
        let left = nodes.list().filter { $0.metadata.name != node.metadata.name }.flatMap(\.spec.podCIDRs)
        for range in ranges {
            metrics.tookBack(
                node.spec.podCIDRs.count { !range.indices(of: $0).isEmpty }, of: range, used: Set((reserved + left).flatMap { Array(range.indices(of: $0)) }).count)
        }
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
