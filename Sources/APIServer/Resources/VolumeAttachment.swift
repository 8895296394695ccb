import JSON

/// `VolumeAttachment` of storage.k8s.io/v1.
struct VolumeAttachmentRules: ResourceRules {
    var returnsDeletedObject: Bool { true }
    var allowsUnconditionalUpdate: Bool { false }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        if spec.text("attacher").isEmpty { errors.append(.required("spec.attacher")) }
        let source = spec["source"] ?? [:]
        switch (source["inlineVolumeSpec"], source["persistentVolumeName"]?.string) {
        case (nil, nil):
            errors.append(.required("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName"))
        case (_?, _?):
            errors.append(.forbidden("spec.source", "must specify exactly one of inlineVolumeSpec and persistentVolumeName"))
        case (nil, let name?) where name.isEmpty:
            errors.append(.required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName"))
        default: break
        }
        errors += NameRules.errors("spec.nodeName", spec.text("nodeName"), NameRules.dnsSubdomain)
        return errors + status(object["status"] ?? [:])
    }

    func validateCreate(_ object: JSONValue, _ context: RuleContext) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors = validate(object) + NameRules.driverName("spec.attacher", spec.text("attacher"))
        if let name = spec["source"]?["persistentVolumeName"]?.string {
            errors += NameRules.errors("spec.source.persistentVolumeName", name, NameRules.dnsSubdomain)
        }
        return errors
    }

    private func status(_ status: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let size = status.members("attachmentMetadata").reduce(0) { $0 + $1.key.utf8.count + ($1.value.string?.utf8.count ?? 0) }
        if size > 256 * 1024 { errors.append(.tooLong("status.attachmentMetadata", limit: 256 * 1024)) }
        for member in ["attachError", "detachError"] {
            guard let failure = status[member] else { continue }
            // The limit is another one than the one that is told.
            if failure.text("message").utf8.count > 1024 { errors.append(.tooLong("status.\(member).message", limit: 256 * 1024)) }
            if let code = failure["errorCode"]?.int, code < 0 {
                errors.append(.invalid("status.\(member).errorCode", "\(code)", "must be between 0 and 2147483647, inclusive"))
            }
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = validate(object)
        guard object["spec"] != old["spec"] else { return errors }
        let spec = object["spec"] ?? [:]
        let source: JSONValue = [
            "PersistentVolumeName": spec["source"]?["persistentVolumeName"] ?? .null,
            "InlineVolumeSpec": spec["source"]?["inlineVolumeSpec"] ?? .null,
        ]
        let shown: JSONValue = ["Attacher": spec["attacher"] ?? "", "Source": source, "NodeName": spec["nodeName"] ?? ""]
        errors.append(.invalid("spec", shown.description, "field is immutable"))
        return errors
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { validateUpdate(object, old: old) }
}
