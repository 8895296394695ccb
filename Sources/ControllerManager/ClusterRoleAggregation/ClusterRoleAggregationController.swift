import KubernetesAPI
import KubernetesClient

/// clusterrole-aggregation-controller: a cluster role with an aggregationRule has the rules of all roles that its
/// selectors find, by their names' order, each rule once.
final class ClusterRoleAggregationController: Controller {
    static let name = "clusterrole-aggregation-controller"

    private let context: ControllerContext
    private let roles: Informer<ClusterRole>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        roles = context.informers.informer(for: ClusterRole.self)
        queue = context.queue()
        // Any role may be, or may have been, one that another gathers.
        roles.addHandler { [queue, roles] _ in
            for role in roles.list() where role.aggregationRule != nil { queue.add(role.key) }
        }
    }

    func run() async {
        for role in roles.list() where role.aggregationRule != nil { queue.add(role.key) }
        await context.work(Self.name, on: queue, workers: 5) { [self] key in try await reconcile(key) }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let role = roles.get(key.name), let rule = role.aggregationRule else { return }
        var rules: [RbacV1.PolicyRule] = []
        for selector in rule.clusterRoleSelectors {
            let selector = try Selector(selector)
            let found = roles.list().filter { $0.metadata.name != role.metadata.name && selector.matches($0.metadata.labels) }
            for source in found.sorted(by: { $0.metadata.name < $1.metadata.name }) {
                for one in source.rules where !rules.contains(one) { rules.append(one) }
            }
        }
        guard rules != role.rules else { return }
        var wanted = role
        wanted.rules = rules
        _ = try await context.client.update(wanted)
    }
}
