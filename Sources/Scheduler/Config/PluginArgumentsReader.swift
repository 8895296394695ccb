import JSON
import KubernetesAPI

extension PluginArguments {
    private static let version = "kubescheduler.config.k8s.io/v1"

    /// Reads the `args` of one entry of `pluginConfig`.
    mutating func read(_ name: String, _ args: ConfigReader) {
        if let kind = args.string("kind"), kind != name + "Args" { args.invalid("kind", "\"\(kind)\"", "must be \(name)Args") }
        if let version = args.string("apiVersion"), version != Self.version { args.invalid("apiVersion", "\"\(version)\"", "must be \(Self.version)") }
        switch name {
        case "NodeAffinity": readNodeAffinity(args)
        case "NodeResourcesFit": readNodeResourcesFit(args)
        case "NodeResourcesBalancedAllocation":
            if let resources = Self.resources(args, "resources") { nodeResourcesBalancedAllocation.resources = resources }
        case "InterPodAffinity": readInterPodAffinity(args)
        case "PodTopologySpread": readPodTopologySpread(args)
        case "VolumeBinding": readVolumeBinding(args)
        case "DefaultPreemption": readDefaultPreemption(args)
        case "DynamicResources":
            if let timeout = args.duration("filterTimeout") { dynamicResources.filterTimeout = timeout }
            if let timeout = args.duration("bindingTimeout") { dynamicResources.bindingTimeout = timeout }
            if dynamicResources.filterTimeout < .zero { args.invalid("filterTimeout", GoDurationText.format(dynamicResources.filterTimeout), "must be zero or positive") }
            if dynamicResources.bindingTimeout < .seconds(1) { args.invalid("bindingTimeout", GoDurationText.format(dynamicResources.bindingTimeout), "must be at least 1 second") }
        default: args.note("\(args.path): plugin \"\(name)\" takes no args")
        }
        args.finish()
    }

    private mutating func readNodeAffinity(_ args: ConfigReader) {
        nodeAffinity.addedAffinity = args.typed("addedAffinity", NodeAffinityTerms.self)
        let required = nodeAffinity.addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution
        if let required, required.nodeSelectorTerms.isEmpty {
            args.required("addedAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", "must have at least one node selector term")
        }
    }

    private mutating func readNodeResourcesFit(_ args: ConfigReader) {
        if let names = args.strings("ignoredResources") { nodeResourcesFit.ignoredResources = names }
        if let groups = args.strings("ignoredResourceGroups") {
            nodeResourcesFit.ignoredResourceGroups = groups
            for (index, group) in groups.enumerated() where group.contains("/") {
                args.invalid("ignoredResourceGroups[\(index)]", "\"\(group)\"", "resource group name can't contain '/'")
            }
        }
        guard let strategy = args.inner("scoringStrategy") else { return }
        if let type = strategy.string("type") {
            if let known = NodeResourcesFitArgs.Strategy(rawValue: type) {
                nodeResourcesFit.strategy = known
            } else {
                strategy.invalid("type", "\"\(type)\"", "supported values: \"LeastAllocated\", \"MostAllocated\", \"RequestedToCapacityRatio\"")
            }
        }
        if let resources = Self.resources(strategy, "resources") { nodeResourcesFit.resources = resources }
        let ratio = strategy.inner("requestedToCapacityRatio")
        nodeResourcesFit.shape = ratio.map { Self.shape($0, isRequired: true) } ?? []
        ratio?.finish()
        if nodeResourcesFit.strategy == .requestedToCapacityRatio, ratio == nil { strategy.required("requestedToCapacityRatio.shape", "at least one point must be specified") }
        strategy.finish()
    }

    /// nil when none are given: the defaults stay.
    private static func resources(_ reader: ConfigReader, _ key: String) -> [ResourceSpec]? {
        guard let list = reader.list(key), !list.isEmpty else { return nil }
        return list.map { item in
            var resource = ResourceSpec(name: item.string("name") ?? "", weight: item.int("weight") ?? 1)
            if resource.name.isEmpty { item.required("name", "") }
            if resource.weight == 0 { resource.weight = 1 }
            if !(1...100).contains(resource.weight) { item.invalid("weight", resource.weight, "resource weight of \(resource.name) not in valid range [1, 100]") }
            item.finish()
            return resource
        }
    }

