import ComponentMetrics
import HTTPServer
import NIOCore
import NIOHTTP1

/// `/healthz`, `/livez` and `/readyz`: named checks, each also under its own path, all of them with `?verbose`.
struct HealthChecks: Sendable {
    /// One thing that must be well; nil is well, a text says why not.
    struct Check: Sendable {
        var name: String
        var run: @Sendable () async -> String?

        init(_ name: String, _ run: @escaping @Sendable () async -> String? = { nil }) {
            self.name = name
            self.run = run
        }
    }

    /// The checks of the server's start, each for as long as it is not finished.
    let hooks: PostStartHooks
    /// What says whether the process is well.
    let live: [Check]
    /// What says besides that whether it should be sent requests.
    let ready: [Check]
    /// `kubernetes_healthchecks_total`.
    private let results = Counter(
        name: "kubernetes_healthchecks_total", help: "This metric records the results of all healthcheck.", labels: ["name", "status", "type"])

    init(hooks: PostStartHooks, live: [Check], ready: [Check]) {
        self.hooks = hooks
        self.live = live
        self.ready = ready
    }

    /// Why a check is not well; nil when it is.
    private func ask(_ check: Check, _ endpoint: String) async -> String? {
        let reason = await check.run()
        results.series([check.name, reason == nil ? "success" : "error", endpoint]).add()
        return reason
    }

    /// The checks of an endpoint, in their order; nil for other endpoints.
    func checks(_ endpoint: String) -> [Check]? {
        let hooks = hooks
        let started = hooks.names.map { name in Check("poststarthook/\(name)") { hooks.isFinished(name) ? nil : "not finished" } }
        switch endpoint {
        case "healthz", "livez": return live + started
        // The check of shutdown stands last.
        case "readyz": return live + ready.dropLast() + started + ready.suffix(1)
        default: return nil
        }
    }

    /// Answers a health path; nil for other paths.
    func respond(path: String, query: Query) async -> HTTPResponse? {
        let parts = path.split(separator: "/").map(String.init)
        guard let endpoint = parts.first, let checks = checks(endpoint) else { return nil }
        if parts.count > 1 {
            let name = parts[1...].joined(separator: "/")
            guard let check = checks.first(where: { $0.name == name }) else { return nil }
            if let reason = await ask(check, endpoint) { return Self.text(.internalServerError, "internal server error: \(reason)\n") }
            return Self.text(.ok, "ok")
        }
        var excluded = Set(query.all("exclude"))
        var text = ""
        var isWell = true
        for check in checks {
            if excluded.remove(check.name) != nil {
                text += "[+]\(check.name) excluded: ok\n"
            } else if await ask(check, endpoint) != nil {
                isWell = false
                text += "[-]\(check.name) failed: reason withheld\n"
            } else {
                text += "[+]\(check.name) ok\n"
            }
        }
        if !excluded.isEmpty {
            let names = excluded.sorted().map(FieldError.quoted).joined(separator: ", ")
            text += "warn: some health checks cannot be excluded: no matches for \(names)\n"
        }
        if !isWell { return Self.text(.internalServerError, text + "\(endpoint) check failed\n") }
        guard query["verbose"] != nil else { return Self.text(.ok, "ok") }
        return Self.text(.ok, text + "\(endpoint) check passed\n")
    }

    private static func text(_ status: HTTPResponseStatus, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: ["cache-control": "no-cache, private", "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"],
            body: .buffer(ByteBuffer(string: text)))
    }
}

extension HealthChecks {
    /// `/metrics/slis`: whether each check is well now (1) or not (0), as `kubernetes_healthcheck`.
    func slis() async -> String {
        var text = MetricsText()
        text.family("kubernetes_healthcheck", "gauge", "This metric records the result of all healthchecks.")
        for endpoint in ["healthz", "livez", "readyz"] {
            for check in checks(endpoint) ?? [] {
                text.sample("kubernetes_healthcheck", ["name", "type"], [check.name, endpoint], await check.run() == nil ? 1 : 0)
            }
        }
        results.write(to: &text)
        return text.text
    }
}
