import JSON

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

    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {
        let mutable = ["tokenRequests", "requiresRepublish", "seLinuxMount", "nodeAllocatableUpdatePeriodSeconds", "serviceAccountTokenInSecrets"]
        guard mutable.contains(where: { object["spec"]?[$0] != old["spec"]?[$0] }) else { return }
        let generation = old["metadata"]?["generation"]?.int ?? 0
        object.edit("metadata") { $0["generation"] = .int(generation + 1) }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        let policy = spec.text("fsGroupPolicy")
        if !["File", "None", "ReadWriteOnceWithFSType"].contains(policy) {
            errors.append(.notSupported("spec.fsGroupPolicy", policy, ["File", "None", "ReadWriteOnceWithFSType"]))
        }
        var audiences: Set<String> = []
        for (i, request) in spec.items("tokenRequests").enumerated() {
            let field = "spec.tokenRequests[\(i)]"
            guard audiences.insert(request.text("audience")).inserted else {
                errors.append(.duplicate("\(field).audience", FieldError.quoted(request.text("audience"))))
                continue
            }
            guard let seconds = request["expirationSeconds"]?.int else { continue }
            if seconds < 600 {
                errors.append(.invalid("\(field).expirationSeconds", "\(seconds)", "may not specify a duration less than 10 minutes"))
            }
            if seconds > 1 << 32 {
                errors.append(.invalid("\(field).expirationSeconds", "\(seconds)", "may not specify a duration larger than 2^32 seconds"))
            }
        }
        for mode in spec.items("volumeLifecycleModes").compactMap(\.string) where !["Persistent", "Ephemeral"].contains(mode) {
            errors.append(.notSupported("spec.volumeLifecycleModes", mode, ["Persistent", "Ephemeral"]))
        }
        if let seconds = spec["nodeAllocatableUpdatePeriodSeconds"]?.int, seconds < 10 {
            errors.append(
                .invalid("spec.nodeAllocatableUpdatePeriodSeconds", "\(seconds)", "must be greater than or equal to 10 seconds"))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        // Kubernetes spells the first field so.
        validate(object)
            + TemplateRules.immutable(object["spec"]?["attachRequired"], old["spec"]?["attachRequired"], "spec.attachedRequired")
            + TemplateRules.immutable(
                object["spec"]?["volumeLifecycleModes"], old["spec"]?["volumeLifecycleModes"], "spec.volumeLifecycleModes")
    }
}
