import CEL
import JSON

/// `ValidatingAdmissionPolicy` and `MutatingAdmissionPolicy` of admissionregistration.k8s.io/v1.
struct AdmissionPolicyRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }
    var tracksGeneration: Bool { true }
    var isMutating: Bool

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.setDefault("failurePolicy", "Fail")
            spec.edit("matchConstraints", AdmissionRules.matchDefaults)
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] { spec(object, checksConditions: true) }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let same = ["paramKind", "matchConditions"].allSatisfy { object["spec"]?[$0] == old["spec"]?[$0] }
        return spec(object, checksConditions: !same)
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let warnings = object["status"]?["typeChecking"]?.items("expressionWarnings") ?? []
        return warnings.enumerated().flatMap { i, warning in
            ["warning", "fieldRef"].filter { PolicyExpressions.trimmed(warning.text($0)).isEmpty }
                .map { .required("status.typeChecking.expressionWarnings[\(i)].\($0)") }
        }
    }

    private func spec(_ object: JSONValue, checksConditions: Bool) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors = AdmissionRules.choice(
            spec["failurePolicy"], "spec.failurePolicy", AdmissionRules.failurePolicies, isRequired: true)
        if let kind = spec["paramKind"] { errors += paramKind(kind, "spec.paramKind") }
        if let match = spec["matchConstraints"] {
            errors += AdmissionRules.match(match, "spec.matchConstraints")
            if !match.has("resourceRules") { errors.append(.required("spec.matchConstraints.resourceRules")) }
        } else {
            errors.append(.required("spec.matchConstraints"))
        }
        let hasParams = spec["paramKind"] != nil
        if checksConditions {
            errors += AdmissionRules.conditions(spec.items("matchConditions"), "spec.matchConditions", hasParams: hasParams)
        }
        var expressions = PolicyExpressions(hasParams: hasParams)
        for (i, variable) in spec.items("variables").enumerated() {
            errors += self.variable(variable, "spec.variables[\(i)]", &expressions)
        }
        return errors + (isMutating ? mutations(spec, expressions) : validations(object, spec, expressions))
    }

    private func paramKind(_ kind: JSONValue, _ field: String) -> [FieldError] {
        let version = kind.text("apiVersion")
        let parts = version.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var errors: [FieldError] = []
        if version.isEmpty {
            errors.append(.required("\(field).apiVersion"))
        } else if parts.count > 2 {
            errors.append(.invalid("\(field).apiVersion", string: version, "unexpected GroupVersion string: \(version)"))
        } else {
            let (group, number) = parts.count == 2 ? (parts[0], parts[1]) : ("", parts[0])
            if !group.isEmpty { errors += NameRules.joined("\(field).apiVersion", group, NameRules.dnsSubdomain) }
            if number.isEmpty {
                errors.append(.invalid("\(field).apiVersion", string: version, "version must be specified"))
            } else {
                errors += NameRules.joined("\(field).apiVersion", number, NameRules.dns1035Label)
            }
        }
        let name = kind.text("kind")
        if name.isEmpty { return errors + [.required("\(field).kind")] }
        let problems = NameRules.dns1035Label(name.lowercased())
        if !problems.isEmpty {
            let detail = "may have mixed case, but should otherwise match: " + problems.joined(separator: ",")
            errors.append(.invalid("\(field).kind", string: name, detail))
        }
        return errors
    }

    private func variable(_ variable: JSONValue, _ field: String, _ expressions: inout PolicyExpressions) -> [FieldError] {
        var errors: [FieldError] = []
        let name = variable.text("name")
        if PolicyExpressions.trimmed(name).isEmpty {
            errors.append(.required("\(field).name", "name is not specified"))
        } else if !CELSyntax.isIdentifier(name) {
            errors.append(.invalid("\(field).name", string: name, "name is not a valid CEL identifier"))
        }
        let expression = variable.text("expression")
        if PolicyExpressions.trimmed(expression).isEmpty {
            errors.append(.required("\(field).expression", "expression is not specified"))
        } else {
            errors += expressions.define(name, expression, "\(field).expression")
        }
        return errors
    }

    private static let reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"]

    private func validations(_ object: JSONValue, _ spec: JSONValue, _ expressions: PolicyExpressions) -> [FieldError] {
        let annotations = spec.items("auditAnnotations")
        if !spec.has("validations"), annotations.isEmpty {
            return ["validations", "auditAnnotations"].map {
                .required("spec.\($0)", "validations or auditAnnotations must contain at least one item")
            }
        }
        var errors: [FieldError] = []
        for (i, validation) in spec.items("validations").enumerated() {
            let field = "spec.validations[\(i)]"
            let expression = validation.text("expression")
            if PolicyExpressions.trimmed(expression).isEmpty {
                errors.append(.required("\(field).expression", "expression is not specified"))
            } else {
                errors += expressions.check(expression, "\(field).expression", yields: [.bool])
            }
            let told = validation.text("messageExpression")
            if !told.isEmpty, PolicyExpressions.trimmed(told).isEmpty {
                errors.append(.invalid("\(field).messageExpression", string: told, "must be non-empty if specified"))
            } else if !told.isEmpty {
                errors += expressions.withoutAuthorizer.check(told, "\(field).messageExpression", yields: [.string])
            }
            let message = validation.text("message")
            let trimmed = PolicyExpressions.trimmed(message)
            if !message.isEmpty, trimmed.isEmpty {
                errors.append(.invalid("\(field).message", string: message, "message must be non-empty if specified"))
            } else if trimmed.contains(where: \.isNewline) {
                errors.append(.invalid("\(field).message", string: message, "message must not contain line breaks"))
            }
            errors += AdmissionRules.choice(validation["reason"], "\(field).reason", Self.reasons, isRequired: false)
        }
        return errors + audits(annotations, object["metadata"]?.text("name") ?? "", expressions)
    }

    private func audits(_ annotations: [JSONValue], _ name: String, _ expressions: PolicyExpressions) -> [FieldError] {
        var errors: [FieldError] = []
        if annotations.count > 20 {
            errors.append(.invalid("spec.auditAnnotations", GoText.json(.array(annotations)), "must not have more than 20 auditAnnotations"))
        }
        var keys: Set<String> = []
        for (i, annotation) in annotations.enumerated() {
            let field = "spec.auditAnnotations[\(i)]"
            let key = annotation.text("key")
            errors += NameRules.labelName("\(field).key", "\(name)/\(key)")
            let expression = PolicyExpressions.trimmed(annotation.text("valueExpression"))
            if expression.isEmpty {
                errors.append(.required("\(field).valueExpression", "valueExpression is not specified"))
            } else if expression.utf8.count > 5120 {
                errors.append(.required("\(field).valueExpression", "must not exceed 5120 bytes in length"))
            } else {
                errors += expressions.check(expression, "\(field).valueExpression", yields: [.string, .null])
            }
            if !keys.insert(key).inserted { errors.append(.duplicate("\(field).key", FieldError.quoted(key))) }
        }
        return errors
    }

    private func mutations(_ spec: JSONValue, _ expressions: PolicyExpressions) -> [FieldError] {
        var errors: [FieldError] = []
        if !spec.has("mutations") { errors.append(.required("spec.mutations", "mutations must contain at least one item")) }
        for (i, mutation) in spec.items("mutations").enumerated() {
            let field = "spec.mutations[\(i)]"
            let kinds = ["ApplyConfiguration": "applyConfiguration", "JSONPatch": "jsonPatch"]
            let type = mutation.text("patchType")
            guard let member = kinds[type] else {
                errors.append(
                    type.isEmpty ? .required("\(field).patchType") : .notSupported("\(field).patchType", type, kinds.keys.sorted()))
                continue
            }
            guard let patch = mutation[member] else {
                errors.append(.required("\(field).\(member)", "must be specified when patchType is \(type)"))
                continue
            }
            for other in kinds.values.sorted() where other != member && mutation[other] != nil {
                errors.append(
                    .invalid("\(field).\(other)", string: "{\(other)}", "\(other) must not be specified when patchType is \(type)"))
            }
            let expression = patch.text("expression")
            if PolicyExpressions.trimmed(expression).isEmpty {
                errors.append(.required("\(field).\(member).expression", "expression is not specified"))
            } else {
                let type: CELType = type == "JSONPatch" ? .list(.object("JSONPatch")) : .object("Object")
                errors += expressions.mutating.check(expression, "\(field).\(member).expression", yields: [type])
            }
        }
        let policy = spec.text("reinvocationPolicy")
        if policy.isEmpty {
            errors.append(.required("spec.reinvocationPolicy"))
        } else if !["IfNeeded", "Never"].contains(policy) {
            errors.append(.notSupported("spec.reinvocationPolicy", policy, ["IfNeeded", "Never"]))
        }
        return errors
    }
}
