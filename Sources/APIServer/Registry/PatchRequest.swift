import JSON
import KubernetesAPI

extension Registry {
    /// PATCH of an object or of a subresource that shares its schema.
    func patch(_ request: RequestContext) async throws -> Answer {
        let type = try Self.patchType(request)
        let parameters = try WriteParameters(request.query, kind: "PatchOptions", apply: type == .apply)
        let manager = fieldManager(request, parameters, subresource: request.info.subresource)
        let plan = UpdatePlan(
            transform: { [self] current in
                try patched(current, type, request, parameters, manager)
            }, retriesConflicts: !Self.insistsOnRevision(request.body), createsAbsent: type == .apply && request.info.subresource.isEmpty,
            dryRun: parameters.dryRun)
        return try await update(request, plan)
    }

    /// - Throws: 415 for a content type that is no patch.
    static func patchType(_ request: RequestContext) throws(APIStatusError) -> PatchType {
        let type = PatchType(contentType: request.headers["content-type"] ?? "")
        guard let type else { throw .unsupportedMediaType("415: Unsupported Media Type", details: .init()) }
        return type
    }

    /// The object that a patch makes of another, checked against the schema and with defaults.
    private func patched(
        _ current: JSONValue, _ type: PatchType, _ request: RequestContext, _ parameters: WriteParameters, _ manager: FieldManager
    ) throws(APIStatusError) -> JSONValue {
        let resource = request.resource
        let description = resource.description
        let isNew = current.isNull
        let merged: JSONValue
        if type == .apply {
            merged = try manager.apply(live: isNew ? nil : current, body: request.body, force: parameters.force ?? false)
            if parameters.fieldValidation != .ignore {
                try reportDuplicates(PatchStrictness.duplicatesInYAML(request.body), request, parameters.fieldValidation)
            }
        } else {
            merged = try PatchEngine.apply(type, body: request.body, to: current, schema: resource.schema)
        }
        var object = try conformed(merged, current, type, request, parameters.fieldValidation)
        resource.rules.applyDefaults(&object)
        if type == .apply {
            if isNew {
                let uid = object["metadata"]?.text("uid") ?? ""
                guard uid.isEmpty else {
                    throw resource.conflict(
                        request.info.name, "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
                }
                object.edit("metadata") { $0["name"] = .string(request.info.name) }
            }
        } else {
            if SubresourceFields.narrowsFirst(request.info.subresource) {
                object = SubresourceFields.narrow(object, over: current, subresource: request.info.subresource)
            }
            manager.update(live: current, new: &object)
        }
        try Self.checkNames(object, request.info)
        return object
    }

    /// What a patch has made, checked against the schema. Kubernetes blames the patch for what does not fit.
    private func conformed(
        _ merged: JSONValue, _ current: JSONValue, _ type: PatchType, _ request: RequestContext, _ validation: WriteParameters.FieldValidation
    ) throws(APIStatusError) -> JSONValue {
        let resource = request.resource
        let duplicates = PatchStrictness.duplicates(type, request.body)
        let result: (object: JSONValue, strict: [String])
        do {
            result = try ObjectDecoder.conform(
                merged, schema: resource.schema, kind: resource.kind, apiVersion: resource.description.apiVersion)
        } catch {
            guard type != .apply else { throw error }
            throw PatchStrictness.refusal(type, request.body, merged, PatchStrictness.reason(error, type, merged, resource))
        }
        let findings = duplicates + result.strict
        if validation == .strict, !findings.isEmpty, type != .apply {
            throw PatchStrictness.refusal(type, request.body, merged, "strict decoding error: " + findings.joined(separator: ", "))
        }
        try report(findings, request, kind: resource.kind, apiVersion: resource.description.apiVersion, validation)
        return result.object
    }

    /// Refuses or warns of keys that stand twice in an applied configuration.
    private func reportDuplicates(
        _ text: String?, _ request: RequestContext, _ validation: WriteParameters.FieldValidation
    ) throws(APIStatusError) {
        guard let text else { return }
        switch validation {
        case .ignore: break
        case .warn: request.warn([text])
        case .strict: throw .badRequest("error strict decoding YAML: \(text)")
        }
    }

    /// Whether a patch names the revision it is for.
    private static func insistsOnRevision(_ body: [UInt8]) -> Bool {
        guard let patch = try? JSONValue(parsing: body) else { return false }
        if let version = patch["metadata"]?["resourceVersion"], !version.isNull { return true }
        return patch.array?.contains { $0.text("path") == "/metadata/resourceVersion" } ?? false
    }
}
