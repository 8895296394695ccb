import AsyncHTTPClient
import Dispatch
import Foundation
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Reaches an API server over HTTPS, with HTTP/2 where the server has it.
///
/// Safe to use from any task. Connections are kept and shared; they are closed when the transport is released or shut down.
public final class HTTPSTransport: Transport {
    private let http: HTTPClient
    /// For requests that are answered at once, where HTTP/1.1 is wanted for them.
    private let calls: CallPool?
    private let base: String
    /// Of requests in `calls`.
    private let hostHeader: String
    private let basePath: String
    /// Host and port of the server, for metrics and messages.
    public var host: String { base.firstRange(of: "://").map { String(base[$0.upperBound...].prefix { $0 != "/" }) } ?? base }
    private let fixedHeaders: [(String, String)]
    private let token: TokenSource?

    /// Makes a transport to where `target` points, with its credentials. Reads the files that it names.
    ///
    /// - Parameter callConnections: so many connections of HTTP/1.1 for all requests but watches, instead of the one of HTTP/2: for those
    ///   who send thousands of small requests a second, as a stream of HTTP/2 costs more than the rest of such a request. 0 for none.
    public init(_ target: Kubeconfig.Target, clock: any WallClock = SystemClock(), callConnections: Int = 0) throws {
        var configuration = HTTPClient.Configuration()
        // Redirects would carry credentials elsewhere; an API server does not redirect its API.
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(30), read: nil)
        configuration.decompression = .disabled
        configuration.httpVersion = .automatic
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        configuration.tlsConfiguration = try Self.tls(target)

        var server = target.cluster.server
        if !server.contains("://") { server = "https://" + server }
        while server.hasSuffix("/") { server.removeLast() }
        guard var components = URLComponents(string: server), let host = components.host, !host.isEmpty else {
            throw ClientError.configuration("invalid server address \"\(target.cluster.server)\"")
        }
        guard components.scheme == "https" || components.scheme == "http" else {
            throw ClientError.configuration("invalid server address \"\(target.cluster.server)\": the scheme must be https")
        }
        if let name = target.cluster.tlsServerName, !name.isEmpty {
            configuration.dnsOverride[name] = host
            components.host = name
            server = components.string ?? server
        }
        base = server

        var headers: [(String, String)] = []
        if let name = target.user.impersonate {
            headers.append(("Impersonate-User", name))
            for group in target.user.impersonateGroups { headers.append(("Impersonate-Group", group)) }
        }
        if let name = target.user.username, !name.isEmpty {
            let pair = Data("\(name):\(target.user.password ?? "")".utf8).base64EncodedString()
            headers.append(("Authorization", "Basic " + pair))
        }
        fixedHeaders = headers
        if let path = target.user.tokenFile {
            token = TokenSource(path: path, clock: clock)
        } else {
            token = target.user.token.map { TokenSource(fixed: $0) }
        }
        let isSecure = components.scheme == "https"
        hostHeader = (components.host ?? host) + (components.port.map { ":\($0)" } ?? "")
        calls = callConnections > 0
            ? try CallPool(
                host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, port: components.port ?? (isSecure ? 443 : 80),
                tls: isSecure ? configuration.tlsConfiguration : nil, serverName: target.cluster.tlsServerName.flatMap { $0.isEmpty ? nil : $0 },
                limit: callConnections)
            : nil
        // A path in the server's address belongs to a proxy before it.
        basePath = components.percentEncodedPath
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Makes a transport to a context of a kubeconfig, by default its current one.
    public convenience init(_ kubeconfig: Kubeconfig, context: String? = nil, callConnections: Int = 0) throws {
        try self.init(try kubeconfig.target(context: context), callConnections: callConnections)
    }

