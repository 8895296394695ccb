import JSON

/// The annotation of a pod that a kubelet shows for a file on its node.
let mirrorPodAnnotation = "kubernetes.io/config.mirror"

/// What Kubernetes refuses in a change of a pod's ephemeral containers: they may be added, but never changed nor removed.
enum PodEphemeralContainersValidation {
    /// `found` with what is wrong with the change.
    static func errors(_ found: [FieldError], _ object: JSONValue, old: JSONValue) -> [FieldError] {
        if old["metadata"]?["annotations"]?[mirrorPodAnnotation] != nil {
            return [.forbidden("", "static pods do not support ephemeral containers")]
        }
        var errors = found
        let containers = object["spec"]?.items("ephemeralContainers") ?? []
        for before in old["spec"]?.items("ephemeralContainers") ?? [] {
            let name = FieldError.quoted(before.text("name"))
            guard let container = containers.last(where: { $0["name"] == before["name"] }) else {
                errors.append(.forbidden("spec.ephemeralContainers", "existing ephemeral containers \(name) may not be removed\n"))
                continue
            }
            guard container != before else { continue }
            let type = "core.v1.EphemeralContainer"
            errors.append(
                .forbidden(
                    "spec.ephemeralContainers",
                    "existing ephemeral containers \(name) may not be changed\n"
                        + GoText.difference(GoStruct.tree(type, before), GoStruct.tree(type, container))))
        }
        return errors
    }
}

/// What Kubernetes refuses in a resize of a running pod: only CPU and memory may change, and none may be taken away.
enum PodResizeValidation {
    /// `found` with what is wrong with the change.
    static func errors(_ found: [FieldError], _ object: JSONValue, old: JSONValue) -> [FieldError] {
        if old["metadata"]?["annotations"]?[mirrorPodAnnotation] != nil { return [.forbidden("", "static pods cannot be resized")] }
        if old["spec"]?["os"]?.text("name") == "windows" { return [.forbidden("", "windows pods cannot be resized")] }
        var errors = found
        let (spec, before) = (object["spec"] ?? [:], old["spec"] ?? [:])
        let oldClass = old["status"]?.text("qosClass") ?? ""
        if QualityOfService.of(spec) != (oldClass.isEmpty ? QualityOfService.of(before) : oldClass) {
            errors.append(.invalid("spec", string: oldClass, "Pod QOS Class may not change as a result of resizing"))
        }
        if let running = old["status"]?.items("containerStatuses").first(where: { $0["state"]?.isSet("running") == true }), !running.isSet("resources") {
            errors.append(.forbidden("spec", "Pod running on node without support for resize"))
        }
        let orderErrors = order(spec, before)
        if !orderErrors.isEmpty { return errors + orderErrors }
        for list in ["initContainers", "containers"] {
            for (i, (new, old)) in zip(spec.items(list), before.items(list)).enumerated() {
                errors += removed(new["resources"], old["resources"], "spec.\(list)[\(i)].resources")
            }
        }
        errors += removed(spec["resources"], before["resources"], "spec.resources")
        for (new, old) in zip(spec.items("containers"), before.items("containers")) where withoutMain(new) != withoutMain(old) {
            errors.append(.forbidden("spec", "only cpu and memory resources are mutable"))
        }
        for (new, old) in zip(spec.items("initContainers"), before.items("initContainers")) {
            if new.text("restartPolicy") != "Always" {
                if new != old { errors.append(.forbidden("spec", "resources for non-sidecar init containers are immutable")) }
            } else if withoutMain(new) != withoutMain(old) {
                errors.append(.forbidden("spec", "only cpu and memory resources for sidecar containers are mutable"))
            }
        }
        if withoutMain(["resources": spec["resources"] ?? .null]) != withoutMain(["resources": before["resources"] ?? .null]) {
            errors.append(.forbidden("spec", "only cpu and memory resources are mutable"))
        }
        return errors
    }

    private static func order(_ spec: JSONValue, _ before: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for list in ["containers", "initContainers"] {
            let (new, old) = (spec.items(list), before.items(list))
            if new.count != old.count {
                errors.append(.forbidden("spec.\(list)", "\(list) may not be added or removed on resize"))
                continue
            }
            for i in new.indices where new[i]["name"] != old[i]["name"] {
                errors.append(.forbidden("spec.\(list)[\(i)].name", "\(list) may not be renamed or reordered on resize"))
            }
        }
        return errors
    }

    private static func removed(_ new: JSONValue?, _ old: JSONValue?, _ field: String) -> [FieldError] {
        ["requests", "limits"].filter { part in (old?.members(part) ?? [:]).contains { new?[part]?[$0.key] == nil } }
            .map { .forbidden("\(field).\($0)", "resource \($0) cannot be removed") }
    }

    /// A container without its CPU and memory.
    private static func withoutMain(_ container: JSONValue) -> JSONValue {
        var container = container
        container.edit("resources") { resources in
            for part in ["requests", "limits"] {
                resources.edit(part) { amounts in
                    amounts["cpu"] = nil
                    amounts["memory"] = nil
                }
                if resources[part]?.object?.isEmpty == true { resources[part] = nil }
            }
        }
        return container
    }
}

