import JSON
import KubernetesAPI

/// What is wrong with one device of a slice.
struct DeviceValidation {
    /// Whether each device says which nodes can use it.
    var perDeviceNodes: Bool
    /// The device as it was before; what did not change is not judged again.
    var old: JSONValue?

    func device(_ device: JSONValue, _ field: String) -> [FieldError] {
        var errors = NameRules.errors("\(field).name", device.text("name"), NameRules.dnsLabel)
        let (attributes, capacity) = (device.members("attributes"), device.members("capacity"))
        if attributes.count + capacity.count > 32 {
            errors.append(
                .invalid(field, "\(attributes.count + capacity.count)", "the total number of attributes and capacities must not exceed 32"))
        }
        for (name, value) in attributes {
            errors += DeviceRules.qualifiedName("\(field).attributes", name) + attribute(value, "\(field).attributes[\(name)]")
        }
        if old == nil || old?["capacity"] != device["capacity"] {
            let isShared = device["allowMultipleAllocations"]?.bool ?? false
            for (name, value) in capacity {
                errors += DeviceRules.qualifiedName("\(field).capacity", name)
                guard let policy = value["requestPolicy"] else { continue }
                let path = "\(field).capacity[\(name)].requestPolicy"
                errors += isShared
                    ? RequestPolicyValidation.policy(policy, of: value, path) : [.forbidden(path, "allowMultipleAllocations must be true")]
            }
        }
        if old == nil || old?["taints"] != device["taints"] {
            errors += DeviceRules.each(device.items("taints"), "\(field).taints", limit: 16, DeviceRules.taint)
        }
        errors += DeviceRules.set(device.items("consumesCounters"), "\(field).consumesCounters", limit: 2, key: { $0.text("counterSet") }) { use, field in
            let name = use.text("counterSet")
            return (name.isEmpty ? [.required("\(field).counterSet")] : NameRules.errors("\(field).counterSet", name, NameRules.dnsLabel))
                + Self.counters(use, field, limit: 32)
        }
        return errors + placement(device, field) + DeviceRules.bindingConditions(device, field)
    }

    /// What is wrong with the `counters` of a set.
    static func counters(_ set: JSONValue, _ field: String, limit: Int) -> [FieldError] {
        let counters = set.members("counters")
        if counters.isEmpty { return [.required("\(field).counters")] }
        if counters.count > limit { return [.tooMany("\(field).counters", count: counters.count, limit: limit)] }
        return counters.keys.flatMap { NameRules.errors("\(field).counters", $0, NameRules.dnsLabel) }
    }

    private func placement(_ device: JSONValue, _ field: String) -> [FieldError] {
        let names = ["nodeName", "nodeSelector", "allNodes"]
        guard perDeviceNodes else {
            return names.contains { device[$0] != nil }
                ? [
                    .invalid(
                        field, "null",
                        "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the "
                            + "ResourceSlice spec")
                ] : []
        }
        var errors: [FieldError] = []
        var ways: [String] = []
        if let name = device["nodeName"]?.string {
            if name.isEmpty {
                errors.append(.invalid("\(field).nodeName", string: "", "must not be empty"))
            } else {
                ways.append("`nodeName`")
                errors += NameRules.errors("\(field).nodeName", name, NameRules.dnsSubdomain)
            }
        }
        if let selector = device["nodeSelector"] {
            ways.append("`nodeSelector`")
            errors += DeviceRules.nodeSelector(selector, "\(field).nodeSelector")
        }
        if let all = device["allNodes"]?.bool {
            if all { ways.append("`allNodes`") } else { errors.append(.invalid("\(field).allNodes", "false", "must be either unset or set to true")) }
        }
        let rule = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the "
            + "ResourceSlice spec"
        if ways.isEmpty { errors.append(.required(field, rule)) }
        if ways.count > 1 { errors.append(.invalid(field, string: "{\(ways.joined(separator: ", "))}", rule)) }
        return errors
    }

    private func attribute(_ attribute: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        func text(_ value: String, _ field: String) {
            if value.utf8.count > 64 { errors.append(.tooLong(field, limit: 64)) }
        }
        func version(_ value: String, _ field: String) {
            if !Self.isVersion(value) { errors.append(.invalid(field, string: value, "must be a string compatible with semver.org spec 2.0.0")) }
            text(value, field)
        }
        if let value = attribute["string"]?.string { text(value, "\(field).string") }
        if let value = attribute["version"]?.string { version(value, "\(field).version") }
        for list in ["bools", "ints", "strings", "versions"] {
            guard let items = attribute[list]?.array else { continue }
            if items.isEmpty { errors.append(.invalid("\(field).\(list)", "[]", "must not be empty if specified")) }
            for (i, item) in items.compactMap(\.string).enumerated() {
                if list == "strings" { text(item, "\(field).\(list)[\(i)]") } else { version(item, "\(field).\(list)[\(i)]") }
            }
        }
        let count = ["bool", "int", "string", "version", "bools", "ints", "strings", "versions"].count { attribute[$0] != nil }
        if count != 1 {
            errors.append(.invalid(field, count == 0 ? "\"\"" : GoText.json(attribute), "exactly one value must be specified"))
        }
        return errors
    }

