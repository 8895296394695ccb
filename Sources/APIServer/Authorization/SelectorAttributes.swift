import JSON
import KubernetesAPI

/// The selectors of an access review: either a text as a list takes it, or requirements.
enum SelectorAttributes {
    /// What is wrong with one.
    static func validate(_ selector: JSONValue?, _ field: String) -> [FieldError] {
        guard let selector, !selector.isNull else { return [] }
        let raw = selector.text("rawSelector")
        let requirements = selector.items("requirements")
        if !raw.isEmpty, !requirements.isEmpty {
            return [.invalid("\(field).rawSelector", string: raw, "may not specified at the same time as requirements")]
        }
        if raw.isEmpty, requirements.isEmpty {
            return [.required("\(field).requirements", "when \(field) is specified, requirements or rawSelector is required")]
        }
        var errors: [FieldError] = []
        for (i, requirement) in requirements.enumerated() {
            let at = "\(field).requirements[\(i)]"
            if requirement.text("key").isEmpty { errors.append(.required("\(at).key", "must be specified")) }
            let hasValues = requirement.has("values")
            switch requirement.text("operator") {
            case "In", "NotIn":
                if !hasValues { errors.append(.required("\(at).values", "must be specified when `operator` is 'In' or 'NotIn'")) }
            case "Exists", "DoesNotExist":
                if hasValues { errors.append(.forbidden("\(at).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")) }
            case let other: errors.append(.invalid("\(at).operator", string: other, "not a valid selector operator"))
            }
        }
        return errors
    }

    /// A field selector as a list takes it. What a field selector cannot say is left out, which asks for more than was meant.
    static func fieldSelector(_ selector: JSONValue?, _ errors: inout [String]) -> String? {
        guard let selector, !selector.isNull else { return nil }
        let raw = selector.text("rawSelector")
        if !raw.isEmpty {
            do {
                return try FieldSelector(parsing: raw).description
            } catch {
                errors.append("spec.resourceAttributes.fieldSelector ignored due to parse error: \(error)")
                return nil
            }
        }
        var parsed = FieldSelector()
        for requirement in selector.items("requirements") {
            let name = requirement.text("operator")
            let values = requirement.items("values").compactMap(\.string)
            guard name == "In" || name == "NotIn", values.count == 1 else {
                errors.append("spec.resourceAttributes.fieldSelector partially ignored due to parse error")
                continue
            }
            parsed.requirements.append(.init(field: requirement.text("key"), value: values[0], isEqual: name == "In"))
        }
        return parsed.isEmpty ? nil : parsed.description
    }

    /// A label selector as a list takes it.
    static func labelSelector(_ selector: JSONValue?, _ errors: inout [String]) -> String? {
        guard let selector, !selector.isNull else { return nil }
        let raw = selector.text("rawSelector")
        do {
            if !raw.isEmpty { return try Selector(parsing: raw).description }
            var expressions: JSONValue = [:]
            expressions["matchExpressions"] = selector["requirements"]
            let parsed = try Selector(MetaV1.LabelSelector(json: expressions))
            return parsed.isEmpty ? nil : parsed.description
        } catch {
            errors.append("spec.resourceAttributes.labelSelector ignored due to parse error: \(error)")
            return nil
        }
    }
}
