import JSON
import KubernetesAPI

/// What Kubernetes does as it is told, but warns of: fields of pods that are deprecated, have no effect, or are likely mistakes.
enum PodWarnings {
    /// The warnings about a pod.
    static func pod(_ object: JSONValue) -> [String] {
        var warnings = spec(object["spec"] ?? [:], "spec")
        let found = NameRules.dnsLabel(object["metadata"]?.text("name") ?? "")
        if !found.isEmpty {
            warnings.append(
                "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: "
                    + "[\(found.joined(separator: " "))]")
        }
        return warnings
    }

    /// The warnings about a workload with a pod template at `path`.
    static func workload(_ object: JSONValue, template: JSONValue?, _ path: String) -> [String] {
        var warnings = spec(template?["spec"] ?? [:], "\(path).spec")
        let found = NameRules.dnsLabel(object["metadata"]?.text("name") ?? "")
        if !found.isEmpty {
            warnings.append(
                "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is "
                    + "recommended: [\(found.joined(separator: " "))]")
        }
        return warnings
    }

    private static let oldLabels = [
        "beta.kubernetes.io/arch": "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os": "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region": "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "failure-domain.beta.kubernetes.io/zone": "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "beta.kubernetes.io/instance-type": "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    ]

    private static let oldVolumes = [
        "gitRepo": "deprecated in v1.11, and disabled by default in v1.33+", "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
        "scaleIO": "deprecated in v1.16, non-functional in v1.22+", "flocker": "deprecated in v1.22, non-functional in v1.25+",
        "storageos": "deprecated in v1.22, non-functional in v1.25+", "quobyte": "deprecated in v1.22, non-functional in v1.25+",
        "glusterfs": "deprecated in v1.25, non-functional in v1.26+", "cephfs": "deprecated in v1.28, non-functional in v1.31+",
        "rbd": "deprecated in v1.28, non-functional in v1.31+",
    ]

    private static func spec(_ spec: JSONValue, _ field: String) -> [String] {
        var warnings: [String] = []
        if spec.has("nodeSelector") {
            for (key, _) in spec.members("nodeSelector") {
                if let text = oldLabels[key] { warnings.append("\(field).nodeSelector[\(key)]: \(text)") }
            }
        }
        if let node = spec["affinity"]?["nodeAffinity"] { warnings += affinity(node, "\(field).affinity.nodeAffinity") }
        for (i, constraint) in spec.items("topologySpreadConstraints").enumerated() {
            let path = "\(field).topologySpreadConstraints[\(i)]"
            if let text = oldLabels[constraint.text("topologyKey")] {
                warnings.append("\(path).topologyKey: \(constraint.text("topologyKey")) is \(text)")
            }
            if !constraint.isSet("labelSelector") { warnings.append("\(path).labelSelector: a null labelSelector results in matching no pod") }
        }
        var addresses: Set<String> = []
        for (i, alias) in spec.items("hostAliases").enumerated() where !addresses.insert(alias.text("ip")).inserted {
            warnings.append("\(field).hostAliases[\(i)].ip: duplicate ip \(FieldError.quoted(alias.text("ip")))")
        }
        var secrets: Set<String> = []
        for (i, secret) in spec.items("imagePullSecrets").enumerated() {
            let name = secret.text("name")
            if name.isEmpty {
                warnings.append("\(field).imagePullSecrets[\(i)]: invalid empty name \"\"")
            } else if !secrets.insert(name).inserted {
                warnings.append("\(field).imagePullSecrets[\(i)]: duplicate name \(FieldError.quoted(name))")
            }
        }
        for (i, volume) in spec.items("volumes").enumerated() {
            for key in volume.object?.keys ?? [] {
                if let text = oldVolumes[key] { warnings.append("\(field).volumes[\(i)].\(key): \(text)") }
            }
        }
        if let grace = spec["terminationGracePeriodSeconds"]?.int, grace < 0 {
            warnings.append("\(field).terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")
        }
        for list in ["initContainers", "containers"] where spec.has(list) {
            warnings += containers(spec.items(list), "\(field).\(list)")
        }
        for key in ["requests", "limits"] {
            warnings += fractions(spec["resources"]?.members(key) ?? [:], "\(field).resources.\(key)")
        }
        return warnings + fractions(spec.members("overhead"), "\(field).overhead")
    }

    private static func affinity(_ affinity: JSONValue, _ field: String) -> [String] {
        var warnings: [String] = []
        func look(_ term: JSONValue?, _ path: String) {
            for (i, expression) in (term?.items("matchExpressions") ?? []).enumerated() {
                let key = expression.text("key")
                if let text = oldLabels[key] { warnings.append("\(path).matchExpressions[\(i)].key: \(key) is \(text)") }
            }
        }
        let required = "requiredDuringSchedulingIgnoredDuringExecution"
        let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
        for (i, term) in (affinity[required]?.items("nodeSelectorTerms") ?? []).enumerated() {
            look(term, "\(field).\(required).nodeSelectorTerms[\(i)]")
        }
        for (i, weighted) in affinity.items(preferred).enumerated() { look(weighted["preference"], "\(field).\(preferred)[\(i)].preference") }
        return warnings
    }

    private static func containers(_ containers: [JSONValue], _ field: String) -> [String] {
        var warnings: [String] = []
        /// Where a port, by number and protocol, and a name of a port were seen first.
        var (ports, names): ([String: String], [String: String]) = ([:], [:])
        for (i, container) in containers.enumerated() {
            let path = "\(field)[\(i)]"
            if let resources = container["resources"] {
                for key in ["requests", "limits"] { warnings += fractions(resources.members(key), "\(path).resources.\(key)") }
            }
            if container.has("env") {
                var seen: Set<String> = []
                for (j, variable) in container.items("env").enumerated() where !seen.insert(variable.text("name")).inserted {
                    let name = FieldError.quoted(variable.text("name"))
                    warnings.append("\(path).env[\(j)]: hides previous definition of \(name), which may be dropped when using apply")
                }
            }
            for (j, port) in container.items("ports").enumerated() {
                let here = "\(path).ports[\(j)]"
                let key = "\(port.text("hostIP"))/\(port["hostPort"]?.int ?? 0)/\(port["containerPort"]?.int ?? 0)/\(port.text("protocol"))"
                if let other = ports[key] { warnings.append("\(here): duplicate port definition with \(other)") } else { ports[key] = here }
                let name = port.text("name")
                guard !name.isEmpty else { continue }
                if let other = names[name] {
                    warnings.append(
                        "\(here): duplicate port name \(FieldError.quoted(name)) with \(other), services and probes that select ports by name "
                            + "will use \(other)")
                } else {
                    names[name] = here
                }
            }
        }
        return warnings
    }

    /// Amounts of bytes that are no whole number of them.
    static func fractions(_ amounts: JSONObject, _ field: String) -> [String] {
        var warnings: [String] = []
        for (name, value) in amounts where name == "memory" || name == "ephemeral-storage" || name == "storage" {
            guard let text = value.string, text.hasSuffix("m"), let quantity = ResourceValidation.parse(value), quantity.milliValue % 1000 != 0 else { continue }
            warnings.append("\(field)[\(name)]: fractional byte value \(FieldError.quoted(text)) is invalid, must be an integer")
        }
        return warnings
    }
}
