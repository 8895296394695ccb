import JSON
import KubernetesAPI
import KubernetesClient

extension SchedulerConfiguration {
    /// The configuration in effect, as a file would say it: what `/configz` shows.
    public var json: JSONValue {
        var value: JSONValue = [
            "apiVersion": .string(Self.apiVersion), "kind": .string(Self.kind), "parallelism": .int(Int64(parallelism)),
            "leaderElection": leaderElection.json, "clientConnection": clientConnection.json, "enableProfiling": .bool(enableProfiling),
            "enableContentionProfiling": .bool(enableContentionProfiling), "percentageOfNodesToScore": .int(Int64(percentageOfNodesToScore)),
            "podInitialBackoffSeconds": .int(Int64(podInitialBackoffSeconds)), "podMaxBackoffSeconds": .int(Int64(podMaxBackoffSeconds)),
            "delayCacheUntilActive": .bool(delayCacheUntilActive),
        ]
        value["profiles"] = .array(profiles.map(\.json))
        value["extenders"] = .array(extenders.map(\.json))
        return value
    }
}

extension LeaderElectionOptions {
    fileprivate var json: JSONValue {
        [
            "leaderElect": .bool(leaderElect), "leaseDuration": .string(GoDurationText.format(leaseDuration)),
            "renewDeadline": .string(GoDurationText.format(renewDeadline)), "retryPeriod": .string(GoDurationText.format(retryPeriod)),
            "resourceLock": .string(resourceLock), "resourceName": .string(resourceName), "resourceNamespace": .string(resourceNamespace),
        ]
    }
}

extension SchedulerConfiguration.ClientConnection {
    fileprivate var json: JSONValue {
        [
            "kubeconfig": .string(kubeconfig), "acceptContentTypes": .string(acceptContentTypes), "contentType": .string(contentType),
            "qps": .double(qps), "burst": .int(Int64(burst)),
        ]
    }
}

extension SchedulerProfile {
    /// The plugins as they take part at last, those that extend several points under each of them.
    fileprivate var json: JSONValue {
        var sets = JSONObject()
        for point in ExtensionPoint.allCases where point != .multiPoint {
            let names = enabled(at: point).filter { PluginPoints.points(of: $0.name).contains(point) }
            if names.isEmpty { continue }
            sets[point.rawValue] = ["enabled": .array(names.map { choice in
                point == .score ? ["name": .string(choice.name), "weight": .int(Int64(max(1, choice.weight)))] : ["name": .string(choice.name)]
            })]
        }
        // All are named where they take part, so that no default adds to them.
        sets["multiPoint"] = ["disabled": [["name": "*"]]]
        var value: JSONValue = ["schedulerName": .string(schedulerName), "plugins": .object(sets), "pluginConfig": arguments.json]
        if let percentageOfNodesToScore { value["percentageOfNodesToScore"] = .int(Int64(percentageOfNodesToScore)) }
        return value
    }
}

extension PluginArguments {
    fileprivate var json: JSONValue {
        func entry(_ name: String, _ args: JSONValue) -> JSONValue {
            var args = args
            args["apiVersion"] = .string(SchedulerConfiguration.apiVersion)
            args["kind"] = .string(name + "Args")
            return ["name": .string(name), "args": args]
        }
        func resources(_ list: [ResourceSpec]) -> JSONValue {
            .array(list.map { ["name": .string($0.name), "weight": .int(Int64($0.weight))] })
        }
        func shape(_ points: [UtilizationShapePoint]) -> JSONValue {
            .array(points.map { ["utilization": .int(Int64($0.utilization)), "score": .int(Int64($0.score))] })
        }
        var scoring: JSONValue = ["type": .string(nodeResourcesFit.strategy.rawValue), "resources": resources(nodeResourcesFit.resources)]
        if !nodeResourcesFit.shape.isEmpty { scoring["requestedToCapacityRatio"] = ["shape": shape(nodeResourcesFit.shape)] }
        var fit: JSONValue = ["scoringStrategy": scoring]
        if !nodeResourcesFit.ignoredResources.isEmpty { fit["ignoredResources"] = .array(nodeResourcesFit.ignoredResources.map { .string($0) }) }
        if !nodeResourcesFit.ignoredResourceGroups.isEmpty { fit["ignoredResourceGroups"] = .array(nodeResourcesFit.ignoredResourceGroups.map { .string($0) }) }
        var affinity: JSONValue = [:]
        if let added = nodeAffinity.addedAffinity { affinity["addedAffinity"] = added.jsonValue() }
        var spread: JSONValue = ["defaultingType": .string(podTopologySpread.defaultingType.rawValue)]
        if !podTopologySpread.defaultConstraints.isEmpty { spread["defaultConstraints"] = .array(podTopologySpread.defaultConstraints.map { $0.jsonValue() }) }
        var volumes: JSONValue = ["bindTimeoutSeconds": .int(Int64(volumeBinding.bindTimeoutSeconds))]
        if !volumeBinding.shape.isEmpty { volumes["shape"] = shape(volumeBinding.shape) }
        return .array([
            entry("DefaultPreemption", [
                "minCandidateNodesPercentage": .int(Int64(defaultPreemption.minCandidateNodesPercentage)),
                "minCandidateNodesAbsolute": .int(Int64(defaultPreemption.minCandidateNodesAbsolute)),
            ]),
            entry("DynamicResources", [
                "filterTimeout": .string(GoDurationText.format(dynamicResources.filterTimeout)),
                "bindingTimeout": .string(GoDurationText.format(dynamicResources.bindingTimeout)),
            ]),
            entry("InterPodAffinity", [
                "hardPodAffinityWeight": .int(Int64(interPodAffinity.hardPodAffinityWeight)),
                "ignorePreferredTermsOfExistingPods": .bool(interPodAffinity.ignorePreferredTermsOfExistingPods),
            ]),
            entry("NodeAffinity", affinity),
            entry("NodeResourcesBalancedAllocation", ["resources": resources(nodeResourcesBalancedAllocation.resources)]),
            entry("NodeResourcesFit", fit),
            entry("PodTopologySpread", spread),
            entry("VolumeBinding", volumes),
        ])
    }
}

extension ExtenderConfiguration {
    fileprivate var json: JSONValue {
        [
            "urlPrefix": .string(urlPrefix), "filterVerb": .string(filterVerb), "preemptVerb": .string(preemptVerb),
            "prioritizeVerb": .string(prioritizeVerb), "weight": .int(Int64(weight)), "bindVerb": .string(bindVerb),
            "enableHTTPS": .bool(enableHTTPS), "httpTimeout": .string(GoDurationText.format(httpTimeout)),
            "nodeCacheCapable": .bool(nodeCacheCapable), "ignorable": .bool(ignorable),
            "managedResources": .array(managedResources.map { ["name": .string($0.name), "ignoredByScheduler": .bool($0.ignoredByScheduler)] }),
        ]
    }
}
