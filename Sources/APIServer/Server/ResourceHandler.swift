import APISchema
import HTTPServer
import JSON
import KubernetesAPI
import NIOCore
import NIOHTTP1

/// Answers the requests about resources: finds the resource and the handler of the verb.
struct ResourceHandler: Sendable {
    let registry: Registry
    let metrics: APIServerMetrics
    let clock: any WallClock
    /// Answers the reviews, which are asked and never stored.
    let reviews: SubjectReviews
    /// Gives tokens to service accounts; nil when the server has no key to sign them with.
    let tokens: TokenRequests?
    /// Serves exec, attach, portforward, log and proxy; nil where there is nothing to connect to.
    let connections: (any ConnectHandler)?
    /// Serves metrics.k8s.io; nil where it is not served.
    var usage: ResourceMetricsHandler?

    private static let connectSubresources: Set<String> = ["exec", "attach", "portforward", "log", "proxy"]

    func respond(to incoming: IncomingRequest) async throws -> HTTPResponse {
        let info = incoming.info
        guard let resource = registry.resources.resource(apiVersion: info.apiVersion, plural: info.resource) else {
            if registry.resources.serves(apiVersion: info.apiVersion) { throw APIStatusError.noSuchResource }
            return Rendering.pageNotFound
        }
        let method = incoming.http.method.rawValue
        // A namespace's own name is the namespace of the path.
        let inNamespace = !info.namespace.isEmpty && info.resource != "namespaces"
        if resource.isNamespaced ? (!inNamespace && !info.name.isEmpty) : inNamespace { throw APIStatusError.noSuchResource }

        if Self.connectSubresources.contains(info.subresource) {
            guard resource.description.subresource(info.subresource) != nil else { throw APIStatusError.noSuchResource }
            return try await connect(incoming)
        }
        if method == "HEAD" || method == "OPTIONS" || info.verb.isEmpty { throw APIStatusError.methodNotAllowed }
        var headers: [String: String] = [:]
        for header in incoming.http.headers { headers[header.name.lowercased()] = header.value }
        let isList = info.verb == "list" || info.verb == "watch"
        let isUsage = resource.group == ResourceMetrics.group
        let representation = try Representation.negotiate(
            .init(
                accept: headers["accept"], isList: isList, isWatch: info.verb == "watch",
                pretty: OptionParsing.isPretty(incoming.query["pretty"], userAgent: headers["user-agent"]),
                tables: !Catalog.isVirtual(resource.description) || isUsage, protobuf: !resource.isCustom && !isUsage))
        let request = RequestContext(
            info: Self.scoped(info, resource), query: incoming.query, user: incoming.user, headers: headers,
            body: Array(incoming.http.body.readableBytesView), resource: resource, representation: representation,
            kinds: registry.resources, clock: clock, audit: incoming.audit)
        if isUsage {
            guard info.verb == "get" || info.verb == "list", info.subresource.isEmpty else { throw APIStatusError.methodNotAllowed }
            guard let usage else { throw APIStatusError.serviceUnavailable("this server has no way to reach nodes") }
            return try await usage.respond(request)
        }
        if let warning = DeprecatedKinds.warning(group: resource.group, plural: resource.plural) { request.warn([warning]) }
        if !info.subresource.isEmpty { return try await subresource(request, method) }
        return try await main(request, method)
    }

    /// The namespace of a request about namespaces is not one that objects are in.
    private static func scoped(_ info: RequestInfo, _ resource: ServedResource) -> RequestInfo {
        var info = info
        if !resource.isNamespaced { info.namespace = "" }
        return info
    }

    private func main(_ request: RequestContext, _ method: String) async throws -> HTTPResponse {
        let info = request.info
        let verbs = request.resource.description.verbs
        guard verbs.contains(info.verb) || (info.verb == "watch" && verbs.contains("list")) else { throw APIStatusError.methodNotAllowed }
        switch (method, info.name.isEmpty) {
        case ("GET", _) where info.verb == "watch":
            do {
                return WatchStream(start: try await registry.watch(request), request: request, metrics: metrics).response
            } catch let failure as APIStatusError where failure.code == 410 {
                return WatchStream.failed(failure, request)
            }
        case ("GET", true):
            var response = try Rendering.list(try await registry.list(request), request)
            Rendering.addWarnings(request, to: &response)
            return response
        case ("GET", false):
            return try Rendering.answer(try await registry.get(request), request)
        case ("POST", true):
            if request.resource.isNamespaced, info.namespace.isEmpty, !SubjectReviews.kinds.contains(request.resource.kind) {
                throw APIStatusError.methodNotAllowed
            }
            return try Rendering.answer(try await post(request), request)
        case ("PUT", false):
            return try Rendering.answer(try await registry.update(request), request)
        case ("PATCH", false):
            return try Rendering.answer(try await registry.patch(request), request)
        case ("DELETE", false):
            return try Rendering.answer(try await registry.delete(request), request)
        case ("DELETE", true):
            if request.resource.isNamespaced, info.namespace.isEmpty { throw APIStatusError.methodNotAllowed }
            return try Rendering.answer(try await registry.deleteCollection(request), request)
        default:
            throw APIStatusError.methodNotAllowed
        }
    }

