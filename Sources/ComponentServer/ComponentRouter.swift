import HTTPServer
import JSON
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1

/// Finds out what a request to a component is for, and whether it is allowed.
struct ComponentRouter: HTTPResponder {
    let options: ComponentServingOptions
    let pages: ComponentServer.Pages
    let authenticator: DelegatedAuthenticator
    let authorizer: DelegatedAuthorizer
    let logger: Logger

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        if let refusal = await refusal(request) { return refusal }
        let path = request.path.split(separator: "/").map(String.init)
        guard let first = path.first else { return Self.text("404 page not found\n", .notFound) }
        switch (first, path.count) {
        case ("healthz", _), ("livez", _), ("readyz", _): return health(first, path, request)
        case ("metrics", 1): return Self.text(pages.metrics(), .ok, "text/plain; version=0.0.4; charset=utf-8")
        case ("configz", 1): return Self.text(String(decoding: pages.configuration().serialized(), as: UTF8.self), .ok, "application/json")
        default: return Self.text("404 page not found\n", .notFound)
        }
    }

    /// Nil when it is allowed.
    private func refusal(_ request: HTTPRequest) async -> HTTPResponse? {
        let user: UserInfo?
        do {
            user = try await authenticator.authenticate(request)
        } catch {
            logger.warning("cannot find out who asks", metadata: ["error": "\(error)"])
            user = nil
        }
        guard let user else { return Self.text("Unauthorized\n", .unauthorized) }
        if options.isOpen(request.path) || user.groups.contains("system:masters") { return nil }
        let verb = request.method.rawValue.lowercased()
        do {
            if try await authorizer.allows(user, .path(request.path, verb: verb)) { return nil }
        } catch {
            logger.warning("cannot ask who may do it", metadata: ["user": "\(user.username ?? "")", "error": "\(error)"])
            return Self.text("Internal Server Error: \"\(request.path)\"\n", .internalServerError)
        }
        return Self.text("Forbidden: \"\(request.path)\": User \"\(user.username ?? "")\" cannot \(verb) path \"\(request.path)\"\n", .forbidden)
    }

    private func health(_ page: String, _ path: [String], _ request: HTTPRequest) -> HTTPResponse {
        if path.count == 1 {
            var excluded: Set<String> = []
            var isVerbose = false
            for item in (request.query ?? "").split(separator: "&") {
                let parts = item.split(separator: "=", maxSplits: 1)
                if parts.first == "verbose" { isVerbose = true }
                if parts.first == "exclude", parts.count > 1 { excluded.formUnion(parts[1].split(separator: ",").map(String.init)) }
            }
            let answer = pages.health.answer(page: page, verbose: isVerbose, excluding: excluded)
            return Self.text(answer.text, answer.isHealthy ? .ok : .internalServerError)
        }
        guard path.count == 2, let answer = pages.health.answer(check: path[1]) else { return Self.text("404 page not found\n", .notFound) }
        return Self.text(answer.text, answer.isHealthy ? .ok : .internalServerError)
    }

    private static func text(_ text: String, _ status: HTTPResponseStatus, _ type: String = "text/plain; charset=utf-8") -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["content-type": type, "x-content-type-options": "nosniff"], body: .buffer(ByteBuffer(string: text)))
    }
}
