import JSON

/// What Kubernetes refuses in the specification of a service.
enum ServiceValidation {
    private static let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
    private static let protocols = ["SCTP", "TCP", "UDP"]
    static let portRange = "must be between 1 and 65535, inclusive"

    /// What is wrong with a specification.
    static func spec(_ spec: JSONValue, annotations: JSONValue? = nil) -> [FieldError] {
        var errors: [FieldError] = []
        let type = spec.text("type")
        let isHeadless = spec.text("clusterIP") == "None"
        if spec.items("ports").isEmpty, !isHeadless, type != "ExternalName" { errors.append(.required("spec.ports")) }
        if type == "LoadBalancer" {
            for (i, port) in spec.items("ports").enumerated() where port["port"] == 10250 {
                errors.append(.invalid("spec.ports[\(i)]", "10250", "may not expose port 10250 externally since it is used by kubelet"))
            }
        }
        if type == "LoadBalancer" || type == "NodePort", isHeadless {
            errors.append(.invalid("spec.clusterIPs[0]", string: "None", "may not be set to 'None' for \(type) services"))
        }
        if type == "ExternalName" { errors += externalName(spec) }
        errors += ports(spec)
        if spec.has("selector") { errors += MetadataValidation.labels(spec["selector"], "spec.selector") }
        errors.oneOf(spec, "sessionAffinity", "spec", ["ClientIP", "None"])
        errors += affinity(spec, "spec.sessionAffinityConfig")
        if type != "ExternalName" { errors += ServiceAddressValidation.errors(spec) }
        for (i, address) in spec.items("externalIPs").enumerated() {
            errors += IPValidation.address(address.string ?? "", "spec.externalIPs[\(i)]")
        }
        errors.oneOf(spec, "type", "spec", types)
        errors += numbers(spec, type: type)
        let ranges = spec.items("loadBalancerSourceRanges").map { $0.string ?? "" }
        if !ranges.isEmpty {
            if type != "LoadBalancer" {
                errors.append(.forbidden("spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'"))
            }
            for (i, range) in ranges.enumerated() where !IPText.isNetwork(range.trimmedBlanks) {
                errors.append(.invalid("spec.LoadBalancerSourceRanges[\(i)]", string: range, IPText.cidrMessage))
            }
        }
        return errors + policies(spec, type: type)
    }

    private static func externalName(_ spec: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["clusterIPs", "ipFamilies", "ipFamilyPolicy"] where spec.has(key) {
            errors.append(.forbidden("spec.\(key)", "may not be set for ExternalName services"))
        }
        let name = spec.text("externalName")
        let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : name
        if trimmed.isEmpty { errors.append(.required("spec.externalName")) } else { errors.names(trimmed, "spec.externalName", NameRules.dnsSubdomain) }
        return errors
    }

    private static func ports(_ spec: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        let ports = spec.items("ports")
        for (i, port) in ports.enumerated() {
            let field = "spec.ports[\(i)]"
            let name = port.text("name")
            if name.isEmpty {
                if ports.count > 1 { errors.append(.required("\(field).name")) }
            } else {
                errors.names(name, "\(field).name", NameRules.dnsLabel)
                if !names.insert(name).inserted { errors.append(.duplicate("\(field).name", FieldError.quoted(name))) }
            }
            errors.port(.int(port["port"]?.int ?? 0), "\(field).port")
            errors.oneOf(port, "protocol", field, protocols)
            errors.port(port["targetPort"], "\(field).targetPort")
            if let text = port["appProtocol"]?.string { errors.names(text, "\(field).appProtocol", NameRules.qualifiedName) }
        }
        return errors
    }

    /// What is wrong when ports repeat, or have numbers that the type has no use for.
    private static func numbers(_ spec: JSONValue, type: String) -> [FieldError] {
        var errors: [FieldError] = []
        let ports = spec.items("ports")
        if type == "ClusterIP" {
            for (i, port) in ports.enumerated() where port["nodePort"]?.int ?? 0 != 0 {
                errors.append(.forbidden("spec.ports[\(i)].nodePort", "may not be used when `type` is 'ClusterIP'"))
            }
        }
        for key in ["nodePort", "port"] {
            var seen: Set<String> = []
            for (i, port) in ports.enumerated() {
                let number = port[key]?.int ?? 0
                if key == "nodePort", number == 0 { continue }
                guard !seen.insert("\(port.text("protocol"))/\(number)").inserted else { continue }
                if key == "nodePort" {
                    errors.append(.duplicate("spec.ports[\(i)].nodePort", "\(number)"))
                } else {
                    let shown: JSONValue = ["protocol": port["protocol"] ?? "", "port": .int(number)]
                    errors.append(.duplicate("spec.ports[\(i)]", GoStruct.text("core.v1.ServicePort", shown)))
                }
            }
        }
        return errors
    }

