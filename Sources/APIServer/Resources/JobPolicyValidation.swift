import JSON

/// What Kubernetes refuses in a job's rules about failed pods and about success.
enum JobPolicyValidation {
    private static let mostRules = 20

    /// What is wrong with a `PodFailurePolicy`.
    static func failure(_ policy: JSONValue, _ spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let rules = policy.items("rules")
        if rules.count > mostRules { errors.append(.tooMany("\(field).rules", count: rules.count, limit: mostRules)) }
        let pod = spec["template"]?["spec"] ?? [:]
        let containers = Set((pod.items("containers") + pod.items("initContainers")).map { $0.text("name") })
        for (i, rule) in rules.enumerated() {
            let path = "\(field).rules[\(i)]"
            let actions = ["Count", "FailIndex", "FailJob", "Ignore"]
            let action = rule.text("action")
            if action.isEmpty {
                errors.append(.required("\(path).action", "valid values: [\(actions.map(FieldError.quoted).joined(separator: " "))]"))
            } else if action == "FailIndex" {
                if !spec.isSet("backoffLimitPerIndex") {
                    errors.append(.invalid("\(path).action", string: action, "requires the backoffLimitPerIndex to be set"))
                }
            } else if !actions.contains(action) {
                errors.append(.notSupported("\(path).action", action, actions))
            }
            let hasCodes = rule.isSet("onExitCodes")
            let hasConditions = rule.has("onPodConditions")
            if hasCodes { errors += exitCodes(rule["onExitCodes"] ?? [:], containers, "\(path).onExitCodes") }
            if hasConditions { errors += conditions(rule.items("onPodConditions"), "\(path).onPodConditions") }
            if hasCodes, hasConditions {
                errors.append(.invalid(path, omitting: "specifying both OnExitCodes and OnPodConditions is not supported"))
            } else if !hasCodes, !hasConditions {
                errors.append(.invalid(path, omitting: "specifying one of OnExitCodes and OnPodConditions is required"))
            }
        }
        return errors
    }

    private static func exitCodes(_ codes: JSONValue, _ containers: Set<String>, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.oneOf(codes, "operator", field, ["In", "NotIn"], "valid values: [\"In\" \"NotIn\"]")
        if let name = codes["containerName"]?.string, !containers.contains(name) {
            errors.append(
                .invalid(
                    "\(field).containerName", string: name,
                    "must be one of the container or initContainer names in the pod template"))
        }
        let values = codes.items("values").map { $0.int ?? 0 }
        if values.isEmpty {
            errors.append(.invalid("\(field).values", GoText.json(codes["values"]), "at least one value is required"))
        } else if values.count > 255 {
            errors.append(.tooMany("\(field).values", count: values.count, limit: 255))
        }
        var seen: Set<Int64> = []
        for (i, value) in values.enumerated() {
            if value == 0, codes.text("operator") == "In" {
                errors.append(.invalid("\(field).values[\(i)]", "0", "must not be 0 for the In operator"))
            }
            if !seen.insert(value).inserted { errors.append(.duplicate("\(field).values[\(i)]", "\(value)")) }
        }
        if values != values.sorted() { errors.append(.invalid("\(field).values", GoText.json(codes["values"]), "must be ordered")) }
        return errors
    }

    private static func conditions(_ conditions: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if conditions.count > mostRules { errors.append(.tooMany(field, count: conditions.count, limit: mostRules)) }
        let known = ["False", "True", "Unknown"]
        for (i, condition) in conditions.enumerated() {
            errors.names(condition.text("type"), "\(field)[\(i)].type", NameRules.qualifiedName)
            errors.oneOf(condition, "status", "\(field)[\(i)]", known, "valid values: [\(known.map(FieldError.quoted).joined(separator: " "))]")
        }
        return errors
    }

