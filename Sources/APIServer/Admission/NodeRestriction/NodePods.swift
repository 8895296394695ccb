import JSON

/// What a kubelet may do with pods: show its own static ones, tell how those bound to it are, end them.
struct NodePods {
    let node: String
    let request: AdmissionRequest
    let reader: any AdmissionReader

    private var who: String { "node \(FieldError.quoted(node))" }

    func check() async throws {
        switch (request.subresource, request.operation) {
        case ("", .create): try await checkCreation()
        case ("", .delete):
            if request.old["spec"]?.text("nodeName") != node {
                throw request.forbidden("\(who) can only delete pods with spec.nodeName set to itself")
            }
        case ("", _):
            throw request.forbidden(
                "unexpected operation \(FieldError.quoted(request.operation.rawValue)), \(who) can only create and delete mirror pods")
        case ("status", .update): try checkStatus()
        case ("eviction", .create):
            guard let pod = try await reader.read(group: "", resource: "pods", namespace: request.namespace, name: request.name) else {
                throw APIStatusError.notFound(group: "", resource: "pods", name: request.name)
            }
            if pod["spec"]?.text("nodeName") != node {
                throw request.forbidden("node \(node) can only evict pods with spec.nodeName set to itself")
            }
        case ("status", _), ("eviction", _):
            throw request.forbidden("unexpected operation \(FieldError.quoted(request.operation.rawValue))")
        default:
            throw request.forbidden(
                "unexpected pod subresource \(FieldError.quoted(request.subresource)), only 'status' and 'eviction' are allowed")
        }
    }

    private func checkCreation() async throws {
        let mirror = "kubernetes.io/config.mirror"
        let metadata = request.object["metadata"] ?? [:]
        let spec = request.object["spec"] ?? [:]
        if metadata["annotations"]?[mirror] == nil {
            throw request.forbidden("pod does not have \(FieldError.quoted(mirror)) annotation, \(who) can only create mirror pods")
        }
        if spec.text("nodeName") != node { throw request.forbidden("\(who) can only create pods with spec.nodeName set to itself") }
        try await checkOwner(metadata.items("ownerReferences"))
        let no = "\(who) can not create pods that reference"
        if !spec.text("serviceAccountName").isEmpty { throw request.forbidden("\(no) a service account") }
        if PodObjectUses.usesSecrets(spec) { throw request.forbidden("\(no) secrets") }
        if PodObjectUses.usesConfigMaps(spec) { throw request.forbidden("\(no) configmaps") }
        for volume in spec.items("volumes") {
            if volume["persistentVolumeClaim"] != nil { throw request.forbidden("\(no) persistentvolumeclaims") }
            if PodObjectUses.projected(volume, "clusterTrustBundle") { throw request.forbidden("\(no) clustertrustbundles") }
        }
        if spec.has("resourceClaims") { throw request.forbidden("\(no) resourceclaims") }
    }

    private func checkOwner(_ owners: [JSONValue]) async throws {
        if owners.count > 1 { throw request.forbidden("\(who) can only create pods with a single owner reference set to itself") }
        guard let owner = owners.first, owner.text("apiVersion") == "v1", owner.text("kind") == "Node", owner.text("name") == node else {
            throw request.forbidden("\(who) can only create pods with an owner reference set to itself")
        }
        if owner["controller"]?.bool != true {
            throw request.forbidden("\(who) can only create pods with a controller owner reference set to itself")
        }
        if owner["blockOwnerDeletion"]?.bool == true {
            throw request.forbidden("\(who) must not set blockOwnerDeletion on an owner reference")
        }
        guard let known = try await reader.read(group: "", resource: "nodes", namespace: "", name: node) else {
            throw APIStatusError.notFound(group: "", resource: "nodes", name: node)
        }
        let uid = known["metadata"]?.text("uid") ?? ""
        if owner.text("uid") != uid { throw request.forbidden("node \(node) UID mismatch: expected \(owner.text("uid")) got \(uid)") }
    }

    private func checkStatus() throws(APIStatusError) {
        if request.old["spec"]?.text("nodeName") != node {
            throw request.forbidden("\(who) can only update pod status for pods with spec.nodeName set to itself")
        }
        if (request.object["metadata"]?.members("labels") ?? JSONObject()) != (request.old["metadata"]?.members("labels") ?? JSONObject()) {
            throw request.forbidden("\(who) can not update labels through pod status")
        }
        if (request.object["status"]?.items("resourceClaimStatuses") ?? []) != (request.old["status"]?.items("resourceClaimStatuses") ?? []) {
            throw request.forbidden("\(who) cannot update resource claim statuses")
        }
    }
}

/// What tokens a kubelet may ask for: those of the accounts of its pods, bound to the pod, for whom the pod is to show them.
struct NodeTokens {
    let node: String
    let request: AdmissionRequest
    let reader: any AdmissionReader

    func check() async throws {
        guard request.subresource == "token" else { return }
        guard request.operation == .create else {
            throw request.forbidden("unexpected operation \(FieldError.quoted(request.operation.rawValue))")
        }
        let reference = request.object["spec"]?["boundObjectRef"] ?? .null
        guard reference.text("apiVersion") == "v1", reference.text("kind") == "Pod", !reference.text("name").isEmpty else {
            throw request.forbidden("node requested token not bound to a pod")
        }
        let uid = reference.text("uid")
        if uid.isEmpty { throw request.forbidden("node requested token with a pod binding without a uid") }
        let name = reference.text("name")
        guard let pod = try await reader.read(group: "", resource: "pods", namespace: request.namespace, name: name) else {
            throw APIStatusError.notFound(group: "", resource: "pods", name: name)
        }
        if pod["metadata"]?.text("uid") != uid {
            throw request.forbidden(
                "the UID in the bound object reference (\(uid)) does not match the UID in record. The object might have been deleted and "
                    + "then recreated")
        }
        if pod["spec"]?.text("nodeName") != node {
            throw request.forbidden("node requested token bound to a pod scheduled on a different node")
        }
        try await checkAudience(pod)
    }

    private func checkAudience(_ pod: JSONValue) async throws {
        let audiences = (request.object["spec"]?.items("audiences") ?? []).compactMap(\.string)
        if audiences.count > 1 { throw request.forbidden("node may only request 0 or 1 audiences") }
        let wanted = audiences.first ?? ""
        for volume in pod["spec"]?.items("volumes") ?? [] {
            for source in volume["projected"]?.items("sources") ?? [] {
                if let token = source["serviceAccountToken"], token.text("audience") == wanted { return }
            }
            guard let driver = try await driver(of: volume),
                let known = try await reader.read(group: "storage.k8s.io", resource: "csidrivers", namespace: "", name: driver)
            else { continue }
            if (known["spec"]?.items("tokenRequests") ?? []).contains(where: { $0.text("audience") == wanted }) { return }
        }
        throw request.forbidden("audience \(FieldError.quoted(wanted)) not found in pod spec volume")
    }

    /// The CSI driver that serves a volume, of its own or of the claim it names.
    private func driver(of volume: JSONValue) async throws -> String? {
        if let driver = volume["csi"]?.text("driver") { return driver }
        guard let name = volume["persistentVolumeClaim"]?.text("claimName"),
            let claim = try await reader.read(group: "", resource: "persistentvolumeclaims", namespace: request.namespace, name: name),
            let bound = claim["spec"]?.text("volumeName"), !bound.isEmpty,
            let persistent = try await reader.read(group: "", resource: "persistentvolumes", namespace: "", name: bound)
        else { return nil }
        return persistent["spec"]?["csi"]?.text("driver")
    }
}
