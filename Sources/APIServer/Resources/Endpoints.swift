import JSON

/// `Endpoints` of v1.
struct EndpointsRules: ResourceRules {
    var createsOnUpdate: Bool { true }
    var metadataChecks: Int { 3 }

    func applyDefaults(_ object: inout JSONValue) {
        object.editEach("subsets") { subset in
            subset.editEach("ports") { $0.setDefault("protocol", "TCP") }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, subset) in object.items("subsets").enumerated() {
            let field = "subsets[\(i)]"
            if !subset.has("addresses"), !subset.has("notReadyAddresses") {
                errors.append(.required(field, "must specify `addresses` or `notReadyAddresses`"))
            }
            for list in ["addresses", "notReadyAddresses"] {
                for (j, address) in subset.items(list).enumerated() { errors += self.address(address, "\(field).\(list)[\(j)]") }
            }
            let ports = subset.items("ports")
            for (j, port) in ports.enumerated() {
                let path = "\(field).ports[\(j)]"
                if ports.count > 1 { errors.requiredName(port, "name", path, NameRules.dnsLabel) } else { errors.name(port, "name", path, NameRules.dnsLabel) }
                errors.port(.int(port["port"]?.int ?? 0), "\(path).port")
                errors.oneOf(port, "protocol", path, ["SCTP", "TCP", "UDP"])
                if let text = port["appProtocol"]?.string { errors.names(text, "\(path).appProtocol", NameRules.qualifiedName) }
            }
        }
        return errors
    }

    private func address(_ address: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let text = address.text("ip")
        errors.address(text, "\(field).ip")
        errors.name(address, "hostname", field, NameRules.dnsLabel)
        errors.name(address, "nodeName", field, NameRules.dnsSubdomain)
        if IPText.isAddress(text) {
            errors += IPValidation.special(text, "\(field).ip")
        } else {
            errors.append(.invalid("\(field).ip", string: text, "must be a valid IP address"))
        }
        return errors
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] { ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"] }
}

/// `EndpointSlice` of discovery.k8s.io/v1.
struct EndpointSliceRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.editEach("ports") { port in
            port.setDefault("name", "")
            port.setDefault("protocol", "TCP")
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let type = object.text("addressType")
        errors += addressType(type)
        let endpoints = object.items("endpoints")
        if endpoints.count > 1000 {
            errors.append(.tooMany("endpoints", count: endpoints.count, limit: 1000))
        } else {
            for (i, endpoint) in endpoints.enumerated() { errors += self.endpoint(endpoint, type, "endpoints[\(i)]") }
        }
        let ports = object.items("ports")
        if ports.count > 20000 { return errors + [.tooMany("ports", count: ports.count, limit: 20000)] }
        var names: Set<String> = []
        for (i, port) in ports.enumerated() {
            let field = "ports[\(i)]"
            let name = port.text("name")
            errors.name(port, "name", field, NameRules.dnsLabel)
            if !names.insert(name).inserted { errors.append(.duplicate("\(field).name", FieldError.quoted(name))) }
            errors.oneOf(port, "protocol", field, ["SCTP", "TCP", "UDP"])
            if let text = port["appProtocol"]?.string { errors.names(text, "\(field).appProtocol", NameRules.qualifiedName) }
        }
        return errors
    }

    private func addressType(_ type: String) -> [FieldError] {
        if type.isEmpty { return [.required("addressType")] }
        return ["FQDN", "IPv4", "IPv6"].contains(type) ? [] : [.notSupported("addressType", type, ["FQDN", "IPv4", "IPv6"])]
    }

    private func endpoint(_ endpoint: JSONValue, _ type: String, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let addresses = endpoint.items("addresses").map { $0.string ?? "" }
        if addresses.isEmpty { errors.append(.required("\(field).addresses", "must contain at least 1 address")) }
        if addresses.count > 100 { errors.append(.tooMany("\(field).addresses", count: addresses.count, limit: 100)) }
        for (i, address) in addresses.enumerated() {
            let path = "\(field).addresses[\(i)]"
            switch type {
            case "IPv4":
                if IPText.v4(address) == nil { errors.append(.invalid(path, string: address, "must be a valid IPv4 address")) }
            case "IPv6":
                if !IPText.isV6(address) { errors.append(.invalid(path, string: address, "must be a valid IPv6 address")) }
            case "FQDN": errors += domain(address, path)
            default: continue
            }
            if type != "FQDN" {
                errors += IPText.isAddress(address)
                    ? IPValidation.special(address, path) : [.invalid(path, string: address, "must be a valid IP address")]
            }
        }
        if let name = endpoint["nodeName"]?.string { errors.names(name, "\(field).nodeName", NameRules.dnsSubdomain) }
        let topology = endpoint.members("deprecatedTopology")
        if topology.count > 16 { errors.append(.tooMany("\(field).deprecatedTopology", count: topology.count, limit: 16)) }
        errors += MetadataValidation.labels(endpoint["deprecatedTopology"], "\(field).deprecatedTopology")
        if topology["topology.kubernetes.io/zone"] != nil {
            errors.append(.invalid("\(field).deprecatedTopology[topology.kubernetes.io/zone]", string: "topology.kubernetes.io/zone", "reserved and cannot be set directly, use endpoint.zone"))
        }
        if let name = endpoint["hostname"]?.string { errors.names(name, "\(field).hostname", NameRules.dnsLabel) }
        for (key, most) in [("forZones", 8), ("forNodes", 8)] {
            let hints = endpoint["hints"]?.items(key) ?? []
            if hints.count > most { errors.append(.tooMany("\(field).hints.\(key)", count: hints.count, limit: most)) }
            var seen: Set<String> = []
            for (i, hint) in hints.enumerated() {
                let name = hint.text("name")
                if !seen.insert(name).inserted { errors.append(.duplicate("\(field).hints.\(key)[\(i)].name", FieldError.quoted(name))) }
                if key == "forNodes" {
                    errors.names(name, "\(field).hints.\(key)[\(i)].name", NameRules.dnsSubdomain)
                } else if name.isEmpty {
                    errors.append(.required("\(field).hints.\(key)[\(i)].name"))
                } else {
                    errors.names(name, "\(field).hints.\(key)[\(i)].name", NameRules.labelValue)
                }
            }
        }
        return errors
    }

    private func domain(_ name: String, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if name.isEmpty { return [.required(field)] }
        errors.names(name.hasSuffix(".") ? String(name.dropLast()) : name, field, NameRules.dnsSubdomain)
        if name.split(separator: ".").count < 2 {
            errors.append(.invalid(field, string: name, "should be a domain with at least two segments separated by dots"))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + TemplateRules.immutable(object["addressType"], old["addressType"], "addressType")
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        object.text("addressType") == "FQDN" ? ["addressType: FQDN endpoints are deprecated"] : []
    }
}