    private static func affinity(_ spec: JSONValue, _ field: String) -> [FieldError] {
        let config = spec["sessionAffinityConfig"] ?? .null
        switch spec.text("sessionAffinity") {
        case "None":
            return config.isNull ? [] : [.forbidden(field, "must not be set when session affinity is None")]
        case "ClientIP":
            let needed = "when session affinity type is ClientIP"
            if config.isNull { return [.required(field, needed)] }
            if !config.isSet("clientIP") { return [.required("\(field).clientIP", needed)] }
            guard let timeout = config["clientIP"]?["timeoutSeconds"]?.int else { return [.required("\(field).clientIP.timeoutSeconds", needed)] }
            return (1...86400).contains(timeout)
                ? [] : [.invalid("\(field).clientIP.timeoutSeconds", "\(timeout)", "must be greater than 0 and less than 86400")]
        default: return []
        }
    }

    private static func policies(_ spec: JSONValue, type: String) -> [FieldError] {
        var errors: [FieldError] = []
        let known = ["Cluster", "Local"]
        let policy = spec.text("externalTrafficPolicy")
        if !ServiceRules.isExternal(spec) {
            if !policy.isEmpty {
                errors.append(.invalid("spec.externalTrafficPolicy", string: policy, "may only be set for externally-accessible services"))
            }
        } else if policy.isEmpty {
            errors.append(.required("spec.externalTrafficPolicy", "may not be empty for externally-accessible services"))
        } else if !known.contains(policy) {
            errors.append(.notSupported("spec.externalTrafficPolicy", policy, known))
        }
        let health = spec["healthCheckNodePort"]?.int ?? 0
        if health != 0 {
            if !ServiceRules.needsHealthCheckPort(spec) {
                errors.append(
                    .invalid(
                        "spec.healthCheckNodePort", "\(health)",
                        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"))
            } else {
                errors.range(spec, "healthCheckNodePort", "spec", 1...65535)
            }
        }
        errors.oneOf(spec, "internalTrafficPolicy", "spec", known, required: type != "ExternalName" && types.contains(type))
        errors.oneOf(spec, "trafficDistribution", "spec", ["PreferClose", "PreferSameNode", "PreferSameZone"], required: false)
        let onlyBalanced = "may only be used when `type` is 'LoadBalancer'"
        if type != "LoadBalancer" {
            for key in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] where spec.isSet(key) {
                errors.append(.forbidden("spec.\(key)", onlyBalanced))
            }
        } else {
            if !spec.isSet("allocateLoadBalancerNodePorts") { errors.append(.required("spec.allocateLoadBalancerNodePorts")) }
            if let name = spec["loadBalancerClass"]?.string { errors.names(name, "spec.loadBalancerClass", NameRules.qualifiedName) }
        }
        return errors
    }

    /// What is wrong with a change of the specification, besides what is wrong with the new one.
    static func update(_ spec: JSONValue, _ before: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if spec.text("type") != "ExternalName", before.text("type") != "ExternalName" {
            errors += ServiceAddressValidation.update(spec, before)
        }
        if before.text("type") == "LoadBalancer", spec.text("type") == "LoadBalancer", spec["loadBalancerClass"] != before["loadBalancerClass"] {
            errors.append(.invalid("spec.loadBalancerClass", GoText.value(spec["loadBalancerClass"]), "may not change once set"))
        }
        return errors
    }

    /// What is wrong with the addresses that a load balancer has given.
    static func status(_ object: JSONValue) -> [FieldError] {
        let ingress = object["status"]?["loadBalancer"]?.items("ingress") ?? []
        let field = "status.loadBalancer.ingress"
        if ingress.isEmpty { return [] }
        if object["spec"]?.text("type") != "LoadBalancer" { return [.forbidden(field, "may only be used when `spec.type` is 'LoadBalancer'")] }
        var errors: [FieldError] = []
        for (i, point) in ingress.enumerated() {
            let path = "\(field)[\(i)]"
            let address = point.text("ip")
            if !address.isEmpty { errors.address(address, "\(path).ip") }
            if point.isSet("ipMode") {
                if address.isEmpty { errors.append(.forbidden("\(path).ipMode", "may not be specified when `ip` is not set")) }
                errors.oneOf(point, "ipMode", path, ["Proxy", "VIP"], required: false)
            } else if !address.isEmpty {
                errors.append(.required("\(path).ipMode", "must be specified when `ip` is set"))
            }
            let name = point.text("hostname")
            if !name.isEmpty {
                errors.names(name, "\(path).hostname", NameRules.dnsSubdomain)
                if IPText.isAddress(name) { errors.append(.invalid("\(path).hostname", string: name, "must be a DNS name, not an IP address")) }
            }
        }
        return errors
    }
}
