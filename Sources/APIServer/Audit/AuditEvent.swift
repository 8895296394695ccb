import HTTPServer
import JSON
import KubernetesAPI
import NIOCore
import NIOHTTP1
import Synchronization

/// What the audit log will say of one request, while it is being answered. Safe to use from any task.
final class AuditEvent: Sendable {
    private struct State {
        var attributes: RequestAttributes?
        var decision = AuditPolicy.Decision(level: .none, omitStages: [], omitManagedFields: false)
        var impersonated: APIUser?
        var requestObject: JSONValue?
        var responseObject: JSONValue?
        var responseStatus: JSONValue?
        var annotations: [(String, String)] = []
    }

    private let auditor: Auditor
    private let request: HTTPRequest
    private let info: RequestInfo
    private let id: String
    private let received: MicroTime
    private let state = Mutex(State())

    init(auditor: Auditor, request: HTTPRequest, info: RequestInfo, id: String, received: MicroTime) {
        self.auditor = auditor
        self.request = request
        self.info = info
        self.id = id
        self.received = received
    }

    // MARK: What is learnt on the way

    /// The user is known: from here on the policy's rule holds.
    func begin(_ attributes: RequestAttributes) {
        state.withLock { state in
            state.attributes = attributes
            state.decision = auditor.policy.decision(attributes)
        }
        write(.requestReceived)
    }

    /// The user acts as somebody else.
    func impersonate(_ user: APIUser) { state.withLock { $0.impersonated = user } }

    /// Who decided what, and why.
    func annotate(allowed: Bool, reason: String) {
        state.withLock { state in
            guard state.decision.level > .none else { return }
            state.annotations = [("authorization.k8s.io/decision", allowed ? "allow" : "forbid"), ("authorization.k8s.io/reason", reason)]
        }
    }

    /// The object in the body is known.
    func sent(_ object: JSONValue) {
        state.withLock { state in
            guard state.decision.level > .none else { return }
            state.requestObject = object
        }
    }

    // MARK: The end

    /// Writes the last events, or has them written when a long answer ends.
    /// - Parameter failed: the server failed, rather than refused.
    func finish(_ response: HTTPResponse, failed: Bool) -> HTTPResponse {
        guard state.withLock({ $0.attributes }) != nil else { return unauthenticated(response) }
        let level = state.withLock { $0.decision.level }
        guard level > .none else { return response }
        keepStatus(response, level)
        if failed {
            write(.panic)
            return response
        }
        switch response.body {
        case .stream(let body):
            var response = response
            write(.responseStarted)
            response.body = .stream { [self] writer in
                defer { write(.responseComplete) }
                try await body(writer)
            }
            return response
        case .upgrade(let name, let body):
            var response = response
            write(.responseStarted)
            response.body = .upgrade(protocol: name) { [self] connection in
                defer { write(.responseComplete) }
                try await body(connection)
            }
            return response
        default:
            write(.responseComplete)
            return response
        }
    }

    /// Nobody is known: the rule for a user without a name holds.
    private func unauthenticated(_ response: HTTPResponse) -> HTTPResponse {
        var attributes = RequestAttributes(user: APIUser(name: ""), info)
        attributes.path = info.path
        state.withLock { state in
            state.attributes = attributes
            state.decision = auditor.policy.decision(attributes)
        }
        guard state.withLock({ $0.decision.level }) > .none else { return response }
        keepStatus(response, .metadata)
        state.withLock { state in
            let method = request.headers.contains(name: "authorization") ? "bearer" : "x509"
            state.responseStatus?["message"] = .string("Authentication failed, attempted: \(method)")
        }
        write(.responseStarted)
        return response
    }

    private func keepStatus(_ response: HTTPResponse, _ level: AuditLevel) {
        let code = Int64(response.status.code)
        var status: JSONValue = ["metadata": [:], "code": .int(code)]
        var object: JSONValue?
        // A failure is always small; other objects are only read where the policy wants them.
        if code >= 400 || level == .requestResponse { object = Self.object(response) }
        if let object, object.text("kind") == "Status", object.text("apiVersion") == "v1" {
            status = ["metadata": [:]]
            for field in ["status", "message", "reason", "details"] { status[field] = object[field] }
            status["code"] = .int(code)
        }
        state.withLock { state in
            state.responseStatus = status
            if level == .requestResponse { state.responseObject = object }
        }
    }

    private static func object(_ response: HTTPResponse) -> JSONValue? {
        guard response.headers.first(name: "content-type")?.hasPrefix("application/json") == true else { return nil }
        switch response.body {
        case .buffer(let buffer): return try? JSONValue(parsing: Array(buffer.readableBytesView))
        case .buffers(let buffers): return try? JSONValue(parsing: buffers.flatMap { Array($0.readableBytesView) })
        default: return nil
        }
    }

    private func write(_ stage: AuditStage) {
        let state = state.withLock { $0 }
        guard state.decision.level > .none, !state.decision.omitStages.contains(stage), let attributes = state.attributes else { return }
        auditor.log.write(auditor.isJSON ? json(stage, state, attributes).serialized() : Array(legacy(stage, state, attributes).utf8))
    }

