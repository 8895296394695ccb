public import X509

/// Who makes a request: what Kubernetes calls `user.Info`.
public struct APIUser: Hashable, Sendable {
    /// The name that authorization rules match, such as `system:serviceaccount:default:builder`.
    public var name: String
    /// An identifier that outlives a rename; empty where the authenticator knows none.
    public var uid: String
    /// The groups the user is in, such as `system:masters`.
    public var groups: [String]
    /// Further facts from the authenticator, by lower-case key.
    public var extra: [String: [String]]

    public init(name: String, uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
        self.name = name
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    /// The user of a request without credentials.
    public static let anonymous = APIUser(name: "system:anonymous", groups: ["system:unauthenticated"])
    /// The API server's own identity, which is allowed everything.
    public static let apiServer = APIUser(name: "system:apiserver", groups: ["system:masters", "system:authenticated"])
}

/// What an authenticator may look at: the parts of a request that can carry an identity.
public struct AuthenticationRequest: Sendable {
    /// The request's headers in their order; names are compared without regard to case.
    public var headers: [(name: String, value: String)]
    /// The client's certificate chain, leaf first, verified against the client CA's by the TLS layer; empty without one.
    public var clientCertificates: [Certificate]
    /// The address of the peer, without port.
    public var remoteAddress: String?
    /// The path that is asked for.
    public var path: String

    public init(
        headers: [(name: String, value: String)], clientCertificates: [Certificate] = [], remoteAddress: String? = nil, path: String = ""
    ) {
        self.path = path
        self.headers = headers
        self.clientCertificates = clientCertificates
        self.remoteAddress = remoteAddress
    }

    /// The first header of that name.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Finds out who makes a request.
public protocol Authenticator: Sendable {
    /// Returns the user, or nil when the request carries no credentials of the kind this authenticator knows.
    /// Throws when there are such credentials and they are bad; the request then fails with 401 unless another
    /// authenticator accepts it.
    func authenticate(_ request: AuthenticationRequest) async throws -> APIUser?
}

/// What an authorizer decides about: who wants to do what to which resource or path.
public struct RequestAttributes: Sendable {
    /// Who asks.
    public var user: APIUser
    /// The request's verb: get, list, watch, create, update, patch, delete, deletecollection, or the lower-case HTTP
    /// method for a path that is no resource.
    public var verb: String
    /// Whether this is about a resource; otherwise only `path` counts.
    public var isResourceRequest: Bool
    /// The API group, empty for the core group.
    public var apiGroup: String
    /// The API version, such as v1.
    public var apiVersion: String
    /// The resource in plural, such as pods.
    public var resource: String
    /// The subresource, such as status; empty for the resource itself.
    public var subresource: String
    /// The namespace; empty for cluster-scoped resources and for lists across all namespaces.
    public var namespace: String
    /// The object's name; empty where the request names none.
    public var name: String
    /// The URL's path.
    public var path: String
    /// The field selector of a list, watch or deletecollection, as it was sent.
    public var fieldSelector: String?
    /// The label selector of a list, watch or deletecollection, as it was sent.
    public var labelSelector: String?

    public init(
        user: APIUser, verb: String, isResourceRequest: Bool = true, apiGroup: String = "", apiVersion: String = "",
        resource: String = "", subresource: String = "", namespace: String = "", name: String = "", path: String = "",
        fieldSelector: String? = nil, labelSelector: String? = nil
    ) {
        self.user = user
        self.verb = verb
        self.isResourceRequest = isResourceRequest
        self.apiGroup = apiGroup
        self.apiVersion = apiVersion
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
        self.path = path
        self.fieldSelector = fieldSelector
        self.labelSelector = labelSelector
    }
}

/// What an authorizer says.
public enum AuthorizationDecision: Hashable, Sendable {
    /// Allowed; the reason is for the audit log.
    case allow(reason: String)
    /// Refused, whatever others say.
    case deny(reason: String)
    /// This authorizer does not know; when all say so the request is refused.
    case noOpinion(reason: String)
}

/// Decides whether a user may do what a request asks for.
public protocol Authorizer: Sendable {
    /// The decision about one request; never throws: what cannot be decided is `noOpinion`.
    func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision
}
