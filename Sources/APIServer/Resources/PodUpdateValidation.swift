import JSON

/// Which parts of a pod may change after it was created.
enum PodUpdateValidation {
    private static let immutableMessage =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n"

    /// What is wrong with the change of the specification.
    static func errors(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        let before = old["spec"] ?? [:]
        var errors: [FieldError] = []
        for list in ["containers", "initContainers"] {
            guard spec.items(list).count == before.items(list).count else {
                return errors + [.forbidden("spec.\(list)", "pod updates may not add or remove containers")]
            }
            for (i, container) in spec.items(list).enumerated() {
                errors.required(container, "image", "spec.\(list)[\(i)]")
                errors += ContainerValidation.onlyForPods(container, "spec.\(list)[\(i)]")
            }
        }
        let field = "spec.activeDeadlineSeconds"
        if let deadline = spec["activeDeadlineSeconds"]?.int {
            if !(0...2_147_483_647).contains(deadline) { return errors + [.invalid(field, "\(deadline)", .between(0...2_147_483_647))] }
            if let earlier = before["activeDeadlineSeconds"]?.int, earlier < deadline {
                return errors + [.invalid(field, "\(deadline)", "must be less than or equal to previous value")]
            }
        } else if before.isSet("activeDeadlineSeconds") {
            errors.append(.invalid(field, "null", "must not update from a positive integer to nil value"))
        }
        errors += tolerations(spec.items("tolerations"), before: before.items("tolerations"))
        let oldGates = before.items("schedulingGates")
        for (i, gate) in spec.items("schedulingGates").enumerated() where !oldGates.contains(gate) {
            errors.append(
                .forbidden(
                    "spec.schedulingGates[\(i)].name", "only deletion is allowed, but found new scheduling gate '\(gate.text("name"))'"))
        }
        if spec == before { return errors }
        var rest = spec
        for list in ["containers", "initContainers"] {
            let images = before.items(list).map { $0["image"] }
            var i = 0
            rest.editEach(list) { container in
                container["image"] = images[i]
                i += 1
            }
        }
        for key in ["activeDeadlineSeconds", "tolerations", "schedulingGates"] { rest[key] = before[key] }
        if let grace = before["terminationGracePeriodSeconds"]?.int, grace < 0, rest["terminationGracePeriodSeconds"] == 1 {
            rest["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]
        }
        if !oldGates.isEmpty { errors += gated(&rest, before: before) }
        if rest != before {
            errors.append(
                .forbidden(
                    "spec",
                    immutableMessage
                        + GoText.difference(GoStruct.tree("core.v1.PodSpec", before), GoStruct.tree("core.v1.PodSpec", rest))))
        }
        return errors
    }

    private static func tolerations(_ tolerations: [JSONValue], before: [JSONValue]) -> [FieldError] {
        if tolerations == before { return [] }
        func key(_ value: JSONValue) -> JSONValue {
            var value = value
            value["tolerationSeconds"] = nil
            return value
        }
        let kept = tolerations.map(key)
        if before.contains(where: { !kept.contains(key($0)) }) {
            return [.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")]
        }
        return SchedulingValidation.tolerations(tolerations, "spec.tolerations")
    }

    /// A pod that waits at a gate may still be narrowed down to fewer nodes. What may change so is put back in `spec`.
    private static func gated(_ spec: inout JSONValue, before: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if spec["nodeSelector"] != before["nodeSelector"] {
            let selector = spec.members("nodeSelector")
            if before.members("nodeSelector").contains(where: { selector[$0.key] != $0.value }) {
                errors.append(
                    .invalid(
                        "spec.nodeSelector", GoText.json(spec["nodeSelector"]),
                        "only additions to spec.nodeSelector are allowed (no mutations or deletions)"))
            }
            spec["nodeSelector"] = before["nodeSelector"]
        }
        let (new, old) = (spec["affinity"]?["nodeAffinity"], before["affinity"]?["nodeAffinity"])
        if new != old {
            errors += nodeAffinity(new ?? [:], before: old ?? [:], "spec.affinity.nodeAffinity")
            if before["affinity"] == nil, (spec["affinity"]?.object?.count ?? 0) <= 1 {
                spec["affinity"] = nil
            } else {
                spec.setDefault("affinity", [:])
                spec.edit("affinity") { $0["nodeAffinity"] = old }
            }
        }
        return errors
    }

    private static func nodeAffinity(_ affinity: JSONValue, before: JSONValue, _ field: String) -> [FieldError] {
        let key = "requiredDuringSchedulingIgnoredDuringExecution"
        let old = before[key]?.items("nodeSelectorTerms") ?? []
        if old.isEmpty { return [] }
        let new = affinity[key]?.items("nodeSelectorTerms") ?? []
        let path = "\(field).\(key).nodeSelectorTerms"
        if new.count != old.count {
            return [
                .invalid(
                    path, GoStruct.text("core.v1.NodeSelector", affinity[key]),
                    "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
            ]
        }
        var errors: [FieldError] = []
        for (i, term) in new.enumerated() {
            let keepsAll = ["matchExpressions", "matchFields"].allSatisfy { list in
                old[i].items(list).allSatisfy(term.items(list).contains) && (!old[i].items(list).isEmpty || old[i].has("matchExpressions") || old[i].has("matchFields"))
            }
            if !keepsAll {
                errors.append(
                    .invalid("\(path)[\(i)]", GoStruct.text("core.v1.NodeSelectorTerm", term), "only additions are allowed (no mutations or deletions)"))
            }
        }
        return errors
    }
}
