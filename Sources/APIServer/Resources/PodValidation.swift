import JSON

/// What Kubernetes refuses in the specification of a pod or of a pod template, in the order in which it looks.
enum PodValidation {
    /// What is wrong with a specification; `metadata` is that of the pod or of the template.
    static func spec(_ spec: JSONValue, metadata: JSONValue?, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var volumes: [String: JSONValue] = [:]
        if spec.has("volumes") { errors += VolumeValidation.volumes(spec.items("volumes"), podName: metadata?.text("name"), "\(field).volumes", &volumes) }
        if spec.has("resourceClaims") { errors += claims(spec.items("resourceClaims"), metadata, "\(field).resourceClaims") }
        errors += ContainerValidation(spec, volumes: volumes).all(field)
        if let resources = spec["resources"], !resources.isNull { errors += ResourceValidation.pod(resources, spec: spec, "\(field).resources") }
        if spec["hostNetwork"]?.bool == true { errors += hostNetworkPorts(spec.items("containers"), "\(field).containers") }
        errors.oneOf(spec, "restartPolicy", field, ["Always", "OnFailure", "Never"])
        errors.oneOf(spec, "dnsPolicy", field, ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
        if spec.has("nodeSelector") { errors += MetadataValidation.labels(spec["nodeSelector"], "\(field).nodeSelector") }
        if let context = spec["securityContext"], context.isSetAndNotEmpty {
            errors += SecurityContextValidation.pod(context, spec: spec, "\(field).securityContext")
        }
        if let affinity = spec["affinity"], !affinity.isNull { errors += SchedulingValidation.affinity(affinity, "\(field).affinity") }
        errors += dns(spec, "\(field).dnsConfig")
        errors += gates(spec, field)
        if spec.has("topologySpreadConstraints") {
            errors += SchedulingValidation.spread(spec.items("topologySpreadConstraints"), "\(field).topologySpreadConstraints")
        }
        errors += hostProcess(spec, field)
        if spec["hostUsers"]?.bool == false { errors += ownUsers(spec, field) }
        errors.name(spec, "serviceAccountName", field, NameRules.dnsSubdomain)
        errors.name(spec, "nodeName", field, NameRules.dnsSubdomain)
        errors.range(spec, "activeDeadlineSeconds", field, 1...2_147_483_647)
        errors.name(spec, "hostname", field, NameRules.dnsLabel)
        errors.name(spec, "subdomain", field, NameRules.dnsLabel)
        if spec.has("tolerations") { errors += SchedulingValidation.tolerations(spec.items("tolerations"), "\(field).tolerations") }
        for (i, alias) in spec.items("hostAliases").enumerated() {
            errors.address(alias.text("ip"), "\(field).hostAliases[\(i)].ip")
            for name in alias.items("hostnames") { errors.names(name.string ?? "", "\(field).hostAliases[\(i)].hostnames", NameRules.dnsSubdomain) }
        }
        errors.name(spec, "priorityClassName", field, NameRules.dnsSubdomain)
        if let name = spec["runtimeClassName"]?.string { errors.names(name, "\(field).runtimeClassName", NameRules.dnsSubdomain) }
        if spec.isSet("preemptionPolicy") { errors.oneOf(spec, "preemptionPolicy", field, ["PreemptLowerPriority", "Never"]) }
        if let overhead = spec["overhead"], !overhead.isNull {
            errors += ResourceValidation.container(["limits": overhead], [], "\(field).overhead")
        }
        if let system = spec["os"], !system.isNull { errors += SystemValidation.errors(spec, system: system, field) }
        if let name = spec["hostnameOverride"]?.string { errors += hostnameOverride(name, spec, "\(field).hostnameOverride") }
        return errors
    }

    /// What is refused in a pod but, for old objects' sake, not in a pod template.
    static func onlyForPods(_ spec: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if spec.text("serviceAccountName").isEmpty {
            for (i, volume) in spec.items("volumes").enumerated() {
                for (j, source) in (volume["projected"]?.items("sources") ?? []).enumerated() where source.isSet("serviceAccountToken") {
                    errors.append(
                        .forbidden(
                            "spec.volumes[\(i)].projected.sources[\(j)].serviceAccountToken",
                            "must not be specified when serviceAccountName is not set"))
                }
            }
        }
        for list in ["containers", "initContainers"] {
            for (i, container) in spec.items(list).enumerated() { errors += ContainerValidation.onlyForPods(container, "spec.\(list)[\(i)]") }
        }
        return errors
    }

    private static func hostNetworkPorts(_ containers: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, container) in containers.enumerated() {
            for (j, port) in container.items("ports").enumerated() where port["hostPort"]?.int ?? 0 != port["containerPort"]?.int ?? 0 {
                errors.append(
                    .invalid(
                        "\(field)[\(i)].ports[\(j)].hostPort", "\(port["hostPort"]?.int ?? 0)",
                        "must match `containerPort` when `hostNetwork` is true"))
            }
        }
        return errors
    }

