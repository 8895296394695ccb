import JSON

/// What Kubernetes refuses in the containers of a pod: the lists of them, and what all containers have in common.
struct ContainerValidation {
    /// The specification that the containers are of.
    let spec: JSONValue
    /// The volumes that are right, by name.
    let volumes: [String: JSONValue]
    /// The names of the pod's resource claims.
    let claims: Set<String>
    /// The pod's grace period in seconds.
    let grace: Int64
    let restartPolicy: String
    /// Whether the users inside are those of the node.
    let hostUsers: Bool

    init(_ spec: JSONValue, volumes: [String: JSONValue]) {
        self.spec = spec
        self.volumes = volumes
        claims = Set(spec.items("resourceClaims").map { $0.text("name") })
        grace = spec["terminationGracePeriodSeconds"]?.int ?? 0
        restartPolicy = spec.text("restartPolicy")
        hostUsers = spec["hostUsers"]?.bool ?? true
    }

    /// What is wrong with the containers of all three kinds.
    func all(_ field: String) -> [FieldError] {
        var errors = main("\(field).containers")
        if spec.has("initContainers") { errors += initial("\(field).initContainers") }
        if spec.has("ephemeralContainers") { errors += ephemeral("\(field).ephemeralContainers") }
        return errors
    }

    private func main(_ field: String) -> [FieldError] {
        let containers = spec.items("containers")
        if containers.isEmpty { return [.required(field)] }
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, container) in containers.enumerated() {
            let path = "\(field)[\(i)]"
            errors += common(container, path)
            if !names.insert(container.text("name")).inserted { errors.append(.duplicate("\(path).name", FieldError.quoted(container.text("name")))) }
            errors += hooksAndProbes(container, path)
            errors += restartRules(container, path)
        }
        return errors + Self.hostPorts(containers, field)
    }

    private func initial(_ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var names = Set(spec.items("containers").map { $0.text("name") })
        for (i, container) in spec.items("initContainers").enumerated() {
            let path = "\(field)[\(i)]"
            errors += common(container, path)
            errors += restartRules(container, path)
            let name = container.text("name")
            if names.contains(name) { errors.append(.duplicate("\(path).name", FieldError.quoted(name))) } else if !name.isEmpty { names.insert(name) }
            // They run one after the other, so each is looked at alone; the path is then that of the first.
            errors += Self.hostPorts([container], field)
            if container.text("restartPolicy") == "Always" {
                errors += hooksAndProbes(container, path)
            } else {
                for key in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] where container.isSet(key) {
                    errors.append(.forbidden("\(path).\(key)", "may not be set for init containers without restartPolicy=Always"))
                }
            }
        }
        return errors
    }

    /// What a container that helps to debug a running pod may not have.
    private static let notEphemeral = [
        "ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe",
        "lifecycle",
    ]

    private func ephemeral(_ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let others = Set((spec.items("containers") + spec.items("initContainers")).map { $0.text("name") })
        var names = others
        let detail = "cannot be set for an Ephemeral Container"
        for (i, container) in spec.items("ephemeralContainers").enumerated() {
            let path = "\(field)[\(i)]"
            errors += common(container, path)
            errors += Self.onlyForPods(container, path)
            let name = container.text("name")
            if !names.insert(name).inserted { errors.append(.duplicate("\(path).name", FieldError.quoted(name))) }
            let target = container.text("targetContainerName")
            if !target.isEmpty, !others.contains(target) { errors.append(.notFound("\(path).targetContainerName", FieldError.quoted(target))) }
            for key in Self.notEphemeral where container.has(key) { errors.append(.forbidden("\(path).\(key)", detail)) }
            for (j, mount) in container.items("volumeMounts").enumerated() {
                for key in ["subPath", "subPathExpr"] where !mount.text(key).isEmpty {
                    errors.append(.forbidden("\(path).volumeMounts[\(j)].\(key)", detail))
                }
            }
        }
        return errors
    }

    /// What is refused in a pod but, for old objects' sake, not in a pod template.
    static func onlyForPods(_ container: JSONValue, _ path: String) -> [FieldError] {
        let image = container.text("image")
        guard image.first?.isWhitespace == true || image.last?.isWhitespace == true else { return [] }
        return [.invalid("\(path).image", string: image, "must not have leading or trailing whitespace")]
    }

    private func common(_ container: JSONValue, _ path: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.requiredName(container, "name", path, NameRules.dnsLabel)
        errors.required(container, "image", path)
        errors.oneOf(container, "terminationMessagePolicy", path, ["File", "FallbackToLogsOnError"])
        if container.has("ports") { errors += Self.ports(container.items("ports"), "\(path).ports") }
        if container.has("env") { errors += EnvironmentValidation.variables(container.items("env"), "\(path).env") }
        if container.has("envFrom") { errors += EnvironmentValidation.sources(container.items("envFrom"), "\(path).envFrom") }
        let mounts = MountValidation(container: container, volumes: volumes)
        if container.has("volumeMounts") { errors += mounts.mounts("\(path).volumeMounts") }
        if container.has("volumeDevices") { errors += mounts.devices("\(path).volumeDevices") }
        errors.oneOf(container, "imagePullPolicy", path, ["Always", "IfNotPresent", "Never"])
        if container.has("resources") { errors += ResourceValidation.container(container["resources"], claims, "\(path).resources") }
        if container.has("resizePolicy") { errors += resizePolicy(container.items("resizePolicy"), "\(path).resizePolicy") }
        if let context = container["securityContext"], !context.isNull {
            errors += SecurityContextValidation.container(context, "\(path).securityContext", hostUsers: hostUsers)
        }
        return errors
    }

    private func hooksAndProbes(_ container: JSONValue, _ path: String) -> [FieldError] {
        var errors: [FieldError] = []
        let probes = ProbeValidation(grace: grace)
        if container.isSet("lifecycle") {
            errors += probes.lifecycle(container["lifecycle"] ?? [:], "\(path).lifecycle", system: spec["os"]?.text("name") ?? "")
        }
        for kind in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let probe = container[kind], !probe.isNull else { continue }
            errors += probes.probe(probe, "\(path).\(kind)", kind: kind)
        }
        return errors
    }

    private func restartRules(_ container: JSONValue, _ path: String) -> [FieldError] {
        var errors: [FieldError] = []
        let policy = container["restartPolicy"] ?? .null
        let rules = container.items("restartPolicyRules")
        if !policy.isNull {
            errors.oneOf(container, "restartPolicy", path, ["Always", "Never", "OnFailure"], required: false)
        } else if !rules.isEmpty {
            errors.append(.required("\(path).restartPolicy", "must specify restartPolicy when restart rules are used"))
        }
        if rules.count > 20 { errors.append(.tooMany("\(path).restartPolicyRules", count: rules.count, limit: 20)) }
        for (i, rule) in rules.enumerated() {
            let field = "\(path).restartPolicyRules[\(i)]"
            let action = rule.text("action")
            if !["Restart", "RestartAllContainers"].contains(action) {
                errors.append(.notSupported("\(field).action", action, ["Restart", "RestartAllContainers"]))
            }
            guard let codes = rule["exitCodes"], !codes.isNull else {
                errors.append(.required("\(field).exitCodes", "must be specified"))
                continue
            }
            let op = codes.text("operator")
            if !["In", "NotIn"].contains(op) { errors.append(.notSupported("\(field).exitCodes.operator", op, ["In", "NotIn"])) }
            let values = codes.items("values")
            if values.isEmpty { errors.append(.required("\(field).exitCodes.values", "must be specified")) }
            if values.count > 255 { errors.append(.tooMany("\(field).exitCodes.values", count: values.count, limit: 255)) }
        }
        return errors
    }

    private func resizePolicy(_ policies: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (i, policy) in policies.enumerated() {
            let resource = policy.text("resourceName")
            if !seen.insert(resource).inserted { errors.append(.duplicate("\(field)[\(i)]", FieldError.quoted(resource))) }
            let restart = policy.text("restartPolicy")
            for (value, known) in [(resource, ["cpu", "memory"]), (restart, ["NotRequired", "RestartContainer"])] where !known.contains(value) {
                errors.append(value.isEmpty ? .required(field) : .notSupported(field, value, known))
            }
            if restartPolicy == "Never", restart != "NotRequired" {
                errors.append(.invalid(field, string: restart, "must be 'NotRequired' when `restartPolicy` is 'Never'"))
            }
        }
        return errors
    }

    private static func ports(_ ports: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, port) in ports.enumerated() {
            let path = "\(field)[\(i)]"
            let name = port.text("name")
            if !name.isEmpty {
                let before = errors.count
                errors.names(name, "\(path).name", NameRules.portName)
                if errors.count == before, !names.insert(name).inserted { errors.append(.duplicate("\(path).name", FieldError.quoted(name))) }
            }
            if port["containerPort"]?.int ?? 0 == 0 {
                errors.append(.required("\(path).containerPort"))
            } else {
                errors.range(port, "containerPort", path, 1...65535)
            }
            if port["hostPort"]?.int ?? 0 != 0 { errors.range(port, "hostPort", path, 1...65535) }
            errors.oneOf(port, "protocol", path, ["SCTP", "TCP", "UDP"])
        }
        return errors
    }

    /// What is wrong when two containers want the same port of the node.
    private static func hostPorts(_ containers: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var taken: Set<String> = []
        for (i, container) in containers.enumerated() {
            for (j, port) in container.items("ports").enumerated() {
                guard let number = port["hostPort"]?.int, number != 0 else { continue }
                let key = "\(port.text("protocol"))/\(port.text("hostIP"))/\(number)"
                if !taken.insert(key).inserted { errors.append(.duplicate("\(field)[\(i)].ports[\(j)].hostPort", FieldError.quoted(key))) }
            }
        }
        return errors
    }
}
