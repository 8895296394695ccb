import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// ttl-controller: writes into the annotation `node.alpha.kubernetes.io/ttl` of each node how many seconds its kubelet may go on with
/// secrets and config maps that it has read: the more nodes there are, the longer.
final class TTLController: Controller {
    static let name = "ttl-controller"
    static let annotation = "node.alpha.kubernetes.io/ttl"

    /// A size of the cluster and the time for it. The sizes overlap, so that one node more or less does not write all nodes anew.
    private struct Step {
        var fewest: Int
        var most: Int
        var seconds: Int
    }

    private static let steps = [
        Step(fewest: 0, most: 100, seconds: 0), Step(fewest: 90, most: 500, seconds: 15), Step(fewest: 450, most: 1000, seconds: 30),
        Step(fewest: 900, most: 2000, seconds: 60), Step(fewest: 1800, most: .max, seconds: 300),
    ]

    /// Which step a cluster of so many nodes is on that was on `step` before.
    static func step(_ step: Int, nodes: Int) -> Int {
        var step = min(max(step, 0), steps.count - 1)
        while nodes > steps[step].most, step < steps.count - 1 { step += 1 }
        while nodes < steps[step].fewest, step > 0 { step -= 1 }
        return step
    }

    static func seconds(step: Int) -> Int { steps.indices.contains(step) ? steps[step].seconds : 0 }

    private let context: ControllerContext
    private let nodes: Informer<Node>
    private let queue: WorkQueue<ObjectKey>
    private let size = Mutex((nodes: 0, step: 0))

    init(_ context: ControllerContext) {
        self.context = context
        nodes = context.informers.informer(for: Node.self)
        queue = context.queue()
        nodes.addHandler { [self] event in
            switch event {
            case .added: count(1)
            case .deleted: count(-1)
            case .updated(let old, let new):
                if old.metadata.annotations[Self.annotation] == new.metadata.annotations[Self.annotation] { return }
            }
            if !event.isDeletion { queue.add(event.object.key) }
        }
    }

    private func count(_ change: Int) {
        let isNew = size.withLock { size in
            size.nodes += change
            let before = size.step
            size.step = Self.step(before, nodes: size.nodes)
            return size.step != before
        }
        if isNew { for node in nodes.list() { queue.add(node.key) } }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: 5) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let node = nodes.get(key) else { return }
        let wanted = "\(Self.seconds(step: size.withLock { $0.step }))"
        if node.metadata.annotations[Self.annotation] == wanted { return }
        do {
            let _: Node = try await context.client.patch(
                Node.self, key.name, .strategic(["metadata": ["annotations": [Self.annotation: .string(wanted)]]]))
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
