/// A point of the scheduling framework at which plugins take part, under its name in KubeSchedulerConfiguration.
enum ExtensionPoint: String, Sendable, CaseIterable {
    case preEnqueue, queueSort, preFilter, filter, postFilter, preScore, score, reserve, permit, preBind, bind, postBind, multiPoint
}

/// A plugin that a profile enables, with its weight in the sum of scores; 0 counts as 1.
struct PluginChoice: Sendable, Equatable {
    var name: String
    var weight = 0
}

/// What a profile says about the plugins of one extension point.
struct PluginSet: Sendable, Equatable {
    var enabled: [PluginChoice] = []
    /// Names; `*` for all defaults.
    var disabled: [String] = []
}

/// A profile: which plugins place the pods that name it in `spec.schedulerName`.
struct SchedulerProfile: Sendable, Equatable {
    var schedulerName = "default-scheduler"
    /// Of all nodes that will do, in percent, how many are enough; nil for what the whole scheduler has.
    var percentageOfNodesToScore: Int?
    /// As the configuration says; what it does not speak of is in ``multiPoint``.
    var plugins: [ExtensionPoint: PluginSet] = [:]
    /// The plugins that take part wherever they can: the defaults, as far as they are not disabled, and what the profile adds.
    private(set) var multiPoint: [PluginChoice] = SchedulerProfile.defaults
    var arguments = PluginArguments()

    static let defaults = PluginRegistry.entries.filter(\.isDefault).map { PluginChoice(name: $0.name, weight: $0.weight) }

    init(schedulerName: String = "default-scheduler", plugins: [ExtensionPoint: PluginSet] = [:]) {
        self.schedulerName = schedulerName
        self.plugins = plugins
        multiPoint = Self.merged(Self.defaults, plugins[.multiPoint] ?? PluginSet())
    }

    /// Defaults without those disabled; one that is enabled by name takes the default's place with its weight, others follow.
    private static func merged(_ defaults: [PluginChoice], _ set: PluginSet) -> [PluginChoice] {
        var result: [PluginChoice] = []
        if !set.disabled.contains("*") { result = defaults.filter { !set.disabled.contains($0.name) } }
        for choice in set.enabled {
            if let index = result.firstIndex(where: { $0.name == choice.name }) {
                result[index] = choice
            } else {
                result.append(choice)
            }
        }
        return result
    }

    /// The plugins of a point, in Kubernetes' order: first those of multiPoint that the point names too, in its order; then the
    /// rest of multiPoint that the point does not disable; then those that only the point names.
    ///
    /// preFilter and preScore are parts of filter and score here; a plugin that is disabled at either does not take part.
    func enabled(at point: ExtensionPoint) -> [PluginChoice] {
        var sets = [plugins[point] ?? PluginSet()]
        switch point {
        case .filter: sets.append(plugins[.preFilter] ?? PluginSet())
        case .score: sets.append(plugins[.preScore] ?? PluginSet())
        default: break
        }
        let disabled = Set(sets.flatMap(\.disabled))
        let everywhere = Set(multiPoint.map(\.name))
        var own: [PluginChoice] = []
        for choice in sets.flatMap(\.enabled) where !own.contains(where: { $0.name == choice.name }) { own.append(choice) }
        var result = own.filter { everywhere.contains($0.name) }
        if !disabled.contains("*") {
            result += multiPoint.filter { choice in !disabled.contains(choice.name) && !own.contains { $0.name == choice.name } }
        }
        result += own.filter { !everywhere.contains($0.name) }
        return result
    }

    /// Every plugin that takes part anywhere.
    var pluginNames: Set<String> { Set(ExtensionPoint.allCases.flatMap { enabled(at: $0) }.map(\.name)) }
}
