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
    /// - Parameter changed: told of rules as they were and as they are, nil when they are gone.
    func run(_ changed: @escaping @Sendable (_ old: Rule?, _ new: Rule?) -> Void) async {
        do { try await context.waitUntilServed(Rule.resource) } catch { return }
        let rules = context.informers.informer(for: Rule.self)
        informer.withLock { $0 = rules }
        rules.addHandler { event in
            switch event {
            case .added(let rule): changed(nil, rule)
            case .updated(let old, let new): changed(old, new)
            case .deleted(let rule): changed(rule, nil)
            }
        }
    }

    func list() -> [Rule] { informer.withLock { $0 }?.list() ?? [] }
    func get(_ name: String) -> Rule? { informer.withLock { $0 }?.get(name) }

    /// The taints that rules give to a device.
    func taints(of result: ResourceV1.DeviceRequestAllocationResult) -> [ResourceV1.DeviceTaint] {
        list().filter { $0.selects(result) }.map { $0.taint() }
    }
}

extension ResourceV1beta2.DeviceTaintRule {
    /// The taint as drivers give it.
    /// - Parameter effect: another effect than its own.
    func taint(effect: String? = nil) -> ResourceV1.DeviceTaint {
        ResourceV1.DeviceTaint(
            key: spec.taint.key, value: spec.taint.value, effect: effect ?? spec.taint.effect, timeAdded: spec.taint.timeAdded ?? metadata.creationTimestamp)
    }

    /// Whether the device that was given is one of those it means.
    func selects(_ result: ResourceV1.DeviceRequestAllocationResult) -> Bool { selects(driver: result.driver, pool: result.pool, device: result.device) }

    /// What the selector does not say may be anything; without a selector it means no device.
    func selects(driver: String, pool: String, device: String) -> Bool {
        guard let selector = spec.deviceSelector else { return false }
        return [(selector.driver, driver), (selector.pool, pool), (selector.device, device)].allSatisfy { $0.0 == nil || $0.0 == $0.1 }
    }
}
