import JSON
import KubernetesAPI

/// What a write through a path makes of the object that is stored.
struct UpdatePlan: Sendable {
    /// Makes the new object (in the version of the request) of the present one, which is null when there is none.
    var transform: @Sendable (JSONValue) async throws -> JSONValue
    /// Whether a conflict is tried again with the newer object; not when the client insists on a revision.
    var retriesConflicts = false
    /// Whether an absent object is created.
    var createsAbsent = false
    var dryRun: Bool
}

extension Registry {
    /// PUT of an object or of its status.
    func update(_ request: RequestContext) async throws -> Answer {
        let parameters = try WriteParameters(request.query, kind: "UpdateOptions")
        let object = try decodeBody(request, parameters)
        try Self.checkNames(object, request.info)
        let manager = fieldManager(request, parameters, subresource: request.info.subresource)
        let subresource = request.info.subresource
        let plan = UpdatePlan(
            transform: { current in
                var new = object
                if current.isNull {
                    manager.update(live: nil, new: &new)
                } else {
                    // What a status update cannot change is not booked to its writer.
                    if SubresourceFields.narrowsFirst(subresource) {
                        new = SubresourceFields.narrow(new, over: current, subresource: subresource)
                    }
                    manager.update(live: current, new: &new)
                }
                return new
            }, retriesConflicts: (object["metadata"]?.text("resourceVersion") ?? "").isEmpty,
            createsAbsent: request.resource.rules.createsOnUpdate && subresource.isEmpty, dryRun: parameters.dryRun)
        return try await update(request, plan)
    }

