import JSON
import KubernetesAPI
import Store

extension Registry {
    /// DELETE of one object.
    func delete(_ request: RequestContext) async throws -> Answer {
        let parameters = try DeleteParameters(request, schema: resources.deleteOptionsSchema)
        return try await delete(request, name: request.info.name, parameters).answer
    }

    /// What became of a deletion.
    struct Deletion: Sendable {
        var answer: Answer
        /// The object as it was last.
        var object: StoredObject
    }

    /// Deletes an object, or marks it for deletion when something holds it.
    /// - Parameter admits: whether admission is asked; not for a deletion that follows from a request it was asked about.
    func delete(
        _ request: RequestContext, name: String, _ parameters: DeleteParameters, admits: Bool = true
    ) async throws -> Deletion {
        let resource = request.resource
        let info = request.info
        for attempt in 1... {
            guard let stored = try await resource.storage.get(namespace: info.namespace, name: name) else {
                throw resource.notFound(name)
            }
            let old = stored.tree
            try checkPreconditions(parameters, old, stored, resource, name: name)
            if admits {
                try await admitted(
                    Self.admissionRequest(.delete, request, object: .null, old: old, dryRun: parameters.dryRun, name: name), request)
            }

            var doomed = old
            let isMarked = resource.rules.markForDeletion(&doomed, request.ruleContext(dryRun: parameters.dryRun))
            let marked = isMarked ? .later(doomed) : mark(old, parameters, resource, request.clock)
            let answer = { (object: StoredObject, immediately: Bool) -> Deletion in
                var code = 200
                if !immediately, parameters.orphanDependents == false { code = 202 }
                if immediately, !resource.rules.returnsDeletedObject {
                    let status = APIStatusError.deleted(
                        name: name, group: resource.group, resource: resource.plural, uid: old["metadata"]?.text("uid") ?? "")
                    return Deletion(answer: .status(status), object: object)
                }
                return Deletion(answer: .object(object, of: resource, status: code), object: object)
            }
            switch marked {
            case .pending:
                return answer(stored, false)
            case .now(let last):
                if parameters.dryRun { return answer(resource.storage.unstored(last, revision: stored.revision), true) }
                let removed = try await resource.storage.delete(
                    namespace: info.namespace, name: name, ifRevision: stored.revision)
                if let removed {
                    try await didDelete(last, request)
                    return answer(resource.storage.unstored(last, revision: last == old ? stored.revision : removed), true)
                }
            case .later(let object):
                if parameters.dryRun { return answer(resource.storage.unstored(object, revision: stored.revision), false) }
                let updated = try await resource.storage.update(
                    object, namespace: info.namespace, name: name, ifRevision: stored.revision)
                if let updated {
                    if let follower = resource.follower { await follower.follow(name) }
                    return answer(updated, false)
                }
            }
            if attempt >= Self.maximumAttempts { throw resource.conflict(name) }
        }
        throw APIStatusError.internalError("unreachable")
    }

    /// Gives back what an object that is gone had allocated.
    func didDelete(_ object: JSONValue, _ request: RequestContext) async throws {
        await allocators.release(object, resource: request.resource)
    }

    private func checkPreconditions(
        _ parameters: DeleteParameters, _ object: JSONValue, _ stored: StoredObject, _ resource: ServedResource, name: String
    ) throws(APIStatusError) {
        let uid = object["metadata"]?.text("uid") ?? ""
        if let wanted = parameters.uid, wanted != uid {
            throw .conflict(
                group: resource.group, resource: resource.kind, name: name,
                "the UID in the precondition (\(wanted)) does not match the UID in record (\(uid)). The object might have been "
                    + "deleted and then recreated")
        }
        if let wanted = parameters.resourceVersion, wanted != "\(stored.revision)" {
            throw .conflict(
                group: resource.group, resource: resource.kind, name: name,
                "the ResourceVersion in the precondition (\(wanted)) does not match the ResourceVersion in record "
                    + "(\(stored.revision)). The object might have been modified")
        }
    }

    /// How an object goes.
    private enum Marked {
        /// It is being deleted already, and nothing changes.
        case pending
        /// It is removed; the object as its deleter sees it last.
        case now(JSONValue)
        /// It stays, marked, until its finalizers are gone or its grace period is over.
        case later(JSONValue)
    }

