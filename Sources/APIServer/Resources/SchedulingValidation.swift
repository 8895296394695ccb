import JSON

/// What Kubernetes refuses in the fields that say on which nodes a pod may run.
enum SchedulingValidation {
    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    /// What is wrong with an `Affinity`.
    static func affinity(_ affinity: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let node = affinity["nodeAffinity"], !node.isNull { errors += nodeAffinity(node, "\(field).nodeAffinity") }
        for kind in ["podAffinity", "podAntiAffinity"] {
            guard let pods = affinity[kind], !pods.isNull else { continue }
            for (i, term) in pods.items(required).enumerated() { errors += podTerm(term, "\(field).\(kind).\(required)[\(i)]") }
            for (i, weighted) in pods.items(preferred).enumerated() {
                let path = "\(field).\(kind).\(preferred)[\(i)]"
                errors += weight(weighted, path)
                errors += podTerm(weighted["podAffinityTerm"] ?? [:], "\(path).podAffinityTerm")
            }
        }
        return errors
    }

    private static func nodeAffinity(_ affinity: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let selector = affinity[required], !selector.isNull { errors += nodeSelector(selector, "\(field).\(required)") }
        for (i, weighted) in affinity.items(preferred).enumerated() {
            let path = "\(field).\(preferred)[\(i)]"
            errors += weight(weighted, path)
            errors += nodeTerm(weighted["preference"] ?? [:], "\(path).preference")
        }
        return errors
    }

    private static func weight(_ weighted: JSONValue, _ field: String) -> [FieldError] {
        let weight = weighted["weight"]?.int ?? 0
        return (1...100).contains(weight) ? [] : [.invalid("\(field).weight", "\(weight)", "must be in the range 1-100")]
    }

    /// What is wrong with a `NodeSelector`.
    static func nodeSelector(_ selector: JSONValue, _ field: String) -> [FieldError] {
        let terms = selector.items("nodeSelectorTerms")
        if terms.isEmpty { return [.required("\(field).nodeSelectorTerms", "must have at least one node selector term")] }
        return terms.enumerated().flatMap { nodeTerm($1, "\(field).nodeSelectorTerms[\($0)]") }
    }

    private static func nodeTerm(_ term: JSONValue, _ field: String) -> [FieldError] {
        term.items("matchExpressions").enumerated().flatMap { labelRequirement($1, "\(field).matchExpressions[\($0)]") }
            + term.items("matchFields").enumerated().flatMap { fieldRequirement($1, "\(field).matchFields[\($0)]") }
    }

