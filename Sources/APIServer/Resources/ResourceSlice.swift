import JSON
import KubernetesAPI

/// `ResourceSlice` of resource.k8s.io/v1: devices that a driver offers.
struct ResourceSliceRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var returnsDeletedObject: Bool { true }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        ["nodeName", "driver"].map { ("spec.\($0)", object["spec"]?.text($0) ?? "") }
    }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) { stamp(&object, context) }
    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) { stamp(&object, context) }

    /// Taints without a time were added now.
    private func stamp(_ object: inout JSONValue, _ context: RuleContext) {
        object.edit("spec") { spec in
            spec.editEach("devices") { device in device.editEach("taints") { $0.setDefault("timeAdded", .string(context.time)) } }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] { spec(object["spec"] ?? [:], old: nil) }
    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { spec(object["spec"] ?? [:], old: old["spec"] ?? [:]) }

    private func spec(_ spec: JSONValue, old: JSONValue?) -> [FieldError] {
        var errors = NameRules.driverName("spec.driver", spec.text("driver"))
        let pool = spec["pool"] ?? [:]
        errors += DeviceRules.poolName("spec.pool.name", pool.text("name"))
        let count = pool["resourceSliceCount"]?.int ?? 0
        if count <= 0 { errors.append(.invalid("spec.pool.resourceSliceCount", "\(count)", "must be greater than zero")) }
        if let generation = pool["generation"]?.int, generation < 0 {
            errors.append(.invalid("spec.pool.generation", "\(generation)", "must be greater than or equal to zero"))
        }
        if let old {
            errors += TemplateRules.immutable(pool["name"], old["pool"]?["name"], "spec.pool.name")
            for field in ["driver", "nodeName"] { errors += TemplateRules.immutable(spec[field], old[field], "spec.\(field)") }
        }
        errors += placement(spec)
        if spec.has("sharedCounters"), spec.has("devices") {
            errors.append(.invalid("spec", string: "", "only one of `sharedCounters` or `devices` is allowed"))
        }
        let devices = spec.items("devices")
        let isAdvanced = devices.contains { $0.has("taints") || $0.has("consumesCounters") }
        var before: [String: JSONValue] = [:]
        for device in old?.items("devices") ?? [] { before[device.text("name")] = device }
        let perDevice = spec["perDeviceNodeSelection"]?.bool ?? false
        errors += DeviceRules.set(devices, "spec.devices", limit: isAdvanced ? 64 : 128, key: { $0.text("name") }) {
            DeviceValidation(perDeviceNodes: perDevice, old: before[$0.text("name")]).device($0, $1)
        }
        return errors
            + DeviceRules.set(spec.items("sharedCounters"), "spec.sharedCounters", limit: 8, key: { $0.text("name") }) { set, field in
                let name = set.text("name")
                return (name.isEmpty ? [.required("\(field).name")] : NameRules.errors("\(field).name", name, NameRules.dnsLabel))
                    + DeviceValidation.counters(set, field, limit: 32)
            }
    }

    /// Which nodes can use the devices: exactly one way to say it.
    private func placement(_ spec: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        var ways: [String] = []
        if let name = spec["nodeName"]?.string {
            if name.isEmpty {
                errors.append(.invalid("spec.nodeName", string: "", "must be either unset or set to a non-empty string"))
            } else {
                ways.append("`nodeName`")
                errors += NameRules.errors("spec.nodeName", name, NameRules.dnsSubdomain)
            }
        }
        if let selector = spec["nodeSelector"] {
            ways.append("`nodeSelector`")
            errors += DeviceRules.nodeSelector(selector, "spec.nodeSelector")
            if selector.items("nodeSelectorTerms").count != 1 {
                errors.append(
                    .invalid(
                        "spec.nodeSelector.nodeSelectorTerms", GoText.json(selector["nodeSelectorTerms"]),
                        "must have exactly one node selector term"))
            }
        }
        for flag in ["allNodes", "perDeviceNodeSelection"] {
            guard let value = spec[flag]?.bool else { continue }
            if value { ways.append("`\(flag)`") } else { errors.append(.invalid("spec.\(flag)", "false", "must be either unset or set to true")) }
        }
        let all = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
        if ways.isEmpty { errors.append(.required("spec", all)) }
        if ways.count > 1 {
            errors.append(.invalid("spec", string: "{\(ways.joined(separator: ", "))}", all + ", but multiple fields are set"))
        }
        return errors
    }
}