    private static func shape(_ reader: ConfigReader, isRequired: Bool) -> [UtilizationShapePoint] {
        let list = reader.list("shape") ?? []
        if isRequired, list.isEmpty { reader.required("shape", "at least one point must be specified") }
        var last = -1
        return list.map { item in
            let point = UtilizationShapePoint(utilization: item.int("utilization") ?? 0, score: item.int("score") ?? 0)
            if !(0...100).contains(point.utilization) { item.invalid("utilization", point.utilization, "not in valid range [0, 100]") }
            if point.utilization <= last { item.invalid("utilization", point.utilization, "utilization values must be sorted in increasing order") }
            if !(0...10).contains(point.score) { item.invalid("score", point.score, "not in valid range [0, 10]") }
            last = point.utilization
            item.finish()
            return point
        }
    }

    private mutating func readInterPodAffinity(_ args: ConfigReader) {
        if let weight = args.int("hardPodAffinityWeight") {
            interPodAffinity.hardPodAffinityWeight = weight
            if !(0...100).contains(weight) { args.invalid("hardPodAffinityWeight", weight, "not in valid range [0, 100]") }
        }
        if let ignore = args.bool("ignorePreferredTermsOfExistingPods") { interPodAffinity.ignorePreferredTermsOfExistingPods = ignore }
    }

    private mutating func readPodTopologySpread(_ args: ConfigReader) {
        if let type = args.string("defaultingType") {
            if let known = PodTopologySpreadArgs.DefaultingType(rawValue: type) {
                podTopologySpread.defaultingType = known
            } else {
                args.invalid("defaultingType", "\"\(type)\"", "supported values: \"System\", \"List\"")
            }
        }
        guard let list = args.value("defaultConstraints")?.array, !list.isEmpty else { return }
        if podTopologySpread.defaultingType == .system {
            args.invalid("defaultConstraints", "[…]", "when .defaultingType is System")
        }
        var seen: Set<String> = []
        for (index, value) in list.enumerated() {
            let place = "defaultConstraints[\(index)]"
            guard let constraint = try? TopologySpreadConstraint(json: value) else {
                args.invalid(place, value, "it is no topology spread constraint")
                continue
            }
            if constraint.maxSkew <= 0 { args.invalid(place + ".maxSkew", constraint.maxSkew, "not in valid range [1, 2147483647]") }
            if constraint.topologyKey.isEmpty { args.required(place + ".topologyKey", "can not be empty") }
            if !["DoNotSchedule", "ScheduleAnyway"].contains(constraint.whenUnsatisfiable) {
                args.invalid(place + ".whenUnsatisfiable", "\"\(constraint.whenUnsatisfiable)\"", "supported values: \"DoNotSchedule\", \"ScheduleAnyway\"")
            }
            if constraint.labelSelector != nil { args.note("\(args.path).\(place).labelSelector: Forbidden: constraint must not define a selector, as they deduced for each pod") }
            if !seen.insert("\(constraint.topologyKey)/\(constraint.whenUnsatisfiable)").inserted { args.note("\(args.path).\(place): Duplicate value") }
            podTopologySpread.defaultConstraints.append(constraint)
        }
    }

    private mutating func readVolumeBinding(_ args: ConfigReader) {
        if let seconds = args.int("bindTimeoutSeconds") {
            volumeBinding.bindTimeoutSeconds = seconds
            if seconds < 0 { args.invalid("bindTimeoutSeconds", seconds, "invalid BindTimeoutSeconds, should not be a negative value") }
        }
        volumeBinding.shape = Self.shape(args, isRequired: false)
    }

    private mutating func readDefaultPreemption(_ args: ConfigReader) {
        if let percent = args.int("minCandidateNodesPercentage") { defaultPreemption.minCandidateNodesPercentage = percent }
        if let count = args.int("minCandidateNodesAbsolute") { defaultPreemption.minCandidateNodesAbsolute = count }
        if !(0...100).contains(defaultPreemption.minCandidateNodesPercentage) {
            args.invalid("minCandidateNodesPercentage", defaultPreemption.minCandidateNodesPercentage, "not in valid range [0, 100]")
        }
        if defaultPreemption.minCandidateNodesAbsolute < 0 {
            args.invalid("minCandidateNodesAbsolute", defaultPreemption.minCandidateNodesAbsolute, "not in valid range [0, inf)")
        }
        if defaultPreemption.minCandidateNodesPercentage == 0, defaultPreemption.minCandidateNodesAbsolute == 0 {
            args.invalid("minCandidateNodesPercentage", 0, "cannot be zero at the same time as minCandidateNodesAbsolute")
        }
    }
}
