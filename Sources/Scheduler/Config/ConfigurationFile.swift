import JSON
import KubernetesAPI
import KubernetesClient

/// KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) as text: read strictly, and validated as Kubernetes does.
extension SchedulerConfiguration {
    static let apiVersion = "kubescheduler.config.k8s.io/v1"
    static let kind = "KubeSchedulerConfiguration"

    /// Reads a configuration in YAML or JSON.
    /// - Throws: all that is wrong with it.
    public init(text: String) throws(ConfigurationError) {
        let value: JSONValue
        do { value = try YAML.decode(text) } catch { throw ConfigurationError(error.description) }
        guard value.object != nil else { throw ConfigurationError("it is no object") }
        guard let kind = value["kind"]?.string, let version = value["apiVersion"]?.string, !kind.isEmpty, !version.isEmpty else {
            throw ConfigurationError("Object 'Kind' or 'apiVersion' is missing")
        }
        guard kind == Self.kind, version == Self.apiVersion else {
            throw ConfigurationError("no kind \"\(kind)\" is registered for version \"\(version)\"; it must be \(Self.kind) of \(Self.apiVersion)")
        }
        self.init()
        let problems = ConfigReader.ProblemList()
        read(ConfigReader(value, problems: problems))
        if !problems.texts.isEmpty { throw ConfigurationError(problems.texts.joined(separator: "; ")) }
    }

    private mutating func read(_ reader: ConfigReader) {
        _ = (reader.string("kind"), reader.string("apiVersion"))
        if let count = reader.int("parallelism") {
            parallelism = count
            if count <= 0 { reader.invalid("parallelism", count, "should be an integer value greater than zero") }
        }
        if let inner = reader.inner("leaderElection") { leaderElection.read(inner) }
        if let inner = reader.inner("clientConnection") { clientConnection.read(inner) }
        if let value = reader.bool("enableProfiling") { enableProfiling = value }
        if let value = reader.bool("enableContentionProfiling") { enableContentionProfiling = value }
        if let percent = reader.int("percentageOfNodesToScore") {
            percentageOfNodesToScore = percent
            if !(0...100).contains(percent) { reader.invalid("percentageOfNodesToScore", percent, "not in valid range [0-100]") }
        }
        if let seconds = reader.int("podInitialBackoffSeconds") { podInitialBackoffSeconds = seconds }
        if let seconds = reader.int("podMaxBackoffSeconds") { podMaxBackoffSeconds = seconds }
        if podInitialBackoffSeconds <= 0 { reader.invalid("podInitialBackoffSeconds", podInitialBackoffSeconds, "must be greater than 0") }
        if podMaxBackoffSeconds < podInitialBackoffSeconds {
            reader.invalid("podMaxBackoffSeconds", podMaxBackoffSeconds, "must be greater than or equal to PodInitialBackoffSeconds")
        }
        if let value = reader.bool("delayCacheUntilActive") { delayCacheUntilActive = value }
        if let list = reader.list("extenders") {
            extenders = list.map { ExtenderConfiguration($0) }
            if extenders.count(where: { !$0.bindVerb.isEmpty }) > 1 { reader.invalid("extenders", "found multiple extenders implementing bind", "only one extender can implement bind") }
        }
        if let list = reader.list("profiles"), !list.isEmpty {
            profiles = list.map { SchedulerProfile($0) }
            checkProfiles(reader)
        }
        // What an extender takes care of is no matter of the plugin's.
        let ignored = extenders.flatMap(\.managedResources).filter(\.ignoredByScheduler).map(\.name)
        for index in profiles.indices where !ignored.isEmpty { profiles[index].arguments.nodeResourcesFit.ignoredResources += ignored }
        reader.finish()
    }