    /// What is wrong with a `SuccessPolicy`.
    static func success(_ policy: JSONValue, _ spec: JSONValue, _ field: String) -> [FieldError] {
        let rules = policy.items("rules")
        if rules.isEmpty {
            return [.required("\(field).rules", "at least one rules must be specified when the successPolicy is specified")]
        }
        var errors: [FieldError] = []
        if rules.count > mostRules { errors.append(.tooMany("\(field).rules", count: rules.count, limit: mostRules)) }
        let completions = spec["completions"]?.int ?? 0
        for (i, rule) in rules.enumerated() {
            let path = "\(field).rules[\(i)]"
            let count = rule["succeededCount"]?.int
            let indexes = rule["succeededIndexes"]?.string
            if count == nil, indexes == nil {
                errors.append(.required(path, "at least one of succeededCount or succeededIndexes must be specified"))
            }
            var total: Int64?
            if let indexes {
                switch parse(indexes, completions) {
                case .success(let number): total = number
                case .failure(let problem): errors.append(.invalid("\(path).succeededIndexes", string: indexes, "error parsing succeededIndexes: \(problem.text)"))
                }
            }
            guard let count else { continue }
            errors.nonNegative(rule, "succeededCount", path)
            if count > completions {
                errors.append(
                    .invalid("\(path).succeededCount", "\(count)", "must be less than or equal to \(completions) (the number of specified completions)"))
            }
            if let total, count > total {
                errors.append(
                    .invalid(
                        "\(path).succeededCount", "\(count)",
                        "must be less than or equal to \(total) (the number of indexes in the specified succeededIndexes field)"))
            }
        }
        return errors
    }

    private struct Problem: Error { var text: String }

    /// How many indexes `1,3-5` names.
    private static func parse(_ text: String, _ completions: Int64) -> Result<Int64, Problem> {
        if text.isEmpty { return .success(0) }
        var total: Int64 = 0
        var last: Int64?
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let limits = part.split(separator: "-", omittingEmptySubsequences: false)
            if limits.count > 2 { return .failure(Problem(text: "the fragment \(FieldError.quoted(String(part))) violates the requirement that an index interval can have at most two parts separated by '-'")) }
            var numbers: [Int64] = []
            for limit in limits {
                guard let number = Int32(limit) else {
                    return .failure(Problem(text: "cannot convert string to integer for index: \(FieldError.quoted(String(limit)))"))
                }
                if number >= completions { return .failure(Problem(text: "too large index: \(FieldError.quoted(String(limit)))")) }
                numbers.append(Int64(number))
            }
            guard let first = numbers.first, let end = numbers.last else { continue }
            if let last, first <= last { return .failure(Problem(text: "non-increasing order, previous: \(last), current: \(first)")) }
            if numbers.count == 2, first >= end { return .failure(Problem(text: "non-increasing order, previous: \(first), current: \(end)")) }
            total += end - first + 1
            last = end
        }
        return .success(total)
    }
}

/// What Kubernetes refuses in a change of a job's status.
enum JobStatusValidation {
    /// What is wrong with the change.
    static func errors(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let (status, before) = (object["status"] ?? [:], old["status"] ?? [:])
        for key in ["active", "succeeded", "failed", "ready", "terminating"] { errors.nonNegative(status, key, "status") }
        if let uncounted = status["uncountedTerminatedPods"], !uncounted.isNull {
            var seen: Set<String> = []
            for list in ["succeeded", "failed"] {
                for (i, uid) in uncounted.items(list).enumerated() {
                    let field = "status.uncountedTerminatedPods.\(list)[\(i)]"
                    let text = uid.string ?? ""
                    if text.isEmpty { errors.append(.invalid(field, string: "", "must not be empty")) }
                    if !seen.insert(text).inserted { errors.append(.duplicate(field, FieldError.quoted(text))) }
                }
            }
        }
        func isTrue(_ status: JSONValue, _ type: String) -> Bool {
            status.items("conditions").contains { $0.text("type") == type && $0.text("status") == "True" }
        }
        if isTrue(status, "Complete"), isTrue(status, "Failed") {
            errors.append(.invalid("status.conditions", omitting: "cannot set Complete=True and Failed=true conditions"))
        }
        for type in ["Complete", "Failed", "FailureTarget", "SuccessCriteriaMet"] where isTrue(before, type) && !isTrue(status, type) {
            errors.append(.invalid("status.conditions", omitting: "cannot disable the terminal \(type)=True condition"))
        }
        if isTrue(status, "Complete") {
            if !status.isSet("completionTime") { errors.append(.required("status.completionTime", "completionTime is required for Complete jobs")) }
        } else if status.isSet("completionTime") {
            errors.append(
                .invalid("status.completionTime", GoText.value(status["completionTime"]), "cannot set completionTime when there is no Complete=True condition"))
        }
        if isTrue(status, "Complete") || isTrue(status, "Failed") {
            if let active = status["active"]?.int, active > 0 {
                errors.append(.invalid("status.active", "\(active)", "active>0 is invalid for finished job"))
            }
            if !status.isSet("startTime") { errors.append(.required("status.startTime", "startTime is required for finished job")) }
        }
        return errors
    }
}
