import AsyncHTTPClient
import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1

/// pods/log: the log of a container, streamed from the kubelet.
extension NodeConnections {
    func log(_ request: ConnectRequest) async throws -> HTTPResponse {
        let query = Query(request.http.query ?? "")
        let parameters = try LogParameters(query, pod: request.name)
        let pod = try await read(Pod.self, request.name, namespace: request.namespace)
        let container = try Self.container(query["container"], of: pod)
        let socket = try LogWebSocket(request.http)
        let plain: HTTPHeaders = ["content-type": "text/plain"]
        guard let node = pod.spec.nodeName, !node.isEmpty else {
            // Not scheduled yet, so there is nothing to read; upstream answers with nothing too.
            if let socket { return socket.response { _ in } }
            return HTTPResponse(status: .ok, headers: plain)
        }
        let (host, port) = try await kubeletAddress(nodeName: node)
        let path = ["", "containerLogs", request.namespace, request.name, container].map(URLEncoding.component)
            .joined(separator: "/")
        let url = "https://\(authority(host, port))\(path)\(parameters.query)"
        let response: HTTPClientResponse
        do {
            response = try await kubeletHTTP.execute(HTTPClientRequest(url: url), deadline: .distantFuture)
        } catch {
            throw APIStatusError(
                code: 500, reason: "", message: "Get \"\(url)\": \(ErrorText.of(error, authority(host, port)))")
        }
        if let socket, response.status == .ok {
            return socket.response { write in
                for try await part in response.body { try await write(part) }
            }
        }
        guard (200...206).contains(response.status.code) else {
            let body = try? await response.body.collect(upTo: 50_000)
            throw Self.failure(Int(response.status.code), text: body.map { String(buffer: $0) } ?? "", request)
        }
        return HTTPResponse(
            status: .ok, headers: plain,
            body: .stream { writer in
                for try await part in response.body { try await writer.write(part) }
            })
    }

    /// What the kubelet's refusal becomes.
    private static func failure(_ code: Int, text: String, _ request: ConnectRequest) -> APIStatusError {
        switch code {
        case 400: return .badRequest(text)
        case 500: return .internalError(text)
        default:
            let reason = [401: "Unauthorized", 403: "Forbidden", 404: "NotFound"][code] ?? "InternalError"
            let what = code == 404 ? "the server could not find the requested resource" : "an error on the server (\"\(text)\")"
            return APIStatusError(
                code: code, reason: reason, message: "\(what) ( pods/log \(request.name))",
                details: .init(
                    name: request.name, kind: "pods/log",
                    causes: [.init(reason: "UnexpectedServerResponse", message: text)]))
        }
    }
}

/// The parameters of a request for a log: PodLogOptions, checked.
struct LogParameters: Sendable, Equatable {
    /// The same for the kubelet, with its question mark; empty without parameters.
    let query: String

    /// Throws 400 for what cannot be read and 422 for what makes no sense.
    init(_ query: Query, pod: String) throws(APIStatusError) {
        var parts: [String] = []
        var errors: [FieldError] = []
        for name in ["follow", "previous", "timestamps"] where try Self.flag(query, name) { parts.append("\(name)=true") }
        for (name, least, words) in [
            ("tailLines", 0, "must be greater than or equal to 0"), ("limitBytes", 1, "must be greater than 0"),
            ("sinceSeconds", 1, "must be greater than 0"),
        ] {
            guard let text = query[name], !text.isEmpty else { continue }
            guard let number = Int(text) else {
                throw .badRequest("strconv.ParseInt: parsing \(FieldError.quoted(text)): invalid syntax")
            }
            if number < least { errors.append(.invalid(name, "\(number)", words)) }
            parts.append("\(name)=\(number)")
        }
        if let text = query["sinceTime"], !text.isEmpty {
            guard RFC3339.parse(text) != nil else {
                throw .badRequest("parsing time \(FieldError.quoted(text)) as \"2006-01-02T15:04:05Z07:00\": cannot parse")
            }
            if query["sinceSeconds"] != nil {
                errors.append(.forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified"))
            }
            parts.append("sinceTime=\(URLEncoding.component(text))")
        }
        if let stream = query["stream"], !stream.isEmpty {
            if !["All", "Stdout", "Stderr"].contains(stream) {
                errors.append(.notSupported("stream", stream, ["All", "Stderr", "Stdout"]))
            } else if stream != "All", query["tailLines"] != nil {
                errors.append(.forbidden("", "`tailLines` and specific `stream` are mutually exclusive for now"))
            }
            parts.append("stream=\(URLEncoding.component(stream))")
        }
        if !errors.isEmpty { throw .invalid(group: "", kind: "PodLogOptions", name: pod, errors) }
        self.query = parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    static func flag(_ query: Query, _ name: String) throws(APIStatusError) -> Bool {
        switch query[name]?.lowercased() {
        case nil, "", "false", "0", "f": return false
        case "true", "1", "t": return true
        case let text?: throw .badRequest("strconv.ParseBool: parsing \(FieldError.quoted(text)): invalid syntax")
        }
    }
}
