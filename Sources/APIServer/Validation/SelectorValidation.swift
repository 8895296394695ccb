import JSON

/// The rules of label selectors inside objects.
enum SelectorValidation {
    /// What is wrong with a `LabelSelector`.
    static func labelSelector(_ selector: JSONValue, _ field: String) -> [FieldError] {
        var errors = MetadataValidation.labels(selector["matchLabels"], "\(field).matchLabels")
        for (i, expression) in selector.items("matchExpressions").enumerated() {
            let path = "\(field).matchExpressions[\(i)]"
            let op = expression.text("operator")
            let values = expression.items("values")
            switch op {
            case "In", "NotIn":
                if values.isEmpty {
                    errors.append(.required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'"))
                }
            case "Exists", "DoesNotExist":
                if !values.isEmpty {
                    let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
                    errors.append(.forbidden("\(path).values", detail))
                }
            default:
                errors.append(.invalid("\(path).operator", string: op, "not a valid selector operator"))
            }
            let key = expression.text("key")
            errors += NameRules.qualifiedName(key).map { .invalid("\(path).key", string: key, $0) }
            for (j, value) in values.enumerated() {
                let text = value.string ?? ""
                errors += NameRules.labelValue(text).map { .invalid("\(path).values[\(j)]", string: text, $0) }
            }
        }
        return errors
    }

    /// Whether a `LabelSelector` matches labels.
    static func matches(_ selector: JSONValue, _ labels: JSONValue?) -> Bool {
        let labels = labels?.object ?? JSONObject()
        for (key, value) in selector.members("matchLabels") where labels[key] != value { return false }
        for expression in selector.items("matchExpressions") {
            let value = labels[expression.text("key")]
            let values = expression.items("values")
            let holds =
                switch expression.text("operator") {
                case "In": value.map(values.contains) ?? false
                case "NotIn": !(value.map(values.contains) ?? false)
                case "Exists": value != nil
                case "DoesNotExist": value == nil
                default: false
                }
            if !holds { return false }
        }
        return true
    }
}
