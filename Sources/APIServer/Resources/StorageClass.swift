import JSON

/// `StorageClass` of storage.k8s.io/v1.
struct StorageClassRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.setDefault("reclaimPolicy", "Delete")
        object.setDefault("volumeBindingMode", "Immediate")
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors = Self.provisioner("provisioner", object.text("provisioner"))
        errors += Self.parameters(object.members("parameters"), "parameters", mayBeEmpty: true)
        let policy = object.text("reclaimPolicy")
        if !policy.isEmpty, !["Delete", "Retain"].contains(policy) {
            errors.append(.notSupported("reclaimPolicy", policy, ["Delete", "Retain"]))
        }
        let mode = object.text("volumeBindingMode")
        if !["Immediate", "WaitForFirstConsumer"].contains(mode) {
            errors.append(.notSupported("volumeBindingMode", mode, ["Immediate", "WaitForFirstConsumer"]))
        }
        return errors + topologies(object.items("allowedTopologies"))
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"].flatMap {
            TemplateRules.immutable(object[$0], old[$0], $0)
        }
    }

    /// What is wrong with the name of who makes volumes.
    static func provisioner(_ field: String, _ name: String) -> [FieldError] {
        name.isEmpty ? [.required(field)] : NameRules.qualifiedName(name.lowercased()).map { .invalid(field, string: name.lowercased(), $0) }
    }

    /// What is wrong with parameters that only a driver understands.
    static func parameters(_ parameters: JSONObject, _ field: String, mayBeEmpty: Bool) -> [FieldError] {
        if parameters.count > 512 { return [.tooLong(field, limit: 512)] }
        var errors: [FieldError] = []
        var size = 0
        for (key, value) in parameters {
            if key.isEmpty { errors.append(.invalid(field, string: key, "field can not be empty.")) }
            size += key.utf8.count + (value.string?.utf8.count ?? 0)
        }
        if size > 256 * 1024 { errors.append(.tooLong(field, limit: 256 * 1024)) }
        if !mayBeEmpty, parameters.isEmpty { errors.append(.required(field, "must contain at least one key/value pair")) }
        return errors
    }

    private func topologies(_ terms: [JSONValue]) -> [FieldError] {
        var errors: [FieldError] = []
        // An empty term equals each term's place in the list that has not been filled yet.
        var seen: [[String: Set<String>]] = terms.map { _ in [:] }
        for (i, term) in terms.enumerated() {
            let field = "allowedTopologies[\(i)].matchLabelExpressions"
            var byKey: [String: Set<String>] = [:]
            for (j, expression) in term.items("matchLabelExpressions").enumerated() {
                let path = "\(field)[\(j)]"
                let values = expression.items("values").compactMap(\.string)
                if values.isEmpty { errors.append(.required("\(path).values")) }
                var set: Set<String> = []
                for (k, value) in values.enumerated() where !set.insert(value).inserted {
                    errors.append(.duplicate("\(path).values[\(k)]", FieldError.quoted(value)))
                }
                let key = expression.text("key")
                errors += NameRules.labelName("\(path).key", key)
                if byKey[key] != nil { errors.append(.duplicate("\(path).key", FieldError.quoted(key))) }
                byKey[key] = set
            }
            for other in seen where other == byKey { errors.append(.duplicate(field, "\"\"")) }
            seen.append(byKey)
        }
        return errors
    }
}
