import JSON
import KubernetesAPI

/// Answers `POST serviceaccounts/NAME/token`: a TokenRequest with a fresh token.
public struct TokenRequests: Sendable {
    private let signer: ServiceAccountTokenSigner
    private let clock: any WallClock
    private let get: ObjectGetter
    private let limits: Limits

    /// What the flags say of tokens' lives.
    public struct Limits: Sendable {
        /// `--service-account-max-token-expiration` in seconds; 0 for no limit of its own.
        public var maximum: Int64 = 0
        /// `--service-account-extend-token-expiration`: whether the tokens that kubelets mount live for a year, so that programs
        /// that do not read them again go on; the token says when it should have been renewed.
        public var extends = true

        public init() {}
    }

    /// The life that kubelets ask for, in seconds: a mark more than a number.
    private static let mountedLife: Int64 = 3607
    /// What becomes of it.
    private static let extendedLife: Int64 = 365 * 86400
    /// The longest life of a token, in seconds; longer wishes are cut.
    private static let longest: Int64 = 1 << 32
    private static let shortest: Int64 = 600

    public init(signer: ServiceAccountTokenSigner, clock: any WallClock, limits: Limits = Limits(), get: @escaping ObjectGetter) {
        self.limits = limits
        self.signer = signer
        self.clock = clock
        self.get = get
    }

    /// The answer: the request with its status.
    /// - Parameters:
    ///   - request: the decoded TokenRequest.
    ///   - account: the stored ServiceAccount.
    ///   - warn: takes what the client should know.
    /// - Throws: 422 for bad wishes, 404 or 409 for an object to bind to that is absent or another.
    public func answer(
        _ request: JSONValue, account: JSONValue, warn: (String) -> Void = { _ in }
    ) async throws(APIStatusError) -> JSONValue {
        var answer = request
        let namespace = account[path: ["metadata", "namespace"]]?.string ?? ""
        let name = account[path: ["metadata", "name"]]?.string ?? ""
        let uid = account[path: ["metadata", "uid"]]?.string ?? ""
        var seconds = request[path: ["spec", "expirationSeconds"]]?.int ?? 3600
        for (field, own) in [("name", name), ("namespace", namespace)] {
            let given = request["metadata"]?.text(field) ?? ""
            if !given.isEmpty, given != own {
                throw .badRequest("the \(field) of the provided object does not match the \(field) sent on the request")
            }
        }
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
        if limits.maximum > 0, seconds > limits.maximum {
            warn("requested expiration of \(seconds) seconds shortened to \(limits.maximum) seconds")
            seconds = limits.maximum
        }
        var life = seconds
        var warnAfter: Int64?
        if limits.extends, seconds == Self.mountedLife, audiences.allSatisfy(signer.audiences.contains) {
            warnAfter = seconds
            life = limits.maximum > 0 ? min(Self.extendedLife, limits.maximum) : Self.extendedLife
        }
        let token: String
        do {
            token = try signer.sign(claims, audiences: audiences, now: now, expiresIn: life, warnAfter: warnAfter)
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
