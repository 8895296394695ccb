import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// Says in the status of a DeviceTaintRule how the eviction goes that it asked for, or what one would do: the condition
/// EvictionInProgress, in Kubernetes' words. It is written every ten seconds at most.
final class DeviceTaintRuleStatus: Sendable {
    typealias Rule = ResourceV1beta2.DeviceTaintRule

    /// What a rule means.
    struct Impact: Equatable {
        /// Devices that drivers offer, and devices that claims have.
        var published = 0
        var allocated = 0
        /// The pods that have to go, or would have to, and in how many namespaces they are.
        var pods = 0
        var namespaces = 0
    }

    private static let type = "EvictionInProgress"
    private static let period: Int64 = 10

    private let context: ControllerContext
    private let queue: WorkQueue<String>
    /// How many pods were evicted for a rule, by its uid, since this controller runs.
    private let evicted = Mutex<[String: Int]>([:])

    init(_ context: ControllerContext) {
        self.context = context
        queue = context.queue(of: String.self, named: "device_taint_eviction_rules")
    }

    /// The rule, or what it has to do, changed.
    func touch(_ rule: Rule) { queue.add(rule.metadata.name) }

    func evictedPod(for rule: Rule) {
        evicted.withLock { $0[rule.metadata.uid, default: 0] += 1 }
        touch(rule)
    }

    func forget(_ rule: Rule) { evicted.withLock { $0[rule.metadata.uid] = nil } }

    /// Works until the task is cancelled.
    /// - Parameters:
    ///   - find: a rule by its name.
    ///   - impact: what it means now.
    func run(_ find: @escaping @Sendable (String) -> Rule?, _ impact: @escaping @Sendable (Rule) -> Impact) async {
        await context.work("\(DeviceTaintEvictionController.name)/rules", on: queue, workers: 1) { [self] name in
            guard let rule = find(name) else { return }
            try await reconcile(rule, impact)
        }
    }

    private func reconcile(_ rule: Rule, _ impact: (Rule) -> Impact) async throws {
        let now = context.clock.time
        let old = rule.status.conditions.first { $0.type == Self.type }
        if let old, old.observedGeneration == rule.metadata.generation {
            // What a rule without effect would do is worked out once.
            if rule.spec.taint.effect == "None" { return }
            let due = old.lastTransitionTime.seconds + Self.period
            if now.seconds < due, now.seconds >= old.lastTransitionTime.seconds { return queue.add(rule.metadata.name, after: .seconds(due - now.seconds)) }
        }
        var new = Self.condition(rule, impact(rule), evicted: evicted.withLock { $0[rule.metadata.uid] ?? 0 })
        if let old {
            new.lastTransitionTime = old.lastTransitionTime
            if new == old { return }
        }
        new.lastTransitionTime = now
        let configuration: JSONValue = [
            "apiVersion": "resource.k8s.io/v1beta2", "kind": "DeviceTaintRule",
            "metadata": ["name": .string(rule.metadata.name), "uid": .string(rule.metadata.uid)], "status": ["conditions": [new.jsonValue()]],
        ]
        let path = "/apis/resource.k8s.io/v1beta2/devicetaintrules/\(ResourcePath.escape(rule.metadata.name))/status"
        do {
            try await context.client.json(
                "PATCH", "\(path)?fieldManager=\(DeviceTaintEvictionController.name)&force=true", body: configuration, contentType: "application/apply-patch+yaml")
        } catch let error as APIError where error.isNotFound {}
    }

    /// The condition, but for its time.
    static func condition(_ rule: Rule, _ impact: Impact, evicted: Int) -> MetaV1.Condition {
        var condition = MetaV1.Condition(type: type, status: "False", observedGeneration: rule.metadata.generation)
        let place = impact.namespaces == 1 ? "1 namespace" : "\(impact.namespaces) different namespaces"
        switch rule.spec.taint.effect {
        case "NoExecute":
            if impact.pods > 0 {
                condition.status = "True"
                condition.reason = "PodsPendingEviction"
                condition.message = (impact.pods == 1 ? "1 pod needs" : "\(impact.pods) pods need") + " to be evicted in \(place)."
            } else {
                condition.reason = evicted > 0 ? "Completed" : "NotStarted"
            }
        case "None":
            condition.reason = "NoEffect"
            func devices(_ count: Int, _ kind: String) -> String { "\(count) \(kind) device\(count == 1 ? "" : "s") selected." }
            condition.message =
                "\(devices(impact.published, "published")) \(devices(impact.allocated, "allocated")) \(impact.pods) pod\(impact.pods == 1 ? "" : "s") would be evicted in \(place) if the effect was NoExecute. This information will not be updated again. Recreate the DeviceTaintRule to trigger an update."
        default:
            condition.reason = "OtherEffect"
            condition.message = "Eviction only happens for the NoExecute effect."
        }
        if evicted > 0 {
            condition.message += (condition.message.isEmpty ? "" : " ") + "\(evicted) pod\(evicted == 1 ? "" : "s") evicted since starting the controller."
        }
        return condition
    }
}
