import JSON

/// What Kubernetes refuses in the specification of a service.
enum ServiceValidation {
    private static let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
    static let portRange = "must be between 1 and 65535, inclusive"

    static func spec(_ spec: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let type = spec.text("type")
        let headless = spec.text("clusterIP") == "None"
        if spec.items("ports").isEmpty, !headless, type != "ExternalName" { errors.append(.required("spec.ports")) }
        if type == "LoadBalancer" || type == "NodePort", headless {
            errors.append(
                .invalid(
                    type == "LoadBalancer" ? "spec.clusterIPs[0]" : "spec.clusterIPs[0]", string: "None",
                    "may not be set to 'None' for \(type) services"))
        }
        if type == "ExternalName" {
            if spec.text("externalName").isEmpty {
                errors.append(.required("spec.externalName"))
            } else {
                let name = spec.text("externalName")
                let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : name
                errors += NameRules.dnsSubdomain(trimmed).map { .invalid("spec.externalName", string: name, $0) }
            }
        }
        errors += ports(spec, type: type)
        errors += MetadataValidation.labels(spec["selector"], "spec.selector")
        let affinity = spec.text("sessionAffinity")
        if affinity.isEmpty {
            errors.append(.required("spec.sessionAffinity"))
        } else if !["ClientIP", "None"].contains(affinity) {
            errors.append(.notSupported("spec.sessionAffinity", affinity, ["ClientIP", "None"]))
        }
        if affinity == "ClientIP",
            let timeout = spec["sessionAffinityConfig"]?["clientIP"]?["timeoutSeconds"]?.int, !(1...86400).contains(timeout)
        {
            errors.append(
                .invalid(
                    "spec.sessionAffinityConfig.clientIP.timeoutSeconds", "\(timeout)",
                    "must be greater than 0 and less than 86400"))
        }
        for (i, address) in spec.items("clusterIPs").enumerated() {
            guard let text = address.string, text != "None", !text.isEmpty else { continue }
            if !IPText.isAddress(text) { errors.append(.invalid("spec.clusterIPs[\(i)]", string: text, IPText.addressMessage)) }
        }
        if !spec.has("clusterIPs") {
            let text = spec.text("clusterIP")
            if !text.isEmpty, text != "None", !IPText.isAddress(text) {
                errors.append(.invalid("spec.clusterIPs[0]", string: text, IPText.addressMessage))
            }
        }
        for (i, address) in spec.items("externalIPs").enumerated() {
            let text = address.string ?? ""
            if !IPText.isAddress(text) { errors.append(.invalid("spec.externalIPs[\(i)]", string: text, IPText.addressMessage)) }
        }
        if type.isEmpty {
            errors.append(.required("spec.type"))
        } else if !types.contains(type) {
            errors.append(.notSupported("spec.type", type, types))
        }
        return errors + policies(spec, type: type)
    }

    private static func ports(_ spec: JSONValue, type: String) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        var numbers: Set<String> = []
        let ports = spec.items("ports")
        for (i, port) in ports.enumerated() {
            let field = "spec.ports[\(i)]"
            let name = port.text("name")
            if name.isEmpty {
                if ports.count > 1 { errors.append(.required("\(field).name")) }
            } else {
                errors += NameRules.dnsLabel(name).map { .invalid("\(field).name", string: name, $0) }
                if !names.insert(name).inserted { errors.append(.duplicate("\(field).name", FieldError.quoted(name))) }
            }
            let number = port["port"]?.int ?? 0
            if !(1...65535).contains(number) { errors.append(.invalid("\(field).port", "\(number)", portRange)) }
            let transport = port.text("protocol")
            if transport.isEmpty {
                errors.append(.required("\(field).protocol"))
            } else if !["SCTP", "TCP", "UDP"].contains(transport) {
                errors.append(.notSupported("\(field).protocol", transport, ["SCTP", "TCP", "UDP"]))
            }
            switch port["targetPort"] {
            case .int(let target)? where !(1...65535).contains(target):
                errors.append(.invalid("\(field).targetPort", "\(target)", portRange))
            case .string(let target)?:
                errors += NameRules.portName(target).map { .invalid("\(field).targetPort", string: target, $0) }
            default: break
            }
            if type == "ClusterIP", port["nodePort"]?.int ?? 0 != 0 {
                errors.append(.forbidden("\(field).nodePort", "may not be used when `type` is 'ClusterIP'"))
            }
            if !numbers.insert("\(transport)/\(number)").inserted {
                let value: JSONValue = ["port": .int(number), "protocol": .string(transport)]
                errors.append(.duplicate(field, GoText.json(value)))
            }
        }
        return errors
    }

    private static func policies(_ spec: JSONValue, type: String) -> [FieldError] {
        var errors: [FieldError] = []
        let external = ServiceRules.isExternal(spec)
        if let policy = spec["externalTrafficPolicy"]?.string {
            if !external {
                errors.append(
                    .invalid("spec.externalTrafficPolicy", string: policy, "may only be set for externally-accessible services"))
            } else if !["Cluster", "Local"].contains(policy) {
                errors.append(.notSupported("spec.externalTrafficPolicy", policy, ["Cluster", "Local"]))
            }
        } else if external {
            errors.append(.required("spec.externalTrafficPolicy", "may not be empty for externally-accessible services"))
        }
        if let policy = spec["internalTrafficPolicy"]?.string, !["Cluster", "Local"].contains(policy) {
            errors.append(.notSupported("spec.internalTrafficPolicy", policy, ["Cluster", "Local"]))
        }
        if let port = spec["healthCheckNodePort"]?.int, port != 0, !ServiceRules.needsHealthCheckPort(spec) {
            errors.append(
                .invalid(
                    "spec.healthCheckNodePort", "\(port)",
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"))
        }
        if let families = spec["ipFamilyPolicy"]?.string, !["SingleStack", "PreferDualStack", "RequireDualStack"].contains(families) {
            errors.append(.notSupported("spec.ipFamilyPolicy", families, ["SingleStack", "PreferDualStack", "RequireDualStack"]))
        }
        return errors
    }
}
