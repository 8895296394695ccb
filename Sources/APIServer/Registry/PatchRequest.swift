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
        var merged: JSONValue
        if type == .apply {
            merged = try manager.apply(live: isNew ? nil : current, body: request.body, force: parameters.force ?? false)
        } else {
            merged = try PatchEngine.apply(type, body: request.body, to: current, schema: resource.schema)
        }
        var (object, strict) = try ObjectDecoder.conform(
            merged, schema: resource.schema, kind: resource.kind, apiVersion: description.apiVersion)
        try report(strict, request, kind: resource.kind, apiVersion: description.apiVersion, parameters.fieldValidation)
        resource.rules.applyDefaults(&object)
        if type == .apply {
            if isNew { object.edit("metadata") { $0["name"] = .string(request.info.name) } }
        } else {
            if SubresourceFields.narrowsFirst(request.info.subresource) {
                object = SubresourceFields.narrow(object, over: current, subresource: request.info.subresource)
            }
            manager.update(live: current, new: &object)
        }
        try Self.checkNames(object, request.info)
        return object
    }

    /// Whether a patch names the revision it is for.
    private static func insistsOnRevision(_ body: [UInt8]) -> Bool {
        guard let patch = try? JSONValue(parsing: body) else { return false }
        if let version = patch["metadata"]?["resourceVersion"], !version.isNull { return true }
        return patch.array?.contains { $0.text("path") == "/metadata/resourceVersion" } ?? false
    }
}