    private func mark(
        _ old: JSONValue, _ parameters: DeleteParameters, _ resource: ServedResource, _ clock: any WallClock
    ) -> Marked {
        var object = old
        let metadata = old["metadata"] ?? [:]
        let deleting = metadata["deletionTimestamp"]?.string
        let before = metadata.items("finalizers")
        let finalizers = parameters.finalizers(before, rules: resource.rules)
        func setFinalizers() {
            object.edit("metadata") { $0["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers) }
        }

        if resource.plural == "namespaces", resource.group.isEmpty {
            return markNamespace(old, clock)
        }
        if resource.rules.deletesGracefully {
            let period = gracePeriod(old, parameters)
            if let deleting, let running = metadata["deletionGracePeriodSeconds"]?.int, running > 0 {
                // Under way: it can only become shorter.
                guard let wanted = parameters.gracePeriodSeconds.map({ max(0, $0) }), wanted < running else { return .pending }
                let end = (Time(deleting)?.seconds ?? clock.time.seconds) - running + wanted
                object.edit("metadata") { metadata in
                    metadata["deletionTimestamp"] = .string(Time(seconds: end).description)
                    metadata["deletionGracePeriodSeconds"] = .int(wanted)
                }
                return wanted > 0 || !before.isEmpty ? .later(object) : .now(object)
            }
            if deleting == nil, period > 0 {
                object.edit("metadata") { metadata in
                    metadata["deletionTimestamp"] = .string((clock.time + Int(clamping: period)).description)
                    metadata["deletionGracePeriodSeconds"] = .int(period)
                    if let generation = metadata["generation"]?.int, generation > 0 { metadata["generation"] = .int(generation + 1) }
                }
                setFinalizers()
                return .later(object)
            }
        }
        if finalizers.isEmpty {
            if resource.rules.deletesGracefully {
                object.edit("metadata") { metadata in
                    metadata.setDefault("deletionTimestamp", .string(clock.time.description))
                    metadata["deletionGracePeriodSeconds"] = 0
                    metadata["finalizers"] = nil
                }
            }
            return .now(object)
        }
        setFinalizers()
        if deleting == nil {
            object.edit("metadata") { metadata in
                metadata["deletionTimestamp"] = .string(clock.time.description)
                metadata["deletionGracePeriodSeconds"] = 0
                if let generation = metadata["generation"]?.int, generation > 0 { metadata["generation"] = .int(generation + 1) }
            }
        }
        return object == old ? .pending : .later(object)
    }

    /// How many seconds a pod has to end: none when it runs nowhere or has ended.
    private func gracePeriod(_ pod: JSONValue, _ parameters: DeleteParameters) -> Int64 {
        let spec = pod["spec"] ?? [:]
        if spec.text("nodeName").isEmpty || ["Failed", "Succeeded"].contains(pod["status"]?.text("phase") ?? "") { return 0 }
        let period = parameters.gracePeriodSeconds ?? spec["terminationGracePeriodSeconds"]?.int ?? 30
        // A negative period means one second.
        return period < 0 ? 1 : period
    }

    private func markNamespace(_ old: JSONValue, _ clock: any WallClock) -> Marked {
        var object = old
        if old["metadata"]?["deletionTimestamp"] == nil {
            object.edit("metadata") { $0["deletionTimestamp"] = .string(clock.time.description) }
            object.setDefault("status", [:])
            object.edit("status") { $0["phase"] = "Terminating" }
            return .later(object)
        }
        let held = !(old["spec"]?.items("finalizers").isEmpty ?? true) || !(old["metadata"]?.items("finalizers").isEmpty ?? true)
        return held ? .pending : .now(object)
    }

    /// DELETE of all objects that a selection picks.
    func deleteCollection(_ request: RequestContext) async throws -> Answer {
        let resource = request.resource
        let parameters = try DeleteParameters(request, schema: resources.deleteOptionsSchema)
        // A limit holds for deleting as it does for listing.
        let page = try await list(request)
        var items: [JSONValue] = []
        for entry in page.objects {
            let name = entry.fields["metadata.name"] ?? ""
            do {
                let deletion = try await delete(request, name: name, parameters)
                var object = tree(deletion.object, resource)
                object["kind"] = nil
                object["apiVersion"] = nil
                items.append(object)
            } catch let failure as APIStatusError where failure.code == 404 {
                continue
            }
        }
        var metadata: JSONValue = ["resourceVersion": .string("\(page.revision)")]
        if let token = page.continueToken { metadata["continue"] = .string(token) }
        if let remaining = page.remaining { metadata["remainingItemCount"] = .int(Int64(remaining)) }
        let answer: JSONValue = [
            "kind": .string(resource.kind + "List"), "apiVersion": .string(resource.description.apiVersion),
            "metadata": metadata, "items": .array(items),
        ]
        return Answer(status: 200, content: .tree(answer), isShaped: false)
    }
}
