import KubernetesAPI

/// Whether a pod that runs here can have other resources than it has: a pure function of the node and its other pods.
struct ResizeCheck {
    /// What is said of a resize that cannot be done (now).
    struct Refusal: Equatable, Sendable {
        /// `Infeasible`: never on this node; `Deferred`: perhaps when another pod has ended.
        var reason: String
        var message: String
    }

    static let infeasible = "Infeasible"
    static let deferred = "Deferred"

    var node: Node?
    var managers: ResourceManagerOptions

    /// - Parameters:
    ///   - pod: with the resources it wants.
    ///   - others: the other pods of the node, with what they are allocated.
    /// - Returns: nil when it can be done.
    func check(_ pod: Pod, others: [Pod]) -> Refusal? {
        if pod.isStatic { return Refusal(reason: Self.infeasible, message: "In-place resize of static-pods is not supported") }
        if QOSClass.of(pod) == .guaranteed {
            if managers.cpuPolicy == "static" {
                return Refusal(reason: Self.infeasible, message: "Resize is infeasible for Guaranteed Pods alongside CPU Manager policy \"static\"")
            }
            if managers.memoryPolicy == "Static" {
                return Refusal(reason: Self.infeasible, message: "Resize is infeasible for Guaranteed Pods alongside Memory Manager policy \"Static\"")
            }
        }
        guard let node else { return nil }
        for name in ["memory", "cpu"] {
            guard let capacity = node.status.allocatable[name] else { continue }
            let wanted = PodAdmission.request(pod, name)
            if capacity < wanted {
                return Refusal(
                    reason: Self.infeasible,
                    message: "Node didn't have enough capacity: \(name), requested: \(Self.amount(name, wanted)), capacity: \(Self.amount(name, capacity))")
            }
        }
        for name in ["cpu", "memory"] {
            guard let capacity = node.status.allocatable[name] else { continue }
            let wanted = PodAdmission.request(pod, name)
            let used = others.reduce(Quantity(0)) { $0 + PodAdmission.request($1, name) }
            if capacity < used + wanted {
                return Refusal(
                    reason: Self.deferred,
                    message: "Node didn't have enough resource: \(name), requested: \(Self.amount(name, wanted)), used: \(Self.amount(name, used)), capacity: \(Self.amount(name, capacity))")
            }
        }
        return nil
    }

    private static func amount(_ name: String, _ quantity: Quantity) -> Int { name == "cpu" ? quantity.milliValue : quantity.value }
}
