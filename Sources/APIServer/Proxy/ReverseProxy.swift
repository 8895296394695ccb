import AsyncHTTPClient
import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1
import NIOSSL

/// The proxy subresource of pods, services and nodes: HTTP passed on, both ways.
extension NodeConnections {
    func proxyToPod(_ request: ConnectRequest) async throws -> HTTPResponse {
        let target = try ProxyTarget(request.name)
        let pod = try await read(Pod.self, target.name, namespace: request.namespace)
        let port: Int
        if target.port.isEmpty {
            port = pod.spec.containers.lazy.flatMap(\.ports).first?.containerPort ?? 80
        } else if let number = Int(target.port), (1...65535).contains(number) {
            port = number
        } else {
            throw APIStatusError.badRequest("invalid pod request \"\(request.name)\"")
        }
        guard let address = pod.status.podIP, !address.isEmpty else {
            throw APIStatusError.badRequest("address not allowed")
        }
        return try await proxy(request, scheme: target.scheme, host: address, port: port, workloadHTTP)
    }

    func proxyToService(_ request: ConnectRequest) async throws -> HTTPResponse {
        let target = try ProxyTarget(request.name)
        let service = try await read(Service.self, target.name, namespace: request.namespace)
        let ports = service.spec.ports
        let found = target.port.isEmpty
            ? (ports.count == 1 ? ports.first : nil)
            : ports.first { $0.name == target.port || "\($0.port)" == target.port }
        guard let found else {
            throw APIStatusError.serviceUnavailable("no service port \"\(target.port)\" found for service \"\(target.name)\"")
        }
        let endpoints = try await read(Endpoints.self, target.name, namespace: request.namespace)
        let choices = endpoints.subsets.flatMap { subset in
            subset.ports.filter { ($0.name ?? "") == (found.name ?? "") }
                .flatMap { port in subset.addresses.map { (host: $0.ip, port: port.port) } }
        }
        guard !choices.isEmpty else {
            throw APIStatusError.serviceUnavailable("no endpoints available for service \"\(target.name)\"")
        }
        let (host, port) = choices[nextTurn(of: choices.count)]
        return try await proxy(request, scheme: target.scheme, host: host, port: port, workloadHTTP)
    }

    func proxyToNode(_ request: ConnectRequest) async throws -> HTTPResponse {
        let target = try ProxyTarget(request.name)
        var (host, port) = try await kubeletAddress(nodeName: target.name)
        if !target.port.isEmpty {
            guard let number = Int(target.port), (1...65535).contains(number) else {
                throw APIStatusError.badRequest("invalid node request \"\(request.name)\"")
            }
            if number != port {
                // Some other server on the node, which must not see the API server's certificate.
                return try await proxy(
                    request, scheme: target.scheme.isEmpty ? "http" : target.scheme, host: host, port: number, workloadHTTP)
            }
            port = number
        }
        return try await proxy(request, scheme: "https", host: host, port: port, kubeletHTTP)
    }

    private func proxy(
        _ request: ConnectRequest, scheme: String, host: String, port: Int, _ http: HTTPClient
    ) async throws -> HTTPResponse {
        if request.path.isEmpty, request.http.method == .GET || request.http.method == .HEAD {
            // Links in what is there are relative to a directory.
            let location = request.http.path + "/" + (request.http.query.map { "?" + $0 } ?? "")
            return HTTPResponse(status: .movedPermanently, headers: ["location": location])
        }
        let scheme = scheme.isEmpty ? "http" : scheme
        let uri = (request.path.isEmpty ? "/" : request.path) + (request.http.query.map { "?" + $0 } ?? "")
        if request.http.headers.contains(name: "upgrade"), !request.http.isHTTP2 {
            var tls: TLSConfiguration?
            if scheme == "https" { tls = http === kubeletHTTP ? kubelet.tls : uncheckedTLS }
            let upstream = try UpgradeClient(target: .tcp(host: host, port: port), tls: tls)
            return try await upgrade(request.http, through: upstream, uri: uri, authority: authority(host, port))
        }
        var outgoing = HTTPClientRequest(url: "\(scheme)://\(authority(host, port))\(uri)")
        outgoing.method = request.http.method
        outgoing.headers = ProxyHeaders.forwarded(request.http)
        if request.http.body.readableBytes > 0 { outgoing.body = .bytes(request.http.body) }
        let response: HTTPClientResponse
        do {
            response = try await http.execute(outgoing, deadline: .distantFuture)
        } catch {
            throw APIStatusError.serviceUnavailable(
                "error trying to reach service: \(ErrorText.of(error, authority(host, port)))")
        }
        return HTTPResponse(
            status: response.status, headers: ProxyHeaders.returned(response.headers),
            body: request.http.method == .HEAD
                ? .empty
                : .stream { writer in
                    for try await part in response.body { try await writer.write(part) }
                })
    }

    private var uncheckedTLS: TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        return tls
    }
}

/// What a proxy request names: `name`, `name:port` or `scheme:name:port`.
struct ProxyTarget: Equatable {
    var scheme = ""
    var name: String
    /// A number or a port's name; empty for the only or first one.
    var port = ""

    /// Throws 400 for anything else.
    init(_ text: String) throws(APIStatusError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1:
            name = parts[0]
        case 2:
            name = parts[0]
            port = parts[1]
        case 3:
            guard ["", "http", "https"].contains(parts[0]) else {
                throw .badRequest("invalid proxy request \"\(text)\"")
            }
            scheme = parts[0]
            name = parts[1]
            port = parts[2]
        default:
            throw .badRequest("invalid proxy request \"\(text)\"")
        }
        guard !name.isEmpty else { throw .badRequest("invalid proxy request \"\(text)\"") }
    }
}
