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
    private let state: Mutex<Memory>
    private let metrics: PodCIDRMetrics

    private struct Memory {
        /// What nodes have, and what they were given and their objects do not say yet.
        var book: CIDRBook
        /// Nodes that wait for a part.
        var waiting: Set<ObjectKey> = []
    }

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("cidrAllocator")
        nodes = context.informers.informer(for: Node.self)
        queue = context.queue()
        ranges = (try? Self.ranges(context.options)) ?? []
        // Parts that belong to services are nobody else's.
        let reserved = context.options.serviceClusterIPRange.split(separator: ",").map(String.init)
        state = Mutex(Memory(book: CIDRBook(ranges, reserved: reserved)))
        metrics = PodCIDRMetrics(context.metrics, ranges)
        nodes.addHandler { [self] event in
            let node = event.object
            if case .deleted = event { return forget(node) }
            let has = node.spec.podCIDRs + (node.spec.podCIDR.map { [$0] } ?? []).filter { !node.spec.podCIDRs.contains($0) }
            if has.isEmpty { queue.add(node.key) } else { state.withLock { $0.book.set(has, of: node.metadata.name) } }
        }
    }

    /// A node is gone: its part is free for the next that waits.
    private func forget(_ node: Node) {
        let next = state.withLock { state -> ObjectKey? in
            state.waiting.remove(node.key)
            let had = state.book.cidrs(of: node.metadata.name)
            if had.isEmpty { return nil }
            state.book.set([], of: node.metadata.name)
            for (index, range) in ranges.enumerated() {
                metrics.tookBack(had.reduce(0) { $0 + range.indices(of: $1).count }, of: range, used: state.book.used(ofRange: index))
            }
            return state.waiting.popFirst()
        }
        if let next { queue.add(next) }
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
        let given = state.withLock { state -> [String]? in
            let before = state.book.cidrs(of: key.name)
            if !before.isEmpty { return before }
            let given = state.book.give(to: key.name)
            if given == nil { state.waiting.insert(key) } else { state.waiting.remove(key) }
            for (index, part) in (given ?? []).enumerated() {
                metrics.gave(ranges[index].indices(of: part).lowerBound, of: ranges[index], used: state.book.used(ofRange: index))
            }
            return given
        }
        guard let parts = given else {
            recorder.event(
                node.eventReference, type: "Normal", reason: "CIDRNotAvailable", message: "Node \(key.name) status is now: CIDRNotAvailable")
            throw NoCIDRAvailable(node: key.name)
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

    struct NoCIDRAvailable: Error, CustomStringConvertible {
        let node: String
        var description: String { "no CIDR is left in the cluster CIDR for node \(node)" }
    }
}
