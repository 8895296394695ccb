import ComponentMetrics

/// The features of Kubernetes that this server has and that gates are known for. They are on, whatever the gate says: nothing
/// here is switched off.
enum FeatureGates {
    /// Name and stage.
    static let present: [(name: String, stage: String)] = [
        ("APIResponseCompression", "BETA"), ("APIServerIdentity", "BETA"), ("ConsistentListFromCache", ""), ("DryRun", ""),
        ("InPlacePodVerticalScaling", ""), ("ListFromCacheSnapshot", "BETA"), ("MultiCIDRServiceAllocator", ""), ("OrderedNamespaceDeletion", ""),
        ("SidecarContainers", ""), ("StreamingCollectionEncodingToJSON", ""), ("WatchList", "BETA"),
    ]

    /// The gates that were set to what they are not, each as a text for the log.
    static func complaints(_ gates: [String: Bool]) -> [String] {
        gates.sorted { $0.key < $1.key }.compactMap { name, isOn in
            let isPresent = present.contains { $0.name == name } || ["AllAlpha", "AllBeta"].contains(name)
            if isPresent == isOn { return nil }
            return isOn ? "feature gate \(name) has no effect" : "feature gate \(name) cannot be switched off"
        }
    }

    /// `kubernetes_feature_enabled`.
    static var metric: Gauge {
        Gauge(
            name: "kubernetes_feature_enabled", help: "This metric records the data about the stage and enablement of a k8s feature.",
            labels: ["name", "stage"], read: { present.map { ([$0.name, $0.stage], 1) } })
    }
}
