import JSON
import KubernetesAPI

/// The rules of resource amounts, such as the requests and limits of containers.
enum ResourceValidation {
    /// What is wrong with the requests and limits of a container or pod.
    static func requirements(_ resources: JSONValue?, _ field: String) -> [FieldError] {
        guard let resources else { return [] }
        var errors: [FieldError] = []
        let limits = resources.members("limits")
        let requests = resources.members("requests")
        for (name, quantity) in limits { errors += amount(name, quantity, "\(field).limits[\(name)]") }
        for (name, quantity) in requests {
            errors += amount(name, quantity, "\(field).requests[\(name)]")
            guard let limit = limits[name], let wanted = parse(quantity), let most = parse(limit) else {
                if limits[name] == nil, isExtended(name) || name.hasPrefix("hugepages-") {
                    errors.append(.required("\(field).limits", "Limit must be set for non overcommitable resources"))
                }
                continue
            }
            if isExtended(name) || name.hasPrefix("hugepages-") {
                if wanted != most {
                    errors.append(.invalid("\(field).requests", text(quantity), "must be equal to \(name) limit of \(most)"))
                }
            } else if wanted > most {
                errors.append(
                    .invalid("\(field).requests", text(quantity), "must be less than or equal to \(name) limit of \(most)"))
            }
        }
        return errors
    }

    private static func amount(_ name: String, _ quantity: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let isStandard = ["cpu", "memory", "ephemeral-storage"].contains(name) || name.hasPrefix("hugepages-")
        if !name.contains("/"), !isStandard {
            errors += NameRules.qualifiedName(name).map { .invalid(field, string: name, $0) }
            errors.append(.invalid(field, string: name, "must be a standard resource type or fully qualified"))
            errors.append(.invalid(field, string: name, "must be a standard resource for containers"))
        }
        if let value = parse(quantity), value < 0 {
            errors.append(.invalid(field, text(quantity), "must be greater than or equal to 0"))
        }
        return errors
    }

    static func isExtended(_ name: String) -> Bool {
        name.contains("/") && !name.contains("kubernetes.io/") && !name.hasPrefix("requests.")
    }

    static func parse(_ value: JSONValue) -> Quantity? {
        switch value {
        case .string(let text): try? Quantity(parsing: text)
        case .int(let number): try? Quantity(parsing: "\(number)")
        default: nil
        }
    }

    private static func text(_ value: JSONValue) -> String { FieldError.quoted(parse(value)?.description ?? value.description) }
}
