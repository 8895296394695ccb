import APISchema

/// Which groups and versions are served: `--runtime-config`.
struct RuntimeConfig: Sendable {
    private let settings: [String: Bool]
    /// The resources that some version which is always there serves.
    private let ordinary: Set<String>

    /// - Throws: for names of what this server cannot serve.
    init(_ settings: [String: Bool], _ description: APIDescription) throws {
        self.settings = settings
        ordinary = Set(description.resources.filter(\.isServedByDefault).map { "\($0.group)/\($0.plural)" })
        let known = Set(description.resources.flatMap { [$0.apiVersion, "\($0.apiVersion)/\($0.plural)"] })
        for (name, isOn) in settings where !["api/all", "api/ga", "api/beta", "api/alpha", "api/legacy"].contains(name) {
            guard known.contains(name) else {
                throw Assembly.BadOption(description: "--runtime-config: unknown api group/version: \(name)")
            }
            let wanted = description.resources.filter { $0.apiVersion == name || "\($0.apiVersion)/\($0.plural)" == name }
            if isOn, !wanted.contains(where: { serves($0) }) {
                throw Assembly.BadOption(description: "--runtime-config: \(name) is served in its newer version only")
            }
        }
    }

    /// Whether a resource is served. The narrowest setting that speaks of it counts.
    func serves(_ resource: ResourceDescription) -> Bool {
        let isOn = settings["\(resource.apiVersion)/\(resource.plural)"] ?? settings[resource.apiVersion] ?? settings["api/" + level(resource.version)]
            ?? settings["api/all"]
        guard let isOn else { return resource.isServedByDefault }
        // Older versions of what has a newer one are not kept: there is nothing that converts them.
        return isOn && (resource.isServedByDefault || !ordinary.contains("\(resource.group)/\(resource.plural)"))
    }

    private func level(_ version: String) -> String {
        version.contains("alpha") ? "alpha" : version.contains("beta") ? "beta" : "ga"
    }
}
