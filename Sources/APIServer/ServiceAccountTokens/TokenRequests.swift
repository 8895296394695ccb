import JSON
import KubernetesAPI

/// Answers `POST serviceaccounts/NAME/token`: a TokenRequest with a fresh token.
public struct TokenRequests: Sendable {
    private let signer: ServiceAccountTokenSigner
    private let clock: any WallClock
    private let get: ObjectGetter

    /// The longest life of a token, in seconds; longer wishes are cut.
    private static let longest: Int64 = 1 << 32
    private static let shortest: Int64 = 600

    public init(signer: ServiceAccountTokenSigner, clock: any WallClock, get: @escaping ObjectGetter) {
        self.signer = signer
        self.clock = clock
        self.get = get
    }

    /// The answer: the request with its status.
    /// - Parameters:
    ///   - request: the decoded TokenRequest.
    ///   - account: the stored ServiceAccount.
    /// - Throws: 422 for bad wishes, 404 or 409 for an object to bind to that is absent or another.
    public func answer(_ request: JSONValue, account: JSONValue) async throws(APIStatusError) -> JSONValue {
        var answer = request
        let namespace = account[path: ["metadata", "namespace"]]?.string ?? ""
        let name = account[path: ["metadata", "name"]]?.string ?? ""
        let uid = account[path: ["metadata", "uid"]]?.string ?? ""
        let seconds = request[path: ["spec", "expirationSeconds"]]?.int ?? 3600
        if seconds < Self.shortest || seconds > Self.longest {
            throw .invalid(
                group: "authentication.k8s.io", kind: "TokenRequest", name: "",
                [.invalid(
                    "spec.expirationSeconds", "\(seconds)",
                    seconds < Self.shortest ? "may not specify a duration less than 10 minutes" : "may not specify a duration larger than 2^32 seconds")])
        }
        var claims = ServiceAccountTokenClaims(namespace: namespace, serviceAccount: .init(name: name, uid: uid))
        if let reference = request[path: ["spec", "boundObjectRef"]], !reference.isNull {
            try await bind(&claims, to: reference)
        }
        let asked = (request[path: ["spec", "audiences"]]?.array ?? []).compactMap(\.string)
        let audiences = asked.isEmpty ? signer.audiences : asked
        let now = clock.now.seconds
        let token: String
        do {
            token = try signer.sign(claims, audiences: audiences, now: now, expiresIn: seconds)
        } catch {
            throw .internalError("failed to generate token: \(error)")
        }
        answer["metadata"] = ["name": .string(name), "namespace": .string(namespace), "creationTimestamp": .string(Time(seconds: now).description)]
        var spec = request["spec"] ?? [:]
        spec["audiences"] = .array(audiences.map { .string($0) })
        spec["expirationSeconds"] = .int(seconds)
        if spec["boundObjectRef"] == nil { spec["boundObjectRef"] = .null }
        answer["spec"] = spec
        answer["status"] = ["token": .string(token), "expirationTimestamp": .string(Time(seconds: now + seconds).description)]
        return answer
    }

    private func bind(_ claims: inout ServiceAccountTokenClaims, to reference: JSONValue) async throws(APIStatusError) {
        let kind = reference["kind"]?.string ?? ""
        let version = reference["apiVersion"]?.string ?? ""
        let name = reference["name"]?.string ?? ""
        let resource: String
        var namespace = claims.namespace
        switch (version, kind) {
        case ("v1", "Pod"): resource = "pods"
        case ("v1", "Secret"): resource = "secrets"
        case ("v1", "Node"): (resource, namespace) = ("nodes", "")
        default:
            throw .badRequest("cannot bind token for serviceaccount \(FieldError.quoted(claims.serviceAccount.name)) to object of type \(version), Kind=\(kind)")
        }
        guard let object = await get("", resource, namespace, name) else {
            throw .notFound(group: "", resource: resource, name: name)
        }
        let uid = object[path: ["metadata", "uid"]]?.string ?? ""
        if let wanted = reference["uid"]?.string, !wanted.isEmpty, wanted != uid {
            throw .conflict(
                group: "", resource: resource, name: name, "the UID in the bound object reference (\(wanted)) does not match the UID in record. The object might have been deleted and then recreated")
        }
        let bound = ServiceAccountTokenClaims.Reference(name: name, uid: uid)
        switch resource {
        case "secrets": claims.secret = bound
        case "nodes": claims.node = bound
        default:
            let account = object[path: ["spec", "serviceAccountName"]]?.string ?? "default"
            guard account == claims.serviceAccount.name else {
                throw .badRequest("cannot bind token for serviceaccount \(FieldError.quoted(claims.serviceAccount.name)) to pod running with different serviceaccount name.")
            }
            claims.pod = bound
            if let node = object[path: ["spec", "nodeName"]]?.string, !node.isEmpty {
                let nodeUID = await get("", "nodes", "", node)?[path: ["metadata", "uid"]]?.string
                claims.node = .init(name: node, uid: nodeUID ?? "")
            }
        }
    }
}