    private static func labelRequirement(_ requirement: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let values = requirement.items("values")
        let op = requirement.text("operator")
        switch op {
        case "In", "NotIn":
            if values.isEmpty { errors.append(.required("\(field).values", "must be specified when `operator` is 'In' or 'NotIn'")) }
        case "Exists", "DoesNotExist":
            if !values.isEmpty {
                errors.append(.forbidden("\(field).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
            }
        case "Gt", "Lt":
            if values.count != 1 {
                errors.append(.required("\(field).values", "must be specified single value when `operator` is 'Lt' or 'Gt'"))
            }
        default: errors.append(.invalid("\(field).operator", string: op, "not a valid selector operator"))
        }
        errors.names(requirement.text("key"), "\(field).key", NameRules.qualifiedName)
        for (i, value) in values.enumerated() { errors.names(value.string ?? "", "\(field).values[\(i)]", NameRules.labelValue) }
        return errors
    }

    private static func fieldRequirement(_ requirement: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let values = requirement.items("values")
        switch requirement.text("operator") {
        case "In", "NotIn":
            if values.count != 1 {
                let detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
                errors.append(.required("\(field).values", detail))
            }
        case let op: errors.append(.invalid("\(field).operator", string: op, "not a valid selector operator"))
        }
        if requirement.text("key") == "metadata.name" {
            for (i, value) in values.enumerated() { errors.names(value.string ?? "", "\(field).values[\(i)]", NameRules.dnsSubdomain) }
        } else {
            errors.append(.invalid("\(field).key", string: requirement.text("key"), "not a valid field selector key"))
        }
        return errors
    }

    private static func podTerm(_ term: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["labelSelector", "namespaceSelector"] {
            if let selector = term[key], !selector.isNull { errors += SelectorValidation.labelSelector(selector, "\(field).\(key)") }
        }
        for name in term.items("namespaces") { errors.names(name.string ?? "", "\(field).namespace", NameRules.dnsLabel) }
        errors += labelKeys(term, "matchLabelKeys", field)
        errors += labelKeys(term, "mismatchLabelKeys", field)
        let matching = term.items("matchLabelKeys")
        for (i, key) in term.items("mismatchLabelKeys").enumerated() where matching.contains(key) {
            errors.append(
                .invalid("\(field).mismatchLabelKeys[\(i)]", GoText.value(key), "exists in both matchLabelKeys and mismatchLabelKeys"))
        }
        let topology = term.text("topologyKey")
        if topology.isEmpty { errors.append(.required("\(field).topologyKey", "can not be empty")) }
        errors.names(topology, "\(field).topologyKey", NameRules.qualifiedName)
        return errors
    }

    private static func labelKeys(_ owner: JSONValue, _ key: String, _ field: String) -> [FieldError] {
        guard owner.has(key) else { return [] }
        guard owner.isSet("labelSelector") else {
            return [.forbidden("\(field).\(key)", "must not be specified when labelSelector is not set")]
        }
        var errors: [FieldError] = []
        for (i, label) in owner.items(key).enumerated() { errors.names(label.string ?? "", "\(field).\(key)[\(i)]", NameRules.qualifiedName) }
        return errors
    }

    /// What is wrong with the `Toleration`s of a pod.
    static func tolerations(_ tolerations: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, toleration) in tolerations.enumerated() {
            let path = "\(field)[\(i)]"
            errors.name(toleration, "key", path, NameRules.qualifiedName)
            let op = toleration.text("operator")
            if toleration.text("key").isEmpty, op != "Exists" {
                errors.append(
                    .invalid(
                        "\(path).operator", string: op,
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\""))
            }
            let effect = toleration.text("effect")
            if toleration.isSet("tolerationSeconds"), effect != "NoExecute" {
                errors.append(.invalid("\(path).effect", string: effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"))
            }
            let value = toleration.text("value")
            switch op {
            case "Equal", "":
                let found = NameRules.labelValue(value)
                if !found.isEmpty { errors.append(.invalid("\(path).operator", string: value, found.joined(separator: ";"))) }
            case "Exists":
                if !value.isEmpty {
                    errors.append(.invalid("\(path).operator", string: value, "value must be empty when `operator` is 'Exists'"))
                }
            default: errors.append(.notSupported("\(path).operator", op, ["Equal", "Exists"]))
            }
            if !effect.isEmpty, !effects.contains(effect) { errors.append(.notSupported("\(path).effect", effect, effects)) }
        }
        return errors
    }

    /// The effects that a taint can have.
    static let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

    /// What is wrong with the `TopologySpreadConstraint`s of a pod.
    static func spread(_ constraints: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, constraint) in constraints.enumerated() {
            let path = "\(field)[\(i)]"
            let skew = constraint["maxSkew"]?.int ?? 0
            if skew <= 0 { errors.append(.invalid("\(path).maxSkew", "\(skew)", "must be greater than zero")) }
            let topology = constraint.text("topologyKey")
            if topology.isEmpty { errors.append(.required("\(path).topologyKey", "can not be empty")) }
            let action = constraint.text("whenUnsatisfiable")
            let actions = ["DoNotSchedule", "ScheduleAnyway"]
            if !actions.contains(action) { errors.append(.notSupported("\(path).whenUnsatisfiable", action, actions)) }
            if constraints[(i + 1)...].contains(where: { $0.text("topologyKey") == topology && $0.text("whenUnsatisfiable") == action }) {
                errors.append(
                    .duplicate("\(path).{topologyKey, whenUnsatisfiable}", FieldError.quoted("{\(topology), \(action)}")))
            }
            if let minimum = constraint["minDomains"]?.int {
                if minimum <= 0 { errors.append(.invalid("\(path).minDomains", "\(minimum)", "must be greater than zero")) }
                if action != "DoNotSchedule" {
                    errors.append(
                        .invalid(
                            "\(path).minDomains", "\(minimum)",
                            "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not \(action)"))
                }
            }
            for key in ["nodeAffinityPolicy", "nodeTaintsPolicy"] { errors.oneOf(constraint, key, path, ["Honor", "Ignore"], required: false) }
            errors += labelKeys(constraint, "matchLabelKeys", path)
            errors += repeatedKeys(constraint, path)
            if let selector = constraint["labelSelector"], !selector.isNull {
                errors += SelectorValidation.labelSelector(selector, "\(path).labelSelector")
            }
        }
        return errors
    }

    /// Keys that the selector uses itself; what the system merged into it has the one value that the pod has.
    private static func repeatedKeys(_ constraint: JSONValue, _ field: String) -> [FieldError] {
        guard constraint.has("matchLabelKeys"), let selector = constraint["labelSelector"] else { return [] }
        var errors: [FieldError] = []
        for (i, key) in constraint.items("matchLabelKeys").enumerated() {
            let isUsed = selector.members("matchLabels").contains(key.string ?? "")
                || selector.items("matchExpressions").contains {
                    $0["key"] == key && !($0.text("operator") == "In" && $0.items("values").count == 1)
                }
            if isUsed { errors.append(.invalid("\(field).matchLabelKeys[\(i)]", GoText.value(key), "exists in both matchLabelKeys and labelSelector")) }
        }
        return errors
    }
}
