import HTTPServer
import JSON
import NIOCore
import NIOHTTP1

/// Answers the requests about the server itself: discovery, OpenAPI, the version, the keys of its tokens.
struct DocumentHandler: Sendable {
    let discovery: Discovery
    let signer: ServiceAccountTokenSigner
    let version: String
    /// Where the keys of its tokens are, when not here.
    var jwksURI: String?
    /// Host and port under which clients reach the server.
    let serverAddress: String

    /// The answer; nil for paths that are none of these.
    func respond(to request: IncomingRequest) throws -> HTTPResponse? {
        let path = request.info.path
        let isRead = request.http.method == .GET
        if request.info.isResourceRequest { return nil }
        let headers = request.http.headers
        if path.hasPrefix("/api") || path.hasPrefix("/openapi") {
            let answer = discovery.respond(
                path: path, query: request.http.query, accept: headers.first(name: "accept"),
                ifNoneMatch: headers.first(name: "if-none-match"))
            if let answer {
                guard isRead else { throw APIStatusError.methodNotAllowed }
                return HTTPResponse(
                    status: HTTPResponseStatus(statusCode: answer.status), headers: HTTPHeaders(answer.headers.map { ($0.name, $0.value) }),
                    body: .buffer(ByteBuffer(bytes: answer.body)))
            }
        }
        let document: JSONValue
        switch path {
        case "/version", "/version/": document = versionInfo
        case "/.well-known/openid-configuration":
            document = signer.openIDConfiguration(jwksURI: jwksURI ?? "https://\(serverAddress)/openid/v1/jwks")
        case "/openid/v1/jwks": document = signer.jwks()
        case "/", "/index.html": document = ["paths": .array(paths.map { .string($0) })]
        default: return nil
        }
        guard isRead else { throw APIStatusError.methodNotAllowed }
        var response = Rendering.document(document, Representation(encoding: .json, shape: .object, pretty: true))
        if path == "/openid/v1/jwks" { response.headers.replaceOrAdd(name: "content-type", value: "application/jwk-set+json") }
        return response
    }

    private var versionInfo: JSONValue {
        let parts = version.drop { $0 == "v" }.split(separator: ".")
        return [
            "major": .string(parts.first.map(String.init) ?? ""), "minor": .string(parts.dropFirst().first.map(String.init) ?? ""),
            "gitVersion": .string(version), "gitCommit": "", "gitTreeState": "clean", "buildDate": "1970-01-01T00:00:00Z",
            "goVersion": "", "compiler": "swiftc", "platform": "linux/amd64",
        ]
    }

    private var paths: [String] {
        let own = [
            "/.well-known/openid-configuration", "/api", "/api/v1", "/apis", "/healthz", "/livez", "/metrics",
            "/openapi/v2", "/openapi/v3", "/openid/v1/jwks", "/readyz", "/version", "/metrics/slis",
        ]
        return (own + ServerPages.paths + FlowControlDebug.paths).sorted()
    }
}
