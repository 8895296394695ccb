public import JSON

/// How much of a quota's resources the objects of one kind take: what admission charges and the controller counts.
public enum QuotaEvaluator: Sendable {
    case pods
    case services
    case persistentVolumeClaims
    case resourceClaims
    /// Any other resource: only the number of its objects counts.
    case objects(group: String, resource: String)

    /// The evaluator of a resource.
    public init(group: String, resource: String) {
        switch (group, resource) {
        case ("", "pods"): self = .pods
        case ("", "services"): self = .services
        case ("", "persistentvolumeclaims"): self = .persistentVolumeClaims
        case ("resource.k8s.io", "resourceclaims"): self = .resourceClaims
        default: self = .objects(group: group, resource: resource)
        }
    }

    /// The resources that can be counted without `count/`.
    public static let plainCounts: Set<String> = [
        "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas", "secrets", "services", "pods",
    ]
    private static let podResources: Set<String> = [
        "count/pods", "pods", "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    ]
    private static let serviceResources: Set<String> = ["count/services", "services", "services.nodeports", "services.loadbalancers"]
    private static let claimResources: Set<String> = ["count/persistentvolumeclaims", "persistentvolumeclaims", "requests.storage"]
    private static let storageClassInfix = ".storageclass.storage.k8s.io/"
    private static let deviceClassSuffix = ".deviceclass.resource.k8s.io/devices"

    /// The name under which the number of a resource's objects is counted, as `count/deployments.apps`.
    public static func countName(group: String, resource: String) -> String {
        "count/\(resource)" + (group.isEmpty ? "" : ".\(group)")
    }

    /// Which of a quota's resources the kind takes from.
    public func matching(_ names: some Sequence<String>) -> Set<String> { Set(names.filter(takes)) }

    private func takes(_ name: String) -> Bool {
        switch self {
        case .pods:
            if Self.podResources.contains(name) || name.hasPrefix("hugepages-") || name.hasPrefix("requests.hugepages-") { return true }
            return name.hasPrefix("requests.") && name.contains("/") && !name.contains("kubernetes.io/")
        case .services: return Self.serviceResources.contains(name)
        case .persistentVolumeClaims:
            return Self.claimResources.contains(name) || name.hasSuffix(Self.storageClassInfix + "requests.storage")
                || name.hasSuffix(Self.storageClassInfix + "persistentvolumeclaims")
        case .resourceClaims:
            return name == "count/resourceclaims.resource.k8s.io" || name.hasSuffix(Self.deviceClassSuffix)
        case .objects(let group, let resource):
            return name == Self.countName(group: group, resource: resource)
                || (group.isEmpty && name == resource && Self.plainCounts.contains(name))
        }
    }

    /// Whether only the number of objects matters for these resources, not what is in them.
    public func onlyCounts(_ names: Set<String>) -> Bool {
        switch self {
        case .objects: true
        case .pods: names.isSubset(of: ["count/pods"])
        case .services: names.isSubset(of: ["count/services", "services"])
        case .persistentVolumeClaims: names.isSubset(of: ["count/persistentvolumeclaims", "persistentvolumeclaims"])
        case .resourceClaims: names.isSubset(of: ["count/resourceclaims.resource.k8s.io"])
        }
    }

    /// What an object takes. `now` decides about pods that should have ended by now.
    public func usage(_ object: JSONValue, now: Time) -> ResourceAmounts {
        switch self {
        case .pods: return Self.podUsage(object, now: now)
        case .services: return Self.serviceUsage(object)
        case .persistentVolumeClaims: return Self.claimUsage(object)
        case .resourceClaims: return Self.resourceClaimUsage(object)
        case .objects(let group, let resource):
            var result: ResourceAmounts = [Self.countName(group: group, resource: resource): 1]
            if group.isEmpty, Self.plainCounts.contains(resource) { result[resource] = 1 }
            return result
        }
    }

    /// What an object lacks to be counted, in words; nil when nothing.
    public func missing(_ required: Set<String>, _ object: JSONValue) -> String? {
        guard case .pods = self, !PodResources.hasPodLevel(object) else { return nil }
        let wanted = required.intersection(["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"])
        if wanted.isEmpty { return nil }
        var containers: [String: Set<String>] = [:]
        for list in ["containers", "initContainers"] {
            for container in object["spec"]?[list]?.array ?? [] {
                let given = Self.computeUsage(
                    requests: ResourceAmounts(list: container["resources"]?["requests"]),
                    limits: ResourceAmounts(list: container["resources"]?["limits"]))
                for name in wanted where given[name] == nil { containers[name, default: []].insert(container["name"]?.string ?? "") }
            }
        }
        if containers.isEmpty { return nil }
        let texts = containers.sorted { $0.key < $1.key }.map { "\($0.key) for: \($0.value.sorted().joined(separator: ","))" }
        return "must specify " + texts.joined(separator: "; ")
    }

    // MARK: Pods

    private static func podUsage(_ pod: JSONValue, now: Time) -> ResourceAmounts {
        // The object is counted as long as it is stored, what it takes of the nodes only as long as it lives.
        let counted: ResourceAmounts = ["count/pods": 1]
        if ["Failed", "Succeeded"].contains(pod["status"]?["phase"]?.string) { return counted }
        if let deleted = (pod["metadata"]?["deletionTimestamp"]?.string).flatMap(Time.init),
            let grace = pod["metadata"]?["deletionGracePeriodSeconds"]?.int, now > deleted + Int(clamping: grace)
        {
            return counted
        }
        var result = computeUsage(
            requests: PodResources.total(pod, .requests, overhead: true, status: true),
            limits: PodResources.total(pod, .limits, overhead: true, status: true))
        result["pods"] = 1
        return result.adding(counted)
    }

    private static func computeUsage(requests: ResourceAmounts, limits: ResourceAmounts) -> ResourceAmounts {
        var result = ResourceAmounts()
        for (name, amount) in requests {
            if ["cpu", "memory", "ephemeral-storage"].contains(name) || name.hasPrefix("hugepages-") {
                result[name] = amount
                result["requests.\(name)"] = amount
            } else if name.contains("/"), !name.contains("kubernetes.io/") {
                result["requests.\(name)"] = amount
            }
        }
        for name in ["cpu", "memory", "ephemeral-storage"] { result["limits.\(name)"] = limits[name] }
        return result
    }

    // MARK: Services, claims

    private static func serviceUsage(_ service: JSONValue) -> ResourceAmounts {
        let spec = service["spec"]
        let ports = spec?["ports"]?.array ?? []
        var result: ResourceAmounts = ["count/services": 1, "services": 1, "services.loadbalancers": 0, "services.nodeports": 0]
        switch spec?["type"]?.string {
        case "NodePort": result["services.nodeports"] = Quantity(ports.count)
        case "LoadBalancer":
            result["services.loadbalancers"] = 1
            // Where no ports are allocated, only those that were asked for count.
            let allocates = spec?["allocateLoadBalancerNodePorts"]?.bool ?? true
            result["services.nodeports"] = Quantity(allocates ? ports.count : ports.count { ($0["nodePort"]?.int ?? 0) != 0 })
        default: break
        }
        return result
    }

    private static func claimUsage(_ claim: JSONValue) -> ResourceAmounts {
        var result: ResourceAmounts = ["count/persistentvolumeclaims": 1, "persistentvolumeclaims": 1]
        let storageClass =
            claim["metadata"]?["annotations"]?["volume.beta.kubernetes.io/storage-class"]?.string
            ?? claim["spec"]?["storageClassName"]?.string ?? ""
        if !storageClass.isEmpty { result[storageClass + storageClassInfix + "persistentvolumeclaims"] = 1 }
        guard let wanted = ResourceAmounts(list: claim["spec"]?["resources"]?["requests"])["storage"] else { return result }
        let allocated = ResourceAmounts(list: claim["status"]?["allocatedResources"])["storage"]
        let storage = allocated.map { max($0, wanted) } ?? wanted
        result["requests.storage"] = storage
        if !storageClass.isEmpty { result[storageClass + storageClassInfix + "requests.storage"] = storage }
        return result
    }

    /// The most devices that one request can be given.
    private static let mostDevices: Int64 = 32

    private static func resourceClaimUsage(_ claim: JSONValue) -> ResourceAmounts {
        var result: ResourceAmounts = ["count/resourceclaims.resource.k8s.io": 1]
        func devices(_ request: JSONValue) -> Quantity {
            request["allocationMode"]?.string == "All" ? Quantity(Int(mostDevices)) : Quantity(Int(clamping: request["count"]?.int ?? 1))
        }
        for request in claim["spec"]?["devices"]?["requests"]?.array ?? [] {
            var taken = ResourceAmounts()
            // Of alternatives each class counts with the most that it could be asked for.
            for choice in request["exactly"].map({ [$0] }) ?? request["firstAvailable"]?.array ?? [] {
                guard let name = choice["deviceClassName"]?.string else { continue }
                taken = taken.maximum([name + deviceClassSuffix: devices(choice)])
            }
            result = result.adding(taken)
        }
        return result
    }
}
