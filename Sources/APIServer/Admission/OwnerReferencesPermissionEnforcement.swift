import JSON

/// Lets only those change an object's owners who may delete it, and block an owner's deletion who may set its finalizers.
struct OwnerReferencesPermissionEnforcement: AdmissionPlugin {
    static let name = "OwnerReferencesPermissionEnforcement"
    let authorizer: any Authorizer

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        // The status of pods is written by nodes, which may not delete what they do not run; owners cannot change there.
        guard request.writes, !request.isFor("pods", subresource: "status") else { return }
        let owners = Self.owners(request.object)
        let before = Self.owners(request.old)
        if owners == before { return }
        let deletion = RequestAttributes(
            user: request.user, verb: "delete", apiGroup: request.group, apiVersion: request.version, resource: request.resource,
            subresource: request.subresource, namespace: request.namespace, name: request.name)
        if let reason = await refusal(deletion) {
            throw request.forbidden("cannot set an ownerRef on a resource you can't delete: \(reason), <nil>")
        }
        for owner in owners where owner["blockOwnerDeletion"]?.bool == true {
            let known = before.first { $0.text("uid") == owner.text("uid") }
            if known?["blockOwnerDeletion"]?.bool == true { continue }
            try await checkBlocking(owner, request, reader)
        }
    }

    private func checkBlocking(_ owner: JSONValue, _ request: AdmissionRequest, _ reader: any AdmissionReader) async throws {
        let apiVersion = owner.text("apiVersion")
        let resources = reader.resources(apiVersion: apiVersion, kind: owner.text("kind"))
        if resources.isEmpty {
            throw request.forbidden(
                "cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion \(apiVersion) Kind "
                    + "\(owner.text("kind")): no matches for kind \(FieldError.quoted(owner.text("kind"))) in version "
                    + FieldError.quoted(apiVersion))
        }
        for (group, plural) in resources {
            let attributes = RequestAttributes(
                user: request.user, verb: "update", apiGroup: group, apiVersion: String(apiVersion.split(separator: "/").last ?? ""),
                resource: plural, subresource: "finalizers", namespace: request.namespace, name: owner.text("name"))
            if let reason = await refusal(attributes) {
                throw request.forbidden(
                    "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: \(reason), <nil>")
            }
        }
    }

    /// Why something may not be done; nil when it may.
    private func refusal(_ attributes: RequestAttributes) async -> String? {
        switch await authorizer.authorize(attributes) {
        case .allow: nil
        case .deny(let reason), .noOpinion(let reason): reason
        }
    }

    private static func owners(_ object: JSONValue) -> [JSONValue] { object["metadata"]?.items("ownerReferences") ?? [] }
}
