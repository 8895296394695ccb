import JSON
import KubernetesAPI

/// `PersistentVolume` of v1.
struct PersistentVolumeRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.setDefault("status", [:])
        object.edit("status") { $0.setDefault("phase", "Pending") }
        object.edit("spec") { spec in
            spec.setDefault("persistentVolumeReclaimPolicy", "Retain")
            spec.setDefault("volumeMode", "Filesystem")
            PodDefaults.sharedSources(&spec)
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

    func validate(_ object: JSONValue) -> [FieldError] { PersistentVolumeValidation.spec(object["spec"] ?? [:], "spec") }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + PersistentVolumeValidation.update(object["spec"] ?? [:], old["spec"] ?? [:])
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        var warnings = VolumeWarnings.annotations(object)
        if object["spec"]?.text("persistentVolumeReclaimPolicy") == "Recycle" {
            warnings.append(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use "
                    + "dynamic provisioning.")
        }
        return warnings + PodWarnings.fractions(object["spec"]?.members("capacity") ?? [:], "spec.capacity")
    }
}

/// What Kubernetes warns of in volumes and claims.
enum VolumeWarnings {
    /// Annotations that have become fields.
    static func annotations(_ object: JSONValue) -> [String] {
        guard let annotations = object["metadata"]?["annotations"] else { return [] }
        let old = ["volume.beta.kubernetes.io/storage-class": "deprecated since v1.8; use \"storageClassName\" attribute instead"]
        return old.filter { annotations[$0.key] != nil }.map { "metadata.annotations[\($0.key)]: \($0.value)" }
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

    func validate(_ object: JSONValue) -> [FieldError] { ClaimValidation.spec(object["spec"] ?? [:], "spec") }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { validate(object) + ClaimValidation.update(object, old: old) }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        VolumeWarnings.annotations(object)
            + PodWarnings.fractions(object["spec"]?["resources"]?.members("requests") ?? [:], "spec.resources.requests")
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["capacity", "allocatedResources"] {
            for (name, value) in object["status"]?.members(key) ?? [:] {
                errors += ResourceValidation.amount(name, value, "status.\(key)[\(name)]")
            }
        }
        return errors
    }
}