    private func post(_ request: RequestContext) async throws -> Answer {
        let resource = request.resource
        if SubjectReviews.kinds.contains(resource.kind) {
            let parameters = try WriteParameters(request.query, kind: "CreateOptions")
            var object = try registry.decode(
                request, schema: resource.schema, kind: resource.kind, apiVersion: resource.description.apiVersion,
                validation: parameters.fieldValidation)
            registry.fieldManager(request, parameters).update(live: nil, new: &object)
            object = try await registry.admitted(.create, request, kind: resource.kind, object: object, dryRun: parameters.dryRun)
            let answer = try await reviews.answer(
                kind: resource.kind, object: object, namespace: request.info.namespace, user: request.user, time: request.time)
            return Answer(status: 201, content: .tree(answer), isShaped: false)
        }
        if resource.plural == "bindings", resource.group.isEmpty, let pods = registry.resources.stored(group: "", plural: "pods") {
            return try await registry.bind(request, pods: pods)
        }
        return try await registry.create(request)
    }

    private func subresource(_ request: RequestContext, _ method: String) async throws -> HTTPResponse {
        let info = request.info
        let resource = request.resource
        guard let description = resource.description.subresource(info.subresource), !info.name.isEmpty, info.rest.isEmpty else {
            throw APIStatusError.noSuchResource
        }
        guard description.verbs.contains(info.verb) else { throw APIStatusError.methodNotAllowed }
        let answer: Answer
        switch (info.subresource, method) {
        case ("scale", _): answer = try await registry.scale(request, method: method)
        case ("binding", "POST"): answer = try await registry.bind(request, pods: resource)
        case ("eviction", "POST"): answer = try await registry.evict(request)
        case ("token", "POST"): answer = try await token(request)
        case (_, "GET"): answer = try await registry.get(request)
        case (_, "PUT"): answer = try await registry.update(request)
        case (_, "PATCH"): answer = try await registry.patch(request)
        default: throw APIStatusError.methodNotAllowed
        }
        return try Rendering.answer(answer, request)
    }

    private func token(_ request: RequestContext) async throws -> Answer {
        guard let tokens, let schema = registry.resources.tokenRequestSchema else { throw APIStatusError.noSuchResource }
        var object = try registry.decode(
            request, schema: schema, kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", validation: .warn)
        guard let account = try await request.resource.storage.get(namespace: request.info.namespace, name: request.info.name) else {
            throw request.resource.notFound(request.info.name)
        }
        object = try await registry.admitted(.create, request, kind: "TokenRequest", object: object, dryRun: false)
        let answer = try await tokens.answer(object, account: account.tree) { request.warn([$0]) }
        return Answer(status: 201, content: .tree(answer), isShaped: false)
    }

    private func connect(_ incoming: IncomingRequest) async throws -> HTTPResponse {
        guard let connections else { throw APIStatusError.serviceUnavailable("this server has no way to reach nodes") }
        if incoming.info.subresource != "log" { try await registry.admitConnection(incoming) }
        // The rest of the path goes on as it came, still encoded.
        let parts = incoming.http.path.split(separator: "/", omittingEmptySubsequences: true)
        var path = ""
        if !incoming.info.rest.isEmpty {
            path = "/" + parts.suffix(incoming.info.rest.count).joined(separator: "/")
        }
        if incoming.http.path.hasSuffix("/") { path += "/" }
        return try await connections.connect(
            ConnectRequest(
                http: incoming.http, resource: incoming.info.resource, namespace: incoming.info.namespace, name: incoming.info.name,
                subresource: incoming.info.subresource, path: path, user: incoming.user))
    }
}
