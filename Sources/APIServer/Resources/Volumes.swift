import JSON
import KubernetesAPI

/// `PersistentVolume` of v1.
struct PersistentVolumeRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    private static let notSources: Set<String> = [
        "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions", "volumeMode",
        "nodeAffinity", "volumeAttributesClassName",
    ]

    func applyDefaults(_ object: inout JSONValue) {
        object.setDefault("status", [:])
        object.edit("status") { $0.setDefault("phase", "Pending") }
        object.edit("spec") { spec in
            spec.setDefault("persistentVolumeReclaimPolicy", "Retain")
            spec.setDefault("volumeMode", "Filesystem")
            spec.edit("hostPath") { $0.setDefault("type", "") }
        }
    }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) {
        object["status"] = ["phase": "Pending", "lastPhaseTransitionTime": .string(context.time)]
    }

    func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {
        let changed = object["status"]?.text("phase") != old["status"]?.text("phase")
        object.edit("status") { status in
            status["lastPhaseTransitionTime"] = changed ? .string(context.time) : old["status"]?["lastPhaseTransitionTime"]
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        if !spec.has("accessModes") { errors.append(.required("spec.accessModes")) }
        if !spec.has("capacity") { errors.append(.required("spec.capacity")) }
        if spec["capacity"]?["storage"] == nil {
            errors.append(
                FieldError(
                    type: .notSupported, field: "spec.capacity",
                    body: "Unsupported value: \(GoText.json(spec["capacity"])): supported values: \"storage\""))
        }
        let sources = (spec.object?.keys ?? []).filter { !Self.notSources.contains($0) }
        if sources.isEmpty { errors.append(.required("spec", "must specify a volume type")) }
        for extra in sources.dropFirst() { errors.append(.forbidden("spec.\(extra)", "may not specify more than 1 volume type")) }
        if let hostPath = spec["hostPath"] {
            if hostPath.text("path").isEmpty { errors.append(.required("spec.hostPath.path")) }
            if hostPath.text("path") == "/", spec.text("persistentVolumeReclaimPolicy") == "Recycle" {
                errors.append(
                    .forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'"))
            }
        }
        if spec["local"] != nil, spec["nodeAffinity"] == nil {
            errors.append(.required("spec.nodeAffinity", "Local volume requires node affinity"))
        }
        let policy = spec.text("persistentVolumeReclaimPolicy")
        if !["Delete", "Recycle", "Retain"].contains(policy) {
            errors.append(.notSupported("spec.persistentVolumeReclaimPolicy", policy, ["Delete", "Recycle", "Retain"]))
        }
        return errors
    }
}

extension PersistentVolumeRules {
    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = validate(object)
        func source(_ volume: JSONValue) -> JSONObject { volume.members("spec").filter { !Self.notSources.contains($0.key) } }
        if source(object) != source(old) {
            errors.append(
                .forbidden(
                    "spec.persistentvolumesource",
                    "spec.persistentvolumesource is immutable after creation\n"
                        + SpecDifference.text(old["spec"] ?? [:], object["spec"] ?? [:])))
        }
        errors += TemplateRules.immutable(object["spec"]?["volumeMode"], old["spec"]?["volumeMode"], "spec.volumeMode")
        return errors
    }
}

/// `PersistentVolumeClaim` of v1.
struct PersistentVolumeClaimRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.setDefault("status", [:])
        object.edit("status") { $0.setDefault("phase", "Pending") }
        object.edit("spec") { $0.setDefault("volumeMode", "Filesystem") }
    }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) {
        object["status"] = ["phase": "Pending"]
        object.edit("spec") { spec in
            // The two forms of the data source say the same.
            if let source = spec["dataSource"], spec["dataSourceRef"] == nil {
                spec["dataSourceRef"] = source
            } else if let source = spec["dataSourceRef"], spec["dataSource"] == nil, source.text("namespace").isEmpty {
                spec["dataSource"] = source
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        let modes = spec.items("accessModes").compactMap(\.string)
        let known = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]
        if modes.isEmpty { errors.append(.required("spec.accessModes", "at least 1 access mode is required")) }
        for mode in modes where !known.contains(mode) {
            errors.append(.notSupported("spec.accessModes", mode, known.sorted()))
        }
        if modes.contains("ReadWriteOncePod"), modes.count > 1 {
            errors.append(.forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes"))
        }
        if let storage = spec["resources"]?["requests"]?["storage"] {
            if let value = ResourceValidation.parse(storage), value <= 0 {
                errors.append(.invalid("spec.resources[storage]", GoText.value(storage), "must be greater than zero"))
            }
        } else {
            errors.append(.required("spec.resources[storage]"))
        }
        let name = spec.text("storageClassName")
        if !name.isEmpty { errors += NameRules.dnsSubdomain(name).map { .invalid("spec.storageClassName", string: name, $0) } }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        func fixed(_ spec: JSONValue?) -> JSONValue {
            var spec = spec ?? [:]
            spec["resources"] = nil
            spec["volumeAttributesClassName"] = nil
            return spec
        }
        var errors = validate(object)
        var before = fixed(old["spec"])
        let after = fixed(object["spec"])
        // Binding fills in the name of the volume, once, and the class where there was none.
        if before.text("volumeName").isEmpty { before["volumeName"] = after["volumeName"] }
        if before["storageClassName"] == nil { before["storageClassName"] = after["storageClassName"] }
        if before != after {
            errors.append(
                .forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n"
                        + SpecDifference.text(before, after)))
        }
        return errors
    }
}
