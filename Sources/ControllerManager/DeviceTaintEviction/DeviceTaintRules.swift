import KubernetesAPI
import KubernetesClient
import Synchronization

/// The DeviceTaintRules of the cluster: taints that an administrator gives to devices, whatever their drivers say of them.
///
/// Their API is off by default (`--runtime-config=resource.k8s.io/v1beta2/devicetaintrules=true`); as long as it is not served there are none.
final class DeviceTaintRules: Sendable {
    typealias Rule = ResourceV1beta2.DeviceTaintRule

    private let context: ControllerContext
    private let informer = Mutex<Informer<Rule>?>(nil)

    init(_ context: ControllerContext) { self.context = context }

    /// Follows the rules until the task is cancelled.
    /// - Parameter changed: told of rules as they were and as they are.
    func run(_ changed: @escaping @Sendable (Rule) -> Void) async {
        do { try await context.waitUntilServed(Rule.resource) } catch { return }
        let rules = context.informers.informer(for: Rule.self)
        rules.addHandler { event in
            if case .updated(let old, _) = event { changed(old) }
            changed(event.object)
        }
        informer.withLock { $0 = rules }
    }

    /// The taints that rules give to a device.
    func taints(of result: ResourceV1.DeviceRequestAllocationResult) -> [ResourceV1.DeviceTaint] {
        (informer.withLock { $0 }?.list() ?? []).filter { $0.selects(result) }.map { rule in
            let taint = rule.spec.taint
            return ResourceV1.DeviceTaint(
                key: taint.key, value: taint.value, effect: taint.effect, timeAdded: taint.timeAdded ?? rule.metadata.creationTimestamp)
        }
    }
}

extension ResourceV1beta2.DeviceTaintRule {
    /// Whether the device that was given is one of those it means. What the selector does not say may be anything; without a selector it means none.
    func selects(_ result: ResourceV1.DeviceRequestAllocationResult) -> Bool {
        guard let selector = spec.deviceSelector else { return false }
        return [(selector.driver, result.driver), (selector.pool, result.pool), (selector.device, result.device)].allSatisfy { $0.0 == nil || $0.0 == $0.1 }
    }
}
