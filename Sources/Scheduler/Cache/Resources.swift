import KubernetesAPI

/// Amounts of resources, as plain integers so that adding and comparing them costs nothing.
struct Resources: Sendable, Equatable {
    /// Thousandths of a CPU.
    var milliCPU = 0
    /// Bytes.
    var memory = 0
    /// Bytes.
    var ephemeralStorage = 0
    /// Extended resources, huge pages and the like, by name; usually empty.
    var scalars: [String: Int] = [:]

    init(milliCPU: Int = 0, memory: Int = 0, ephemeralStorage: Int = 0, scalars: [String: Int] = [:]) {
        self.milliCPU = milliCPU
        self.memory = memory
        self.ephemeralStorage = ephemeralStorage
        self.scalars = scalars
    }

    /// What a resource list says; names that the scheduler does not count are left out.
    init(_ list: [String: Quantity]) {
        for (name, quantity) in list {
            switch name {
            case "cpu": milliCPU = quantity.milliValue
            case "memory": memory = quantity.value
            case "ephemeral-storage": ephemeralStorage = quantity.value
            default: if Self.isScalar(name) { scalars[name] = quantity.value }
            }
        }
    }

    private static func isScalar(_ name: String) -> Bool {
        name.contains("/") || name.hasPrefix("hugepages-") || name.hasPrefix("attachable-volumes-")
    }

    static func += (left: inout Resources, right: Resources) {
        left.milliCPU = left.milliCPU.adding(right.milliCPU)
        left.memory = left.memory.adding(right.memory)
        left.ephemeralStorage = left.ephemeralStorage.adding(right.ephemeralStorage)
        if !right.scalars.isEmpty { left.scalars.merge(right.scalars) { $0.adding($1) } }
    }

    static func -= (left: inout Resources, right: Resources) {
        left.milliCPU = left.milliCPU.subtracting(right.milliCPU)
        left.memory = left.memory.subtracting(right.memory)
        left.ephemeralStorage = left.ephemeralStorage.subtracting(right.ephemeralStorage)
        for (name, amount) in right.scalars { left.scalars[name] = (left.scalars[name] ?? 0).subtracting(amount) }
    }

    /// Raises each amount to at least that of another.
    mutating func raise(to other: Resources) {
        milliCPU = max(milliCPU, other.milliCPU)
        memory = max(memory, other.memory)
        ephemeralStorage = max(ephemeralStorage, other.ephemeralStorage)
        if !other.scalars.isEmpty { scalars.merge(other.scalars) { max($0, $1) } }
    }
}

extension Int {
    /// Addition that stays at the bound instead of overflowing: amounts come from users.
    func adding(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }

    /// Subtraction that stays at the bound, likewise.
    func subtracting(_ other: Int) -> Int {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}

/// What a pod asks for, of everything that it runs.
struct PodRequests: Sendable, Equatable {
    /// What the pod reserves on its node.
    var reserved = Resources()
    /// The same for scoring, where a container that asks for nothing counts as a small one: otherwise any number of
    /// such pods would look free. 100 thousandths of a CPU and 200 MB, as Kubernetes takes it.
    var forScoring = Resources()

    private static let defaultMilliCPU = 100
    private static let defaultMemory = 200 * 1024 * 1024

    /// - Parameter status: of a pod that runs: until a resize is done, the larger of what it has and what it wants is taken.
    init(_ spec: PodSpec, status: PodStatus = PodStatus()) {
        let resizes = ResizedRequests(status)
        reserved = Self.sum(spec) { Resources(resizes.requests(of: $0)) }
        forScoring = Self.sum(spec) { container in
            let requests = resizes.requests(of: container)
            var amount = Resources(requests)
            if requests["cpu"] == nil { amount.milliCPU = Self.defaultMilliCPU }
            if requests["memory"] == nil { amount.memory = Self.defaultMemory }
            return amount
        }
        if let pod = spec.resources {
            // Requests at pod level stand for those of the containers.
            let requests = resizes.requests(of: pod)
            Self.replace(&reserved, by: requests)
            Self.replace(&forScoring, by: requests)
        }
        let overhead = Resources(spec.overhead)
        reserved += overhead
        forScoring += overhead
    }

    private static func replace(_ amount: inout Resources, by list: [String: Quantity]) {
        if let cpu = list["cpu"] { amount.milliCPU = cpu.milliValue }
        if let memory = list["memory"] { amount.memory = memory.value }
        for (name, quantity) in list where name.hasPrefix("hugepages-") { amount.scalars[name] = quantity.value }
    }

    /// Containers and sidecars run together; each init container runs alone, beside the sidecars before it.
    private static func sum(_ spec: PodSpec, _ amount: (Container) -> Resources) -> Resources {
        var total = Resources()
        for container in spec.containers { total += amount(container) }
        var sidecars = Resources()
        var largest = Resources()
        for container in spec.initContainers {
            var needed = amount(container)
            if container.restartPolicy == "Always" {
                total += needed
                sidecars += needed
                needed = sidecars
            } else {
                needed += sidecars
            }
            largest.raise(to: needed)
        }
        total.raise(to: largest)
        return total
    }
}
