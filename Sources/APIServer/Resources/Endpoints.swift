import JSON

/// `Endpoints` of v1.
struct EndpointsRules: ResourceRules {
    var createsOnUpdate: Bool { true }

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
                for (j, address) in subset.items(list).enumerated() {
                    let text = address.text("ip")
                    let path = "\(field).\(list)[\(j)].ip"
                    if !IPText.isAddress(text) {
                        errors.append(.invalid(path, string: text, IPText.addressMessage))
                        errors.append(.invalid(path, string: text, "must be a valid IP address"))
                    } else if text.hasPrefix("127.") || text == "::1" {
                        errors.append(.invalid(path, string: text, "may not be in the loopback range (127.0.0.0/8, ::1/128)"))
                    } else if text.hasPrefix("169.254.") {
                        errors.append(.invalid(path, string: text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"))
                    }
                }
            }
            let ports = subset.items("ports")
            for (j, port) in ports.enumerated() {
                if ports.count > 1, port.text("name").isEmpty { errors.append(.required("\(field).ports[\(j)].name")) }
                let number = port["port"]?.int ?? 0
                if !(1...65535).contains(number) {
                    errors.append(.invalid("\(field).ports[\(j)].port", "\(number)", ServiceValidation.portRange))
                }
            }
        }
        return errors
    }
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
        if type.isEmpty {
            errors.append(.required("addressType"))
        } else if !["FQDN", "IPv4", "IPv6"].contains(type) {
            errors.append(.notSupported("addressType", type, ["FQDN", "IPv4", "IPv6"]))
        }
        for (i, endpoint) in object.items("endpoints").enumerated() where !endpoint.has("addresses") {
            errors.append(.required("endpoints[\(i)].addresses", "must contain at least 1 address"))
        }
        var names: Set<String> = []
        for (i, port) in object.items("ports").enumerated() where !names.insert(port.text("name")).inserted {
            errors.append(.duplicate("ports[\(i)].name", FieldError.quoted(port.text("name"))))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + TemplateRules.immutable(object["addressType"], old["addressType"], "addressType")
    }
}
