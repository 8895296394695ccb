import JSON
import KubernetesAPI
import Store

/// The handlers of all requests about resources: one path for every kind, built in or custom.
///
/// Safe to use from any task; what it knows is in the storages and the table of resources.
final class Registry: Sendable {
    let resources: ResourceTable
    let admission: AdmissionChain
    let clock: any WallClock
    let allocators: ServiceAllocators
    let random: RandomSource

    /// How long watches last that do not say, at least.
    let minRequestTimeout: Duration

    init(
        resources: ResourceTable, admission: AdmissionChain, clock: any WallClock, allocators: ServiceAllocators,
        random: RandomSource = RandomSource(), minRequestTimeout: Duration = .seconds(1800)
    ) {
        self.minRequestTimeout = minRequestTimeout
        self.resources = resources
        self.admission = admission
        self.clock = clock
        self.allocators = allocators
        self.random = random
    }

    /// How often a write that does not insist on a revision is tried again when another was faster.
    static let maximumAttempts = 8

    /// The object in the version of `resource`.
    func tree(_ object: StoredObject, _ resource: ServedResource) -> JSONValue {
        let tree = object.tree
        guard let conversion = resource.conversion else { return tree }
        var converted = conversion.fromStorage(tree)
        converted["metadata"]?["resourceVersion"] = .string("\(object.revision)")
        return converted
    }

    /// GET of one object.
    func get(_ request: RequestContext) async throws -> Answer {
        let info = request.info
        if let version = request.query["resourceVersion"], !version.isEmpty {
            let revision = try Self.revision(version, field: "resourceVersion")
            try await waitForRevision(revision, request.resource)
            if let item = request.resource.storage.cache.get(request.resource.storage.key(namespace: info.namespace, name: info.name)) {
                return .object(item.entry, of: request.resource)
            }
            throw request.resource.notFound(info.name)
        }
        guard let object = try await request.resource.storage.get(namespace: info.namespace, name: info.name) else {
            throw request.resource.notFound(info.name)
        }
        return .object(object, of: request.resource)
    }

    /// Waits for the cache to reach a revision that a client asks for, for three seconds as Kubernetes does.
    func waitForRevision(_ revision: Int64, _ resource: ServedResource) async throws {
        let cache = resource.storage.cache
        if revision <= cache.revision { return }
        let clock = clock
        let reached = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await cache.waitUntil(revision: revision)
                return true
            }
            group.addTask {
                try await clock.sleep(for: .seconds(3))
                return false
            }
            let first = try await group.next() ?? false
            group.cancelAll()
            return first
        }
        if reached { return }
        var failure = APIStatusError.timeout("Too large resource version: \(revision), current: \(cache.revision)")
        failure.details = .init(
            causes: [.init(reason: "ResourceVersionTooLarge", message: "Too large resource version")], retryAfterSeconds: 1)
        throw failure
    }

    /// A resourceVersion that a client sent.
    static func revision(_ text: String, field: String) throws(APIStatusError) -> Int64 {
        guard let revision = Int64(text), revision >= 0 else {
            throw .badRequest("Invalid value: \(FieldError.quoted(text)): strconv.ParseUint: parsing \(FieldError.quoted(text)): invalid syntax")
        }
        return revision
    }
}
