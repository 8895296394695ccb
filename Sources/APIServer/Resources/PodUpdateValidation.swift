import JSON

/// Which parts of a pod may change after it was created.
enum PodUpdateValidation {
    static func errors(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let spec = object["spec"] ?? [:]
        let before = old["spec"] ?? [:]
        if spec.items("containers").count != before.items("containers").count {
            return [.forbidden("spec.containers", "pod updates may not add or remove containers")]
        }
        if spec.items("initContainers").count != before.items("initContainers").count {
            return [.forbidden("spec.initContainers", "pod updates may not add or remove containers")]
        }
        for (i, container) in spec.items("containers").enumerated() where container.text("image").isEmpty {
            errors.append(.required("spec.containers[\(i)].image"))
        }
        if let newDeadline = spec["activeDeadlineSeconds"]?.int {
            if let oldDeadline = before["activeDeadlineSeconds"]?.int, oldDeadline < newDeadline {
                errors.append(
                    .invalid("spec.activeDeadlineSeconds", "\(newDeadline)", "must be less than or equal to previous value"))
            }
        } else if before["activeDeadlineSeconds"] != nil {
            errors.append(.invalid("spec.activeDeadlineSeconds", "null", "must not update from a positive integer to nil value"))
        }
        let tolerations = spec.items("tolerations")
        if before.items("tolerations").contains(where: { !isKept($0, in: tolerations) }) {
            errors.append(.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"))
        }
        let oldGates = before.items("schedulingGates")
        for gate in spec.items("schedulingGates") where !oldGates.contains(gate) {
            errors.append(.forbidden("spec.schedulingGates", "only deletion is allowed, but found new scheduling gate '\(gate.text("name"))'"))
        }
        if !errors.isEmpty { return errors }
        if fixed(spec, gated: !oldGates.isEmpty) != fixed(before, gated: !oldGates.isEmpty) {
            errors.append(
                .forbidden(
                    "spec",
                    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"
                        + SpecDifference.text(before, spec)))
        }
        return errors
    }

    private static func isKept(_ toleration: JSONValue, in list: [JSONValue]) -> Bool {
        func key(_ value: JSONValue) -> JSONValue {
            var value = value
            value["tolerationSeconds"] = nil
            return value
        }
        return list.contains { key($0) == key(toleration) }
    }

    /// The specification without what may change.
    private static func fixed(_ spec: JSONValue, gated: Bool) -> JSONValue {
        var spec = spec
        for list in ["containers", "initContainers"] { spec.editEach(list) { $0["image"] = nil } }
        spec["activeDeadlineSeconds"] = nil
        spec["tolerations"] = nil
        spec["schedulingGates"] = nil
        spec["ephemeralContainers"] = nil
        if gated {
            spec["nodeSelector"] = nil
            spec.edit("affinity") { $0["nodeAffinity"] = nil }
            if spec["affinity"]?.object?.isEmpty == true { spec["affinity"] = nil }
        }
        if spec["terminationGracePeriodSeconds"]?.int ?? 0 < 0 { spec["terminationGracePeriodSeconds"] = 1 }
        return spec
    }
}

/// The difference between two specifications, for a message to a person.
enum SpecDifference {
    static func text(_ old: JSONValue, _ new: JSONValue) -> String {
        var lines: [String] = []
        for key in Set(old.object?.keys ?? []).union(new.object?.keys ?? []).sorted() where old[key] != new[key] {
            lines.append("- \(key): \(GoText.json(old[key]))")
            lines.append("+ \(key): \(GoText.json(new[key]))")
        }
        return lines.joined(separator: "\n")
    }
}
