import HTTPServer
import NIOCore
import NIOHTTP1
import Synchronization

/// `/healthz`, `/livez` and `/readyz`: named checks, each also under its own path, all of them with `?verbose`.
final class HealthChecks: Sendable {
    /// One thing that must be well; nil is well, a text says why not.
    struct Check: Sendable {
        var name: String
        var run: @Sendable () async -> String?

        init(_ name: String, _ run: @escaping @Sendable () async -> String? = { nil }) {
            self.name = name
            self.run = run
        }
    }

    private let checks: Mutex<(live: [Check], ready: [Check])>

    init(live: [Check], ready: [Check]) { checks = Mutex((live, ready)) }

    /// Answers a health path; nil for other paths.
    func respond(path: String, query: Query) async -> HTTPResponse? {
        let parts = path.split(separator: "/").map(String.init)
        guard let endpoint = parts.first, ["healthz", "livez", "readyz"].contains(endpoint), parts.count <= 3 else { return nil }
        let (live, ready) = checks.withLock { $0 }
        let checks = endpoint == "readyz" ? ready : live
        if parts.count > 1 {
            let name = parts[1...].joined(separator: "/")
            guard let check = checks.first(where: { $0.name == name }) else { return nil }
            if let reason = await check.run() { return Self.text(.internalServerError, "internal server error: \(reason)\n") }
            return Self.text(.ok, "ok")
        }
        let excluded = query.all("exclude")
        var lines: [String] = []
        var failed: [String] = []
        for check in checks {
            if excluded.contains(check.name) {
                lines.append("[+]\(check.name) excluded: ok\n")
            } else if await check.run() != nil {
                failed.append(check.name)
                lines.append("[-]\(check.name) failed: reason withheld\n")
            } else {
                lines.append("[+]\(check.name) ok\n")
            }
        }
        if !failed.isEmpty {
            return Self.text(.internalServerError, lines.joined() + "\(endpoint) check failed\n")
        }
        guard query["verbose"] != nil else { return Self.text(.ok, "ok") }
        return Self.text(.ok, lines.joined() + "\(endpoint) check passed\n")
    }

    private static func text(_ status: HTTPResponseStatus, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"],
            body: .buffer(ByteBuffer(string: text)))
    }
}
