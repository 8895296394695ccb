import JSON

/// `FlowSchema` of flowcontrol.apiserver.k8s.io/v1.
struct FlowSchemaRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { $0.setDefault("matchingPrecedence", 1000) }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        if let precedence = spec["matchingPrecedence"]?.int, precedence > 10000 {
            errors.append(.invalid("spec.matchingPrecedence", "\(precedence)", "must not be greater than 10000"))
        }
        for (i, rule) in spec.items("rules").enumerated() {
            for (j, subject) in rule.items("subjects").enumerated() where !["Group", "ServiceAccount", "User"].contains(subject.text("kind")) {
                errors.append(
                    .notSupported("spec.rules[\(i)].subjects[\(j)].kind", subject.text("kind"), ["Group", "ServiceAccount", "User"]))
            }
            if !rule.has("resourceRules"), !rule.has("nonResourceRules") {
                errors.append(
                    .required("spec.rules[\(i)]", "at least one of resourceRules and nonResourceRules has to be non-empty"))
            }
        }
        return errors
    }
}

/// `PriorityLevelConfiguration` of flowcontrol.apiserver.k8s.io/v1.
struct PriorityLevelRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.edit("limited") { limited in
                limited.setDefault("nominalConcurrencyShares", 30)
                limited.setDefault("lendablePercent", 0)
                limited.edit("limitResponse") { response in
                    response.edit("queuing") { queuing in
                        queuing.setDefault("queues", 64)
                        queuing.setDefault("handSize", 8)
                        queuing.setDefault("queueLengthLimit", 50)
                    }
                }
            }
            spec.edit("exempt") { exempt in
                exempt.setDefault("nominalConcurrencyShares", 0)
                exempt.setDefault("lendablePercent", 0)
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        let name = object["metadata"]?.text("name") ?? ""
        var errors: [FieldError] = []
        let isExempt = spec.text("type") == "Exempt"
        if isExempt != (name == "exempt") {
            errors.append(
                .invalid("spec.type", string: spec.text("type"), "must be 'Exempt' if and only if `name` is 'exempt'"))
        }
        if isExempt, spec["limited"] != nil {
            errors.append(.forbidden("spec.limited", "must be nil if the type is not Limited"))
        }
        if let queuing = spec["limited"]?["limitResponse"]?["queuing"], let queues = queuing["queues"]?.int,
            let hand = queuing["handSize"]?.int, hand > queues
        {
            errors.append(
                .invalid(
                    "spec.limited.limitResponse.queuing.handSize", "\(hand)", "should not be greater than queues (\(queues))"))
        }
        return errors
    }
}

/// `APIService` of apiregistration.k8s.io/v1.
struct APIServiceRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { $0.edit("service") { $0.setDefault("port", 443) } }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        let wanted = "\(spec.text("version")).\(spec.text("group"))"
        let name = object["metadata"]?.text("name") ?? ""
        guard name != wanted, !(spec.text("group").isEmpty && name == "\(spec.text("version")).") else { return [] }
        return [
            .invalid(
                "metadata.name", string: name, "must be `spec.version+\".\"+spec.group`: \(FieldError.quoted(wanted))")
        ]
    }
}
