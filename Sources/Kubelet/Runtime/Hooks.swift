import AsyncHTTPClient
import ComponentMetrics
import ContainerRuntime
import KubernetesAPI
import NIOCore
import NIOHTTP1
import NIOSSL

/// Why a lifecycle hook failed.
struct HookFailure: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// Makes the HTTP requests of lifecycle hooks.
protocol HookRequests: Sendable {
    /// A GET whose answer does not matter.
    /// - Throws: when there is none; `HookAnswersInTheClear` when an answer in the clear came to a request for TLS.
    func get(url: String, headers: [(String, String)], timeout: Duration) async throws
}

/// A server that was asked over TLS speaks plain HTTP.
struct HookAnswersInTheClear: Error {}

/// Requests through AsyncHTTPClient; certificates of pods are not verified, as Kubernetes does not. Hooks are rare: each has a
/// client of its own, which leaves nothing behind.
struct HTTPHookRequests: HookRequests {
    func get(url: String, headers: [(String, String)], timeout: Duration) async throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var request = HTTPClientRequest(url: url)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        do {
            let answer = try await client.execute(request, timeout: .milliseconds(Int64(timeout.seconds * 1000)))
            _ = try? await answer.body.collect(upTo: 10 << 10)
        } catch {
            try? await client.shutdown()
            let text = "\(error)"
            // So BoringSSL calls an answer that begins with `HTTP/`.
            if url.hasPrefix("https") && (text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST")) { throw HookAnswersInTheClear() }
            throw error
        }
        try? await client.shutdown()
    }
}

/// Runs post-start and pre-stop hooks.
struct Hooks: Sendable {
    var cri: any CRI
    var http: any HookRequests
    var clock: any WallClock
    var metrics: PodMetrics?

    /// What a request may take that nothing bounds.
    private static let unbounded: Duration = .seconds(24 * 3600)

    /// Runs one hook to its end.
    /// - Parameters:
    ///   - podIP: where httpGet goes when it names no host.
    ///   - limit: the longest that it may take; nil means as long as it wants.
    /// - Throws: `HookFailure`
    func run(_ handler: LifecycleHandler, _ container: Container, of pod: Pod, id: String, podIP: String?, limit: Duration?) async throws {
        func failure(_ kind: String, _ what: String, _ error: String, _ output: String) -> HookFailure {
            HookFailure(message: "\(kind) lifecycle hook (\(what)) for Container \"\(container.name)\" in Pod \"\(pod.formatted)\" failed - error: \(error), message: \"\(output)\"")
        }
        if let exec = handler.exec {
            let seconds = limit.map { max(1, Int($0.components.seconds)) } ?? 0
            let what = "[\(exec.command.joined(separator: " "))]"
            let result: CRIExecSyncResponse
            do { result = try await cri.execSync(id, command: exec.command, timeout: seconds) } catch {
                throw failure("Exec", what, "\(error)", "")
            }
            if result.exitCode != 0 {
                let output = String(decoding: (result.stdout + result.stderr).prefix(10 << 10), as: UTF8.self)
                throw failure("Exec", what, "command '\(exec.command.joined(separator: " "))' exited with \(result.exitCode): \(output)", output)
            }
        } else if let get = handler.httpGet {
            do { try await request(get, container, podIP: podIP, limit: limit) } catch {
                throw failure("HTTP", get.path ?? "", "\(error)", "")
            }
        } else if let sleep = handler.sleep {
            let wanted = Duration.seconds(max(0, sleep.seconds))
            do { try await clock.sleep(for: limit.map { min($0, wanted) } ?? wanted) } catch {
                metrics?.sleepTerminatedEarly.add()
                throw error
            }
            if let limit, limit < wanted { metrics?.sleepTerminatedEarly.add() }
        } else {
            // tcpSocket may be written, but no kubelet ever ran it.
            throw HookFailure(message: "Cannot run handler: invalid handler: \(String(decoding: handler.jsonBytes(), as: UTF8.self))")
        }
    }

    private func request(_ get: HTTPGetAction, _ container: Container, podIP: String?, limit: Duration?) async throws {
        let host = get.host.flatMap { $0.isEmpty ? nil : $0 } ?? podIP ?? ""
        guard !host.isEmpty else { throw HookFailure(message: "failed to find networking container") }
        let port: Int
        switch get.port {
        case .int(let number): port = number
        case .string(let name):
            guard let found = container.ports.first(where: { $0.name == name })?.containerPort ?? Int(name) else {
                throw HookFailure(message: "couldn't find port: \(name)")
            }
            port = found
        }
        let path = get.path ?? ""
        let scheme = (get.scheme ?? "HTTP").lowercased()
        let rest = "://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path.hasPrefix("/") ? path : "/" + path)"
        var headers = get.httpHeaders.map { ($0.name, $0.value) }
        let names = Set(headers.map { $0.0.lowercased() })
        if !names.contains("user-agent") { headers.append(("User-Agent", "kube-lifecycle/1.36")) }
        if !names.contains("accept") { headers.append(("Accept", "*/*")) }
        do {
            try await http.get(url: scheme + rest, headers: headers, timeout: limit ?? Self.unbounded)
        } catch is HookAnswersInTheClear {
            // Hooks once went in the clear whatever they said; what relied on that goes on working, without passwords.
            try await http.get(url: "http" + rest, headers: headers.filter { $0.0.lowercased() != "authorization" }, timeout: limit ?? Self.unbounded)
            metrics?.httpHookFallbacks.add()
        }
    }
}
