import JSON
import KubernetesAPI

/// `Pod` of v1.
struct PodRules: ResourceRules {
    var tracksGeneration: Bool { true }
    var returnsDeletedObject: Bool { true }
    var deletesGracefully: Bool { true }

    func applyDefaults(_ object: inout JSONValue) { object.edit("spec", PodDefaults.applyToPod) }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) {
        PodDefaults.mergeLabelKeys(&object)
        object["status"] = ["phase": "Pending", "qosClass": .string(QualityOfService.of(object["spec"] ?? [:]))]
        if object["spec"]?.has("schedulingGates") == true {
            let condition: JSONValue = [
                "type": "PodScheduled", "status": "False", "lastProbeTime": .null, "lastTransitionTime": .null,
                "reason": "SchedulingGated", "message": "Scheduling is blocked due to non-empty scheduling gates",
            ]
            object.edit("status") { $0["conditions"] = [condition] }
        }
    }

    func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {
        object.edit("metadata") { $0["ownerReferences"] = old["metadata"]?["ownerReferences"] }
        // The class is decided once, when the pod is created.
        object.setDefault("status", [:])
        object.edit("status") { status in
            if status.text("qosClass").isEmpty, let qos = old["status"]?["qosClass"] { status["qosClass"] = qos }
        }
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        let spec = object["spec"] ?? [:]
        let status = object["status"] ?? [:]
        return [
            ("spec.nodeName", spec.text("nodeName")), ("spec.restartPolicy", spec.text("restartPolicy")),
            ("spec.schedulerName", spec.text("schedulerName")), ("spec.serviceAccountName", spec.text("serviceAccountName")),
            ("spec.hostNetwork", spec["hostNetwork"]?.bool == true ? "true" : "false"), ("status.phase", status.text("phase")),
            ("status.podIP", status.items("podIPs").first?.text("ip") ?? status.text("podIP")),
            // Known, but of no pod: Kubernetes keeps no value for it.
            ("status.podIPs", ""), ("status.nominatedNodeName", status.text("nominatedNodeName")),
        ]
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        return PodAnnotationValidation.errors(object["metadata"]?["annotations"], spec: spec)
            + PodValidation.spec(spec, metadata: object["metadata"], "spec") + PodValidation.onlyForPods(spec)
    }

    func validateCreate(_ object: JSONValue, _ context: RuleContext) -> [FieldError] {
        var errors = validate(object)
        let spec = object["spec"] ?? [:]
        if spec.has("ephemeralContainers") { errors.append(.forbidden("spec.ephemeralContainers", "cannot be set on create")) }
        if !spec.text("nodeName").isEmpty, spec.has("schedulingGates") {
            errors.append(.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        validate(object) + PodAnnotationValidation.update(object, old: old) + PodUpdateValidation.errors(object, old: old)
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        // Only what the change brings: nobody who touches an old pod can do anything about its specification.
        old.map { $0["spec"] == object["spec"] } ?? false ? [] : PodWarnings.pod(object)
    }

    var metadataChecks: Int { 3 }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { PodStatusValidation.errors(object, old: old) }

    func validateUpdate(_ object: JSONValue, old: JSONValue, subresource: String) -> [FieldError] {
        let errors = validate(object) + PodAnnotationValidation.update(object, old: old)
        return switch subresource {
        case "ephemeralcontainers": PodEphemeralContainersValidation.errors(errors, object, old: old)
        case "resize": PodResizeValidation.errors(errors, object, old: old)
        default: errors
        }
    }
}

/// The class of service that a pod's requests and limits give it.
enum QualityOfService {
    static func of(_ spec: JSONValue) -> String {
        var isGuaranteed = true
        var hasAny = false
        // What is said of the whole pod counts instead of what is said of its containers.
        let whole = spec["resources"] ?? .null
        let own: [JSONValue] = whole.has("requests") || whole.has("limits") ? [["resources": whole]] : []
        for container in own.isEmpty ? spec.items("containers") + spec.items("initContainers") : own {
            let limits = amounts(container["resources"]?["limits"])
            let requests = amounts(container["resources"]?["requests"])
            if !limits.isEmpty || !requests.isEmpty { hasAny = true }
            for name in ["cpu", "memory"] {
                guard let limit = limits[name], limit == requests[name] ?? limit else {
                    isGuaranteed = false
                    continue
                }
            }
        }
        return hasAny ? (isGuaranteed ? "Guaranteed" : "Burstable") : "BestEffort"
    }

    private static func amounts(_ list: JSONValue?) -> [String: Quantity] {
        var result: [String: Quantity] = [:]
        for (name, value) in list?.object ?? JSONObject() where name == "cpu" || name == "memory" {
            if let quantity = ResourceValidation.parse(value), quantity > 0 { result[name] = quantity }
        }
        return result
    }
}
