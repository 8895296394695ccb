/// How much of each scored resource a node has, how much is in use, and how much would be with the pod.
///
/// What resources a profile scores is known beforehand, so that a node costs a few additions.
struct ResourceUse: Sendable {
    /// One resource of one node.
    struct Amounts {
        var weight: Int
        var allocatable: Int
        /// Without the pod, and with it.
        var before: Int
        var after: Int
    }

    /// Where the amounts of a resource are kept.
    private enum Kind: Sendable {
        case cpu, memory, ephemeralStorage, scalar(String)

        var isEssential: Bool {
            switch self {
            case .cpu, .memory: true
            case .ephemeralStorage, .scalar: false
            }
        }
    }

    /// One resource that is scored.
    private struct Resource: Sendable {
        var kind: Kind
        var weight: Int
        var request: Int
    }

    private let resources: [Resource]
    private let usesDefaults: Bool
    /// Whether a node's essence says all that is to be known of it.
    let isEssential: Bool

    /// - Parameter usesDefaults: whether containers that ask for no CPU or memory count as small ones.
    init(_ specs: [ResourceSpec], _ pod: PodRequests, usesDefaults: Bool) {
        self.usesDefaults = usesDefaults
        let requests = usesDefaults ? pod.forScoring : pod.reserved
        resources = specs.compactMap { spec in
            switch spec.name {
            case "cpu": return Resource(kind: .cpu, weight: spec.weight, request: requests.milliCPU)
            case "memory": return Resource(kind: .memory, weight: spec.weight, request: requests.memory)
            case "ephemeral-storage": return Resource(kind: .ephemeralStorage, weight: spec.weight, request: requests.ephemeralStorage)
            default:
                // Of an extended resource only those who want it take notice.
                guard let amount = requests.scalars[spec.name], amount > 0 else { return nil }
                return Resource(kind: .scalar(spec.name), weight: spec.weight, request: amount)
            }
        }
        isEssential = resources.allSatisfy { $0.kind.isEssential }
    }

    /// Whether the pod asks for none of the resources.
    var isNothing: Bool { resources.allSatisfy { $0.request == 0 } }

    /// Calls `body` for each resource that the node has.
    /// - Parameter node: what the essence is of; may be nil where that is all.
    @inline(__always)
    func forEach(of essence: NodeInfo.Essence, on node: NodeInfo?, _ body: (Amounts) -> Void) {
        for resource in resources {
            let (total, before): (Int, Int) =
                switch resource.kind {
                case .cpu: (essence.allocatableMilliCPU, usesDefaults ? essence.milliCPUForScoring : essence.milliCPU)
                case .memory: (essence.allocatableMemory, usesDefaults ? essence.memoryForScoring : essence.memory)
                case .ephemeralStorage: (node?.description.allocatable.ephemeralStorage ?? 0, node?.requested.ephemeralStorage ?? 0)
                case .scalar(let name): (node?.description.allocatable.scalars[name] ?? 0, node?.requested.scalars[name] ?? 0)
                }
            guard total > 0 else { continue }
            body(Amounts(weight: resource.weight, allocatable: total, before: before, after: before.adding(resource.request)))
        }
    }

    /// `part` in percent of `whole`, without overflow.
    static func percentage(_ part: Int, of whole: Int) -> Int {
        let (product, overflow) = part.multipliedReportingOverflow(by: maxNodeScore)
        return overflow ? part / max(1, whole / maxNodeScore) : product / whole
    }
}
