import JSON

/// `CustomResourceDefinition` of apiextensions.k8s.io/v1.
struct CustomResourceDefinitionRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var allowsUnconditionalUpdate: Bool { false }
    var returnsDeletedObject: Bool { true }

    /// Holds a definition until its objects are gone.
    static let finalizer = "customresourcecleanup.apiextensions.k8s.io"

    func validateName(_ name: String) -> [String] { NameRules.dnsSubdomain(name) }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.edit("names") { names in
                let kind = names.text("kind")
                if names.text("singular").isEmpty { names["singular"] = .string(kind.lowercased()) }
                if names.text("listKind").isEmpty, !kind.isEmpty { names["listKind"] = .string(kind + "List") }
            }
            spec.setDefault("conversion", ["strategy": "None"])
            spec.edit("conversion") { conversion in
                conversion.edit("webhook") { webhook in
                    webhook.edit("clientConfig") { $0.edit("service") { $0.setDefault("port", 443) } }
                }
            }
        }
    }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) { noteStorageVersion(&object) }
    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) { noteStorageVersion(&object) }

    /// A version that objects are stored in is remembered.
    private func noteStorageVersion(_ object: inout JSONValue) {
        guard let version = (object["spec"]?.items("versions") ?? []).first(where: { $0["storage"]?.bool ?? false })?["name"] else { return }
        object.setDefault("status", [:])
        object.edit("status") { status in
            let stored = status.items("storedVersions")
            if !stored.contains(version) { status["storedVersions"] = .array(stored + [version]) }
        }
    }

    func markForDeletion(_ object: inout JSONValue, _ context: RuleContext) -> Bool {
        // Deleting a definition deletes its objects first: it stays until that is done.
        guard object["metadata"]?["deletionTimestamp"] == nil else { return false }
        object.edit("metadata") { metadata in
            metadata["deletionTimestamp"] = .string(context.time)
            let finalizers = metadata.items("finalizers")
            if !finalizers.contains(.string(Self.finalizer)) { metadata["finalizers"] = .array(finalizers + [.string(Self.finalizer)]) }
        }
        Self.setCondition(
            &object, "Terminating", "True", "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", time: context.time)
        return true
    }

    /// Sets a condition of the status; its time changes only with its status.
    static func setCondition(_ object: inout JSONValue, _ type: String, _ status: String, _ reason: String, _ message: String, time: String) {
        object.setDefault("status", [:])
        object.edit("status") { value in
            var conditions = value.items("conditions")
            let present = conditions.firstIndex { $0.text("type") == type }
            let before = present.map { conditions[$0] }
            let changed = before?.text("status") != status
            let condition: JSONValue = [
                "type": .string(type), "status": .string(status),
                "lastTransitionTime": changed ? .string(time) : before?["lastTransitionTime"] ?? .string(time), "reason": .string(reason),
                "message": .string(message),
            ]
            if let present { conditions[present] = condition } else { conditions.append(condition) }
            value["conditions"] = .array(conditions)
        }
    }

    /// Whether a condition of the status is true.
    static func isTrue(_ type: String, _ object: JSONValue) -> Bool {
        (object["status"]?.items("conditions") ?? []).contains { $0.text("type") == type && $0.text("status") == "True" }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let (name, spec) = (object["metadata"]?.text("name") ?? "", object["spec"] ?? [:])
        var errors: [FieldError] = []
        if name != "\(spec["names"]?.text("plural") ?? "").\(spec.text("group"))" {
            errors.append(.invalid("metadata.name", string: name, "must be spec.names.plural+\".\"+spec.group"))
        }
        return errors + CRDValidation(object, old: nil).all()
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { CRDValidation(object, old: old).all() }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        CRDValidation.names(object["status"]?["acceptedNames"] ?? [:], "status.acceptedNames")
    }
}