    /// Whether a text is a version as semver.org describes them.
    private static func isVersion(_ text: String) -> Bool {
        let build = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let release = build[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = release[0].split(separator: ".", omittingEmptySubsequences: false)
        func isNumber(_ part: Substring) -> Bool {
            !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) } && (part.count == 1 || part.first != "0")
        }
        func isIdentifier(_ part: Substring) -> Bool {
            !part.isEmpty && part.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-") }
        }
        guard numbers.count == 3, numbers.allSatisfy(isNumber) else { return false }
        if release.count == 2 {
            let parts = release[1].split(separator: ".", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ isIdentifier($0) && (isNumber($0) || !$0.utf8.allSatisfy { (48...57).contains($0) }) }) else { return false }
        }
        return build.count < 2 || build[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isIdentifier)
    }
}

/// What is wrong with how much of a device's capacity requests may have.
enum RequestPolicyValidation {
    static func policy(_ policy: JSONValue, of capacity: JSONValue, _ field: String) -> [FieldError] {
        let values = policy.items("validValues").compactMap(ResourceValidation.parse)
        let range = policy["validRange"]
        if !values.isEmpty, range != nil {
            return [
                .forbidden(field, "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at the same time")
            ]
        }
        guard let most = capacity["value"].flatMap(ResourceValidation.parse) else { return [] }
        let preset = policy["default"].flatMap(ResourceValidation.parse)
        if !values.isEmpty {
            guard let preset else { return [.required("\(field).default", "required when validValues is defined")] }
            return self.values(values, preset, most, "\(field).validValues")
        }
        guard let range else { return [] }
        guard let preset else { return [.required("\(field).default", "required when validRange is defined")] }
        return self.range(range, preset, most, "\(field).validRange")
    }

    private static func shown(_ amount: Quantity) -> String { FieldError.quoted(amount.description) }

    private static func values(_ values: [Quantity], _ preset: Quantity, _ most: Quantity, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for i in values.indices.dropFirst() where values[i - 1] > values[i] {
            errors.append(.invalid("\(field)[\(i)]", shown(values[i]), "values must be sorted in ascending order"))
        }
        if values.count > 10 {
            errors.append(.tooMany(field, count: values.count, limit: 10))
        } else {
            for (i, value) in values.enumerated() where value > most {
                errors.append(.invalid("\(field)[\(i)]", shown(value), "option is larger than capacity value: \(most)"))
            }
            for (i, value) in values.enumerated() where values[..<i].contains(value) { errors.append(.duplicate("\(field)[\(i)]", shown(value))) }
        }
        if !values.contains(preset) { errors.append(.invalid(field, shown(preset), "default value is not valid according to the requestPolicy")) }
        return errors
    }

    private static func range(_ range: JSONValue, _ preset: Quantity, _ most: Quantity, _ field: String) -> [FieldError] {
        guard let least = range["min"].flatMap(ResourceValidation.parse) else {
            return [.required("\(field).min", "required when validRange is defined")]
        }
        var errors: [FieldError] = []
        if least > most { errors.append(.invalid("\(field).min", shown(least), "min is larger than capacity value: \(most)")) }
        if preset < least { errors.append(.invalid("\(field).default", shown(preset), "default is less than min: \(least)")) }
        if let limit = range["max"].flatMap(ResourceValidation.parse) {
            if least > limit { errors.append(.invalid("\(field).max", shown(least), "min is larger than max: \(limit)")) }
            if limit > most { errors.append(.invalid("\(field).max", shown(limit), "max is larger than capacity value: \(most)")) }
            if preset > limit { errors.append(.invalid("\(field).default", shown(preset), "default is more than max: \(limit)")) }
        }
        guard let step = range["step"].flatMap(ResourceValidation.parse) else { return errors }
        guard step > 0 else { return errors + [.invalid("\(field).step", shown(step), "must be greater than zero")] }
        if least + step > most {
            errors.append(.invalid("\(field).step", shown(step), "one step \(least + step) is larger than capacity value: \(most)"))
        }
        for value in [preset, range["max"].flatMap(ResourceValidation.parse)].compactMap({ $0 }) {
            let (distance, overflow) = value.value.subtractingReportingOverflow(least.value)
            if overflow || distance % max(step.value, 1) != 0 {
                errors.append(
                    .invalid("\(field).step", shown(value), "value is not a multiple of a given step (\(step)) from (\(least))"))
            }
        }
        return errors
    }
}
