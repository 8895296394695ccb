import JSON

/// `Node` of v1. The kubelet registers it with its status.
struct NodeRules: ResourceRules {
    var keepsStatusOnCreate: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("status") { status in
            if let capacity = status["capacity"], !status.has("allocatable") { status["allocatable"] = capacity }
        }
        object.edit("spec") { spec in
            if spec.text("podCIDR").isEmpty, let first = spec.items("podCIDRs").first { spec["podCIDR"] = first }
            if let single = spec["podCIDR"]?.string, !single.isEmpty, !spec.has("podCIDRs") { spec["podCIDRs"] = [.string(single)] }
        }
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        [("spec.unschedulable", object["spec"]?["unschedulable"]?.bool == true ? "true" : "false")]
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let spec = object["spec"] ?? [:]
        var seen: Set<String> = []
        for (i, taint) in spec.items("taints").enumerated() {
            // Kubernetes calls the field so, though taints are in the specification.
            let field = "metadata.taints[\(i)]"
            let key = taint.text("key")
            errors += NameRules.qualifiedName(key).map { .invalid("\(field).key", string: key, $0) }
            let value = taint.text("value")
            errors += NameRules.labelValue(value).map { .invalid("\(field).value", string: value, $0) }
            let effect = taint.text("effect")
            if effect.isEmpty {
                errors.append(.required("\(field).effect"))
            } else if !["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(effect) {
                errors.append(.notSupported("\(field).effect", effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"]))
            }
            if !seen.insert("\(effect)\u{0}\(key)").inserted {
                let added = taint["timeAdded"] ?? .null
                let shown: JSONValue = ["Key": .string(key), "Value": .string(value), "Effect": .string(effect), "TimeAdded": added]
                errors.append(
                    FieldError(
                        type: .duplicate, field: field,
                        body: "Duplicate value: \(shown): taints must be unique by key and effect pair"))
            }
        }
        let networks = spec.items("podCIDRs").compactMap(\.string)
        errors += resources(object)
        for (i, network) in networks.enumerated() where !IPText.isNetwork(network) {
            errors.append(.invalid("spec.podCIDRs[\(i)]", string: network, IPText.cidrMessage))
        }
        if networks.filter({ !$0.contains(":") }).count > 1 || networks.filter({ $0.contains(":") }).count > 1, networks.allSatisfy(IPText.isNetwork) {
            errors.append(
                .invalid("spec.podCIDRs", GoText.json(spec["podCIDRs"]), "may specify no more than one CIDR for each IP family"))
        }
        return errors
    }

    private func resources(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["capacity", "allocatable"] {
            for (name, value) in object["status"]?.members(key) ?? [:] {
                errors += ResourceValidation.amount(name, value, "status.\(key)[\(name)]")
            }
        }
        return errors
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { resources(object) + addresses(object) }

    private func addresses(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let addresses = object["status"]?.items("addresses") ?? []
        for (i, address) in addresses.enumerated() where addresses[..<i].contains(address) {
            errors.append(.duplicate("status.addresses[\(i)]", GoStruct.text("core.v1.NodeAddress", address)))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = addresses(object) + validate(object)
        let before = old["spec"] ?? [:]
        let spec = object["spec"] ?? [:]
        if before.has("podCIDRs"), spec["podCIDRs"] != before["podCIDRs"] {
            errors.append(.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid"))
        }
        if !before.text("providerID").isEmpty, before.text("providerID") != spec.text("providerID") {
            errors.append(.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid"))
        }
        return errors
    }
}
