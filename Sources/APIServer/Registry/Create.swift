import JSON
import KubernetesAPI

extension Registry {
    /// POST: stores a new object.
    func create(_ request: RequestContext) async throws -> Answer {
        let parameters = try WriteParameters(request.query, kind: "CreateOptions")
        var object = try decodeBody(request, parameters)
        try Self.ensureNamespace(&object, request.info, request.resource)
        fieldManager(request, parameters).update(live: nil, new: &object)
        return try await create(object, request, dryRun: parameters.dryRun, status: 201)
    }

    /// Who a write is booked to.
    func fieldManager(_ request: RequestContext, _ parameters: WriteParameters, subresource: String = "") -> FieldManager {
        FieldManager(
            manager: request.fieldManager(parameters), apiVersion: request.resource.description.apiVersion,
            subresource: subresource, schema: request.resource.schema, time: request.time)
    }

    /// Admits, completes, checks and stores a new object that is decoded already.
    func create(_ decoded: JSONValue, _ request: RequestContext, dryRun: Bool, status: Int) async throws -> Answer {
        let resource = request.resource
        let metadata = decoded["metadata"] ?? [:]
        if !metadata.text("resourceVersion").isEmpty, metadata.text("resourceVersion") != "0" {
            throw APIStatusError.badRequest("resourceVersion should not be set on objects to be created")
        }
        var admitted = Self.admissionRequest(
            .create, request, object: Self.toStorage(decoded, resource), old: .null, dryRun: dryRun, name: metadata.text("name"))
        if resource.plural == "namespaces" { admitted.namespace = metadata.text("name") }
        try await admission.admit(&admitted, self)
        request.warn(admitted.warnings)
        let generates = metadata.text("name").isEmpty && !metadata.text("generateName").isEmpty

        let unnamed = admitted.object
        for attempt in 1... {
            var object = unnamed
            complete(&object, request, dryRun: dryRun)
            let name = object["metadata"]?.text("name") ?? ""
            try checkNew(object, request, dryRun: dryRun)
            admitted.object = object
            admitted.name = name
            try await admission.validate(&admitted, self)
            request.warn(admitted.warnings)
            admitted.object = .null
            let reservation = try await allocators.reserve(for: &object, old: nil, resource: resource, dryRun: dryRun)
            if dryRun {
                if try await resource.storage.get(namespace: request.info.namespace, name: name) != nil {
                    throw APIStatusError.alreadyExists(group: resource.group, resource: resource.plural, name: name)
                }
                return Answer(status: status, content: .tree(Self.fromStorage(object, resource)))
            }
            do {
                if let stored = try await resource.storage.create(
                    object, namespace: request.info.namespace, name: name, text: sentText(object, request)) {
                    if let reservation { await reservation.keep() }
                    if let follower = resource.follower { await follower.follow(name) }
                    return .object(stored, of: resource, status: status)
                }
            } catch {
                if let reservation { await reservation.release() }
                throw error
            }
            if let reservation { await reservation.release() }
            if generates, attempt >= Self.maximumAttempts {
                throw APIStatusError.generateNameConflict(group: resource.group, resource: resource.plural, name: name)
            }
            if !generates {
                throw APIStatusError.alreadyExists(group: resource.group, resource: resource.plural, name: name)
            }
        }
        throw APIStatusError.internalError("unreachable")
    }

    static func fromStorage(_ object: JSONValue, _ resource: ServedResource) -> JSONValue {
        resource.conversion?.fromStorage(object) ?? object
    }

    /// Fills in what the system sets on a new object.
    private func complete(_ object: inout JSONValue, _ request: RequestContext, dryRun: Bool) {
        let resource = request.resource
        let context = request.ruleContext(dryRun: dryRun)
        object.setDefault("metadata", [:])
        object.edit("metadata") { metadata in
            if metadata.text("name").isEmpty, !metadata.text("generateName").isEmpty {
                metadata["name"] = .string(NameGenerator.name(prefix: metadata.text("generateName"), using: random))
            }
            metadata["uid"] = .string(random.uuid())
            metadata["creationTimestamp"] = .string(context.time)
            for field in ["resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"] {
                metadata[field] = nil
            }
            if resource.rules.tracksGeneration { metadata["generation"] = 1 }
        }
        if resource.hasStatus, !resource.rules.keepsStatusOnCreate { resetStatus(&object, resource) }
        resource.rules.prepareForCreate(&object, context)
    }

    /// Puts the status of an object that has none yet.
    private func resetStatus(_ object: inout JSONValue, _ resource: ServedResource) {
        let stored = resources.stored(group: resource.group, plural: resource.plural) ?? resource
        object["status"] = stored.schema["status"].flatMap { $0.absentValue }
    }

    /// - Throws: 422 with everything that is wrong with a new object.
    private func checkNew(_ object: JSONValue, _ request: RequestContext, dryRun: Bool) throws(APIStatusError) {
        let resource = request.resource
        var errors = MetadataValidation.create(
            object, namespaced: resource.isNamespaced, nameRule: resource.rules.validateName)
        errors += resource.rules.validateCreate(object, request.ruleContext(dryRun: dryRun))
        if !errors.isEmpty { throw resource.invalid(object["metadata"]?.text("name") ?? "", errors) }
        request.warn(resource.rules.warnings(object, old: nil))
    }
}
