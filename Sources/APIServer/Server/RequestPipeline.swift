import ComponentMetrics
import Foundation
import HTTPServer
import JSON
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1

/// What every request goes through: who is it, when is its turn, may it, and what is it about.
///
/// Safe to use from any task.
final class RequestPipeline: HTTPResponder {
    let authenticator: any Authenticator
    let authorizer: any Authorizer
    let handlers: RouteTable
    let metrics: APIServerMetrics
    let lifecycle: ServerLifecycle
    private let impersonation: Impersonation
    /// Nil where nothing is logged.
    private let auditor: Auditor?
    private let flow: FlowControl
    private let options: APIServerOptions
    private let clock: any WallClock
    private let logger: Logger
    private let observer: RequestObserver
    private let alarms: CoarseAlarms
    /// nil where there is nothing to add.
    private let browserHeaders: BrowserHeaders?

    init(
        authenticator: any Authenticator, authorizer: any Authorizer, handlers: RouteTable, metrics: APIServerMetrics, flow: FlowControl,
        lifecycle: ServerLifecycle, watches: WatchTracker, options: APIServerOptions, clock: any WallClock, logger: Logger,
        auditor: Auditor? = nil
    ) throws {
        self.auditor = auditor
        let browserHeaders = try BrowserHeaders(options)
        self.browserHeaders = browserHeaders.isEmpty ? nil : browserHeaders
        self.authenticator = authenticator
        self.authorizer = authorizer
        self.handlers = handlers
        self.metrics = metrics
        self.lifecycle = lifecycle
        impersonation = Impersonation(authorizer: authorizer)
        self.flow = flow
        self.options = options
        self.clock = clock
        self.logger = logger
        alarms = CoarseAlarms(clock: clock)
        observer = RequestObserver(
            metrics: metrics, watches: watches, resources: handlers.resources.registry.resources, logsAccess: options.verbosity >= 3,
            clock: clock, logger: logger)
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse { await respond(to: request, as: nil) }

    /// Answers a request, of a user who is known already when it comes from this process.
    func respond(to request: HTTPRequest, as identity: APIUser?) async -> HTTPResponse {
        let start = clock.monotonic
        let query = Query(request.query ?? "")
        let info = RequestInfo(method: request.method.rawValue, path: request.path, query: query)
        if let preflight = browserHeaders?.preflight(request) { return preflight }
        if lifecycle.isRefusing, identity == nil, let refusal = ShutdownRefusal.response(info) { return refusal }
        if !info.isLongRunning { lifecycle.requestBegins() }
        var passage = Passage()
        // The client may name the request; else we do, so that its lines in the logs can be found.
        let given = request.headers.first(name: "audit-id") ?? ""
        let auditID = given.isEmpty ? handlers.resources.registry.random.uuid() : given
        let audit = auditor?.event(request, info, id: auditID)
        var isBroken = false
        var response: HTTPResponse
        func failed(_ failure: APIStatusError) -> HTTPResponse {
            Rendering.failure(failure, accept: request.headers.first(name: "accept"), kinds: handlers.resources.registry.resources)
        }
        do {
            response = try await answer(request, info, query, identity, start, &passage, audit)
        } catch let failure as APIStatusError {
            response = failed(failure)
        } catch is CancellationError {
            response = failed(.timeout("request did not complete within the allotted timeout"))
        } catch let refusal as FlowControl.Refusal {
            response = refusal.response
        } catch {
            logger.error("A request failed", metadata: ["path": "\(info.path)", "error": "\(error)"])
            response = failed(.internalError("\(error)"))
            isBroken = true
        }
        if let audit { response = audit.finish(response, failed: isBroken) }
        Compression.apply(to: &response, acceptEncoding: request.headers.first(name: "accept-encoding"))
        // A watch has had its turn when it is begun.
        passage.ticket?.leave()
        if !info.isLongRunning { lifecycle.requestEnds() }
        response.headers.replaceOrAdd(name: "audit-id", value: auditID)
        if !response.headers.contains(name: "cache-control") { response.headers.add(name: "cache-control", value: "no-cache, private") }
        if let schema = passage.schema {
            response.headers.add(name: "x-kubernetes-pf-flowschema-uid", value: schema.uid)
            response.headers.add(name: "x-kubernetes-pf-prioritylevel-uid", value: schema.level.uid)
        }
        if request.isHTTP2, options.goawayChance > 0, Double.random(in: 0..<1) < options.goawayChance {
            // Asks the connection to send GOAWAY, so that clients spread anew over the servers.
            response.headers.replaceOrAdd(name: "connection", value: "close")
        }
        browserHeaders?.add(to: &response, request)
        observer.observe(request, info, query, &response, passage, auditID: auditID, start: start)
        return response
    }

    private func answer(
        _ request: HTTPRequest, _ info: RequestInfo, _ query: Query, _ identity: APIUser?, _ start: Duration, _ passage: inout Passage,
        _ audit: AuditEvent?
    ) async throws -> HTTPResponse {
        let headers = request.headers.map { (name: $0.name, value: $0.value) }
        let timeout = info.isLongRunning ? options.requestTimeout : try RequestDeadline.timeout(query, maximum: options.requestTimeout)
        var attributes = RequestAttributes(
            user: try await user(request, headers, identity, start), verb: info.verb, isResourceRequest: info.isResourceRequest,
            apiGroup: info.group, apiVersion: info.version, resource: info.resource, subresource: info.subresource,
            namespace: info.namespace, name: info.name, path: info.path, fieldSelector: query["fieldSelector"],
            labelSelector: query["labelSelector"])
        attributes.takeNameFromSelector()
        passage.user = attributes.user
        if let audit {
            audit.begin(attributes)
            let user = attributes.user
            attributes.user = try await impersonation.apply(headers, to: attributes)
            if attributes.user != user { audit.impersonate(attributes.user) }
        } else {
            attributes.user = try await impersonation.apply(headers, to: attributes)
        }

        let isMutating = !["get", "list", "watch"].contains(info.verb)
        if !info.isLongRunning || info.verb == "watch" {
            let arrival = clock.monotonic
            // A quarter of its time is what a request may wait.
            try await flow.enter(
                FlowRequest(user: attributes.user, info: info, isMutating: isMutating), query, waitLimit: timeout / 4, &passage)
            let waited = clock.monotonic - arrival
            passage.waited = waited.inSeconds
            metrics.requests.flowFilter.observe(waited)
        }
        try await authorize(attributes, audit)
        if request.bodyTooLarge { throw APIStatusError.tooLarge(limit: 3 * 1024 * 1024) }
        let incoming = IncomingRequest(http: request, info: info, query: query, user: attributes.user, audit: audit)
        if info.isLongRunning { return try await handlers.respond(to: incoming) }
        return try await RequestDeadline.run(timeout - (clock.monotonic - start), alarms) { [handlers] in
            try await handlers.respond(to: incoming)
        }
    }

    private func authorize(_ attributes: RequestAttributes, _ audit: AuditEvent?) async throws {
        let start = clock.monotonic
        let decision = await authorizer.authorize(attributes)
        let took = clock.monotonic - start
        metrics.requests.authorizationFilter.observe(took)
        let series =
            switch decision {
            case .allow: metrics.allowed
            case .deny: metrics.denied
            case .noOpinion: metrics.noOpinion
            }
        series.0.add()
        series.1.observe(took)
        switch decision {
        case .allow(let reason): audit?.annotate(allowed: true, reason: reason)
        case .deny(let reason), .noOpinion(let reason):
            audit?.annotate(allowed: false, reason: reason)
            throw AuthorizerChain.forbidden(attributes, reason: reason)
        }
    }

    private func user(
        _ request: HTTPRequest, _ headers: [(name: String, value: String)], _ identity: APIUser?, _ start: Duration
    ) async throws -> APIUser {
        if let identity { return identity }
        let credentials = AuthenticationRequest(
            headers: headers, clientCertificates: request.peerCertificates, remoteAddress: request.remoteAddress, path: request.path)
        var series = metrics.notAuthenticated
        var user: APIUser?
        do {
            user = try await authenticator.authenticate(credentials)
            if user != nil { series = metrics.authenticated }
        } catch {
            series = metrics.badCredentials
            logger.debug("Unable to authenticate the request", metadata: ["error": "\(error)"])
        }
        let took = clock.monotonic - start
        series.0.add()
        series.1.observe(took)
        metrics.requests.authenticationFilter.observe(took)
        guard let user else { throw APIStatusError.unauthorized }
        metrics.authenticatedUsers.series([Self.known(user.name)]).add()
        return user
    }

    /// A user's name as the metric has it: there must not be a series for everybody.
    private static func known(_ name: String) -> String {
        switch name {
        case "admin", "client", "kube_proxy", "kubelet", "system:serviceaccount:kube-system:default": name
        default: name.contains("@") ? "email_id" : "other"
        }
    }
}

/// What is found out about a request on its way.
struct Passage: Sendable {
    /// Who makes it, before impersonation.
    var user: APIUser?
    /// Its place among those that are served.
    var ticket: FlowTicket?
    /// How it was classified.
    var schema: FlowSchemaMatcher?
    /// How long it waited for its turn, in seconds.
    var waited = 0.0
}

/// A request that may be answered: who asks, and for what.
struct IncomingRequest: Sendable {
    var http: HTTPRequest
    var info: RequestInfo
    var query: Query
    var user: APIUser
    /// What the audit log will say of it; nil where nothing is logged.
    var audit: AuditEvent?
}