    private func checkProfiles(_ reader: ConfigReader) {
        var names: Set<String> = []
        for (index, profile) in profiles.enumerated() {
            let place = "profiles[\(index)]"
            if profile.schedulerName.isEmpty { reader.required("\(place).schedulerName", "") }
            if !names.insert(profile.schedulerName).inserted { reader.note("\(place).schedulerName: Duplicate value: \"\(profile.schedulerName)\"") }
            let sorts = profile.enabled(at: .queueSort).filter { PluginPoints.points(of: $0.name).contains(.queueSort) }
            if sorts.count != 1 { reader.note("\(place).plugins.queueSort: one queue sort plugin required for profile with scheduler name \"\(profile.schedulerName)\"") }
            let binds = profile.enabled(at: .bind).filter { PluginPoints.points(of: $0.name).contains(.bind) }
            if binds.isEmpty, !extenders.contains(where: { !$0.bindVerb.isEmpty }) {
                reader.note("\(place).plugins.bind: at least one bind plugin is needed for profile with scheduler name \"\(profile.schedulerName)\"")
            }
        }
    }
}

extension LeaderElectionOptions {
    fileprivate mutating func read(_ reader: ConfigReader) {
        if let value = reader.bool("leaderElect") { leaderElect = value }
        if let value = reader.duration("leaseDuration") { leaseDuration = value }
        if let value = reader.duration("renewDeadline") { renewDeadline = value }
        if let value = reader.duration("retryPeriod") { retryPeriod = value }
        if let value = reader.string("resourceLock"), !value.isEmpty { resourceLock = value }
        if let value = reader.string("resourceName"), !value.isEmpty { resourceName = value }
        if let value = reader.string("resourceNamespace"), !value.isEmpty { resourceNamespace = value }
        reader.finish()
        guard leaderElect else { return }
        if leaseDuration <= renewDeadline { reader.invalid("leaseDuration", GoDurationText.format(leaseDuration), "LeaseDuration must be greater than RenewDeadline") }
        if renewDeadline <= retryPeriod { reader.invalid("renewDeadline", GoDurationText.format(renewDeadline), "RenewDeadline must be greater than RetryPeriod") }
        if retryPeriod <= .zero { reader.invalid("retryPeriod", GoDurationText.format(retryPeriod), "must be greater than zero") }
        if resourceLock != "leases" { reader.invalid("resourceLock", "\"\(resourceLock)\"", "resourceLock value must be \"leases\"") }
    }
}

extension SchedulerConfiguration.ClientConnection {
    fileprivate mutating func read(_ reader: ConfigReader) {
        if let value = reader.string("kubeconfig") { kubeconfig = value }
        if let value = reader.string("acceptContentTypes") { acceptContentTypes = value }
        if let value = reader.string("contentType") { contentType = value }
        if let value = reader.double("qps") { qps = value }
        if let value = reader.int("burst") { burst = value }
        if burst < 0 { reader.invalid("burst", burst, "must be non-negative") }
        reader.finish()
    }
}

extension SchedulerProfile {
    fileprivate init(_ reader: ConfigReader) {
        let name = reader.string("schedulerName") ?? "default-scheduler"
        var sets: [ExtensionPoint: PluginSet] = [:]
        if let plugins = reader.inner("plugins") {
            for point in ExtensionPoint.allCases {
                if let inner = plugins.inner(point.rawValue) { sets[point] = PluginSet(inner, point) }
            }
            plugins.finish()
        }
        self.init(schedulerName: name, plugins: sets)
        if let percent = reader.int("percentageOfNodesToScore") {
            percentageOfNodesToScore = percent
            if !(0...100).contains(percent) { reader.invalid("percentageOfNodesToScore", percent, "not in valid range [0-100]") }
        }
        var seen: Set<String> = []
        for entry in reader.list("pluginConfig") ?? [] {
            let plugin = entry.string("name") ?? ""
            if PluginRegistry.entry(plugin) == nil {
                entry.note("\(entry.place("name")): Invalid value: \"\(plugin)\": no such plugin")
            } else if !seen.insert(plugin).inserted {
                entry.note("\(entry.path): Duplicate value: \"\(plugin)\"")
            }
            if let args = entry.inner("args") { arguments.read(plugin, args) }
            entry.finish()
        }
        reader.finish()
    }
}

