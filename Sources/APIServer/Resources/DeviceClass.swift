import JSON

/// `DeviceClass` of resource.k8s.io/v1.
struct DeviceClassRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var returnsDeletedObject: Bool { true }

    func validate(_ object: JSONValue) -> [FieldError] { validateUpdate(object, old: [:]) }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let (spec, before) = (object["spec"] ?? [:], old["spec"])
        var errors = DeviceRules.selectors(
            spec.items("selectors"), "spec.selectors", stored: before != nil && before?["selectors"] == spec["selectors"])
        let isStored = before != nil && before?["config"] == spec["config"]
        errors += DeviceRules.each(spec.items("config"), "spec.config", limit: 32) { DeviceRules.configuration($0, $1, stored: isStored) }
        if let name = spec["extendedResourceName"]?.string, !ResourceValidation.isExtended(name) || !NameRules.qualifiedName("requests.\(name)").isEmpty {
            errors.append(.invalid("spec.extendedResourceName", string: name, "must be a valid extended resource name"))
        }
        return errors
    }
}
