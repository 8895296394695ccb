import JSON

/// `Lease` of coordination.k8s.io/v1.
struct LeaseRules: ResourceRules {
    var createsOnUpdate: Bool { true }
    var allowsUnconditionalUpdate: Bool { false }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        if let seconds = spec["leaseDurationSeconds"]?.int, seconds <= 0 {
            errors.append(.invalid("spec.leaseDurationSeconds", "\(seconds)", "must be greater than 0"))
        }
        errors += TemplateRules.nonNegative(spec, "leaseTransitions", "spec")
        if let holder = spec["holderIdentity"]?.string, holder.isEmpty {
            errors.append(.invalid("spec.holderIdentity", string: "", "must not be empty"))
        }
        return errors
    }
}

/// `PriorityClass` of scheduling.k8s.io/v1.
struct PriorityClassRules: ResourceRules {
    var tracksGeneration: Bool { true }

    /// The classes that the system makes for itself, and their values.
    static let system: [(name: String, value: Int64)] = [
        ("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000),
    ]

    func applyDefaults(_ object: inout JSONValue) {
        object.setDefault("preemptionPolicy", "PreemptLowerPriority")
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let name = object["metadata"]?.text("name") ?? ""
        let value = object["value"]?.int ?? 0
        if name.hasPrefix("system-") {
            guard let known = Self.system.first(where: { $0.name == name }) else {
                return [
                    .forbidden(
                        "metadata.name",
                        "priority class names with 'system-' prefix are reserved for system use only. error: \(name) is not a known "
                            + "system priority class")
                ]
            }
            if known.value != value {
                return [
                    .forbidden(
                        "metadata.name",
                        "priority class names with 'system-' prefix are reserved for system use only. error: value of \(name) "
                            + "PriorityClass must be \(known.value)")
                ]
            }
        } else if value > 1_000_000_000 {
            return [.forbidden("value", "maximum allowed value of a user defined priority is 1000000000")]
        }
        return []
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if object["value"] != old["value"] { errors.append(.forbidden("value", "may not be changed in an update.")) }
        errors += TemplateRules.immutable(object["preemptionPolicy"], old["preemptionPolicy"], "preemptionPolicy")
        return errors
    }
}

/// `RuntimeClass` of node.k8s.io/v1.
struct RuntimeClassRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }
    func validate(_ object: JSONValue) -> [FieldError] {
        let handler = object.text("handler")
        return handler.isEmpty ? [.required("handler")] : NameRules.dnsLabel(handler).map { .invalid("handler", string: handler, $0) }
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + TemplateRules.immutable(object["handler"], old["handler"], "handler")
    }
}

/// The webhook configurations of admissionregistration.k8s.io/v1.
struct WebhookConfigurationRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }
    var isMutating: Bool
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.editEach("webhooks") { webhook in
            webhook.setDefault("failurePolicy", "Fail")
            webhook.setDefault("matchPolicy", "Equivalent")
            webhook.setDefault("namespaceSelector", [:])
            webhook.setDefault("objectSelector", [:])
            webhook.setDefault("timeoutSeconds", 10)
            if isMutating { webhook.setDefault("reinvocationPolicy", "Never") }
            webhook.edit("clientConfig") { $0.edit("service") { $0.setDefault("port", 443) } }
            webhook.editEach("rules") { $0.setDefault("scope", "*") }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, webhook) in object.items("webhooks").enumerated() {
            let field = "webhooks[\(i)]"
            let name = webhook.text("name")
            if name.isEmpty { errors.append(.required("\(field).name")) }
            errors += name.isEmpty ? [] : NameRules.dnsSubdomain(name).map { .invalid("\(field).name", string: name, $0) }
            if !name.isEmpty, name.split(separator: ".").count < 3 {
                errors.append(
                    .invalid("\(field).name", string: name, "should be a domain with at least three segments separated by dots"))
            }
            if !names.insert(name).inserted { errors.append(.duplicate("\(field).name", FieldError.quoted(name))) }
            let effects = webhook.text("sideEffects")
            if effects.isEmpty { errors.append(.required("\(field).sideEffects", "must specify one of None, NoneOnDryRun")) }
            if let seconds = webhook["timeoutSeconds"]?.int, !(1...30).contains(seconds) {
                errors.append(
                    .invalid("\(field).timeoutSeconds", "\(seconds)", "the timeout value must be between 1 and 30 seconds"))
            }
            let versions = webhook.items("admissionReviewVersions").compactMap(\.string)
            if versions.isEmpty {
                errors.append(.required("\(field).admissionReviewVersions", "must specify one of v1, v1beta1"))
            } else if !versions.contains("v1"), !versions.contains("v1beta1") {
                errors.append(
                    .invalid(
                        "\(field).admissionReviewVersions", GoText.json(webhook["admissionReviewVersions"]),
                        "must include at least one of v1, v1beta1"))
            }
            let client = webhook["clientConfig"] ?? [:]
            if (client["url"] == nil) == (client["service"] == nil) {
                errors.append(.required("\(field).clientConfig", "exactly one of url or service is required"))
            }
        }
        return errors
    }
}

/// The admission policies and their bindings of admissionregistration.k8s.io/v1.
struct AdmissionPolicyRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        let isPolicy = ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"].contains(object.text("kind"))
        object.edit("spec") { spec in
            if isPolicy { spec.setDefault("failurePolicy", "Fail") }
            if isPolicy { spec.edit("matchConstraints", matchDefaults) } else { spec.edit("matchResources", matchDefaults) }
        }
    }

    private func matchDefaults(_ match: inout JSONValue) {
        match.setDefault("matchPolicy", "Equivalent")
        match.setDefault("namespaceSelector", [:])
        match.setDefault("objectSelector", [:])
        for list in ["resourceRules", "excludeResourceRules"] { match.editEach(list) { $0.setDefault("scope", "*") } }
    }
}
