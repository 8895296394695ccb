import AsyncHTTPClient
import Dispatch
import Foundation
import KubernetesAPI
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Makes the requests of probes. Tests have one that answers what they want.
protocol Probing: Sendable {
    func http(_ get: HTTPGetAction, host: String, port: Int, timeout: Duration) async throws -> ProbeOutcome
    func tcp(host: String, port: Int, timeout: Duration) async throws -> ProbeOutcome
    func grpc(host: String, port: Int, service: String, timeout: Duration) async throws -> ProbeOutcome
}

/// Probes over the network. Certificates are not verified, and no connection is used twice.
final class NetworkProber: Probing {
    private let client: HTTPClient

    init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(1)
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        configuration.tlsConfiguration = tls
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        client.shutdown(queue: .global()) { _ in }
    }

    func http(_ get: HTTPGetAction, host: String, port: Int, timeout: Duration) async throws -> ProbeOutcome {
        let scheme = (get.scheme ?? "HTTP").lowercased()
        let path = get.path ?? "/"
        let authority = host.contains(":") ? "[\(host)]" : host
        guard let first = URL(string: "\(scheme)://\(authority):\(port)\(path.hasPrefix("/") ? path : "/" + path)") else {
            throw ProbeFailure(description: "invalid URL: \(path)")
        }
        let deadline = NIODeadline.now() + .milliseconds(Self.milliseconds(timeout))
        var url = first
        for _ in 0..<10 {
            let response: HTTPClientResponse
            do {
                response = try await client.execute(Self.request(get, url), deadline: deadline)
            } catch {
                try Task.checkCancellation()
                return .failure("Get \"\(url.absoluteString)\": \(Self.text(error, "\(authority):\(port)"))")
            }
            let status = Int(response.status.code)
            if [301, 302, 303, 307, 308].contains(status), let location = response.headers.first(name: "Location"),
                let next = URL(string: location, relativeTo: url)?.absoluteURL
            {
                if next.host == first.host {
                    url = next
                    continue
                }
            }
            guard (200..<400).contains(status) else { return .failure("HTTP probe failed with statuscode: \(status)") }
            if status < 300 { return .success }
            return .warning("Probe terminated redirects, Response body: \(await Self.head(response.body, before: deadline))")
        }
        return .failure("Get \"\(first.absoluteString)\": stopped after 10 redirects")
    }

    /// The most of an answer that is told, in bytes.
    private static let maximumBody = 10 << 10

    private static func head(_ body: HTTPClientResponse.Body, before deadline: NIODeadline) async -> String {
        var bytes: [UInt8] = []
        do {
            for try await piece in body {
                bytes += piece.readableBytesView.prefix(maximumBody - bytes.count)
                if bytes.count >= maximumBody || NIODeadline.now() > deadline { break }
            }
        } catch {}
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func request(_ get: HTTPGetAction, _ url: URL) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url.absoluteString)
        for header in get.httpHeaders { request.headers.add(name: header.name, value: header.value) }
        if !request.headers.contains(name: "User-Agent") { request.headers.add(name: "User-Agent", value: "kube-probe/1.36") }
        if !request.headers.contains(name: "Accept") { request.headers.add(name: "Accept", value: "*/*") }
        // Written empty, these two are not sent.
        for name in ["User-Agent", "Accept"] where request.headers.first(name: name) == "" { request.headers.remove(name: name) }
        request.headers.replaceOrAdd(name: "Connection", value: "close")
        return request
    }

    func tcp(host: String, port: Int, timeout: Duration) async throws -> ProbeOutcome {
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(.milliseconds(Self.milliseconds(timeout)))
                .connect(host: host, port: port).get()
            try? await channel.close().get()
            return .success
        } catch {
            try Task.checkCancellation()
            let authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            return .failure(Self.text(error, authority))
        }
    }

    func grpc(host: String, port: Int, service: String, timeout: Duration) async throws -> ProbeOutcome {
        try await GRPCHealth.check(host: host, port: port, service: service, timeout: .milliseconds(Self.milliseconds(timeout)))
    }

    static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return min(max(seconds, 0), 1 << 32) * 1000 + attoseconds / 1_000_000_000_000_000
    }

    /// As Go's network library words it.
    static func text(_ error: any Error, _ address: String) -> String {
        if let failure = error as? NIOConnectionError {
            if let first = failure.connectionErrors.first?.error { return text(first, address) }
            return "dial tcp: lookup \(failure.host): no such host"
        }
        if let failure = error as? IOError {
            return "dial tcp \(address): connect: \(String(cString: strerror(failure.errnoCode)).lowercased())"
        }
        if error is ChannelError, "\(error)".contains("connectTimeout") { return "dial tcp \(address): i/o timeout" }
        if let failure = error as? HTTPClientError {
            switch failure {
            case .deadlineExceeded, .readTimeout, .connectTimeout:
                return "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
            case .remoteConnectionClosed: return "EOF"
            default: break
            }
        }
        return "\(error)"
    }
}
