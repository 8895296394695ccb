import JSON

/// The objects that a pod's specification names, as the plugins that restrict them see it.
enum PodObjectUses {
    /// One use of a secret or config map by a container.
    struct ContainerUse {
        /// `container`, `init container` or `ephemeral container`.
        var role: String
        var container: String
        /// The variable; nil for all of the object's keys (`envFrom`).
        var variable: String?
        var name: String
    }

    private static let lists = [
        ("initContainers", "init container"), ("containers", "container"), ("ephemeralContainers", "ephemeral container"),
    ]

    /// What the containers' environments take from objects of a kind.
    /// - Parameter kind: `secret` or `configMap`.
    static func environment(_ spec: JSONValue, kind: String) -> [ContainerUse] {
        var uses: [ContainerUse] = []
        for (list, role) in lists {
            for container in spec.items(list) {
                let own = container.text("name")
                for variable in container.items("env") {
                    guard let name = variable["valueFrom"]?["\(kind)KeyRef"]?.text("name"), !name.isEmpty else { continue }
                    uses.append(.init(role: role, container: own, variable: variable.text("name"), name: name))
                }
                for source in container.items("envFrom") {
                    guard let name = source["\(kind)Ref"]?.text("name"), !name.isEmpty else { continue }
                    uses.append(.init(role: role, container: own, variable: nil, name: name))
                }
            }
        }
        return uses
    }

    /// Whether the pod needs any secret.
    static func usesSecrets(_ spec: JSONValue) -> Bool {
        if !environment(spec, kind: "secret").isEmpty || spec.has("imagePullSecrets") { return true }
        return spec.items("volumes").contains { volume in
            if volume["secret"] != nil || projected(volume, "secret") { return true }
            // The kinds of volumes whose driver is given a secret.
            return (volume.object?.keys ?? []).contains { source in
                ["secretRef", "secretName", "nodePublishSecretRef"].contains { volume[source]?.has($0) == true }
            }
        }
    }

    /// Whether the pod needs any config map.
    static func usesConfigMaps(_ spec: JSONValue) -> Bool {
        !environment(spec, kind: "configMap").isEmpty
            || spec.items("volumes").contains { $0["configMap"] != nil || projected($0, "configMap") }
    }

    /// Whether a volume is put together of such sources, among others.
    static func projected(_ volume: JSONValue, _ source: String) -> Bool {
        volume["projected"]?.items("sources").contains { $0[source] != nil } ?? false
    }
}
