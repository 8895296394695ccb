import JSON
import KubernetesAPI

/// The REST client of the Kubernetes API, over any transport. A value; copies share the transport.
///
/// Every call throws `APIError` when the server refuses, `CancellationError` when its task was cancelled, and the
/// transport's own error when no answer came.
///
/// Its generic methods are not specialised for each kind: that would mostly make the program larger, and swiftc 6.3.1 crashes
/// (in LLVM's coroutine splitting) on a specialised `update`.
public struct Client: Sendable {
    public let transport: any Transport
    public let userAgent: String
    /// How long one request may take, watches and other streams excepted.
    public var timeout: Duration
    /// Larger answers than this many bytes are refused.
    static let bodyLimit = 512 << 20

    public init(transport: any Transport, userAgent: String = "apus", timeout: Duration = .seconds(60)) {
        self.transport = transport
        self.userAgent = userAgent
        self.timeout = timeout
    }

    // MARK: Reading

    /// Reads one object. `resourceVersion` "0" accepts any state that the server has at hand.
    @_semantics("optimize.sil.specialize.generic.never")
    public func get<T: KubernetesObject>(
        _ type: T.Type = T.self, _ name: String, namespace: String? = nil, resourceVersion: String? = nil
    ) async throws -> T {
        let query = resourceVersion.map { [("resourceVersion", $0)] } ?? []
        return try await object("GET", path(T.self, namespace, name, query: query))
    }

    /// Lists a namespace's objects, or with no namespace those of all.
    @_semantics("optimize.sil.specialize.generic.never")
    public func list<T: KubernetesObject>(
        _ type: T.Type = T.self, namespace: String? = nil, options: ListOptions = .init()
    ) async throws -> ObjectList<T> {
        let path = ResourcePath.path(T.resource, namespace: namespace, query: options.query)
        return try ObjectList<T>(json: try await call("GET", path))
    }

    // MARK: Writing

    /// Creates an object, in the namespace that its metadata names.
    @_semantics("optimize.sil.specialize.generic.never")
    public func create<T: KubernetesObject>(_ object: T) async throws -> T {
        let path = ResourcePath.path(T.resource, namespace: object.metadata.namespace)
        return try await self.object("POST", path, body: object.jsonBytes())
    }

    /// Replaces an object; its resource version, if set, must be the current one.
    @_semantics("optimize.sil.specialize.generic.never")
    public func update<T: KubernetesObject>(_ object: T) async throws -> T {
        try await self.object("PUT", path(object), body: object.jsonBytes())
    }

    /// Replaces an object's status and nothing else.
    @_semantics("optimize.sil.specialize.generic.never")
    public func updateStatus<T: KubernetesObject>(_ object: T) async throws -> T {
        try await self.object("PUT", path(object, subresource: "status"), body: object.jsonBytes())
    }

    @_semantics("optimize.sil.specialize.generic.never")
    public func patch<T: KubernetesObject>(
        _ type: T.Type = T.self, _ name: String, namespace: String? = nil, subresource: String? = nil, _ patch: Patch
    ) async throws -> T {
        let path = try path(T.self, namespace, name, subresource: subresource, query: patch.query)
        return try await object("PATCH", path, body: patch.body.serialized(), contentType: patch.contentType)
    }

    @_semantics("optimize.sil.specialize.generic.never")
    public func delete<T: KubernetesObject>(
        _ type: T.Type = T.self, _ name: String, namespace: String? = nil, options: DeleteOptions = .init()
    ) async throws {
        _ = try await call("DELETE", path(T.self, namespace, name), body: Self.bytes(options))
    }

    /// Deletes all that `selection` selects.
    @_semantics("optimize.sil.specialize.generic.never")
    public func deleteCollection<T: KubernetesObject>(
        _ type: T.Type = T.self, namespace: String? = nil, options: DeleteOptions = .init(), selection: ListOptions = .init()
    ) async throws {
        let path = ResourcePath.path(T.resource, namespace: namespace, query: selection.query)
        _ = try await call("DELETE", path, body: Self.bytes(options))
    }

    // MARK: Subresources of pods

