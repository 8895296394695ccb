import KubernetesAPI
import KubernetesClient
import Synchronization

/// DeviceTaintRules (resource.k8s.io/v1beta2): taints that an administrator gives to devices, whatever their drivers say of them.
///
/// The API is off by default, and of use where there are devices only: the rules are looked for once there are any. Safe from any task.
final class DeviceTaintRules: Sendable {
    typealias Rule = ResourceV1beta2.DeviceTaintRule

    private struct State {
        var informer: Informer<Rule>?
        var handlers: [@Sendable () -> Void] = []
    }

    private let factory: InformerFactory
    private let state = Mutex(State())

    init(_ factory: InformerFactory) { self.factory = factory }

    /// Calls `handler` for each change of a rule.
    func onChange(_ handler: @escaping @Sendable () -> Void) { state.withLock { $0.handlers.append(handler) } }

    /// There are devices: follows the rules from now on.
    func follow() {
        let isFollowed = state.withLock { $0.informer != nil }
        if isFollowed { return }
        let rules: Informer<Rule> = factory.informer(isOptional: true)
        let isFirst = state.withLock { state in
            if state.informer != nil { return false }
            state.informer = rules
            return true
        }
        guard isFirst else { return }
        rules.addHandler { [weak self] _ in
            for handler in self?.state.withLock(\.handlers) ?? [] { handler() }
        }
    }

    /// Waits until the rules are known, where anybody looks for them.
    func waitForSync() async throws { try await state.withLock { $0.informer }?.waitForSync() }

    func list() -> [Rule] { state.withLock { $0.informer }?.list() ?? [] }
}

extension ResourceV1beta2.DeviceTaintRule {
    /// The taint that it gives to a device; nil for devices that it does not mean. What the selector does not say may be anything;
    /// without a selector it means none.
    func taint(of device: DeviceID) -> ResourceV1.DeviceTaint? {
        guard let selector = spec.deviceSelector else { return nil }
        let parts = [(selector.driver, device.driver), (selector.pool, device.pool), (selector.device, device.device)]
        guard parts.allSatisfy({ $0.0 == nil || $0.0 == $0.1 }) else { return nil }
        return ResourceV1.DeviceTaint(key: spec.taint.key, value: spec.taint.value, effect: spec.taint.effect, timeAdded: spec.taint.timeAdded)
    }
}