extension PluginSet {
    fileprivate init(_ reader: ConfigReader, _ point: ExtensionPoint) {
        for item in reader.list("enabled") ?? [] {
            let choice = PluginChoice(name: item.string("name") ?? "", weight: item.int("weight") ?? 0)
            if PluginRegistry.entry(choice.name) != nil {
                if point != .multiPoint, !PluginPoints.points(of: choice.name).contains(point) {
                    item.note("\(item.path): plugin \"\(choice.name)\" does not extend \(point.rawValue) plugin")
                }
            } else {
                item.note("\(item.path): plugin \"\(choice.name)\" does not exist")
            }
            if choice.weight < 0 { item.invalid("weight", choice.weight, "must not be negative") }
            if enabled.contains(where: { $0.name == choice.name }) { item.note("\(item.path): plugin \"\(choice.name)\" already registered") }
            enabled.append(choice)
            item.finish()
        }
        for item in reader.list("disabled") ?? [] {
            disabled.append(item.string("name") ?? "")
            _ = item.int("weight")
            item.finish()
        }
        reader.finish()
    }
}

extension ExtenderConfiguration {
    fileprivate init(_ reader: ConfigReader) {
        urlPrefix = reader.string("urlPrefix") ?? ""
        filterVerb = reader.string("filterVerb") ?? ""
        preemptVerb = reader.string("preemptVerb") ?? ""
        prioritizeVerb = reader.string("prioritizeVerb") ?? ""
        bindVerb = reader.string("bindVerb") ?? ""
        weight = reader.int("weight") ?? 0
        enableHTTPS = reader.bool("enableHTTPS") ?? false
        if let inner = reader.inner("tlsConfig") { tls = TLS(inner) }
        if let timeout = reader.duration("httpTimeout"), timeout > .zero { httpTimeout = timeout }
        nodeCacheCapable = reader.bool("nodeCacheCapable") ?? false
        ignorable = reader.bool("ignorable") ?? false
        for item in reader.list("managedResources") ?? [] {
            let resource = ManagedResource(name: item.string("name") ?? "", ignoredByScheduler: item.bool("ignoredByScheduler") ?? false)
            if !resource.name.contains("/") { item.invalid("name", "\"\(resource.name)\"", "extender managed resources must be extended resources") }
            if managedResources.contains(where: { $0.name == resource.name }) { item.note("\(item.path): duplicate extender managed resource name \(resource.name)") }
            managedResources.append(resource)
            item.finish()
        }
        if urlPrefix.isEmpty { reader.required("urlPrefix", "") }
        if !prioritizeVerb.isEmpty, weight <= 0 { reader.invalid("weight", weight, "must have a positive weight applied to it") }
        reader.finish()
    }
}

extension ExtenderConfiguration.TLS {
    fileprivate init(_ reader: ConfigReader) {
        insecure = reader.bool("insecure") ?? false
        serverName = reader.string("serverName") ?? ""
        certFile = reader.string("certFile") ?? ""
        keyFile = reader.string("keyFile") ?? ""
        caFile = reader.string("caFile") ?? ""
        certData = Self.data(reader, "certData")
        keyData = Self.data(reader, "keyData")
        caData = Self.data(reader, "caData")
        if insecure, !caFile.isEmpty || !caData.isEmpty { reader.invalid("insecure", true, "cannot be used together with a CA") }
        reader.finish()
    }

    private static func data(_ reader: ConfigReader, _ key: String) -> [UInt8] {
        guard let text = reader.string(key), !text.isEmpty else { return [] }
        guard let bytes = Base64.decode(text) else {
            reader.invalid(key, "\"…\"", "it is no base64")
            return []
        }
        return bytes
    }
}
