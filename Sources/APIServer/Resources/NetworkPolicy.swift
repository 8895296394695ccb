import JSON

/// `NetworkPolicy` of networking.k8s.io/v1.
struct NetworkPolicyRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            if !spec.has("policyTypes") { spec["policyTypes"] = spec.has("egress") ? ["Ingress", "Egress"] : ["Ingress"] }
            for direction in ["ingress", "egress"] {
                spec.editEach(direction) { rule in rule.editEach("ports") { $0.setDefault("protocol", "TCP") } }
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] { spec(object["spec"] ?? [:], known: []) }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        // Networks that the policy had before are not judged again.
        var known: Set<String> = []
        for (direction, peers) in Self.directions {
            for block in (old["spec"]?.items(direction) ?? []).flatMap({ $0.items(peers) }).compactMap({ $0["ipBlock"] }) {
                known.formUnion([block.text("cidr")] + block.items("except").compactMap(\.string))
            }
        }
        return spec(object["spec"] ?? [:], known: known)
    }

    private static let directions = [("ingress", "from"), ("egress", "to")]

    private func spec(_ spec: JSONValue, known: Set<String>) -> [FieldError] {
        var errors = SelectorValidation.labelSelector(spec["podSelector"] ?? [:], "spec.podSelector")
        for (direction, peers) in Self.directions {
            for (i, rule) in spec.items(direction).enumerated() {
                let field = "spec.\(direction)[\(i)]"
                for (j, port) in rule.items("ports").enumerated() { errors += self.port(port, "\(field).ports[\(j)]") }
                for (j, peer) in rule.items(peers).enumerated() { errors += self.peer(peer, "\(field).\(peers)[\(j)]", known: known) }
            }
        }
        let types = spec.items("policyTypes")
        if types.count > 2 {
            return errors + [.invalid("spec.policyTypes", GoText.json(.array(types)), "may not specify more than two policyTypes")]
        }
        for (i, type) in types.enumerated() where !["Ingress", "Egress"].contains(type.string ?? "") {
            errors.append(.notSupported("spec.policyTypes[\(i)]", type.string ?? "", ["Ingress", "Egress"]))
        }
        return errors
    }

    private func port(_ port: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let name = port["protocol"]?.string, !["TCP", "UDP", "SCTP"].contains(name) {
            errors.append(.notSupported("\(field).protocol", name, ["TCP", "UDP", "SCTP"]))
        }
        let last = port["endPort"]?.int
        switch port["port"] {
        case .int(let number)?:
            if !(1...65535).contains(number) { errors.append(.invalid("\(field).port", "\(number)", ServiceValidation.portRange)) }
            if let last {
                // Kubernetes shows the port, not the end port.
                if last < number { errors.append(.invalid("\(field).endPort", "\(number)", "must be greater than or equal to `port`")) }
                if !(1...65535).contains(last) { errors.append(.invalid("\(field).endPort", "\(last)", ServiceValidation.portRange)) }
            }
        case .string(let name)?:
            if let last { errors.append(.invalid("\(field).endPort", "\(last)", "may not be specified when `port` is non-numeric")) }
            errors += NameRules.errors("\(field).port", name, NameRules.portName)
        default:
            if let last { errors.append(.invalid("\(field).endPort", "\(last)", "may not be specified when `port` is not specified")) }
        }
        return errors
    }

    private func peer(_ peer: JSONValue, _ field: String, known: Set<String>) -> [FieldError] {
        var errors: [FieldError] = []
        for selector in ["podSelector", "namespaceSelector"] {
            if let value = peer[selector] { errors += SelectorValidation.labelSelector(value, "\(field).\(selector)") }
        }
        if let block = peer["ipBlock"] { errors += self.block(block, "\(field).ipBlock", known: known) }
        let selects = peer["podSelector"] != nil || peer["namespaceSelector"] != nil
        if peer["ipBlock"] == nil, !selects {
            errors.append(.required(field, "must specify a peer"))
        } else if peer["ipBlock"] != nil, selects {
            errors.append(.forbidden(field, "may not specify both ipBlock and another peer"))
        }
        return errors
    }

    /// What is wrong with a range of addresses and its exceptions.
    private func block(_ block: JSONValue, _ field: String, known: Set<String>) -> [FieldError] {
        let text = block.text("cidr")
        if text.isEmpty { return [.required("\(field).cidr")] }
        var errors = known.contains(text) ? [] : IPNetwork.errors("\(field).cidr", text, canonical: false)
        guard let outer = IPNetwork(text) else { return errors }
        for (i, text) in block.items("except").compactMap(\.string).enumerated() {
            let field = "\(field).except[\(i)]"
            if !known.contains(text) { errors += IPNetwork.errors(field, text, canonical: false) }
            if let inner = IPNetwork(text), !outer.contains(inner) || inner.bits <= outer.bits {
                errors.append(.invalid(field, string: text, "must be a strict subset of `cidr`"))
            }
        }
        return errors
    }
}
