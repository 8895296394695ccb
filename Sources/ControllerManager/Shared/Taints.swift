import KubernetesAPI

/// The taints that controllers put on nodes.
enum NodeTaint {
    static let notReady = "node.kubernetes.io/not-ready"
    static let unreachable = "node.kubernetes.io/unreachable"
    static let unschedulable = "node.kubernetes.io/unschedulable"
    static let memoryPressure = "node.kubernetes.io/memory-pressure"
    static let diskPressure = "node.kubernetes.io/disk-pressure"
    static let pidPressure = "node.kubernetes.io/pid-pressure"
    static let networkUnavailable = "node.kubernetes.io/network-unavailable"
    static let outOfService = "node.kubernetes.io/out-of-service"
}

extension Toleration {
    /// Whether it tolerates the taint: an empty key with Exists tolerates all, an empty effect every effect.
    func tolerates(_ taint: Taint) -> Bool {
        if let effect, !effect.isEmpty, effect != taint.effect { return false }
        let key = self.key ?? ""
        if !key.isEmpty && key != taint.key { return false }
        switch self.operator ?? "Equal" {
        case "Exists": return true
        case "Equal", "": return !key.isEmpty && (value ?? "") == (taint.value ?? "")
        default: return false
        }
    }
}

extension [Toleration] {
    func tolerate(_ taint: Taint) -> Bool { contains { $0.tolerates(taint) } }
}

extension Taint {
    /// Two taints are the same when key and effect are; the value is what it says.
    func isSame(as other: Taint) -> Bool { key == other.key && effect == other.effect }
}
