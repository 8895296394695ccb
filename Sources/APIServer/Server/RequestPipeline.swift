import Foundation
import HTTPServer
import JSON
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1

/// What every request goes through: who is it, may it, and what is it about.
///
/// Safe to use from any task.
final class RequestPipeline: HTTPResponder {
    let authenticator: any Authenticator
    let authorizer: any Authorizer
    let handlers: RouteTable
    let metrics: APIServerMetrics
    private let impersonation: Impersonation
    private let limits: InflightLimits
    private let options: APIServerOptions
    private let clock: any WallClock
    private let logger: Logger

    init(
        authenticator: any Authenticator, authorizer: any Authorizer, handlers: RouteTable, metrics: APIServerMetrics,
        options: APIServerOptions, clock: any WallClock, logger: Logger
    ) {
        self.authenticator = authenticator
        self.authorizer = authorizer
        self.handlers = handlers
        self.metrics = metrics
        impersonation = Impersonation(authorizer: authorizer)
        limits = InflightLimits(reading: options.maxRequestsInflight, mutating: options.maxMutatingRequestsInflight)
        self.options = options
        self.clock = clock
        self.logger = logger
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse { await respond(to: request, as: nil) }

    /// Answers a request, of a user who is known already when it comes from this process.
    func respond(to request: HTTPRequest, as identity: APIUser?) async -> HTTPResponse {
        let start = clock.monotonic
        let query = Query(request.query ?? "")
        let info = RequestInfo(method: request.method.rawValue, path: request.path, query: query)
        var response: HTTPResponse
        do {
            response = try await answer(request, info, query, identity)
        } catch let failure as APIStatusError {
            response = Rendering.failure(failure)
        } catch is CancellationError {
            response = Rendering.failure(.timeout("request did not complete within the allotted timeout"))
        } catch {
            logger.error("A request failed", metadata: ["path": "\(info.path)", "error": "\(error)"])
            response = Rendering.failure(.internalError("\(error)"))
        }
        response.headers.replaceOrAdd(name: "audit-id", value: UUID().uuidString.lowercased())
        response.headers.add(name: "cache-control", value: "no-cache, private")
        observe(info, response, clock.monotonic - start)
        return response
    }

    private func answer(
        _ request: HTTPRequest, _ info: RequestInfo, _ query: Query, _ identity: APIUser?
    ) async throws -> HTTPResponse {
        let headers = request.headers.map { (name: $0.name, value: $0.value) }
        var attributes = RequestAttributes(
            user: try await user(request, headers, identity), verb: info.verb, isResourceRequest: info.isResourceRequest,
            apiGroup: info.group, apiVersion: info.version, resource: info.resource, subresource: info.subresource,
            namespace: info.namespace, name: info.name, path: info.path, fieldSelector: query["fieldSelector"],
            labelSelector: query["labelSelector"])
        attributes.takeNameFromSelector()
        attributes.user = try await impersonation.apply(headers, to: attributes)

        let mutating = !["get", "list", "watch", "head"].contains(info.verb)
        let ticket = try info.isLongRunning || attributes.user.groups.contains("system:masters") ? nil : limits.enter(mutating: mutating)
        defer { ticket?.leave() }

        switch await authorizer.authorize(attributes) {
        case .allow: break
        case .deny(let reason), .noOpinion(let reason): throw AuthorizerChain.forbidden(attributes, reason: reason)
        }
        if request.bodyTooLarge { throw APIStatusError.tooLarge(limit: 3 * 1024 * 1024) }
        let incoming = IncomingRequest(http: request, info: info, query: query, user: attributes.user)
        guard mutating, !info.isLongRunning else { return try await handlers.respond(to: incoming) }
        return try await withDeadline { [handlers] in try await handlers.respond(to: incoming) }
    }

    private func user(
        _ request: HTTPRequest, _ headers: [(name: String, value: String)], _ identity: APIUser?
    ) async throws -> APIUser {
        if let identity { return identity }
        let credentials = AuthenticationRequest(
            headers: headers, clientCertificates: request.peerCertificates, remoteAddress: request.remoteAddress)
        do {
            if let user = try await authenticator.authenticate(credentials) { return user }
        } catch {
            logger.debug("Unable to authenticate the request", metadata: ["error": "\(error)"])
        }
        throw APIStatusError.unauthorized
    }

    /// Runs a handler, for as long as a request may take.
    private func withDeadline(_ body: @escaping @Sendable () async throws -> HTTPResponse) async throws -> HTTPResponse {
        let (clock, timeout) = (clock, options.requestTimeout)
        return try await withThrowingTaskGroup(of: HTTPResponse?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await clock.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            if let first = try await group.next(), let response = first { return response }
            throw APIStatusError.timeout("request did not complete within the allotted timeout")
        }
    }

    private func observe(_ info: RequestInfo, _ response: HTTPResponse, _ duration: Duration) {
        let scope = info.name.isEmpty ? (info.namespace.isEmpty ? "cluster" : "namespace") : "resource"
        let verb = info.verb.uppercased()
        guard info.isResourceRequest else { return }
        metrics.requests.add(
            1, verb, info.group, info.version, info.resource, info.subresource, scope, "apiserver", "", "\(response.status.code)")
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        metrics.requestDuration.observe(
            seconds, verb, info.group, info.version, info.resource, info.subresource, scope, "apiserver", "")
    }
}

/// A request that may be answered: who asks, and for what.
struct IncomingRequest: Sendable {
    var http: HTTPRequest
    var info: RequestInfo
    var query: Query
    var user: APIUser
}
