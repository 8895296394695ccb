/// At which extension points each plugin takes part in Kubernetes; what a configuration may enable where.
enum PluginPoints {
    private static let filtering: Set<ExtensionPoint> = [.preFilter, .filter]
    private static let scoring: Set<ExtensionPoint> = [.preScore, .score]

    private static let byName: [String: Set<ExtensionPoint>] = [
        "SchedulingGates": [.preEnqueue],
        "PrioritySort": [.queueSort],
        "NodeUnschedulable": [.filter],
        "NodeName": [.filter],
        "TaintToleration": scoring.union([.filter]),
        "NodeAffinity": filtering.union(scoring),
        "NodePorts": filtering,
        "NodeResourcesFit": filtering.union(scoring),
        "VolumeRestrictions": filtering,
        "NodeVolumeLimits": filtering,
        "VolumeBinding": filtering.union(scoring).union([.reserve, .preBind]),
        "VolumeZone": filtering,
        "PodTopologySpread": filtering.union(scoring),
        "InterPodAffinity": filtering.union(scoring),
        "DynamicResources": filtering.union(scoring).union([.preEnqueue, .postFilter, .reserve, .preBind]),
        "DefaultPreemption": [.preEnqueue, .postFilter],
        "NodeResourcesBalancedAllocation": scoring,
        "ImageLocality": [.score],
        "NodeDeclaredFeatures": filtering,
        "DefaultBinder": [.bind],
    ]

    static func points(of plugin: String) -> Set<ExtensionPoint> { byName[plugin] ?? [] }
}
