import JSON

/// `IngressClass` of networking.k8s.io/v1.
struct IngressClassRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { $0.edit("parameters") { $0.setDefault("scope", "Cluster") } }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        let controller = spec.text("controller")
        var errors: [FieldError] = []
        if controller.utf8.count > 250 { errors.append(.tooLong("spec.controller", limit: 250)) }
        errors += NameRules.domainPrefixedPath("spec.controller", controller)
        if let parameters = spec["parameters"] { errors += self.parameters(parameters, "spec.parameters") }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["spec"]?["controller"], old["spec"]?["controller"], "spec.controller") + validate(object)
    }

    /// What is wrong with a reference to an object of any kind.
    static func reference(_ reference: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let group = reference["apiGroup"]?.string { errors += NameRules.errors("\(field).apiGroup", group, NameRules.dnsSubdomain) }
        for member in ["kind", "name"] {
            let value = reference.text(member)
            errors += value.isEmpty ? [.required("\(field).\(member)")] : NameRules.errors("\(field).\(member)", value, NameRules.pathSegment)
        }
        return errors
    }

    private func parameters(_ parameters: JSONValue, _ field: String) -> [FieldError] {
        var errors = Self.reference(parameters, field)
        guard let scope = parameters["scope"]?.string else { return errors + [.required("\(field).scope")] }
        let namespace = parameters["namespace"]?.string
        switch (scope, namespace) {
        case ("Namespace", nil): errors.append(.required("\(field).namespace", "`parameters.scope` is set to 'Namespace'"))
        case ("Namespace", let namespace?): errors += NameRules.errors("\(field).namespace", namespace, NameRules.dnsLabel)
        case ("Cluster", nil): break
        case ("Cluster", _): errors.append(.forbidden("\(field).namespace", "`parameters.scope` is set to 'Cluster'"))
        default: errors.append(.notSupported("\(field).scope", scope, ["Cluster", "Namespace"]))
        }
        return errors
    }
}
