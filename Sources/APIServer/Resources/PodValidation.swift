import JSON

/// What Kubernetes refuses in the specification of a pod, the commonly met part.
enum PodValidation {
    /// What is wrong with a specification.
    static func spec(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let (volumeErrors, volumes) = VolumeValidation.volumes(spec.items("volumes"), "\(field).volumes")
        errors += volumeErrors
        errors += ContainerValidation.containers(spec, field, volumes: volumes)
        let policy = spec.text("restartPolicy")
        if policy.isEmpty {
            errors.append(.required("\(field).restartPolicy"))
        } else if !["Always", "OnFailure", "Never"].contains(policy) {
            errors.append(.notSupported("\(field).restartPolicy", policy, ["Always", "OnFailure", "Never"]))
        }
        let dns = spec.text("dnsPolicy")
        let dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]
        if dns.isEmpty {
            errors.append(.required("\(field).dnsPolicy"))
        } else if !dnsPolicies.contains(dns) {
            errors.append(.notSupported("\(field).dnsPolicy", dns, dnsPolicies))
        } else if dns == "None", !(spec["dnsConfig"] ?? [:]).has("nameservers") {
            errors.append(
                .required("\(field).dnsConfig.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None"))
        }
        errors += MetadataValidation.labels(spec["nodeSelector"], "\(field).nodeSelector")
        errors += names(spec, field)
        errors += scheduling(spec, field)
        errors += securityContext(spec["securityContext"], "\(field).securityContext")
        if let seconds = spec["activeDeadlineSeconds"]?.int, !(1...2_147_483_647).contains(seconds) {
            errors.append(.invalid("\(field).activeDeadlineSeconds", "\(seconds)", "must be between 1 and 2147483647, inclusive"))
        }
        for (i, alias) in spec.items("hostAliases").enumerated() {
            let path = "\(field).hostAliases[\(i)]"
            let address = alias.text("ip")
            if !IPText.isAddress(address) { errors.append(.invalid("\(path).ip", string: address, IPText.addressMessage)) }
            for name in alias.items("hostnames").compactMap(\.string) {
                errors += NameRules.dnsSubdomain(name).map { .invalid("\(path).hostnames", string: name, $0) }
            }
        }
        return errors
    }

    private static func names(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (name, rule) in [("hostname", NameRules.dnsLabel), ("subdomain", NameRules.dnsLabel)] {
            let value = spec.text(name)
            if !value.isEmpty { errors += rule(value).map { .invalid("\(field).\(name)", string: value, $0) } }
        }
        for name in ["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"] {
            let value = spec.text(name)
            if !value.isEmpty { errors += NameRules.dnsSubdomain(value).map { .invalid("\(field).\(name)", string: value, $0) } }
        }
        for (i, gate) in spec.items("readinessGates").enumerated() {
            let type = gate.text("conditionType")
            errors += NameRules.qualifiedName(type).map { .invalid("\(field).readinessGates[\(i)].conditionType", string: type, $0) }
        }
        var gates: Set<String> = []
        for (i, gate) in spec.items("schedulingGates").enumerated() {
            let name = gate.text("name")
            errors += NameRules.qualifiedName(name).map { .invalid("\(field).schedulingGates[\(i)]", string: name, $0) }
            if !gates.insert(name).inserted { errors.append(.duplicate("\(field).schedulingGates[\(i)]", FieldError.quoted(name))) }
        }
        return errors
    }

    private static func scheduling(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, toleration) in spec.items("tolerations").enumerated() {
            errors += tolerationErrors(toleration, "\(field).tolerations[\(i)]")
        }
        let node = spec["affinity"]?["nodeAffinity"]
        if let required = node?["requiredDuringSchedulingIgnoredDuringExecution"], !required.has("nodeSelectorTerms") {
            errors.append(
                .required(
                    "\(field).affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
                    "must have at least one node selector term"))
        }
        for kind in ["podAffinity", "podAntiAffinity"] {
            let path = "\(field).affinity.\(kind)"
            let affinity = spec["affinity"]?[kind] ?? [:]
            for (i, term) in affinity.items("requiredDuringSchedulingIgnoredDuringExecution").enumerated() {
                errors += affinityTerm(term, "\(path).requiredDuringSchedulingIgnoredDuringExecution[\(i)]")
            }
            for (i, weighted) in affinity.items("preferredDuringSchedulingIgnoredDuringExecution").enumerated() {
                let item = "\(path).preferredDuringSchedulingIgnoredDuringExecution[\(i)]"
                let weight = weighted["weight"]?.int ?? 0
                if !(1...100).contains(weight) { errors.append(.invalid("\(item).weight", "\(weight)", "must be in the range 1-100")) }
                errors += affinityTerm(weighted["podAffinityTerm"] ?? [:], "\(item).podAffinityTerm")
            }
        }
        for (i, constraint) in spec.items("topologySpreadConstraints").enumerated() {
            let path = "\(field).topologySpreadConstraints[\(i)]"
            let skew = constraint["maxSkew"]?.int ?? 0
            if skew <= 0 { errors.append(.invalid("\(path).maxSkew", "\(skew)", "must be greater than zero")) }
            if constraint.text("topologyKey").isEmpty { errors.append(.required("\(path).topologyKey", "can not be empty")) }
            let action = constraint.text("whenUnsatisfiable")
            if !["DoNotSchedule", "ScheduleAnyway"].contains(action) {
                errors.append(.notSupported("\(path).whenUnsatisfiable", action, ["DoNotSchedule", "ScheduleAnyway"]))
            }
        }
        return errors
    }

    private static func affinityTerm(_ term: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let selector = term["labelSelector"] { errors += SelectorValidation.labelSelector(selector, "\(field).labelSelector") }
        let key = term.text("topologyKey")
        if key.isEmpty { errors.append(.required("\(field).topologyKey", "can not be empty")) }
        return errors + NameRules.qualifiedName(key).map { .invalid("\(field).topologyKey", string: key, $0) }
    }

    static func tolerationErrors(_ toleration: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let key = toleration.text("key")
        if !key.isEmpty { errors += NameRules.qualifiedName(key).map { .invalid("\(field).key", string: key, $0) } }
        let op = toleration.text("operator")
        if key.isEmpty, op != "Exists" {
            errors.append(
                .invalid(
                    "\(field).operator", string: op,
                    "operator must be Exists when `key` is empty, which means \"match all values and all keys\""))
        }
        if toleration["tolerationSeconds"] != nil, toleration.text("effect") != "NoExecute" {
            errors.append(
                .invalid("\(field).effect", string: toleration.text("effect"), "effect must be 'NoExecute' when `tolerationSeconds` is set"))
        }
        switch op {
        case "Equal", "":
            let value = toleration.text("value")
            errors += NameRules.labelValue(value).map { .invalid("\(field).operator", string: value, $0) }
        case "Exists":
            let value = toleration.text("value")
            if !value.isEmpty {
                errors.append(.invalid("\(field).operator", string: value, "value must be empty when `operator` is 'Exists'"))
            }
        default:
            errors.append(.notSupported("\(field).operator", op, ["Equal", "Exists"]))
        }
        let effect = toleration.text("effect")
        if !effect.isEmpty, !["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(effect) {
            errors.append(.notSupported("\(field).effect", effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"]))
        }
        return errors
    }

    private static func securityContext(_ context: JSONValue?, _ field: String) -> [FieldError] {
        guard let context else { return [] }
        var errors: [FieldError] = []
        for name in ["runAsUser", "runAsGroup", "fsGroup"] {
            if let id = context[name]?.int, !(0...2_147_483_647).contains(id) {
                errors.append(.invalid("\(field).\(name)", "\(id)", "must be between 0 and 2147483647, inclusive"))
            }
        }
        for (i, sysctl) in context.items("sysctls").enumerated() {
            let name = sysctl.text("name")
            if name.isEmpty {
                errors.append(.required("\(field).sysctls[\(i)].name"))
            } else if !isSysctl(name) {
                let expression = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"
                errors.append(
                    .invalid(
                        "\(field).sysctls[\(i)].name", string: name, "must have at most 253 characters and match regex \(expression)"))
            }
        }
        return errors
    }

    private static func isSysctl(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "." || $0 == "/" }).allSatisfy {
                NameRules.isDNSLabel(String($0).replacing("_", with: "-"))
            }
    }
}
