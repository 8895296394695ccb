import CEL
import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// validatingadmissionpolicy-status-controller: checks the expressions of admission policies against the schemas of the kinds that they match,
/// and writes what it finds into `status.typeChecking`.
///
/// The rule: whenever a policy's generation is not the one that was observed, check it anew. Schemas come from the API server's OpenAPI documents.
final class PolicyStatusController: Controller {
    static let name = "validatingadmissionpolicy-status-controller"

    private let context: ControllerContext
    private let policies: Informer<ValidatingAdmissionPolicy>
    private let queue: WorkQueue<ObjectKey>
    private let discovery: Discovery
    /// The documents that were read, by group and version, and when: they are large, and policies often speak of the same.
    private let documents = Mutex<[String: (schemas: OpenAPISchemas, at: Duration)]>([:])
    private static let maximumAge: Duration = .seconds(30)

    init(_ context: ControllerContext) {
        self.context = context
        policies = context.informers.informer(for: ValidatingAdmissionPolicy.self)
        queue = context.queue()
        discovery = Discovery(client: context.client, clock: context.clock)
        policies.addHandler { [queue] event in
            if !event.isDeletion { queue.add(event.object.key) }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentValidatingAdmissionPolicyStatusSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let policy = policies.get(key), !policy.metadata.isBeingDeleted, policy.status.observedGeneration != policy.metadata.generation else { return }
        var check = PolicyTypeCheck(policy: policy, kinds: try await kinds(of: policy))
        if let kind = policy.spec.paramKind {
            check.params = .dyn
            var structures: [String: [String: CELType]] = [:]
            if let type = try await schemas(kind.apiVersion ?? "")?.type(of: kind.kind ?? "", apiVersion: kind.apiVersion ?? "", &structures) {
                check.params = type
                check.paramStructures = structures
            }
        }
        let warnings = check.warnings().map { JSONValue.object(["fieldRef": .string($0.fieldRef), "warning": .string($0.warning)]) }
        let status: JSONValue = [
            "observedGeneration": .int(policy.metadata.generation.map { Int64($0) } ?? 0),
            "typeChecking": ["expressionWarnings": warnings.isEmpty ? .null : .array(warnings)],
        ]
        do {
            _ = try await context.client.patch(
                ValidatingAdmissionPolicy.self, policy.metadata.name, subresource: "status",
                .merge(["metadata": ["uid": .string(policy.metadata.uid), "resourceVersion": .string(policy.metadata.resourceVersion)], "status": status]))
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    private func kinds(of policy: ValidatingAdmissionPolicy) async throws -> [PolicyTypeCheck.Kind] {
        let named = policy.namedResources
        if named.isEmpty { return [] }
        let served = try await discovery.answer().kinds.values
        var kinds: [PolicyTypeCheck.Kind] = []
        for (group, version, plural) in named where kinds.count < PolicyTypeCheck.mostKinds {
            // One that is not served has no schema to check against.
            guard let resource = served.first(where: { $0.group == group && $0.version == version && $0.plural == plural }) else { continue }
            var structures: [String: [String: CELType]] = [:]
            guard let type = try await schemas(resource.apiVersion)?.type(of: resource.kind, apiVersion: resource.apiVersion, &structures) else { continue }
            let name = (group.isEmpty ? "/" : "\(group)/") + "\(version), Kind=\(resource.kind)"
            kinds.append(PolicyTypeCheck.Kind(name: name, type: type, structures: structures))
        }
        return kinds
    }

    /// Nil for a group and version that are not served.
    private func schemas(_ apiVersion: String) async throws -> OpenAPISchemas? {
        let now = context.clock.monotonic
        if let known = documents.withLock({ $0[apiVersion] }), now - known.at < Self.maximumAge { return known.schemas }
        do {
            let read = OpenAPISchemas(document: try await context.client.json("GET", OpenAPISchemas.path(apiVersion: apiVersion)))
            documents.withLock { documents in
                documents = documents.filter { now - $0.value.at < Self.maximumAge }
                documents[apiVersion] = (read, now)
            }
            return read
        } catch let error as APIError where error.isNotFound {
            return nil
        }
    }
}
