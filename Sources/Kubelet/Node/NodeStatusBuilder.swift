import KubernetesAPI
import KubernetesClient

/// Makes a node's status out of what is known of the machine and the runtime.
struct NodeStatusBuilder {
    var options: KubeletOptions
    var version: String
    var machine: MachineInfo
    var ips: [String]
    /// What the eviction manager says that the node is short of.
    var pressures: [Pressure] = []
    var runtimeVersion: String?
    /// Why the node is not ready; empty when it is.
    var problems: [String]
    var images: [ContainerImage]
    /// What the runtime's handlers can do, and the runtime itself.
    var runtimeHandlers: [NodeRuntimeHandler] = []
    var features: NodeFeatures?
    /// How many devices plug-ins have, and how many of them are healthy, by resource.
    var devices: (capacity: [String: Int], allocatable: [String: Int]) = ([:], [:])

    /// The status, going on from `old`, whose conditions of other writers stay.
    func build(from old: NodeStatus, now: Time) -> NodeStatus {
        var status = old
        // A cloud's controller knows better once it has said something.
        if options.node.cloudProvider != "external" || old.addresses.isEmpty {
            status.addresses = NodeAddresses.addresses(ips: ips, hostname: options.hostname)
        }
        status.capacity = extended(old.capacity, old.capacity, devices.capacity).merging(capacity) { _, own in own }
        // What somebody else says of extended resources stays; allocatable follows where he says only the capacity.
        status.allocatable = extended(old.capacity, old.allocatable, devices.allocatable).merging(allocatable) { _, own in own }
        status.daemonEndpoints.kubeletEndpoint = CoreV1.DaemonEndpoint(Port: options.port)
        status.images = images
        status.runtimeHandlers = runtimeHandlers
        status.features = features
        status.declaredFeatures = DeclaredFeatures(gates: options.node.featureGates).names
        var info = NodeSystemInfo()
        info.machineID = machine.machineID
        info.systemUUID = machine.systemUUID
        info.bootID = machine.bootID
        info.kernelVersion = machine.kernel
        info.osImage = machine.osImage
        info.containerRuntimeVersion = runtimeVersion ?? old.nodeInfo.containerRuntimeVersion
        info.kubeletVersion = version
        info.operatingSystem = "linux"
        info.architecture = machine.architecture
        if machine.swap > 0 { info.swap = CoreV1.NodeSwapStatus(capacity: machine.swap) }
        status.nodeInfo = info
        for condition in conditions(now) { status.setCondition(condition, now: now) }
        return status
    }

    var capacity: [String: Quantity] { NodeResources(options: options, machine: machine).capacity }

    /// What is left for pods when the node keeps what it needs to stay healthy.
    var allocatable: [String: Quantity] { NodeResources(options: options, machine: machine).allocatable }

    private func extended(_ capacity: [String: Quantity], _ old: [String: Quantity], _ devices: [String: Int]) -> [String: Quantity] {
        var out: [String: Quantity] = [:]
        for (name, amount) in capacity where NodeResources.isExtended(name) {
            out[name] = old[name].map { amount < $0 ? amount : $0 } ?? amount
        }
        for (name, count) in devices { out[name] = Quantity(count) }
        return out
    }

    private func conditions(_ now: Time) -> [NodeCondition] {
        func condition(_ type: String, _ isTrue: Bool, _ reason: String, _ message: String) -> NodeCondition {
            NodeCondition(type: type, status: isTrue ? "True" : "False", lastHeartbeatTime: now, reason: reason, message: message)
        }
        return [
            pressures.contains(.memory)
                ? condition("MemoryPressure", true, "KubeletHasInsufficientMemory", "kubelet has insufficient memory available")
                : condition("MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            pressures.contains(.disk)
                ? condition("DiskPressure", true, "KubeletHasDiskPressure", "kubelet has disk pressure")
                : condition("DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            pressures.contains(.pid)
                ? condition("PIDPressure", true, "KubeletHasInsufficientPID", "kubelet has insufficient PID available")
                : condition("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            problems.isEmpty
                ? condition("Ready", true, "KubeletReady", "kubelet is posting ready status")
                : condition(
                    "Ready", false, "KubeletNotReady",
                    problems.count == 1 ? problems[0] : "[" + problems.joined(separator: ", ") + "]"),
        ]
    }

    /// Whether two statuses say the same, whenever they said it.
    static func isSame(_ a: NodeStatus, _ b: NodeStatus) -> Bool {
        func timeless(_ status: NodeStatus) -> NodeStatus {
            var status = status
            for index in status.conditions.indices { status.conditions[index].lastHeartbeatTime = nil }
            status.conditions.sort { $0.type < $1.type }
            return status
        }
        return timeless(a) == timeless(b)
    }
}
