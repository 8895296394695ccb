import JSON

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

    /// What is not asked of an object that did not keep it before.
    private struct Leniency {
        var sideEffects = false
        var versions = false
        var names = false
        var conditions = false
        var selectors = false
    }

    func validate(_ object: JSONValue) -> [FieldError] { webhooks(object, Leniency()) }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let before = old.items("webhooks")
        let names = before.map { $0.text("name") }
        let after = object.items("webhooks")
        let lenient = Leniency(
            sideEffects: before.contains { !Self.harmless.contains($0.text("sideEffects")) },
            versions: before.contains { $0.has("admissionReviewVersions") && !Self.knowsReview($0) },
            names: Set(names).count != names.count,
            conditions: before.count == after.count && zip(before, after).allSatisfy { $0["matchConditions"] == $1["matchConditions"] },
            selectors: before.contains { webhook in
                ["namespaceSelector", "objectSelector"].contains { !SelectorValidation.labelSelector(webhook[$0] ?? [:], "").isEmpty }
            })
        return webhooks(object, lenient)
    }

    private static let harmless = ["None", "NoneOnDryRun"]

    private static func knowsReview(_ webhook: JSONValue) -> Bool {
        webhook.items("admissionReviewVersions").contains { $0.string == "v1" || $0.string == "v1beta1" }
    }

    private func webhooks(_ object: JSONValue, _ lenient: Leniency) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, webhook) in object.items("webhooks").enumerated() {
            let field = "webhooks[\(i)]"
            errors += self.webhook(webhook, field, lenient)
            errors += versions(webhook, "\(field).admissionReviewVersions", lenient)
            let name = webhook.text("name")
            if !lenient.names, !name.isEmpty, !names.insert(name).inserted {
                errors.append(.duplicate("\(field).name", FieldError.quoted(name)))
            }
        }
        return errors
    }

    private func webhook(_ webhook: JSONValue, _ field: String, _ lenient: Leniency) -> [FieldError] {
        var errors = NameRules.fullyQualifiedName("\(field).name", webhook.text("name"))
        for (i, rule) in webhook.items("rules").enumerated() { errors += AdmissionRules.rule(rule, "\(field).rules[\(i)]") }
        errors += AdmissionRules.choice(
            webhook["failurePolicy"], "\(field).failurePolicy", AdmissionRules.failurePolicies, isRequired: false)
        errors += AdmissionRules.choice(webhook["matchPolicy"], "\(field).matchPolicy", AdmissionRules.matchPolicies, isRequired: false)
        let allowed = lenient.sideEffects ? ["None", "NoneOnDryRun", "Some", "Unknown"] : Self.harmless
        let effects = webhook.text("sideEffects")
        if effects.isEmpty {
            errors.append(.required("\(field).sideEffects", "must specify one of " + allowed.joined(separator: ", ")))
        } else if !allowed.contains(effects) {
            errors.append(.notSupported("\(field).sideEffects", effects, allowed))
        }
        if let seconds = webhook["timeoutSeconds"]?.int, !(1...30).contains(seconds) {
            errors.append(.invalid("\(field).timeoutSeconds", "\(seconds)", "the timeout value must be between 1 and 30 seconds"))
        }
        if !lenient.selectors {
            for selector in ["namespaceSelector", "objectSelector"] {
                if let value = webhook[selector] { errors += SelectorValidation.labelSelector(value, "\(field).\(selector)") }
            }
        }
        if isMutating {
            errors += AdmissionRules.choice(
                webhook["reinvocationPolicy"], "\(field).reinvocationPolicy", ["IfNeeded", "Never"], isRequired: false)
        }
        errors += WebhookClientValidation.client(webhook["clientConfig"] ?? [:], "\(field).clientConfig")
        if !lenient.conditions {
            errors += AdmissionRules.conditions(webhook.items("matchConditions"), "\(field).matchConditions", hasParams: false)
        }
        return errors
    }

    private func versions(_ webhook: JSONValue, _ field: String, _ lenient: Leniency) -> [FieldError] {
        let versions = webhook.items("admissionReviewVersions").compactMap(\.string)
        if versions.isEmpty { return [.required(field, "must specify one of v1, v1beta1")] }
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (i, version) in versions.enumerated() {
            if !seen.insert(version).inserted {
                errors.append(.invalid("\(field)[\(i)]", string: version, "duplicate version"))
            } else {
                errors += NameRules.errors("\(field)[\(i)]", version, NameRules.dns1035Label)
            }
        }
        if !lenient.versions, !Self.knowsReview(webhook) {
            errors.append(.invalid(field, GoText.json(webhook["admissionReviewVersions"]), "must include at least one of v1, v1beta1"))
        }
        return errors
    }
}
