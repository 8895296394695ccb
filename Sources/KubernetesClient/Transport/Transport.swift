/// How a client reaches an API server: over HTTPS, or by a call in the same process.
///
/// Safe to use from any task; one transport serves any number of requests at once.
public protocol Transport: Sendable {
    /// Sends one request and returns once the head of the response is there; a body may still be on its way.
    /// Throws when no response was received; an HTTP status of any kind is a response.
    func send(_ request: ClientRequest) async throws -> ClientResponse
}

/// One request to an API server.
public struct ClientRequest: Sendable {
    /// The HTTP method, in capitals.
    public var method: String
    /// The path with its query, percent-encoded.
    public var path: String
    public var headers: [(String, String)]
    public var body: [UInt8]?
    /// How long the whole exchange may take, the body included; nil for streams, which may take for ever.
    public var timeout: Duration?

    public init(method: String, path: String, headers: [(String, String)] = [], body: [UInt8]? = nil, timeout: Duration? = nil) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

/// The answer to a request.
public struct ClientResponse: Sendable {
    public var status: Int
    public var headers: [(String, String)]
    public var body: ClientBody

    public init(status: Int, headers: [(String, String)] = [], body: ClientBody = ClientBody([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header, whatever the case of its name.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.0.lowercased() == wanted }?.1
    }
}
