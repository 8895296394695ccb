import JSON
import X509

/// Keeps kubelets to what is theirs: their own Node, its lease, and the pods that are bound to it.
struct NodeRestriction: AdmissionPlugin {
    static let name = "NodeRestriction"

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation != .connect, request.user.groups.contains("system:nodes") else { return }
        let prefix = "system:node:"
        guard request.user.name.hasPrefix(prefix) else { return }
        let node = String(request.user.name.dropFirst(prefix.count))
        if node.isEmpty { throw request.forbidden("could not determine node from user \(FieldError.quoted(request.user.name))") }
        switch (request.group, request.resource) {
        case ("", "pods"): try await NodePods(node: node, request: request, reader: reader).check()
        case ("", "nodes"): try checkNode(node, request)
        case ("", "persistentvolumeclaims"): try checkClaim(node, request)
        case ("", "serviceaccounts"): try await NodeTokens(node: node, request: request, reader: reader).check()
        case ("coordination.k8s.io", "leases"): try checkLease(node, request)
        case ("storage.k8s.io", "csinodes"):
            if request.name != node { throw request.forbidden("can only access CSINode with the same name as the requesting node") }
        case ("resource.k8s.io", "resourceslices"): try checkSlice(node, request)
        case ("certificates.k8s.io", "certificatesigningrequests"): try checkCertificate(request)
        default: break
        }
    }

    private func checkNode(_ node: String, _ request: AdmissionRequest) throws(APIStatusError) {
        if request.name != node {
            throw request.forbidden("node \(FieldError.quoted(node)) is not allowed to modify node \(FieldError.quoted(request.name))")
        }
        let who = "node \(FieldError.quoted(node)) is not allowed to"
        let labels = request.object["metadata"]?.members("labels") ?? JSONObject()
        if request.operation == .create {
            if request.object["spec"]?["configSource"] != nil { throw request.forbidden("\(who) create pods with a non-nil configSource") }
            let forbidden = labels.keys.filter(Self.isForbidden).sorted()
            if !forbidden.isEmpty { throw request.forbidden("\(who) set the following labels: \(forbidden.joined(separator: ", "))") }
        } else if request.operation == .update {
            let old = request.old
            if let source = request.object["spec"]?["configSource"], source != old["spec"]?["configSource"] {
                throw request.forbidden("\(who) update configSource to a new non-nil configSource")
            }
            // Without its taints it could draw pods to itself that are not meant for it.
            if (request.object["spec"]?.items("taints") ?? []) != (old["spec"]?.items("taints") ?? []) {
                throw request.forbidden("\(who) modify taints")
            }
            let before = old["metadata"]?.members("labels") ?? JSONObject()
            let forbidden = Set(labels.keys + before.keys).filter { labels[$0] != before[$0] && Self.isForbidden($0) }.sorted()
            if !forbidden.isEmpty { throw request.forbidden("\(who) modify labels: \(forbidden.joined(separator: ", "))") }
            if (request.object["metadata"]?.items("ownerReferences") ?? []) != (old["metadata"]?.items("ownerReferences") ?? []) {
                throw request.forbidden("\(who) modify ownerReferences")
            }
        }
    }

    private static let kubeletLabels: Set<String> = [
        "kubernetes.io/hostname", "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region", "node.kubernetes.io/instance-type",
        "beta.kubernetes.io/instance-type", "kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
    ]

    /// Labels by which administrators keep pods on, or off, some nodes, and Kubernetes' own that are not a kubelet's business.
    private static func isForbidden(_ label: String) -> Bool {
        guard let slash = label.firstIndex(of: "/") else { return false }
        let namespace = String(label[..<slash])
        func isBelow(_ domain: String) -> Bool { namespace == domain || namespace.hasSuffix("." + domain) }
        if isBelow("node-restriction.kubernetes.io") { return true }
        guard isBelow("kubernetes.io") || isBelow("k8s.io") else { return false }
        return !kubeletLabels.contains(label) && !isBelow("kubelet.kubernetes.io") && !isBelow("node.kubernetes.io")
    }

    private func checkClaim(_ node: String, _ request: AdmissionRequest) throws(APIStatusError) {
        guard request.subresource == "status" else { throw request.forbidden("may only update PVC status") }
        guard request.operation == .update else {
            throw request.forbidden("unexpected operation \(FieldError.quoted(request.operation.rawValue))")
        }
        func bare(_ claim: JSONValue) -> JSONValue {
            var claim = claim
            claim.edit("status") { status in
                for field in ["capacity", "conditions", "allocatedResources", "allocatedResourceStatuses"] { status[field] = nil }
            }
            claim.edit("metadata") { metadata in
                for field in ["managedFields", "resourceVersion"] { metadata[field] = nil }
            }
            return claim
        }
        if bare(request.object) != bare(request.old) {
            throw request.forbidden("node \(FieldError.quoted(node)) is not allowed to update fields other than status.quantity and status.conditions")
        }
    }

    private func checkLease(_ node: String, _ request: AdmissionRequest) throws(APIStatusError) {
        if request.namespace != "kube-node-lease" {
            throw request.forbidden("can only access leases in the \"kube-node-lease\" system namespace")
        }
        if request.name != node { throw request.forbidden("can only access node lease with the same name as the requesting node") }
    }

    private func checkSlice(_ node: String, _ request: AdmissionRequest) throws(APIStatusError) {
        let object = request.operation == .create ? request.object : request.old
        if object["spec"]?.text("nodeName") == node { return }
        throw request.forbidden(
            "can only \(request.operation.rawValue.lowercased()) ResourceSlice with the same NodeName as the requesting node")
    }

    private func checkCertificate(_ request: AdmissionRequest) throws(APIStatusError) {
        let signers = ["kubernetes.io/kubelet-serving", "kubernetes.io/kube-apiserver-client-kubelet"]
        guard request.operation == .create, request.subresource.isEmpty, signers.contains(request.object["spec"]?.text("signerName") ?? "")
        else { return }
        let names: [String]
        do {
            names = try CertificateRequests.subject(request.object, .RDNAttributeType.commonName)
        } catch {
            throw request.forbidden("unable to parse csr: \(error)")
        }
        if names != [request.user.name] { throw request.forbidden("can only create a node CSR with CN=\(request.user.name)") }
    }
}
