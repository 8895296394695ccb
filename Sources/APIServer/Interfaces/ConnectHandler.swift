public import HTTPServer

/// A request for a subresource that is a connection to somewhere else: exec, attach, portforward, log and proxy.
///
/// It is authenticated and authorized already, and the resource is known to exist.
public struct ConnectRequest: Sendable {
    /// The request as it came, for its headers, query, body and upgrade.
    public var http: HTTPRequest
    /// pods, services or nodes.
    public var resource: String
    /// The namespace; empty for nodes.
    public var namespace: String
    /// The object's name; for the proxy subresource it may be `SCHEME:NAME:PORT`.
    public var name: String
    /// exec, attach, portforward, log or proxy.
    public var subresource: String
    /// The path behind the subresource, with its leading slash, percent-encoded as it came; empty without.
    public var path: String
    /// Who asks.
    public var user: APIUser

    public init(
        http: HTTPRequest, resource: String, namespace: String, name: String, subresource: String, path: String, user: APIUser
    ) {
        self.http = http
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.subresource = subresource
        self.path = path
        self.user = user
    }
}

/// Serves connections to pods, services and nodes.
public protocol ConnectHandler: Sendable {
    /// Answers one request. Failures that are Statuses are thrown as ``APIStatusError``.
    func connect(_ request: ConnectRequest) async throws -> HTTPResponse
    /// A page of a node's kubelet, such as `/metrics/resource`.
    /// - Throws: when the kubelet cannot be reached in some seconds, or refuses.
    func kubeletPage(node: String, path: String) async throws -> String
}

extension ConnectHandler {
    public func kubeletPage(node: String, path: String) async throws -> String {
        throw APIStatusError.serviceUnavailable("this server has no way to reach nodes")
    }
}
