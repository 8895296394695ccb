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
        var spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        let policy = spec.text("podManagementPolicy")
        if policy.isEmpty {
            errors.append(.required("spec.podManagementPolicy"))
        } else if !["OrderedReady", "Parallel"].contains(policy) {
            errors.append(.invalid("spec.podManagementPolicy", string: policy, "must be 'OrderedReady' or 'Parallel'"))
        }
        errors += strategy(spec["updateStrategy"] ?? [:], "spec.updateStrategy")
        if let retention = spec["persistentVolumeClaimRetentionPolicy"], !retention.isNull {
            for key in ["whenDeleted", "whenScaled"] where !["Delete", "Retain"].contains(retention.text(key)) {
                errors.append(.notSupported("spec.persistentVolumeClaimRetentionPolicy.\(key)", retention.text(key), ["Delete", "Retain"]))
            }
        }
        for key in ["replicas", "minReadySeconds"] { errors.nonNegative(spec, key, "spec") }
        if let ordinals = spec["ordinals"] { errors.nonNegative(ordinals, "start", "spec.ordinals") }
        errors.nonNegative(spec, "revisionHistoryLimit", "spec")
        Self.addClaims(&spec)
        return errors + TemplateRules.validate(spec, kind: "StatefulSet", selectorDetail: "")
    }

    /// Each pod gets a volume for each claim of the set, which its containers can mount.
    private static func addClaims(_ spec: inout JSONValue) {
        let claims = spec.items("volumeClaimTemplates").compactMap { $0["metadata"]?["name"] }
        guard !claims.isEmpty else { return }
        spec.edit("template") { template in
            template.edit("spec") { pod in
                let others = pod.items("volumes").filter { volume in !claims.contains { $0 == volume["name"] } }
                pod["volumes"] = .array(others + claims.map { ["name": $0, "persistentVolumeClaim": ["claimName": $0]] })
            }
        }
    }

    private func strategy(_ strategy: JSONValue, _ field: String) -> [FieldError] {
        let rolling = strategy["rollingUpdate"] ?? .null
        let path = "\(field).rollingUpdate"
        switch strategy.text("type") {
        case "": return [.required(field)]
        case "OnDelete":
            if rolling.isNull { return [] }
            let value = GoStruct.text("apps.v1.RollingUpdateStatefulSetStrategy", rolling)
            return [.invalid(path, value, "only allowed for updateStrategy 'RollingUpdate'")]
        case "RollingUpdate":
            var errors: [FieldError] = []
            errors.nonNegative(rolling, "partition", path)
            if let most = rolling["maxUnavailable"], !most.isNull {
                errors += TemplateRules.countOrPercent(most, "\(path).maxUnavailable")
                if TemplateRules.isZero(most) { errors.append(.invalid("\(path).maxUnavailable", GoText.value(most), "cannot be 0")) }
                errors += TemplateRules.notMoreThanAll(most, "\(path).maxUnavailable")
            }
            return errors
        default:
            let value = GoStruct.text("apps.v1.StatefulSetUpdateStrategy", strategy)
            return [.invalid(field, value, "must be 'RollingUpdate' or 'OnDelete'")]
        }
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        old.map { $0["spec"] == object["spec"] } ?? false
            ? [] : PodWarnings.workload(object, template: object["spec"]?["template"], "spec.template")
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.status(
            object, old: old, parts: ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"])
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
