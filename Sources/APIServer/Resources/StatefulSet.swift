import JSON

/// `StatefulSet` of apps/v1.
struct StatefulSetRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            TemplateRules.applyDefaults(&spec)
            spec.setDefault("podManagementPolicy", "OrderedReady")
            spec.setDefault("updateStrategy", [:])
            spec.edit("updateStrategy") { strategy in
                strategy.setDefault("type", "RollingUpdate")
                guard strategy.text("type") == "RollingUpdate" else { return }
                strategy.setDefault("rollingUpdate", [:])
                strategy.edit("rollingUpdate") { $0.setDefault("partition", 0) }
            }
            spec.setDefault("replicas", 1)
            spec.setDefault("revisionHistoryLimit", 10)
            spec.setDefault("persistentVolumeClaimRetentionPolicy", [:])
            spec.edit("persistentVolumeClaimRetentionPolicy") { policy in
                policy.setDefault("whenDeleted", "Retain")
                policy.setDefault("whenScaled", "Retain")
            }
            spec.editEach("volumeClaimTemplates") { claim in
                claim.setDefault("kind", "PersistentVolumeClaim")
                claim.setDefault("apiVersion", "v1")
                claim.edit("spec") { $0.setDefault("volumeMode", "Filesystem") }
                claim.setDefault("status", [:])
                claim.edit("status") { $0.setDefault("phase", "Pending") }
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        let policy = spec.text("podManagementPolicy")
        if !["OrderedReady", "Parallel"].contains(policy) {
            errors.append(.invalid("spec.podManagementPolicy", string: policy, "must be 'OrderedReady' or 'Parallel'"))
        }
        let rolling = spec["updateStrategy"]?["rollingUpdate"]
        let field = "spec.updateStrategy"
        switch spec["updateStrategy"]?.text("type") ?? "" {
        case "OnDelete":
            if rolling != nil {
                let value = GoText.json(rolling)
                errors.append(.invalid("\(field).rollingUpdate", value, "only allowed for updateStrategy 'RollingUpdate'"))
            }
        case "RollingUpdate":
            errors += TemplateRules.nonNegative(rolling ?? [:], "partition", "\(field).rollingUpdate")
        default:
            errors.append(.invalid(field, GoText.json(spec["updateStrategy"]), "must be 'RollingUpdate' or 'OnDelete'"))
        }
        for name in ["replicas", "minReadySeconds", "revisionHistoryLimit"] {
            errors += TemplateRules.nonNegative(spec, name, "spec")
        }
        return errors + TemplateRules.validate(spec, kind: "statefulset", selectorDetail: "")
    }

    private static let mutableFields = [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds",
    ]

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        func fixed(_ object: JSONValue) -> JSONObject {
            object.members("spec").filter { !Self.mutableFields.contains($0.key) }
        }
        var errors = validate(object)
        if fixed(object) != fixed(old) {
            errors.append(
                .forbidden(
                    "spec",
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
                        + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"))
        }
        return errors
    }
}