    /// Assigns a pod to a node (the Binding subresource). Conflicts when the pod is assigned already.
    public func bind(pod: String, namespace: String, uid: String, to node: String) async throws {
        let body: JSONValue = [
            "apiVersion": "v1", "kind": "Binding",
            "metadata": ["name": .string(pod), "namespace": .string(namespace), "uid": .string(uid)],
            "target": ["apiVersion": "v1", "kind": "Node", "name": .string(node)],
        ]
        _ = try await call("POST", path(Pod.self, namespace, pod, subresource: "binding"), body: body.serialized())
    }

    /// Evicts a pod through its disruption budgets; `isTooManyRequests` when a budget forbids it now.
    public func evict(pod: String, namespace: String, options: DeleteOptions? = nil) async throws {
        var body: JSONValue = [
            "apiVersion": "policy/v1", "kind": "Eviction",
            "metadata": ["name": .string(pod), "namespace": .string(namespace)],
        ]
        if let options { body["deleteOptions"] = options.jsonValue() }
        _ = try await call("POST", path(Pod.self, namespace, pod, subresource: "eviction"), body: body.serialized())
    }

    // MARK: Anything else

    /// Any request; returns the status and the body, whatever they are.
    public func raw(
        _ method: String, _ path: String, body: JSONValue? = nil, contentType: String = "application/json"
    ) async throws -> (Int, [UInt8]) {
        let response = try await send(method, path, body: body?.serialized(), contentType: contentType, timeout: timeout)
        return (response.status, try await response.body.collect(upTo: Self.bodyLimit))
    }

    /// Posts to, or replaces, a subresource that speaks another type than its parent: scale, token, binding.
    public func subresource<Body: JSONCodable, Answer: JSONCodable>(
        _ method: String, _ resource: APIResource, _ name: String, namespace: String?, _ subresource: String,
        body: Body, answer: Answer.Type = Answer.self
    ) async throws -> Answer {
        let path = ResourcePath.path(resource, namespace: namespace, name: name, subresource: subresource)
        return try Answer(json: try await call(method, path, body: body.jsonBytes()))
    }

    // MARK: One exchange

    @_semantics("optimize.sil.specialize.generic.never")
    func object<T: KubernetesObject>(
        _ method: String, _ path: String, body: [UInt8]? = nil, contentType: String = "application/json"
    ) async throws -> T {
        try T(json: try await call(method, path, body: body, contentType: contentType))
    }

    /// Sends a request and returns the body of a success; throws `APIError` for anything else.
    func call(
        _ method: String, _ path: String, body: [UInt8]? = nil, contentType: String = "application/json"
    ) async throws -> [UInt8] {
        let response = try await send(method, path, body: body, contentType: contentType, timeout: timeout)
        let bytes = try await response.body.collect(upTo: Self.bodyLimit)
        guard (200..<300).contains(response.status) else { throw APIError(code: response.status, body: bytes) }
        return bytes
    }

    func send(
        _ method: String, _ path: String, body: [UInt8]?, contentType: String, timeout: Duration?
    ) async throws -> ClientResponse {
        try Task.checkCancellation()
        var headers = [("Accept", "application/json"), ("User-Agent", userAgent)]
        if body != nil { headers.append(("Content-Type", contentType)) }
        return try await transport.send(
            ClientRequest(method: method, path: path, headers: headers, body: body, timeout: timeout))
    }

    private func path<T: KubernetesObject>(_ object: T, subresource: String? = nil) throws -> String {
        try path(T.self, object.metadata.namespace, object.metadata.name, subresource: subresource)
    }

    private func path<T: KubernetesObject>(
        _ type: T.Type, _ namespace: String?, _ name: String, subresource: String? = nil, query: [(String, String)] = []
    ) throws -> String {
        guard !name.isEmpty else { throw ClientError.missingName(kind: T.resource.kind) }
        return ResourcePath.path(T.resource, namespace: namespace, name: name, subresource: subresource, query: query)
    }

    /// Delete options with their kind, which the server wants to see in a body.
    private static func bytes(_ options: DeleteOptions) -> [UInt8] {
        var value = options.jsonValue()
        value["kind"] = "DeleteOptions"
        value["apiVersion"] = "v1"
        return value.serialized()
    }
}