    deinit {
        http.shutdown(queue: .global()) { _ in }
        calls?.shutDown()
    }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        let deadline: NIODeadline = request.timeout.map { .now() + .nanoseconds($0.clampedNanoseconds) } ?? .distantFuture
        if request.timeout != nil, let calls { return try await call(request, calls, deadline) }
        var outgoing = HTTPClientRequest(url: base + request.path)
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers = try headers(of: request)
        if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }

        let response = try await http.execute(outgoing, deadline: deadline)
        var headers: [(String, String)] = []
        for (name, value) in response.headers { headers.append((name, value)) }
        let status = Int(response.status.code)
        guard request.timeout != nil else {
            return ClientResponse(status: status, headers: headers, body: ClientBody(ResponseChunks(body: response.body, transport: self)))
        }
        let bytes = try await Self.collect(response.body, before: deadline, what: "\(request.method) \(request.path)")
        return ClientResponse(status: status, headers: headers, body: ClientBody(bytes))
    }

    private func headers(of request: ClientRequest) throws -> HTTPHeaders {
        var headers = HTTPHeaders()
        for (name, value) in fixedHeaders { headers.add(name: name, value: value) }
        for (name, value) in request.headers { headers.add(name: name, value: value) }
        if let token = try token?.current() { headers.add(name: "Authorization", value: "Bearer " + token) }
        return headers
    }

    private func call(_ request: ClientRequest, _ calls: CallPool, _ deadline: NIODeadline) async throws -> ClientResponse {
        var headers = try headers(of: request)
        headers.add(name: "Host", value: hostHeader)
        if let body = request.body { headers.add(name: "Content-Length", value: String(body.count)) }
        let head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: basePath + request.path, headers: headers)
        let reply = try await calls.send(head, request.body, deadline: deadline)
        return ClientResponse(status: reply.status, headers: reply.headers, body: ClientBody(reply.body))
    }

    /// Reads a whole body; the HTTP client's own deadline ends with the head of the response.
    private static func collect(_ body: HTTPClientResponse.Body, before deadline: NIODeadline, what: String) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                let buffer = try await body.collect(upTo: Client.bodyLimit)
                return Array(buffer.readableBytesView)
            }
            group.addTask {
                let rest = deadline - .now()
                try await Task.sleep(for: .nanoseconds(max(0, rest.nanoseconds)))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let bytes = first else { throw ClientError.timedOut(what) }
            return bytes
        }
    }

    private static func tls(_ target: Kubeconfig.Target) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        let cluster = target.cluster
        if cluster.insecureSkipTLSVerify {
            tls.certificateVerification = .none
        } else if let bytes = try Self.bytes(cluster.certificateAuthorityData, cluster.certificateAuthority) {
            tls.trustRoots = .certificates(try Self.certificates(bytes, "certificate-authority"))
        }
        let user = target.user
        if let bytes = try Self.bytes(user.clientCertificateData, user.clientCertificate) {
            guard let key = try Self.bytes(user.clientKeyData, user.clientKey) else {
                throw ClientError.configuration("client-key-data or client-key must be specified to use the clientCert authentication method")
            }
            tls.certificateChain = try Self.certificates(bytes, "client-certificate").map { .certificate($0) }
            do {
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
            } catch {
                throw ClientError.configuration("unable to load client-key: \(error)")
            }
        }
        return tls
    }

    private static func bytes(_ data: [UInt8]?, _ path: String?) throws -> [UInt8]? {
        if let data { return data }
        return try path.map(FileBytes.read)
    }

    private static func certificates(_ pem: [UInt8], _ what: String) throws -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(pem)
            if certificates.isEmpty { throw ClientError.configuration("\(what): no PEM certificate found") }
            return certificates
        } catch {
            throw ClientError.configuration("unable to load \(what): \(error)")
        }
    }
}

/// A bearer token, perhaps from a file that is read again every minute.
private final class TokenSource: Sendable {
    private struct State {
        var token: String?
        var readAt: Duration = .zero
    }

    private let path: String?
    private let clock: (any WallClock)?
    private let state: Mutex<State>

    init(fixed token: String) {
        path = nil
        clock = nil
        state = Mutex(State(token: token))
    }

    init(path: String, clock: any WallClock) {
        self.path = path
        self.clock = clock
        state = Mutex(State())
    }

    func current() throws -> String? {
        guard let path, let clock else { return state.withLock(\.token) }
        let now = clock.monotonic
        if let fresh = state.withLock({ $0.token != nil && now - $0.readAt < .seconds(60) ? $0.token : nil }) { return fresh }
        do {
            let text = String(decoding: try FileBytes.read(path), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            state.withLock { $0 = State(token: text, readAt: now) }
            return text
        } catch {
            // An old token is better than none while the file is being replaced.
            if let old = state.withLock(\.token) { return old }
            throw error
        }
    }
}

extension Duration {
    /// Nanoseconds, no more than fit.
    var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? .max : sum
    }
}

/// The chunks of a streamed body. They keep the transport, so that a stream outlives the client that began it.
///
/// Written out where `AsyncSequence.map` would do: as swiftc 6.3.1 optimises that, the program crashes at the second chunk.
private struct ResponseChunks: AsyncSequence, Sendable {
    let body: HTTPClientResponse.Body
    let transport: HTTPSTransport

    struct AsyncIterator: AsyncIteratorProtocol {
        var chunks: HTTPClientResponse.Body.AsyncIterator
        let transport: HTTPSTransport

        mutating func next() async throws -> [UInt8]? {
            guard let buffer = try await chunks.next() else { return nil }
            return Array(buffer.readableBytesView)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(chunks: body.makeAsyncIterator(), transport: transport) }
}
