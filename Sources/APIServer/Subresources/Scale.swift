import APISchema
import JSON
import KubernetesAPI

/// The subresource `scale`: the number of replicas as an object of its own, the same for every kind that has one.
extension Registry {
    /// GET, PUT and PATCH of `scale`.
    func scale(_ request: RequestContext, method: String) async throws -> Answer {
        let resource = request.resource
        let info = request.info
        guard let object = try await resource.storage.get(namespace: info.namespace, name: info.name) else {
            throw Self.noScale(of: resource.group, resource.plural, info.name) ?? resource.notFound(info.name)
        }
        if method == "GET" {
            return Answer(status: 200, content: .tree(Self.scale(of: tree(object, resource))), isShaped: false)
        }
        guard let schema = resources.scaleSchema else { throw APIStatusError.noSuchResource }
        let patchType = method == "PATCH" ? try Self.patchType(request) : nil
        let parameters = try WriteParameters(
            request.query, kind: patchType == nil ? "UpdateOptions" : "PatchOptions", apply: patchType == .apply)
        var body: JSONValue?
        if patchType == nil {
            body = try decode(
                request, schema: schema, kind: "Scale", apiVersion: "autoscaling/v1", validation: parameters.fieldValidation)
        }
        let sent = body
        if let sent { try Self.checkNames(sent, info) }
        var manager = fieldManager(request, parameters, subresource: "scale")
        manager.schema = schema
        manager.apiVersion = "autoscaling/v1"
        let owner = manager
        let plan = UpdatePlan(
            transform: { [self] current in
                var before = Self.scale(of: current)
                before.edit("metadata") { $0["managedFields"] = ScaleManagedFields.ofScale(current) }
                var after: JSONValue
                if patchType == .apply {
                    after = try owner.apply(live: before, body: request.body, force: parameters.force ?? false)
                } else {
                    if let sent {
                        after = sent
                    } else if let patchType {
                        let merged = try PatchEngine.apply(patchType, body: request.body, to: before, schema: schema)
                        after = try ObjectDecoder.conform(merged, schema: schema, kind: "Scale", apiVersion: "autoscaling/v1").object
                    } else {
                        after = before
                    }
                    owner.update(live: before, new: &after)
                }
                return try scaled(current, by: after, name: info.name)
            }, retriesConflicts: (sent?["metadata"]?.text("resourceVersion") ?? "").isEmpty, dryRun: parameters.dryRun)
        let answer = try await update(request, plan)
        guard case .object(let object, _) = answer.content else { return answer }
        return Answer(status: answer.status, content: .tree(Self.scale(of: tree(object, resource))), isShaped: false)
    }

    /// What is not there by the name that Kubernetes gives it; nil where that is the object's own.
    private static func noScale(of group: String, _ plural: String, _ name: String) -> APIStatusError? {
        switch (group, plural) {
        case ("apps", "deployments"), ("apps", "replicasets"): .notFound(group: group, resource: plural + "/scale", name: name)
        case ("", "replicationcontrollers"): .notFound(group: "autoscaling", resource: plural + "/scale", name: name)
        default: nil
        }
    }

    private func scaled(
        _ current: JSONValue, by scale: JSONValue, name: String
    ) throws(APIStatusError) -> JSONValue {
        let replicas = scale["spec"]?["replicas"]?.int ?? 0
        if replicas < 0 {
            throw .invalid(
                group: "autoscaling", kind: "Scale", name: name,
                [.invalid("spec.replicas", "\(replicas)", "must be greater than or equal to 0")])
        }
        var new = current
        new.edit("spec") { $0["replicas"] = .int(replicas) }
        new.edit("metadata") { metadata in
            if let version = scale["metadata"]?["resourceVersion"]?.string, !version.isEmpty {
                metadata["resourceVersion"] = .string(version)
            }
            metadata["managedFields"] = ScaleManagedFields.ofObject(current, after: scale)
        }
        return new
    }

    /// `Scale` of an object.
    static func scale(of object: JSONValue) -> JSONValue {
        var metadata = JSONObject()
        for field in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[field] = object["metadata"]?[field]
        }
        var spec = JSONObject()
        if let replicas = object["spec"]?["replicas"]?.int, replicas != 0 { spec["replicas"] = .int(replicas) }
        var status: JSONValue = ["replicas": .int(object["status"]?["replicas"]?.int ?? 0)]
        let selector = selectorText(object["spec"]?["selector"], isMap: object.text("kind") == "ReplicationController")
        if !selector.isEmpty { status["selector"] = .string(selector) }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata), "spec": .object(spec), "status": status,
        ]
    }

    private static func selectorText(_ selector: JSONValue?, isMap: Bool) -> String {
        guard let selector, !selector.isNull else { return "" }
        let labels = isMap ? selector.object : selector["matchLabels"]?.object
        var parts = (labels ?? JSONObject()).map { (key: $0.key, text: "\($0.key)=\($0.value.string ?? "")") }
        for expression in isMap ? [] : selector.items("matchExpressions") {
            let key = expression.text("key")
            let values = expression.items("values").compactMap(\.string).sorted().joined(separator: ",")
            switch expression.text("operator") {
            case "In": parts.append((key, "\(key) in (\(values))"))
            case "NotIn": parts.append((key, "\(key) notin (\(values))"))
            case "Exists": parts.append((key, key))
            default: parts.append((key, "!\(key)"))
            }
        }
        return parts.sorted { $0.key < $1.key }.map(\.text).joined(separator: ",")
    }
}