    // MARK: The event

    private func json(_ stage: AuditStage, _ state: State, _ attributes: RequestAttributes) -> JSONValue {
        let level = state.decision.level
        var event: JSONValue = [
            "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": .string(level.name), "auditID": .string(id),
            "stage": .string(stage.rawValue), "requestURI": .string(request.uri), "verb": .string(attributes.verb),
            "user": SubjectReviews.userInfo(attributes.user),
        ]
        if let user = state.impersonated { event["impersonatedUser"] = SubjectReviews.userInfo(user) }
        event["sourceIPs"] = .array(sourceAddresses.map { .string($0) })
        if let agent = request.headers.first(name: "user-agent") { event["userAgent"] = .string(agent) }
        if attributes.isResourceRequest { event["objectRef"] = reference(state, attributes) }
        if stage != .requestReceived {
            if let status = state.responseStatus { event["responseStatus"] = status }
            if level >= .request, let object = state.requestObject ?? sentAsIs() { event["requestObject"] = trimmed(object, state) }
            if level >= .requestResponse, let object = state.responseObject { event["responseObject"] = trimmed(object, state) }
        }
        event["requestReceivedTimestamp"] = .string(received.description)
        event["stageTimestamp"] = .string(stage == .requestReceived ? received.description : auditor.clock.microTime.description)
        if !state.annotations.isEmpty { event["annotations"] = .object(JSONObject(state.annotations.map { ($0.0, .string($0.1)) })) }
        return event
    }

    private func reference(_ state: State, _ attributes: RequestAttributes) -> JSONValue {
        let metadata = state.requestObject?["metadata"] ?? [:]
        var reference: JSONValue = ["resource": .string(attributes.resource)]
        func set(_ name: String, _ value: String) { if !value.isEmpty { reference[name] = .string(value) } }
        set("namespace", attributes.namespace.isEmpty ? metadata.text("namespace") : attributes.namespace)
        set("name", attributes.name.isEmpty ? metadata.text("name") : attributes.name)
        set("uid", metadata.text("uid"))
        set("apiGroup", attributes.apiGroup)
        set("apiVersion", attributes.apiVersion)
        set("resourceVersion", metadata.text("resourceVersion"))
        set("subresource", attributes.subresource)
        return reference
    }

    /// A patch, or the options of a deletion.
    private func sentAsIs() -> JSONValue? {
        guard request.body.readableBytes > 0 else { return nil }
        return try? YAMLReader.parse(Array(request.body.readableBytesView))
    }

    private func trimmed(_ object: JSONValue, _ state: State) -> JSONValue {
        guard state.decision.omitManagedFields else { return object }
        var object = object
        object.edit("metadata") { $0["managedFields"] = nil }
        object.editEach("items") { item in item.edit("metadata") { $0["managedFields"] = nil } }
        return object
    }

    /// The proxies' word for where the request comes from, and then the peer.
    private var sourceAddresses: [String] {
        var addresses: [String] = []
        for header in request.headers[canonicalForm: "x-forwarded-for"] where IPText.isAddress(String(header)) { addresses.append(String(header)) }
        if let real = request.headers.first(name: "x-real-ip"), IPText.isAddress(real), !addresses.contains(real) { addresses.append(real) }
        let peer = request.remoteAddress ?? "127.0.0.1"
        if addresses.last != peer { addresses.append(peer) }
        return addresses
    }

    private func legacy(_ stage: AuditStage, _ state: State, _ attributes: RequestAttributes) -> String {
        let impersonated = state.impersonated
        let words: [(String, String)] = [
            ("id", id), ("stage", stage.rawValue), ("ip", sourceAddresses.first ?? "<unknown>"), ("method", attributes.verb),
            ("user", attributes.user.name.isEmpty ? "<none>" : attributes.user.name), ("groups", Self.list(attributes.user.groups)),
            ("as", impersonated?.name ?? "<self>"), ("asgroups", impersonated.map { Self.list($0.groups) } ?? "<lookup>"),
            ("user-agent", request.headers.first(name: "user-agent") ?? ""),
            ("namespace", attributes.namespace.isEmpty ? "<none>" : attributes.namespace), ("uri", request.uri),
            ("response", state.responseStatus?["code"]?.int.map { "\($0)" } ?? "<deferred>"),
        ]
        let time = stage == .requestReceived ? received : auditor.clock.microTime
        return "\(time) AUDIT: " + words.map { "\($0.0)=\($0.0 == "groups" ? $0.1 : FieldError.quoted($0.1))" }.joined(separator: " ")
    }

    private static func list(_ values: [String]) -> String {
        values.isEmpty ? "<none>" : values.map(FieldError.quoted).joined(separator: ",")
    }
}

extension RequestAttributes {
    /// What a request asks for, by its method and path.
    init(user: APIUser, _ info: RequestInfo) {
        self.init(
            user: user, verb: info.verb, isResourceRequest: info.isResourceRequest, apiGroup: info.group, apiVersion: info.version,
            resource: info.resource, subresource: info.subresource, namespace: info.namespace, name: info.name, path: info.path)
    }
}
