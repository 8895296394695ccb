import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1

/// exec, attach and portforward: upgraded connections, tunnelled to the kubelet.
extension NodeConnections {
    func command(_ request: ConnectRequest) async throws -> HTTPResponse {
        let pod = try await read(Pod.self, request.name, namespace: request.namespace)
        let query = Query(request.http.query ?? "")
        let container = try Self.container(query["container"], of: pod)
        guard let node = pod.spec.nodeName, !node.isEmpty else {
            throw APIStatusError.badRequest("pod \(request.name) does not have a host assigned")
        }
        func wants(_ name: String) throws(APIStatusError) -> Bool { try LogParameters.flag(query, name) }
        var parameters: [String] = []
        // The kubelet's own names for them.
        for (name, theirs) in [("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty")] {
            if try wants(name) { parameters.append("\(theirs)=1") }
        }
        if request.subresource == "exec" {
            let words = query.all("command")
            guard !words.isEmpty else { throw APIStatusError.badRequest("you must specify at least one command for the container") }
            parameters += words.map { "command=" + URLEncoding.component($0) }
        }
        let path = ["", request.subresource, request.namespace, request.name, container].map(URLEncoding.component)
            .joined(separator: "/")
        return try await tunnel(request.http, node: node, uri: path + "?" + parameters.joined(separator: "&"))
    }

    func portForward(_ request: ConnectRequest) async throws -> HTTPResponse {
        let pod = try await read(Pod.self, request.name, namespace: request.namespace)
        guard let node = pod.spec.nodeName, !node.isEmpty else {
            throw APIStatusError.badRequest("pod \(request.name) does not have a host assigned")
        }
        var uri = ["", "portForward", request.namespace, request.name].map(URLEncoding.component).joined(separator: "/")
        let ports = Query(request.http.query ?? "").all("ports").map { "port=" + URLEncoding.component($0) }
        if !ports.isEmpty { uri += "?" + ports.joined(separator: "&") }
        return try await tunnel(request.http, node: node, uri: uri)
    }

    private func tunnel(_ request: HTTPRequest, node: String, uri: String) async throws -> HTTPResponse {
        let (host, port) = try await kubeletAddress(nodeName: node)
        let upstream: UpgradeClient
        do {
            upstream = try UpgradeClient(target: .tcp(host: host, port: port), tls: kubelet.tls)
        } catch {
            throw APIStatusError(code: 500, reason: "", message: "error dialing backend: \(error)")
        }
        return try await upgrade(request, through: upstream, uri: uri, authority: authority(host, port))
    }

    /// Passes an upgrade request on and, when it is accepted, the bytes behind it.
    func upgrade(
        _ request: HTTPRequest, through upstream: UpgradeClient, uri: String, authority: String
    ) async throws -> HTTPResponse {
        guard !request.isHTTP2, let wanted = request.headers.first(name: "upgrade") else {
            throw APIStatusError.badRequest("Upgrade request required")
        }
        var headers = ProxyHeaders.forwarded(request)
        headers.replaceOrAdd(name: "host", value: authority)
        headers.replaceOrAdd(name: "upgrade", value: wanted)
        headers.replaceOrAdd(name: "connection", value: "Upgrade")
        let response: UpgradeClient.Response
        do {
            response = try await upstream.send(method: request.method, uri: uri, headers: headers)
        } catch {
            throw APIStatusError(code: 500, reason: "", message: "error dialing backend: \(ErrorText.of(error, authority))")
        }
        let answer = ProxyHeaders.returned(response.headers)
        guard let connection = response.connection else {
            // What the other side says about its refusal is for the client to read.
            return HTTPResponse(status: response.status, headers: answer, body: .buffer(response.body))
        }
        let name = response.headers.first(name: "upgrade") ?? wanted
        return HTTPResponse(
            status: .switchingProtocols, headers: answer,
            body: .upgrade(protocol: name) { await $0.relay(to: connection) })
    }

    /// The container that a request means, in Kubernetes' words when there is none.
    static func container(_ asked: String?, of pod: Pod) throws(APIStatusError) -> String {
        let name = pod.metadata.name
        let regular = pod.spec.containers.map(\.name)
        let initial = pod.spec.initContainers.map(\.name)
        if let asked, !asked.isEmpty {
            guard (regular + initial + pod.spec.ephemeralContainers.map(\.name)).contains(asked) else {
                throw .badRequest("container \(asked) is not valid for pod \(name)")
            }
            return asked
        }
        if regular.count == 1 { return regular[0] }
        guard !regular.isEmpty else { throw .badRequest("a container name must be specified for pod \(name)") }
        var message = "a container name must be specified for pod \(name), choose one of: [\(regular.joined(separator: " "))]"
        if !initial.isEmpty { message += " or one of the init containers: [\(initial.joined(separator: " "))]" }
        throw .badRequest(message)
    }
}
