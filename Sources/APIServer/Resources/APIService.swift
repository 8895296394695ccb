import JSON

/// `APIService` of apiregistration.k8s.io/v1: which server answers for a group and version.
struct APIServiceRules: ResourceRules {
    var allowsUnconditionalUpdate: Bool { false }

    func validateName(_ name: String) -> [String] { NameRules.pathSegment(name) }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { $0.edit("service") { $0.setDefault("port", 443) } }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        let (group, version) = (spec.text("group"), spec.text("version"))
        let name = object["metadata"]?.text("name") ?? ""
        var errors: [FieldError] = []
        if name != "\(version).\(group)", NameRules.pathSegment(name).isEmpty {
            let wanted = FieldError.quoted("\(version).\(group)")
            errors.append(.invalid("metadata.name", string: name, "must be `spec.version+\".\"+spec.group`: \(wanted)"))
        }
        if group.isEmpty {
            if version != "v1" { errors.append(.required("spec.group", "only v1 may have an empty group and it better be legacy kube")) }
        } else {
            errors += NameRules.errors("spec.group", group, NameRules.dnsSubdomain)
        }
        errors += NameRules.errors("spec.version", version, NameRules.dns1035Label)
        for (field, limit) in [("groupPriorityMinimum", Int64(20000)), ("versionPriority", 1000)] {
            let value = spec[field]?.int ?? 0
            if value <= 0 || value > limit { errors.append(.invalid("spec.\(field)", "\(value)", "must be positive and less than \(limit)")) }
        }
        let isInsecure = spec["insecureSkipTLSVerify"]?.bool ?? false
        let bundle = Base64.decode(spec.text("caBundle")) ?? []
        guard let service = spec["service"] else {
            if !bundle.isEmpty {
                errors.append(.invalid("spec.caBundle", string: "\(bundle.count) bytes", "local APIServices may not have a caBundle"))
            }
            if isInsecure {
                errors.append(.invalid("spec.insecureSkipTLSVerify", "true", "local APIServices may not have insecureSkipTLSVerify"))
            }
            return errors
        }
        for member in ["namespace", "name"] where service.text(member).isEmpty { errors.append(.required("spec.service.\(member)")) }
        let port = service["port"]?.int ?? 443
        if !(1...65535).contains(port) {
            errors.append(.invalid("spec.service.port", "\(port)", "port is not valid: \(ServiceValidation.portRange)"))
        }
        if isInsecure, !bundle.isEmpty {
            errors.append(.invalid("spec.insecureSkipTLSVerify", "true", "may not be true if caBundle is present"))
        }
        return errors
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        (object["status"]?.items("conditions") ?? []).enumerated().flatMap { i, condition in
            let known = ["True", "False", "Unknown"]
            return known.contains(condition.text("status"))
                ? [] : [FieldError.notSupported("status.conditions[\(i)].status", condition.text("status"), known)]
        }
    }
}
