import JSON
import KubernetesAPI

/// Gives containers the default amounts of their namespace's LimitRanges, and refuses what is out of their bounds.
struct LimitRanger: AdmissionPlugin {
    static let name = "LimitRanger"
    static let resources: Set<String>? = ["pods", "persistentvolumeclaims"]
    private static let annotation = "kubernetes.io/limit-ranger"

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.resource == "pods" else { return }
        for range in limitRanges(request, reader) { setDefaults(range, &request.object) }
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        for range in limitRanges(request, reader) {
            var errors: [String] = []
            for limit in range["spec"]?.items("limits") ?? [] {
                errors += request.resource == "pods" ? podErrors(request.object, Bounds(limit)) : claimErrors(request.object, Bounds(limit))
            }
            let distinct = errors.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            if distinct.isEmpty { continue }
            throw request.forbidden(distinct.count == 1 ? distinct[0] : "[\(distinct.joined(separator: ", "))]")
        }
    }

    /// The ranges that a request has to do with: new pods and claims, resized pods, changed claims.
    private func limitRanges(_ request: AdmissionRequest, _ reader: any AdmissionReader) -> [JSONValue] {
        guard request.group.isEmpty, request.writes else { return [] }
        let concerned =
            switch (request.resource, request.subresource) {
            case ("pods", ""): request.operation == .create
            case ("pods", "resize"), ("persistentvolumeclaims", ""): true
            default: false
            }
        guard concerned, request.old["metadata"]?["deletionTimestamp"] == nil else { return [] }
        return reader.readAll(group: "", resource: "limitranges", namespace: request.namespace)
    }

    // MARK: Defaults

    private func setDefaults(_ range: JSONValue, _ pod: inout JSONValue) {
        var limits = JSONObject()
        var requests = JSONObject()
        for limit in range["spec"]?.items("limits") ?? [] where limit.text("type") == "Container" {
            for (name, amount) in limit.members("default") { limits[name] = amount }
            for (name, amount) in limit.members("defaultRequest") { requests[name] = amount }
        }
        if limits.isEmpty, requests.isEmpty { return }
        var notes: [String] = []
        pod.edit("spec") { spec in
            for (list, role) in [("containers", "container"), ("initContainers", "init container")] {
                spec.editEach(list) { container in
                    container.setDefault("resources", [:])
                    container.edit("resources") { resources in
                        let madeLimits = Self.fill(&resources, "limits", limits)
                        let madeRequests = Self.fill(&resources, "requests", requests)
                        for (made, what) in [(madeRequests, "request"), (madeLimits, "limit")] where !made.isEmpty {
                            notes.append("\(made.sorted().joined(separator: ", ")) \(what) for \(role) ")
                        }
                    }
                    let name = container.text("name")
                    for i in notes.indices where notes[i].hasSuffix(" ") { notes[i] += name }
                }
            }
        }
        if notes.isEmpty { return }
        pod.edit("metadata") { metadata in
            metadata.setDefault("annotations", [:])
            metadata.edit("annotations") { $0[Self.annotation] = .string("LimitRanger plugin set: " + notes.joined(separator: "; ")) }
        }
    }

    /// Sets the amounts that are not there; returns their names.
    private static func fill(_ resources: inout JSONValue, _ side: String, _ defaults: JSONObject) -> [String] {
        let missing = defaults.keys.filter { resources[side]?[$0] == nil }
        if missing.isEmpty { return [] }
        resources.setDefault(side, [:])
        resources.edit(side) { amounts in
            for name in missing { amounts[name] = defaults[name] }
        }
        return missing
    }

    // MARK: Bounds

    /// The amounts of one `LimitRangeItem`.
    private struct Bounds {
        var type: String
        var min: ResourceAmounts
        var max: ResourceAmounts
        var ratio: ResourceAmounts

        init(_ limit: JSONValue) {
            type = limit.text("type")
            min = ResourceAmounts(list: limit["min"])
            max = ResourceAmounts(list: limit["max"])
            ratio = ResourceAmounts(list: limit["maxLimitRequestRatio"])
        }
    }

    private func podErrors(_ pod: JSONValue, _ bounds: Bounds) -> [String] {
        switch bounds.type {
        case "Container":
            return ["containers", "initContainers"].flatMap { list in
                (pod["spec"]?.items(list) ?? []).flatMap { container in
                    errors(
                        bounds, requests: ResourceAmounts(list: container["resources"]?["requests"]),
                        limits: ResourceAmounts(list: container["resources"]?["limits"]))
                }
            }
        case "Pod":
            return errors(bounds, requests: PodResources.total(pod, .requests), limits: PodResources.total(pod, .limits))
        default: return []
        }
    }

    private func errors(_ bounds: Bounds, requests: ResourceAmounts, limits: ResourceAmounts) -> [String] {
        var errors: [String] = []
        for (name, bound) in bounds.min.sorted(by: { $0.key < $1.key }) {
            errors += Self.minimum(bounds.type, name, bound, requests[name], limits[name])
        }
        for (name, bound) in bounds.max.sorted(by: { $0.key < $1.key }) {
            let start = "maximum \(name) usage per \(bounds.type) is \(bound)"
            guard let limit = limits[name] else {
                errors.append("\(start).  No limit is specified")
                continue
            }
            if limit > bound {
                errors.append("\(start), but limit is \(limit)")
            } else if let request = requests[name], request > bound {
                errors.append("\(start), but request is \(request)")
            }
        }
        for (name, bound) in bounds.ratio.sorted(by: { $0.key < $1.key }) {
            let start = "\(name) max limit to request ratio per \(bounds.type) is \(bound)"
            guard let request = requests[name], !request.isZero else {
                errors.append("\(start), but no request is specified or request is 0")
                continue
            }
            guard let limit = limits[name], !limit.isZero else {
                errors.append("\(start), but no limit is specified or limit is 0")
                continue
            }
            let ratio = Double(limit.milliValue) / Double(request.milliValue)
            if ratio * 1000 > Double(bound.milliValue) {
                errors.append("\(start), but provided ratio is \(GoText.fixed(ratio))")
            }
        }
        return errors
    }

    private static func minimum(_ type: String, _ name: String, _ bound: Quantity, _ request: Quantity?, _ limit: Quantity?) -> [String] {
        let start = "minimum \(name) usage per \(type) is \(bound)"
        guard let request else { return ["\(start).  No request is specified"] }
        if request < bound { return ["\(start), but request is \(request)"] }
        if let limit, limit < bound { return ["\(start), but limit is \(limit)"] }
        return []
    }

    private func claimErrors(_ claim: JSONValue, _ bounds: Bounds) -> [String] {
        guard bounds.type == "PersistentVolumeClaim" else { return [] }
        let requests = ResourceAmounts(list: claim["spec"]?["resources"]?["requests"])
        var errors: [String] = []
        for (name, bound) in bounds.min.sorted(by: { $0.key < $1.key }) { errors += Self.minimum(bounds.type, name, bound, requests[name], nil) }
        for (name, bound) in bounds.max.sorted(by: { $0.key < $1.key }) {
            let start = "maximum \(name) usage per \(bounds.type) is \(bound)"
            guard let request = requests[name] else {
                errors.append("\(start).  No request is specified")
                continue
            }
            if request > bound { errors.append("\(start), but request is \(request)") }
        }
        return errors
    }
}