/// What Kubernetes refuses in a change of a pod's status.
enum PodStatusValidation {
    /// What is wrong with the change.
    static func errors(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = PodAnnotationValidation.update(object, old: old)
        let (status, before) = (object["status"] ?? [:], old["status"] ?? [:])
        let own: Set<String> = ["PodScheduled", "Ready", "Initialized"]
        for (i, condition) in status.items("conditions").enumerated() where !own.contains(condition.text("type")) {
            // Kubernetes writes this one with a capital, and under the metadata.
            errors.names(condition.text("type"), "metadata.conditions[\(i)].Type", NameRules.qualifiedName)
        }
        if object["spec"]?["nodeName"] != old["spec"]?["nodeName"] {
            errors.append(.forbidden("status.nodeName", "may not be changed directly"))
        }
        if status["nominatedNodeName"] != before["nominatedNodeName"] {
            errors.name(status, "nominatedNodeName", "status", NameRules.dnsSubdomain)
        }
        if let generation = status["observedGeneration"]?.int, generation < 0 {
            errors.append(.invalid("status.observedGeneration", "\(generation)", "must be greater than or equal to 0"))
        }
        errors.immutable(status["qosClass"], before["qosClass"], "status.qosClass")
        if old["spec"]?.text("restartPolicy") != "Always" {
            for list in ["containerStatuses", "initContainerStatuses"] { errors += transitions(status, before, list, old["spec"] ?? [:]) }
        }
        errors += addresses(status, "podIPs", "pod IP")
        errors += addresses(status, "hostIPs", "host IP")
        var claims: Set<String> = []
        let known = (object["spec"]?.items("resourceClaims") ?? []).map { $0.text("name") }
        for (i, claim) in status.items("resourceClaimStatuses").enumerated() {
            let field = "status.resourceClaimStatuses[\(i)]"
            let name = claim.text("name")
            if !known.contains(name) {
                errors.append(.invalid("\(field).name", string: name, "must match the name of an entry in `spec.resourceClaims`"))
            }
            if !claims.insert(name).inserted { errors.append(.duplicate("\(field).name", FieldError.quoted(name))) }
            errors.name(claim, "resourceClaimName", field, NameRules.dnsSubdomain)
        }
        return errors
    }

    /// What has ended does not run again, where the pod does not restart it.
    private static func transitions(_ status: JSONValue, _ before: JSONValue, _ list: String, _ spec: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let containers = spec.items(list == "containerStatuses" ? "containers" : "initContainers")
        for (i, old) in before.items(list).enumerated() {
            guard let ended = old["state"]?["terminated"], !ended.isNull else { continue }
            if spec.text("restartPolicy") == "OnFailure", ended["exitCode"]?.int ?? 0 != 0 { continue }
            let container = containers.first { $0["name"] == old["name"] }
            if container?.isSet("restartPolicy") == true || list == "initContainerStatuses" && ended["exitCode"]?.int ?? 0 != 0 { continue }
            guard let new = status.items(list).first(where: { $0["name"] == old["name"] }), new["state"]?.isSet("terminated") != true else { continue }
            errors.append(.forbidden("status.\(list)[\(i)].state", "may not be transitioned to non-terminated state"))
        }
        return errors
    }

    private static func addresses(_ status: JSONValue, _ list: String, _ what: String) -> [FieldError] {
        var errors: [FieldError] = []
        let texts = status.items(list).map { $0.text("ip") }
        for (i, text) in texts.enumerated() {
            errors.address(text, "status.\(list)[\(i)]")
            if texts[..<i].contains(text) { errors.append(.duplicate("status.\(list)[\(i)]", FieldError.quoted(text))) }
        }
        let v6 = texts.filter { $0.contains(":") }.count
        if v6 > 1 || texts.count - v6 > 1, texts.allSatisfy(IPText.isAddress) {
            errors.append(
                .invalid("status.\(list)", GoText.json(.array(texts.map { ["IP": .string($0)] })), "may specify no more than one IP for each IP family"))
        }
        return errors
    }
}

/// What Kubernetes refuses in the annotations of a pod that it reads itself.
enum PodAnnotationValidation {
    /// What is wrong with the annotations.
    static func errors(_ annotations: JSONValue?, spec: JSONValue) -> [FieldError] {
        guard let annotations, annotations.object?.isEmpty == false else { return [] }
        var errors: [FieldError] = []
        if let mirror = annotations[mirrorPodAnnotation]?.string, spec.text("nodeName").isEmpty {
            errors.append(
                .invalid("metadata.annotations[\(mirrorPodAnnotation)]", string: mirror, "must set spec.nodeName if mirror pod annotation is set"))
        }
        let cost = "controller.kubernetes.io/pod-deletion-cost"
        if let text = annotations[cost]?.string, Int32(text).map({ "\($0)" != text }) ?? true {
            errors.append(.invalid("metadata.annotations[\(cost)]", string: text, "must be a 32bit integer"))
        }
        return errors
    }

    /// What is wrong with the change of the annotations.
    static func update(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let new = object["metadata"]?["annotations"]?[mirrorPodAnnotation]
        let before = old["metadata"]?["annotations"]?[mirrorPodAnnotation]
        if new == before { return [] }
        let verb = new == nil ? "remove or update" : before == nil ? "add" : "remove or update"
        return [.forbidden("metadata.annotations[\(mirrorPodAnnotation)]", "may not \(verb) mirror pod annotation")]
    }
}
