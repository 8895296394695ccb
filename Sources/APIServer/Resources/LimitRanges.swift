import JSON
import KubernetesAPI

/// `LimitRange` of v1.
struct LimitRangeRules: ResourceRules {
    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.editEach("limits") { limit in
                guard limit.text("type") == "Container" else { return }
                func fill(_ target: String, from source: String) {
                    guard let values = limit[source]?.object else { return }
                    limit.setDefault(target, [:])
                    limit.edit(target) { for (key, value) in values { $0.setDefault(key, value) } }
                }
                fill("default", from: "max")
                fill("defaultRequest", from: "default")
                fill("defaultRequest", from: "min")
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        var types: Set<String> = []
        for (i, limit) in (object["spec"]?.items("limits") ?? []).enumerated() {
            let field = "spec.limits[\(i)]"
            let type = limit.text("type")
            errors += typeErrors(type, "\(field).type")
            if !types.insert(type).inserted { errors.append(.duplicate("\(field).type", FieldError.quoted(type))) }
            for part in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] {
                if type == "Pod", part.hasPrefix("default") {
                    if limit.has(part) { errors.append(.forbidden("\(field).\(part)", "may not be specified when `type` is 'Pod'")) }
                    continue
                }
                for name in limit.members(part).keys { errors += nameErrors(name, type, "\(field).\(part)[\(name)]") }
            }
            if type == "PersistentVolumeClaim", limit["min"]?["storage"] == nil, limit["max"]?["storage"] == nil {
                errors.append(.required("\(field).limits", "either minimum or maximum storage value is required, but neither was provided"))
            }
            errors += orderErrors(limit, field)
        }
        return errors
    }

    private func typeErrors(_ type: String, _ field: String) -> [FieldError] {
        var errors: [FieldError] = NameRules.qualifiedName(type).map { .invalid(field, string: type, $0) }
        if errors.isEmpty, !type.contains("/"), !["Pod", "Container", "PersistentVolumeClaim"].contains(type) {
            errors.append(.invalid(field, string: type, "must be a standard limit type or fully qualified"))
        }
        return errors
    }

    private func nameErrors(_ name: String, _ type: String, _ field: String) -> [FieldError] {
        var errors = ResourceNames.errors(name, field)
        guard type == "Pod" || type == "Container" else { return errors }
        if !name.contains("/") {
            if !["cpu", "memory", "ephemeral-storage"].contains(name), !name.hasPrefix("hugepages-") {
                errors.append(.invalid(field, string: name, "must be a standard resource for containers"))
            }
        } else if !name.contains("kubernetes.io/"), name.hasPrefix("requests.") {
            errors.append(.invalid(field, string: name, "doesn't follow extended resource name standard"))
        }
        return errors
    }

    /// min ≤ defaultRequest ≤ default ≤ max, and ratios that can be kept, for each resource.
    private func orderErrors(_ limit: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var amounts: [String: ResourceAmounts] = [:]
        for part in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] { amounts[part] = ResourceAmounts(list: limit[part]) }
        let words = ["min": "min", "defaultRequest": "default request", "default": "default", "max": "max"]
        func check(_ low: String, _ high: String, at place: String, shows shown: String, _ resource: String) {
            guard let lower = amounts[low]?[resource], let higher = amounts[high]?[resource], lower > higher else { return }
            let value = shown == low ? lower : higher
            errors.append(
                .invalid(
                    "\(field).\(place)[\(resource)]", FieldError.quoted(value.description),
                    "\(words[low] ?? low) value \(lower) is greater than \(words[high] ?? high) value \(higher)"))
        }
        for name in Set(amounts.values.flatMap(\.keys)).sorted() {
            check("min", "max", at: "min", shows: "min", name)
            check("min", "defaultRequest", at: "defaultRequest", shows: "defaultRequest", name)
            check("defaultRequest", "max", at: "defaultRequest", shows: "defaultRequest", name)
            check("defaultRequest", "default", at: "defaultRequest", shows: "defaultRequest", name)
            check("min", "default", at: "default", shows: "min", name)
            check("default", "max", at: "default", shows: "max", name)
            if let ratio = amounts["maxLimitRequestRatio"]?[name] {
                errors += ratioErrors(ratio, amounts["min"]?[name], amounts["max"]?[name], "\(field).maxLimitRequestRatio[\(name)]")
            }
            let overcommits = !ResourceValidation.isExtended(name) && !name.hasPrefix("hugepages-")
            if !overcommits, let most = amounts["default"]?[name], let wanted = amounts["defaultRequest"]?[name], most != wanted {
                errors.append(
                    .invalid(
                        "\(field).defaultRequest[\(name)]", FieldError.quoted(wanted.description),
                        "default value \(most) must equal to defaultRequest value \(wanted) in \(name)"))
            }
        }
        return errors
    }

    private func ratioErrors(_ ratio: Quantity, _ min: Quantity?, _ max: Quantity?, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let shown = FieldError.quoted(ratio.description)
        if ratio < 1 { errors.append(.invalid(field, shown, "ratio \(ratio) is less than 1")) }
        guard let min, let max else { return errors }
        let most = Double(max.milliValue) / Double(min.milliValue)
        if Double(ratio.milliValue) / 1000 > most {
            errors.append(.invalid(field, shown, "ratio \(ratio) is greater than max/min = \(min.isZero ? "+Inf" : GoText.fixed(most))"))
        }
        return errors
    }
}
