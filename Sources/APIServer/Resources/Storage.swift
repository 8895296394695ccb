import JSON

/// `StorageClass` of storage.k8s.io/v1.
struct StorageClassRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.setDefault("reclaimPolicy", "Delete")
        object.setDefault("volumeBindingMode", "Immediate")
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if object.text("provisioner").isEmpty { errors.append(.required("provisioner")) }
        let policy = object.text("reclaimPolicy")
        if !["Delete", "Retain"].contains(policy) { errors.append(.notSupported("reclaimPolicy", policy, ["Delete", "Retain"])) }
        let mode = object.text("volumeBindingMode")
        if !["Immediate", "WaitForFirstConsumer"].contains(mode) {
            errors.append(.notSupported("volumeBindingMode", mode, ["Immediate", "WaitForFirstConsumer"]))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = validate(object)
        for field in ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"] {
            errors += TemplateRules.immutable(object[field], old[field], field)
        }
        return errors
    }
}

/// `CSIDriver` of storage.k8s.io/v1.
struct CSIDriverRules: ResourceRules {
    var returnsDeletedObject: Bool { true }
    var allowsUnconditionalUpdate: Bool { false }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.setDefault("attachRequired", true)
            spec.setDefault("podInfoOnMount", false)
            spec.setDefault("storageCapacity", false)
            spec.setDefault("fsGroupPolicy", "ReadWriteOnceWithFSType")
            spec.setDefault("requiresRepublish", false)
            spec.setDefault("seLinuxMount", false)
            if !spec.has("volumeLifecycleModes") { spec["volumeLifecycleModes"] = ["Persistent"] }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        (object["spec"]?.items("volumeLifecycleModes") ?? []).compactMap(\.string).filter { !["Persistent", "Ephemeral"].contains($0) }
            .map { .notSupported("spec.volumeLifecycleModes", $0, ["Persistent", "Ephemeral"]) }
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        // Kubernetes spells the field so.
        validate(object)
            + TemplateRules.immutable(object["spec"]?["attachRequired"], old["spec"]?["attachRequired"], "spec.attachedRequired")
    }
}

/// `VolumeAttachment` of storage.k8s.io/v1.
struct VolumeAttachmentRules: ResourceRules {
    var returnsDeletedObject: Bool { true }
    var allowsUnconditionalUpdate: Bool { false }

    func validate(_ object: JSONValue) -> [FieldError] {
        ["attacher", "nodeName"].filter { (object["spec"]?.text($0) ?? "").isEmpty }.map { .required("spec.\($0)") }
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        guard object["spec"] != old["spec"] else { return [] }
        let spec = object["spec"] ?? [:]
        let source: JSONValue = [
            "PersistentVolumeName": spec["source"]?["persistentVolumeName"] ?? .null,
            "InlineVolumeSpec": spec["source"]?["inlineVolumeSpec"] ?? .null,
        ]
        let shown: JSONValue = ["Attacher": spec["attacher"] ?? "", "Source": source, "NodeName": spec["nodeName"] ?? ""]
        return [.invalid("spec", shown.description, "field is immutable")]
    }
}

/// `VolumeAttributesClass` of storage.k8s.io/v1.
struct VolumeAttributesClassRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func validate(_ object: JSONValue) -> [FieldError] {
        object.text("driverName").isEmpty ? [.required("driverName")] : []
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        ["driverName", "parameters"].filter { object[$0] != old[$0] }.map { .forbidden($0, "updates to \($0) are forbidden.") }
    }
}
