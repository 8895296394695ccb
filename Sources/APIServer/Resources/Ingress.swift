import JSON

/// `Ingress` of networking.k8s.io/v1.
struct IngressRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func validateCreate(_ object: JSONValue, _ context: RuleContext) -> [FieldError] {
        var errors = spec(object["spec"] ?? [:])
        let annotation = object["metadata"]?["annotations"]?["kubernetes.io/ingress.class"]?.string
        let name = object["spec"]?["ingressClassName"]?.string
        if let annotation, let name, annotation != name {
            errors.append(
                .invalid(
                    "annotations.kubernetes.io/ingress.class", string: annotation,
                    "must match `ingressClassName` when both are specified"))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        // What was stored when less was checked stays allowed.
        let badSecret = (old["spec"]?.items("tls") ?? []).contains { !Self.secretName($0.text("secretName")).isEmpty }
        let badWildcard = (old["spec"]?.items("rules") ?? []).contains { rule in
            rule.text("host").contains("*") && !paths(rule["http"], "").isEmpty
        }
        return spec(object["spec"] ?? [:], allowSecrets: badSecret, allowWildcards: badWildcard)
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let known = Set((old["status"]?["loadBalancer"]?.items("ingress") ?? []).map { $0.text("ip") })
        var errors: [FieldError] = []
        for (i, ingress) in (object["status"]?["loadBalancer"]?.items("ingress") ?? []).enumerated() {
            let field = "status.loadBalancer.ingress[\(i)]"
            let (address, host) = (ingress.text("ip"), ingress.text("hostname"))
            if !address.isEmpty, !known.contains(address) { errors += IPAddress.errors("\(field).ip", address, canonical: false) }
            if !host.isEmpty {
                errors += NameRules.errors("\(field).hostname", host, NameRules.dnsSubdomain)
                if IPAddress(host) != nil {
                    errors.append(.invalid("\(field).hostname", string: host, "must be a DNS name, not an IP address"))
                }
            }
        }
        return errors
    }

    private static func secretName(_ name: String) -> [String] { name.isEmpty ? [] : NameRules.dnsSubdomain(name) }

    private func spec(_ spec: JSONValue, allowSecrets: Bool = false, allowWildcards: Bool = false) -> [FieldError] {
        var errors: [FieldError] = []
        if !spec.has("rules"), spec["defaultBackend"] == nil {
            errors.append(.invalid("spec", "null", "either `defaultBackend` or `rules` must be specified"))
        }
        if let backend = spec["defaultBackend"] { errors += self.backend(backend, "spec.defaultBackend") }
        for (i, rule) in spec.items("rules").enumerated() {
            let field = "spec.rules[\(i)]"
            let host = rule.text("host")
            let isWildcard = host.contains("*")
            if !host.isEmpty {
                if IPAddress(host) != nil { errors.append(.invalid("\(field).host", string: host, "must be a DNS name, not an IP address")) }
                errors += NameRules.errors("\(field).host", host, isWildcard ? NameRules.wildcardSubdomain : NameRules.dnsSubdomain)
            }
            if !isWildcard || !allowWildcards { errors += paths(rule["http"], "\(field).http") }
        }
        for (i, tls) in spec.items("tls").enumerated() {
            let field = "spec.tls[\(i)]"
            for (j, host) in tls.items("hosts").compactMap(\.string).enumerated() {
                let rule = host.contains("*") ? NameRules.wildcardSubdomain : NameRules.dnsSubdomain
                errors += NameRules.errors("\(field).hosts[\(j)]", host, rule)
            }
            if !allowSecrets { errors += NameRules.errors("\(field).secretName", tls.text("secretName"), Self.secretName) }
        }
        if let name = spec["ingressClassName"]?.string { errors += NameRules.errors("spec.ingressClassName", name, NameRules.dnsSubdomain) }
        return errors
    }

    private func paths(_ http: JSONValue?, _ field: String) -> [FieldError] {
        guard let http else { return [] }
        var errors: [FieldError] = http.has("paths") ? [] : [.required("\(field).paths")]
        for (i, path) in http.items("paths").enumerated() {
            errors += self.path(path, "\(field).paths[\(i)]")
        }
        return errors
    }

    private func path(_ path: JSONValue, _ field: String) -> [FieldError] {
        guard let type = path["pathType"]?.string, !type.isEmpty else { return [.required("\(field).pathType", "pathType must be specified")] }
        let text = path.text("path")
        var errors: [FieldError] = []
        func refuse(_ detail: String) { errors.append(.invalid("\(field).path", string: text, detail)) }
        switch type {
        case "Exact", "Prefix":
            if !text.hasPrefix("/") { refuse("must be an absolute path") }
            for sequence in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(sequence) { refuse("must not contain '\(sequence)'") }
            for suffix in ["/..", "/."] where text.hasSuffix(suffix) { refuse("cannot end with '\(suffix)'") }
        case "ImplementationSpecific":
            if !text.isEmpty, !text.hasPrefix("/") { refuse("must be an absolute path") }
        default:
            errors.append(.notSupported("\(field).pathType", type, ["Exact", "ImplementationSpecific", "Prefix"]))
        }
        return errors + backend(path["backend"] ?? [:], "\(field).backend")
    }

    private func backend(_ backend: JSONValue, _ field: String) -> [FieldError] {
        switch (backend["resource"], backend["service"]) {
        case (_?, _?): return [.invalid(field, string: "", "cannot set both resource and service backends")]
        case (let resource?, nil): return IngressClassRules.reference(resource, "\(field).resource")
        case (nil, let service?):
            let name = service.text("name")
            var errors: [FieldError] =
                name.isEmpty ? [.required("\(field).service.name")] : NameRules.errors("\(field).service.name", name, NameRules.dnsLabel)
            let port = service["port"] ?? [:]
            let (portName, number) = (port.text("name"), port["number"]?.int ?? 0)
            if !portName.isEmpty, number != 0 {
                errors.append(.invalid(field, string: "", "cannot set both port name & port number"))
            } else if !portName.isEmpty {
                errors += NameRules.errors("\(field).service.port.name", portName, NameRules.portName)
            } else if number != 0 {
                if !(1...65535).contains(number) {
                    errors.append(.invalid("\(field).service.port.number", "\(number)", ServiceValidation.portRange))
                }
            } else {
                errors.append(.required(field, "port name or number is required"))
            }
            return errors
        default: return [.invalid(field, string: "", "resource or service backend is required")]
        }
    }
}
