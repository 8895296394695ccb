import JSON
import KubernetesAPI

/// What Kubernetes refuses in a PersistentVolumeClaim.
enum ClaimValidation {
    /// How volumes can be mounted.
    static let accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]
    static let volumeModes = ["Block", "Filesystem"]

    /// What is wrong with a specification.
    static func spec(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if !spec.has("accessModes") { errors.append(.required("\(field).accessModes", "at least 1 access mode is required")) }
        if let selector = spec["selector"], !selector.isNull { errors += SelectorValidation.labelSelector(selector, "\(field).selector") }
        errors += modes(spec, field)
        if let storage = spec["resources"]?["requests"]?["storage"] {
            if let value = ResourceValidation.parse(storage), value <= 0 {
                errors.append(.invalid("\(field).resources[storage]", string: value.description, "must be greater than zero"))
            }
        } else {
            errors.append(.required("\(field).resources[storage]"))
        }
        errors.name(spec, "storageClassName", field, NameRules.dnsSubdomain)
        errors.oneOf(spec, "volumeMode", field, volumeModes, required: false)
        for key in ["dataSource", "dataSourceRef"] {
            if let source = spec[key], !source.isNull { errors += dataSource(source, "\(field).\(key)") }
        }
        if let source = spec["dataSource"], let reference = spec["dataSourceRef"], !source.isNull, !reference.isNull,
            ["apiGroup", "kind", "name"].contains(where: { source.text($0) != reference.text($0) })
        {
            errors.append(.invalid(field, string: "\(field).dataSource", "must match dataSourceRef"))
        }
        errors.name(spec, "volumeAttributesClassName", field, NameRules.dnsSubdomain)
        return errors
    }

    /// What is wrong with a list of access modes.
    static func modes(_ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let modes = spec.items("accessModes").compactMap(\.string)
        for mode in modes where !accessModes.contains(mode) { errors.append(.notSupported("\(field).accessModes", mode, accessModes)) }
        if modes.contains("ReadWriteOncePod"), modes.contains(where: { $0 != "ReadWriteOncePod" }) {
            errors.append(.forbidden("\(field).accessModes", "may not use ReadWriteOncePod with other access modes"))
        }
        return errors
    }

    private static func dataSource(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.required(source, "name", field)
        errors.required(source, "kind", field)
        let group = source.text("apiGroup")
        if group.isEmpty, source.text("kind") != "PersistentVolumeClaim" {
            errors.append(
                .invalid(field, string: source.text("kind"), "must be 'PersistentVolumeClaim' when referencing the default apiGroup"))
        }
        errors.name(source, "apiGroup", field, NameRules.dnsSubdomain)
        errors.name(source, "namespace", field, NameRules.dnsLabel)
        return errors
    }

    /// What is wrong with a change.
    static func update(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let (spec, before) = (object["spec"] ?? [:], old["spec"] ?? [:])
        var after = spec
        var earlier = before
        // Binding fills in the name of the volume, once, and the class where there was none.
        if earlier.text("volumeName").isEmpty { earlier["volumeName"] = after["volumeName"] }
        if !earlier.isSet("storageClassName"), after.isSet("storageClassName") { after["storageClassName"] = nil }
        if object["status"]?.text("phase") == "Bound" {
            after.edit("resources") { resources in
                resources.edit("requests") { $0["storage"] = before["resources"]?["requests"]?["storage"] }
            }
            after["volumeAttributesClassName"] = before["volumeAttributesClassName"]
        }
        if after != earlier {
            let type = "core.v1.PersistentVolumeClaimSpec"
            errors.append(
                .forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
                        + GoText.difference(GoStruct.tree(type, earlier), GoStruct.tree(type, after))))
        }
        func size(_ list: JSONValue?) -> JSONValue? { list?["storage"] }
        if let new = size(spec["resources"]?["requests"]).flatMap(ResourceValidation.parse),
            let previous = size(before["resources"]?["requests"]).flatMap(ResourceValidation.parse), new < previous,
            let actual = size(old["status"]?["capacity"]).flatMap(ResourceValidation.parse), new <= actual
        {
            errors.append(.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"))
        }
        errors.immutable(spec["volumeMode"], before["volumeMode"], "volumeMode")
        if before.isSet("volumeAttributesClassName"), !spec.isSet("volumeAttributesClassName") {
            errors.append(.forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden"))
        }
        return errors
    }
}