    private static func claims(_ claims: [JSONValue], _ metadata: JSONValue?, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, claim) in claims.enumerated() {
            let path = "\(field)[\(i)]"
            let name = claim.text("name")
            if name.isEmpty {
                errors.append(.required("\(path).name"))
            } else if !names.insert(name).inserted {
                errors.append(.duplicate("\(path).name", FieldError.quoted(name)))
            } else {
                errors.names(name, "\(path).name", NameRules.dnsLabel)
            }
            let hasName = claim.isSet("resourceClaimName")
            let hasTemplate = claim.isSet("resourceClaimTemplateName")
            if hasName, hasTemplate {
                errors.append(
                    .invalid(
                        path, GoStruct.text("core.v1.PodResourceClaim", claim),
                        "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"))
            } else if !hasName, !hasTemplate {
                errors.append(
                    .invalid(
                        path, GoStruct.text("core.v1.PodResourceClaim", claim),
                        "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"))
            }
            for key in ["resourceClaimName", "resourceClaimTemplateName"] {
                if let value = claim[key]?.string { errors.names(value, "\(path).\(key)", NameRules.dnsSubdomain) }
            }
        }
        return errors
    }

    private static func dns(_ spec: JSONValue, _ field: String) -> [FieldError] {
        let config = spec["dnsConfig"] ?? .null
        if spec.text("dnsPolicy") == "None" {
            if config.isNull { return [.required(field, "must provide `dnsConfig` when `dnsPolicy` is None")] }
            if !config.has("nameservers") {
                return [.required("\(field).nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")]
            }
        }
        if config.isNull { return [] }
        var errors: [FieldError] = []
        let servers = config.items("nameservers")
        if servers.count > 3 { errors.append(.invalid("\(field).nameservers", GoText.json(.array(servers)), "must not have more than 3 nameservers")) }
        for (i, server) in servers.enumerated() { errors.address(server.string ?? "", "\(field).nameservers[\(i)]") }
        let searches = config.items("searches").map { $0.string ?? "" }
        if searches.count > 32 { errors.append(.invalid("\(field).searches", GoText.json(config["searches"]), "must not have more than 32 search paths")) }
        if searches.joined(separator: " ").utf8.count > 2048 {
            errors.append(
                .invalid(
                    "\(field).searches", GoText.json(config["searches"]),
                    "must not have more than 2048 characters (including spaces) in the search list"))
        }
        for (i, search) in searches.enumerated() where search != "." {
            errors.names(search.hasSuffix(".") ? String(search.dropLast()) : search, "\(field).searches[\(i)]", NameRules.searchDomain)
        }
        for (i, option) in config.items("options").enumerated() where option.text("name").isEmpty {
            errors.append(.required("\(field).options[\(i)]", "must not be empty"))
        }
        return errors
    }

    private static func gates(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, gate) in spec.items("readinessGates").enumerated() {
            errors.names(gate.text("conditionType"), "\(field).readinessGates[\(i)].conditionType", NameRules.qualifiedName)
        }
        var names: Set<String> = []
        for (i, gate) in spec.items("schedulingGates").enumerated() {
            let name = gate.text("name")
            errors.names(name, "\(field).schedulingGates[\(i)]", NameRules.qualifiedName)
            if !names.insert(name).inserted { errors.append(.duplicate("\(field).schedulingGates[\(i)]", FieldError.quoted(name))) }
        }
        return errors
    }

    /// What goes with none of the node's own namespaces: users of the pod's own.
    private static func ownUsers(_ spec: JSONValue, _ field: String) -> [FieldError] {
        let detail = "when `hostUsers` is false"
        var errors: [FieldError] = []
        for (key, name) in [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")] where spec[key]?.bool == true {
            errors.append(.forbidden("\(field).\(name)", detail))
        }
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (i, container) in spec.items(list).enumerated() where container.has("volumeDevices") {
                errors.append(.forbidden("\(field).\(list)[\(i)].volumeDevices", detail))
            }
        }
        return errors
    }

    private static func hostProcess(_ spec: JSONValue, _ field: String) -> [FieldError] {
        func isHostProcess(_ context: JSONValue?) -> Bool? { context?["windowsOptions"]?["hostProcess"]?.bool }
        let whole = isHostProcess(spec["securityContext"])
        var errors: [FieldError] = []
        var (yes, no) = (0, 0)
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for (i, container) in spec.items(list).enumerated() {
                let own = isHostProcess(container["securityContext"])
                if let whole, let own, whole != own {
                    errors.append(
                        .invalid(
                            "\(field).\(list)[\(i)].securityContext.windowsOptions.hostProcess", "\(own)",
                            "pod hostProcess value must be identical if both are specified, was \(whole)"))
                }
                if own ?? whole ?? false { yes += 1 } else { no += 1 }
            }
        }
        guard yes > 0 else { return errors }
        if no > 0 {
            errors.append(
                .invalid(field, string: "", "If pod contains any hostProcess containers then all containers must be HostProcess containers"))
        }
        if spec["hostNetwork"]?.bool != true {
            errors.append(.invalid("\(field).hostNetwork", "false", "hostNetwork must be true if pod contains any hostProcess containers"))
        }
        return errors
    }

    private static func hostnameOverride(_ name: String, _ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.names(name, field, NameRules.dnsSubdomain)
        if name.utf8.count > 64 { errors.append(.tooLong(field, limit: 64)) }
        if spec["hostNetwork"]?.bool == true { errors.append(.forbidden(field, "may not be specified when hostNetwork is true")) }
        if spec["setHostnameAsFQDN"]?.bool == true { errors.append(.forbidden(field, "may not be specified when setHostnameAsFQDN is true")) }
        return errors
    }
}

extension JSONValue {
    /// Whether this is neither null nor an object without members.
    fileprivate var isSetAndNotEmpty: Bool { object.map { !$0.isEmpty } ?? false }
}
