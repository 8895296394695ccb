import JSON

/// `Ingress` of networking.k8s.io/v1.
struct IngressRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        if !spec.has("rules"), spec["defaultBackend"] == nil {
            errors.append(.invalid("spec", "null", "either `defaultBackend` or `rules` must be specified"))
        }
        if let backend = spec["defaultBackend"] { errors += self.backend(backend, "spec.defaultBackend") }
        for (i, rule) in spec.items("rules").enumerated() {
            let host = rule.text("host")
            if !host.isEmpty {
                let name = host.hasPrefix("*.") ? String(host.dropFirst(2)) : host
                errors += NameRules.dnsSubdomain(name).map { .invalid("spec.rules[\(i)].host", string: host, $0) }
            }
            for (j, path) in (rule["http"]?.items("paths") ?? []).enumerated() {
                let field = "spec.rules[\(i)].http.paths[\(j)]"
                let type = path.text("pathType")
                let text = path.text("path")
                switch type {
                case "": errors.append(.required("\(field).pathType", "pathType must be specified"))
                case "Exact", "Prefix":
                    if !text.hasPrefix("/") { errors.append(.invalid("\(field).path", string: text, "must be an absolute path")) }
                case "ImplementationSpecific":
                    if !text.isEmpty, !text.hasPrefix("/") {
                        errors.append(.invalid("\(field).path", string: text, "must be an absolute path"))
                    }
                default:
                    errors.append(.notSupported("\(field).pathType", type, ["Exact", "ImplementationSpecific", "Prefix"]))
                }
                errors += backend(path["backend"] ?? [:], "\(field).backend")
            }
        }
        return errors
    }

    private func backend(_ backend: JSONValue, _ field: String) -> [FieldError] {
        guard let service = backend["service"] else {
            return backend["resource"] == nil ? [.required(field, "backend must be specified")] : []
        }
        if service.text("name").isEmpty { return [.required("\(field).service.name")] }
        let port = service["port"] ?? [:]
        let hasName = !port.text("name").isEmpty
        let hasNumber = port["number"]?.int ?? 0 != 0
        if hasName, hasNumber { return [.invalid(field, string: "", "cannot set both port name & port number")] }
        return hasName || hasNumber ? [] : [.required(field, "port name or number is required")]
    }
}

/// `NetworkPolicy` of networking.k8s.io/v1.
struct NetworkPolicyRules: ResourceRules {
    var tracksGeneration: Bool { true }

    /// What is wrong with a range of addresses and its exceptions.
    private static func block(_ block: JSONValue?, _ field: String) -> [FieldError] {
        guard let block else { return [] }
        let network = block.text("cidr")
        guard IPText.isNetwork(network) else {
            return [network.isEmpty ? .required("\(field).cidr") : .invalid("\(field).cidr", string: network, IPText.cidrMessage)]
        }
        guard let outer = IPv4Network(network) else { return [] }
        var errors: [FieldError] = []
        for (i, exception) in block.items("except").compactMap(\.string).enumerated() {
            let inner = IPv4Network(exception)
            if inner == nil {
                errors.append(.invalid("\(field).except[\(i)]", string: exception, IPText.cidrMessage))
            } else if let inner, !outer.contains(inner.base) || inner.bits <= outer.bits {
                errors.append(.invalid("\(field).except[\(i)]", string: exception, "must be a strict subset of `cidr`"))
            }
        }
        return errors
    }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            if !spec.has("policyTypes") { spec["policyTypes"] = spec.has("egress") ? ["Ingress", "Egress"] : ["Ingress"] }
            for direction in ["ingress", "egress"] {
                spec.editEach(direction) { rule in rule.editEach("ports") { $0.setDefault("protocol", "TCP") } }
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors = SelectorValidation.labelSelector(spec["podSelector"] ?? [:], "spec.podSelector")
        for (i, type) in spec.items("policyTypes").enumerated() where !["Ingress", "Egress"].contains(type.string ?? "") {
            errors.append(.notSupported("spec.policyTypes[\(i)]", type.string ?? "", ["Ingress", "Egress"]))
        }
        for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
            for (i, rule) in spec.items(direction).enumerated() {
                for (j, peer) in rule.items(peers).enumerated() {
                    let field = "spec.\(direction)[\(i)].\(peers)[\(j)]"
                    errors += Self.block(peer["ipBlock"], "\(field).ipBlock")
                    let selects = peer["podSelector"] != nil || peer["namespaceSelector"] != nil
                    if peer["ipBlock"] != nil, selects {
                        errors.append(.forbidden(field, "may not specify both ipBlock and another peer"))
                    } else if peer["ipBlock"] == nil, !selects {
                        errors.append(.required(field, "must specify a peer"))
                    }
                }
                for (j, port) in rule.items("ports").enumerated() {
                    if let first = port["port"]?.int, let last = port["endPort"]?.int, last < first {
                        // Kubernetes shows the port, not the end port.
                        errors.append(
                            .invalid("spec.\(direction)[\(i)].ports[\(j)].endPort", "\(first)", "must be greater than or equal to `port`"))
                    }
                }
            }
        }
        return errors
    }
}
