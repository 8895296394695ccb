import JSON

/// `Namespace` of v1.
struct NamespaceRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func validateName(_ name: String) -> [String] { NameRules.dnsLabel(name) }

    func applyDefaults(_ object: inout JSONValue) {
        let name = object["metadata"]?.text("name") ?? ""
        guard !name.isEmpty else { return }
        setNameLabel(&object, name)
    }

    private func setNameLabel(_ object: inout JSONValue, _ name: String) {
        object.edit("metadata") { metadata in
            metadata.setDefault("labels", [:])
            metadata.edit("labels") { $0["kubernetes.io/metadata.name"] = .string(name) }
        }
    }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) {
        setNameLabel(&object, object["metadata"]?.text("name") ?? "")
        object["status"] = ["phase": "Active"]
        object.setDefault("spec", [:])
        object.edit("spec") { spec in
            let finalizers = spec.items("finalizers")
            if !finalizers.contains("kubernetes") { spec["finalizers"] = .array(finalizers + ["kubernetes"]) }
        }
    }

    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {
        object.setDefault("spec", [:])
        object.edit("spec") { $0["finalizers"] = old["spec"]?["finalizers"] }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, finalizer) in (object["spec"]?.items("finalizers") ?? []).enumerated() {
            errors += MetadataValidation.finalizer(finalizer.string ?? "", "spec.finalizers[\(i)]")
        }
        return errors
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let isLeaving = object["metadata"]?.isSet("deletionTimestamp") == true
        let phase = object["status"]?.text("phase") ?? ""
        let wanted = isLeaving ? "Terminating" : "Active"
        if phase == wanted { return [] }
        return [
            .invalid("status.Phase", string: phase, "may only be '\(wanted)' if `deletionTimestamp` is \(isLeaving ? "not " : "")empty")
        ]
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        [("status.phase", object["status"]?.text("phase") ?? ""), ("name", object["metadata"]?.text("name") ?? "")]
    }
}
