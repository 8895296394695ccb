import AsyncHTTPClient
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
    /// - Throws: when there is none.
    func get(url: String, headers: [(String, String)], timeout: Duration) async throws
}

/// Requests through AsyncHTTPClient; certificates of pods are not verified, as Kubernetes does not. Hooks are rare: each has a
/// client of its own, which leaves nothing behind.
struct HTTPHookRequests: HookRequests {
    func get(url: String, headers: [(String, String)], timeout: Duration) async throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .none
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: HTTPClient.Configuration(tlsConfiguration: tls))
        var request = HTTPClientRequest(url: url)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        do {
            let answer = try await client.execute(request, timeout: .milliseconds(Int64(timeout.seconds * 1000)))
            _ = try? await answer.body.collect(upTo: 10 << 10)
        } catch {
            try? await client.shutdown()
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

    /// Runs one hook to its end.
    /// - Parameters:
    ///   - podIP: where httpGet goes when it names no host.
    ///   - limit: the longest that it may take; nil means as long as it wants.
    /// - Throws: `HookFailure`
    func run(_ handler: LifecycleHandler, _ container: Container, id: String, podIP: String?, limit: Duration?) async throws {
        if let exec = handler.exec {
            try await runExec(exec.command, container, id: id, limit: limit)
        } else if let get = handler.httpGet {
            try await runHTTP(get, container, podIP: podIP, limit: limit)
        } else if let sleep = handler.sleep {
            let wanted = Duration.seconds(sleep.seconds)
            try await clock.sleep(for: limit.map { min($0, wanted) } ?? wanted)
        }
    }

    private func runExec(_ command: [String], _ container: Container, id: String, limit: Duration?) async throws {
        let seconds = limit.map { max(1, Int($0.components.seconds)) } ?? 0
        do {
            let result = try await cri.execSync(id, command: command, timeout: seconds)
            if result.exitCode != 0 {
                let output = String(decoding: result.stdout + result.stderr, as: UTF8.self)
                throw HookFailure(message: "command '\(command.joined(separator: " "))' exited with \(result.exitCode): \(output)")
            }
        } catch let failure as HookFailure {
            throw failure
        } catch {
            throw HookFailure(message: "\(error)")
        }
    }

    private func runHTTP(_ get: HTTPGetAction, _ container: Container, podIP: String?, limit: Duration?) async throws {
        let host = get.host.flatMap { $0.isEmpty ? nil : $0 } ?? podIP ?? ""
        guard !host.isEmpty else { throw HookFailure(message: "failed to find networking container") }
        let port: Int
        switch get.port {
        case .int(let number): port = number
        case .string(let name):
            guard let found = container.ports.first(where: { $0.name == name })?.containerPort ?? Int(name) else {
                throw HookFailure(message: "no such port \"\(name)\"")
            }
            port = found
        }
        let path = get.path ?? ""
        let scheme = (get.scheme ?? "HTTP").lowercased()
        let authority = host.contains(":") ? "[\(host)]" : host
        do {
            try await http.get(
                url: "\(scheme)://\(authority):\(port)\(path.hasPrefix("/") ? path : "/" + path)",
                headers: get.httpHeaders.map { ($0.name, $0.value) }, timeout: limit ?? .seconds(60)
            )
        } catch {
            throw HookFailure(message: "\(error)")
        }
    }
}