    /// - Throws: 400 when the object's name or namespace is not that of the path.
    static func checkNames(_ object: JSONValue, _ info: RequestInfo) throws(APIStatusError) {
        let name = object["metadata"]?.text("name") ?? ""
        if name.isEmpty {
            throw .badRequest("the name of the object (\(info.name) based on URL) was undeterminable: name must be provided")
        }
        if name != info.name {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(info.name))")
        }
        let namespace = object["metadata"]?.text("namespace") ?? ""
        if info.resource != "namespaces", !namespace.isEmpty, namespace != info.namespace {
            throw .badRequest(
                "the namespace of the object (\(namespace)) does not match the namespace on the request (\(info.namespace))")
        }
    }

    /// Reads, transforms, admits, checks and stores an object, again as long as others are faster.
    func update(_ request: RequestContext, _ plan: UpdatePlan) async throws -> Answer {
        let resource = request.resource
        let info = request.info
        for attempt in 1... {
            guard let stored = try await resource.storage.get(namespace: info.namespace, name: info.name) else {
                guard plan.createsAbsent else { throw resource.notFound(info.name) }
                var object = try await plan.transform(.null)
                try Self.ensureNamespace(&object, info, resource)
                return try await create(object, request, dryRun: plan.dryRun, status: 201)
            }
            let current = tree(stored, resource)
            var object = try await plan.transform(current)
            do {
                try checkRevision(object, stored, request)
            } catch {
                if plan.retriesConflicts, attempt < Self.maximumAttempts, error.code == 409 { continue }
                throw error
            }
            object = Self.toStorage(object, resource)
            let old = stored.tree
            var admitted = Self.admissionRequest(.update, request, object: object, old: old, dryRun: plan.dryRun)
            try await admission.admit(&admitted, self)
            request.warn(admitted.warnings)
            object = try prepared(admitted.object, old: old, request, dryRun: plan.dryRun)
            let text = try checkText(object, stored, request)
            try check(object, old: old, request)
            admitted.object = object
            try await admission.validate(&admitted, self)
            request.warn(admitted.warnings)
            admitted.object = .null
            if object == old {
                return .object(stored, of: resource)
            }
            let reservation = try await allocators.reserve(for: &object, old: old, resource: resource, dryRun: plan.dryRun)
            if plan.dryRun {
                return .object(resource.storage.unstored(object, revision: stored.revision), of: resource)
            }
            do {
                if isFinished(object, resource) {
                    // The last thing that held the object is gone.
                    let removed = try await resource.storage.delete(
                        namespace: info.namespace, name: info.name, ifRevision: stored.revision)
                    if let removed {
                        if let reservation { await reservation.release() }
                        try await didDelete(old, request)
                        return .object(resource.storage.unstored(object, revision: removed), of: resource)
                    }
                } else {
                    let result = try await resource.storage.update(
                        object, namespace: info.namespace, name: info.name, ifRevision: stored.revision, text: text)
                    if let result {
                        if let reservation { await reservation.keep() }
                        if let follower = resource.follower { await follower.follow(info.name) }
                        return .object(result, of: resource)
                    }
                }
            } catch {
                if let reservation { await reservation.release() }
                throw error
            }
            if let reservation { await reservation.release() }
            if attempt >= Self.maximumAttempts || !plan.retriesConflicts { throw resource.conflict(info.name) }
        }
        throw APIStatusError.internalError("unreachable")
    }

    /// - Throws: 409 when the object was meant for another revision or another object.
    private func checkRevision(_ object: JSONValue, _ stored: StoredObject, _ request: RequestContext) throws(APIStatusError) {
        let resource = request.resource
        let metadata = object["metadata"] ?? [:]
        let version = metadata.text("resourceVersion")
        if version.isEmpty || version == "0" {
            if !resource.rules.allowsUnconditionalUpdate {
                // Kubernetes names the resource here, not the kind.
                throw .invalid(
                    group: resource.group, kind: resource.plural, name: request.info.name,
                    [.invalid("metadata.resourceVersion", "0", "must be specified for an update")])
            }
        } else if version != "\(stored.revision)" {
            guard Int64(version) != nil else {
                throw resource.invalid(
                    request.info.name,
                    [.invalid("metadata.resourceVersion", string: version, "strconv.ParseUint: parsing \(FieldError.quoted(version)): invalid syntax")])
            }
            throw resource.conflict(request.info.name)
        }
        let uid = metadata.text("uid")
        let storedUID = stored.tree["metadata"]?.text("uid") ?? ""
        if !uid.isEmpty, uid != storedUID {
            throw resource.conflict(
                request.info.name,
                "Precondition failed: UID in precondition: \(uid), UID in object meta: \(storedUID)")
        }
    }

    /// Resets what this write may not change.
    private func prepared(_ new: JSONValue, old: JSONValue, _ request: RequestContext, dryRun: Bool) throws(APIStatusError) -> JSONValue {
        let resource = request.resource
        let context = request.ruleContext(dryRun: dryRun)
        var object = new
        let before = old["metadata"] ?? [:]
        object.setDefault("metadata", [:])
        object.edit("metadata") { metadata in
            metadata["resourceVersion"] = before["resourceVersion"]
            metadata["uid"] = before["uid"]
            metadata["creationTimestamp"] = before["creationTimestamp"]
            metadata["generation"] = before["generation"]
            metadata["selfLink"] = nil
            metadata["namespace"] = before["namespace"]
            metadata.setDefault("generateName", before["generateName"] ?? .null)
            if metadata["generateName"]?.isNull == true { metadata["generateName"] = nil }
            if before["deletionTimestamp"] != nil {
                metadata["deletionTimestamp"] = before["deletionTimestamp"]
                metadata["deletionGracePeriodSeconds"] = before["deletionGracePeriodSeconds"]
            }
        }
        let subresource = request.info.subresource
        if subresource == "status" || subresource == "approval" || subresource == "finalize" {
            object = SubresourceFields.narrow(object, over: old, subresource: subresource)
            if subresource == "approval" { SubresourceFields.stampConditions(&object, time: context.time) }
            if subresource == "status" { resource.rules.prepareForStatusUpdate(&object, old: old, context) }
            return object
        }
        if !SubresourceFields.narrowsFirst(subresource) {
            object = SubresourceFields.narrow(object, over: old, subresource: subresource)
        }
        if resource.hasStatus { object["status"] = old["status"] }
        resource.rules.prepareForUpdate(&object, old: old, context)
        if resource.rules.tracksGeneration, Self.specification(object) != Self.specification(old) {
            let generation = old["metadata"]?["generation"]?.int ?? 0
            object.edit("metadata") { $0["generation"] = .int(generation + 1) }
        }
        return object
    }

    /// Everything of an object but its metadata and status.
    private static func specification(_ object: JSONValue) -> JSONObject {
        (object.object ?? JSONObject()).filter { !["metadata", "status", "kind", "apiVersion"].contains($0.key) }
    }

    /// - Throws: 422 with everything that is wrong with a change.
    private func check(_ object: JSONValue, old: JSONValue, _ request: RequestContext) throws(APIStatusError) {
        let resource = request.resource
        var errors = MetadataValidation.update(object, old: old, checks: resource.rules.metadataChecks)
        switch request.info.subresource {
        case "status": errors += resource.rules.validateStatusUpdate(object, old: old)
        case "", "scale": errors += resource.rules.validateUpdate(object, old: old)
        default: errors += resource.rules.validateUpdate(object, old: old, subresource: request.info.subresource)
        }
        if !errors.isEmpty { throw resource.invalid(request.info.name, errors) }
        if request.info.subresource.isEmpty { request.warn(resource.rules.warnings(object, old: old)) }
    }

    /// Whether an object that is being deleted has nothing left that holds it.
    func isFinished(_ object: JSONValue, _ resource: ServedResource) -> Bool {
        let metadata = object["metadata"] ?? [:]
        guard metadata["deletionTimestamp"] != nil, metadata.items("finalizers").isEmpty else { return false }
        if resource.plural == "namespaces", resource.group.isEmpty { return object["spec"]?.items("finalizers").isEmpty ?? true }
        return metadata["deletionGracePeriodSeconds"]?.int ?? 0 == 0
    }
}
