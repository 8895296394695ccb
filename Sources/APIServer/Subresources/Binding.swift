import APISchema
import JSON

/// Binding a pod to a node: what the scheduler does last.
extension Registry {
    /// POST of `pods/NAME/binding`, or of `bindings`.
    func bind(_ request: RequestContext, pods: ServedResource) async throws -> Answer {
        let parameters = try WriteParameters(request.query, kind: "CreateOptions")
        guard let schema = resources.bindingSchema else { throw APIStatusError.noSuchResource }
        var binding = try decode(request, schema: schema, kind: "Binding", apiVersion: "v1", validation: parameters.fieldValidation)
        let name = request.info.resource == "bindings" ? binding["metadata"]?.text("name") ?? "" : request.info.name
        if request.info.resource != "bindings" {
            let given = binding["metadata"]?.text("name") ?? ""
            if !given.isEmpty, given != name {
                throw APIStatusError.badRequest("name in URL does not match name in Binding object")
            }
        }
        binding = try await admitted(.create, request, kind: "Binding", object: binding, dryRun: parameters.dryRun, name: name)
        let target = binding["target"] ?? [:]
        var errors: [FieldError] = []
        if !target.text("kind").isEmpty, target.text("kind") != "Node" {
            errors.append(.notSupported("target.kind", target.text("kind"), ["Node", "<empty>"]))
        }
        if target.text("name").isEmpty { errors.append(.required("target.name")) }
        if !errors.isEmpty { throw APIStatusError.invalid(group: "", kind: "Binding", name: name, errors) }

        let namespace = request.info.namespace
        func conflict(_ message: String) -> APIStatusError {
            .conflict(group: "", resource: "pods/binding", name: name, message)
        }
        for _ in 1...Self.maximumAttempts {
            guard let stored = try await pods.storage.get(namespace: namespace, name: name) else { throw pods.notFound(name) }
            var pod = stored.tree
            let uid = pod["metadata"]?.text("uid") ?? ""
            if let wanted = binding["metadata"]?.text("uid"), !wanted.isEmpty, wanted != uid {
                throw conflict("Precondition failed: UID in precondition: \(wanted), UID in object meta: \(uid)")
            }
            if pod["metadata"]?["deletionTimestamp"] != nil {
                throw conflict("pod \(name) is being deleted, cannot be assigned to a host")
            }
            let node = pod["spec"]?.text("nodeName") ?? ""
            if !node.isEmpty { throw conflict("pod \(name) is already assigned to node \(FieldError.quoted(node))") }
            if pod["spec"]?.has("schedulingGates") == true {
                throw conflict("pod \(name) has non-empty .spec.schedulingGates")
            }
            pod.edit("spec") { $0["nodeName"] = target["name"] }
            pod.edit("metadata") { metadata in
                for (field, values) in ["annotations": binding["metadata"]?["annotations"], "labels": binding["metadata"]?["labels"]] {
                    guard let values = values?.object, !values.isEmpty else { continue }
                    metadata.setDefault(field, [:])
                    metadata.edit(field) { for (key, value) in values { $0[key] = value } }
                }
            }
            pod.setDefault("status", [:])
            pod.edit("status") { status in
                let condition: JSONValue = ["type": "PodScheduled", "status": "True", "lastProbeTime": .null, "lastTransitionTime": .string(request.time)]
                let others = status.items("conditions").filter { $0.text("type") != "PodScheduled" }
                status["conditions"] = .array(others + [condition])
                // What was promised to it is of no interest any more.
                status["nominatedNodeName"] = Optional<JSONValue>.none
            }
            let done: JSONValue = ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201]
            if parameters.dryRun { return .status(done, code: 201) }
            if try await pods.storage.update(pod, namespace: namespace, name: name, ifRevision: stored.revision) != nil {
                return .status(done, code: 201)
            }
        }
        throw conflict(APIStatusError.modifiedMessage)
    }
}
