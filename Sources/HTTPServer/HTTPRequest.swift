public import NIOCore
public import NIOHTTP1
public import X509

/// One HTTP request with its whole body, as an ``HTTPResponder`` gets it. A plain value, safe to pass anywhere.
public struct HTTPRequest: Sendable {
    /// The method, e.g. `GET`.
    public var method: HTTPMethod
    /// The request target as the client sent it: path and query.
    public var uri: String
    /// The part of ``uri`` before the question mark, percent-encoded as sent.
    public var path: String
    /// The part of ``uri`` behind the first question mark, percent-encoded as sent; nil without a question mark.
    public var query: String?
    /// The header fields. For HTTP/2 the pseudo headers are left out and `host` carries `:authority`.
    public var headers: HTTPHeaders
    /// The collected body; empty when ``bodyTooLarge``.
    public var body: ByteBuffer
    /// The body was larger than ``HTTPServerConfiguration/maxBodyBytes`` and was dropped: answer 413.
    public var bodyTooLarge: Bool
    /// The client's certificate chain, leaf first, verified against the client CA's; empty when there is none that verifies.
    public var peerCertificates: [Certificate]
    /// The client's address without port, e.g. `10.0.0.7`; nil for Unix sockets.
    public var remoteAddress: String?
    /// The client's port.
    public var remotePort: Int?
    /// The request came over HTTP/2 (and so cannot be upgraded).
    public var isHTTP2: Bool

    /// Makes a request; ``path`` and ``query`` are cut from `uri`.
    public init(
        method: HTTPMethod,
        uri: String,
        headers: HTTPHeaders = [:],
        body: ByteBuffer = ByteBuffer(),
        bodyTooLarge: Bool = false,
        peerCertificates: [Certificate] = [],
        remoteAddress: String? = nil,
        remotePort: Int? = nil,
        isHTTP2: Bool = false
    ) {
        self.method = method
        self.uri = uri
        if let mark = uri.utf8.firstIndex(of: UInt8(ascii: "?")) {
            self.path = String(uri[..<mark])
            self.query = String(uri[uri.utf8.index(after: mark)...])
        } else {
            self.path = uri
            self.query = nil
        }
        self.headers = headers
        self.body = body
        self.bodyTooLarge = bodyTooLarge
        self.peerCertificates = peerCertificates
        self.remoteAddress = remoteAddress
        self.remotePort = remotePort
        self.isHTTP2 = isHTTP2
    }
}

/// Answers requests. Called once a request, in a task of its own that is cancelled when the client goes away.
///
/// With ``HTTPServerConfiguration/runsRespondersOnEventLoop`` (the default) the task runs on the connection's event
/// loop, so it must not block; long computations and blocking calls belong on another executor.
public protocol HTTPResponder: Sendable {
    /// Answers one request. It cannot fail: errors are responses.
    func respond(to request: HTTPRequest) async -> HTTPResponse
}

/// An ``HTTPResponder`` made of a closure.
public struct ClosureResponder: HTTPResponder {
    private let closure: @Sendable (HTTPRequest) async -> HTTPResponse

    /// Answers every request with `closure`.
    public init(_ closure: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) {
        self.closure = closure
    }

    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        await closure(request)
    }
}
