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
