import KubernetesAPI

/// How much the node has of each resource, how much of it is kept back, and what is left for pods.
struct NodeResources: Sendable {
    var options: KubeletOptions
    var machine: MachineInfo

    /// What there is of the kubelet's own resources; those of device plug-ins come beside.
    var capacity: [String: Quantity] {
        var capacity: [String: Quantity] = [
            "cpu": Quantity(machine.cpus), "memory": Quantity(machine.memory, format: .binarySI),
            "pods": Quantity(pods), "ephemeral-storage": Quantity(machine.storage, format: .binarySI),
        ]
        for (size, bytes) in machine.hugepages { capacity[Self.hugepages(size)] = Quantity(bytes, format: .binarySI) }
        return capacity
    }

    /// What pods may request: what there is but for what system and kubelet keep, and but for what eviction keeps free.
    var allocatable: [String: Quantity] { left(capacity, evictions: true) }

    /// What pods may use together, which their cgroup is held to: eviction acts below that.
    var forPods: [String: Quantity] { left(capacity, evictions: false) }

    private func left(_ capacity: [String: Quantity], evictions: Bool) -> [String: Quantity] {
        var out = capacity
        for (name, whole) in capacity {
            var rest = whole - reserved(name)
            if evictions { rest = rest - evicted(name, whole) }
            // Memory in huge pages is no other memory.
            if name == "memory" { rest = rest - Quantity(machine.hugepages.values.reduce(0, +)) }
            if rest < Quantity(0) { rest = Quantity(0, format: whole.format) }
            // Kubernetes writes this one in plain bytes.
            if name == "ephemeral-storage" { rest.format = .decimalSI }
            out[name] = rest
        }
        return out
    }

    /// What `--system-reserved` and `--kube-reserved` keep of a resource.
    func reserved(_ name: String) -> Quantity {
        if name == "cpu", let cpus = CPUSet(options.reserved.systemCPUs), !cpus.isEmpty { return Quantity(cpus.count) }
        return amount(options.reserved.system, name) + amount(options.reserved.kube, name)
    }

    private func amount(_ list: [String: String], _ name: String) -> Quantity { list[name].flatMap { try? Quantity(parsing: $0) } ?? Quantity(0) }

    /// What the hard eviction thresholds keep free of a resource.
    private func evicted(_ name: String, _ whole: Quantity) -> Quantity {
        let signal = ["memory": "memory.available", "ephemeral-storage": "nodefs.available"][name]
        guard let signal, let threshold = options.eviction.hard[signal] else { return Quantity(0) }
        if threshold.hasSuffix("%") {
            // As Kubernetes, whose percentages are single precision numbers.
            guard let percent = Float(threshold.dropLast()), percent >= 0, percent <= 100 else { return Quantity(0) }
            let amount = Double(whole.value) * Double(percent / 100)
            return Quantity(Int(exactly: amount.rounded(.down)) ?? whole.value, format: whole.format)
        }
        return (try? Quantity(parsing: threshold)) ?? Quantity(0)
    }

    private var pods: Int {
        let perCore = options.node.podsPerCore
        return perCore > 0 ? min(options.maxPods, perCore.multipliedReportingOverflow(by: machine.cpus).partialValue) : options.maxPods
    }

    /// The name of huge pages as a resource.
    static func hugepages(_ kibibytes: Int) -> String {
        if kibibytes >= 1 << 20 { return "hugepages-\(kibibytes >> 20)Gi" }
        return kibibytes >= 1 << 10 ? "hugepages-\(kibibytes >> 10)Mi" : "hugepages-\(kibibytes)Ki"
    }

    /// Whether a resource is an extended one: not Kubernetes' own, but somebody's.
    static func isExtended(_ name: String) -> Bool {
        guard let slash = name.firstIndex(of: "/") else { return false }
        let domain = name[..<slash]
        return domain != "kubernetes.io" && !domain.hasSuffix(".kubernetes.io") && !name.hasPrefix("requests.")
    }
}
