import JSON

/// The rules that the metadata of every object must keep.
enum MetadataValidation {
    /// What is wrong with the metadata of a new object.
    static func create(_ object: JSONValue, namespaced: Bool, nameRule: (String) -> [String]) -> [FieldError] {
        let metadata = object["metadata"] ?? [:]
        var errors: [FieldError] = []
        if let generateName = metadata["generateName"]?.string, !generateName.isEmpty {
            // A prefix may end in '-': it is judged as if one more letter stood behind it.
            errors += nameRule(generateName + "x").map { .invalid("metadata.generateName", string: generateName, $0) }
        }
        let name = metadata["name"]?.string ?? ""
        if name.isEmpty {
            errors.append(.required("metadata.name", "name or generateName is required"))
        } else {
            errors += nameRule(name).map { .invalid("metadata.name", string: name, $0) }
        }
        let namespace = metadata["namespace"]?.string ?? ""
        if namespaced {
            if namespace.isEmpty {
                errors.append(.required("metadata.namespace"))
            } else {
                errors += NameRules.dnsLabel(namespace).map { .invalid("metadata.namespace", string: namespace, $0) }
            }
        } else if !namespace.isEmpty {
            errors.append(.forbidden("metadata.namespace", "not allowed on this type"))
        }
        return errors + common(metadata)
    }

    /// What is wrong with a change of the metadata. Kubernetes looks `checks` times for each kind, and tells it as often.
    static func update(_ new: JSONValue, old: JSONValue, checks: Int) -> [FieldError] {
        let once = change(new, old: old)
        if once.isEmpty { return common(new["metadata"] ?? [:]).repeated(checks) }
        return once.repeated(2) + common(new["metadata"] ?? [:]).repeated(checks)
    }

    private static func change(_ new: JSONValue, old: JSONValue) -> [FieldError] {
        let metadata = new["metadata"] ?? [:]
        let before = old["metadata"] ?? [:]
        var errors: [FieldError] = []
        if before["deletionTimestamp"] != nil {
            let known = before["finalizers"]?.array ?? []
            let added = (metadata["finalizers"]?.array ?? []).filter { !known.contains($0) }.compactMap(\.string)
            if !added.isEmpty {
                let list = "[]string{" + added.map(FieldError.quoted).joined(separator: ", ") + "}"
                let error = FieldError.forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, found new finalizers \(list)")
                errors.append(error)
            }
        }
        for field in ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"]
        where metadata[field] != before[field] {
            errors.append(.invalid("metadata.\(field)", GoText.json(metadata[field]), "field is immutable"))
        }
        if let generation = metadata["generation"]?.int, generation < before["generation"]?.int ?? 0 {
            errors.append(.invalid("metadata.generation", "\(generation)", "must not be decremented"))
        }
        return errors
    }

    private static func common(_ metadata: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        errors += labels(metadata["labels"], "metadata.labels")
        errors += annotations(metadata["annotations"], "metadata.annotations")
        errors += owners(metadata["ownerReferences"])
        for (i, value) in (metadata["finalizers"]?.array ?? []).enumerated() {
            if let text = value.string { errors += finalizer(text, "metadata.finalizers[\(i)]") }
        }
        return errors
    }

    /// What is wrong with the name of a finalizer.
    static func finalizer(_ text: String, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.names(text, field, NameRules.qualifiedName)
        if !text.contains("/"), !["orphan", "foregroundDeletion", "kubernetes", CustomResourceDefinitionRules.finalizer].contains(text) {
            errors.append(.invalid(field, string: text, "name is neither a standard finalizer name nor is it fully qualified"))
        }
        return errors
    }

    /// What is wrong with a set of labels.
    static func labels(_ labels: JSONValue?, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (key, value) in labels?.object ?? [:] {
            errors += NameRules.qualifiedName(key).map { .invalid(field, string: key, $0) }
            let text = value.string ?? ""
            errors += NameRules.labelValue(text).map { .invalid(field, string: text, $0) }
        }
        return errors
    }

    /// What is wrong with a set of annotations.
    static func annotations(_ annotations: JSONValue?, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var size = 0
        for (key, value) in annotations?.object ?? [:] {
            errors += NameRules.qualifiedName(key.lowercased()).map { .invalid(field, string: key, $0) }
            size += key.utf8.count + (value.string?.utf8.count ?? 0)
        }
        if size > 256 * 1024 { errors.append(.tooLong(field, limit: 256 * 1024)) }
        return errors
    }

    private static func owners(_ owners: JSONValue?) -> [FieldError] {
        var errors: [FieldError] = []
        var controller: JSONValue?
        for owner in owners?.array ?? [] {
            let field = "metadata.ownerReferences"
            let version = owner["apiVersion"]?.string ?? ""
            if version.isEmpty { errors.append(.invalid("\(field).apiVersion", string: "", "version must not be empty")) }
            for part in ["kind", "name", "uid"] where (owner[part]?.string ?? "").isEmpty {
                errors.append(.invalid("\(field).\(part)", string: "", "must not be empty"))
            }
            if version == "v1", owner["kind"]?.string == "Event" {
                errors.append(.invalid(field, GoText.json(owner), "/v1, Kind=Event is disallowed from being an owner"))
            }
            if owner["controller"]?.bool == true {
                if let first = controller {
                    let names = "\(first["name"]?.string ?? "") and \(owner["name"]?.string ?? "")"
                    errors.append(
                        .invalid(
                            "metadata.ownerReferences", GoText.json(owners),
                            "Only one reference can have Controller set to true. Found \"true\" in references for \(names)"))
                } else {
                    controller = owner
                }
            }
        }
        return errors
    }
}

extension [FieldError] {
    /// The same errors several times over.
    fileprivate func repeated(_ count: Int) -> [FieldError] {
        isEmpty ? self : (0..<count).flatMap { _ in self }
    }
}
