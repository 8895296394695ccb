import JSON
import KubernetesAPI

/// Charges new and changed objects to their namespace's quotas, and refuses them when a quota would be exceeded.
///
/// What is charged is written into the quota's status under the condition that nobody else wrote it since, so that two who
/// ask at once never both get the last place - here, and with several servers. Requests in one namespace wait for each
/// other first, which spares them most of these conflicts.
final class ResourceQuotaAdmission: AdmissionPlugin {
    static let name = "ResourceQuota"

    private let limited: [LimitedResource]
    private let turns = Turns()

    init(limited: [LimitedResource] = []) { self.limited = limited }

    /// How often a charge is tried again when someone else changed the quota meanwhile.
    private static let attempts = 10

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.writes, !request.namespace.isEmpty, request.resource != "namespaces", request.resource != "events" else { return }
        guard Self.handles(request) else { return }
        let limited = limited.filter { $0.group == request.group && $0.resource == request.resource }
        if limited.isEmpty, reader.findAll(group: "", resource: "resourcequotas", namespace: request.namespace).isEmpty { return }
        let copy = request
        try await turns.take(request.namespace) { try await self.charge(copy, limited, reader) }
    }

    /// Whether the operation can take anything from a quota.
    private static func handles(_ request: AdmissionRequest) -> Bool {
        switch QuotaEvaluator(group: request.group, resource: request.resource) {
        case .pods:
            request.subresource.isEmpty ? request.operation == .create : request.subresource == "resize" && request.operation == .update
        // What these take can change.
        case .services, .persistentVolumeClaims, .resourceClaims: request.subresource.isEmpty
        // Questions and bindings are no objects.
        case .objects:
            request.subresource.isEmpty && request.operation == .create && request.resource != "bindings"
                && !["authorization.k8s.io", "authentication.k8s.io"].contains(request.group)
        }
    }

    private func charge(_ request: AdmissionRequest, _ limited: [LimitedResource], _ reader: any AdmissionReader) async throws {
        var paid: Set<String> = []
        for _ in 0..<Self.attempts {
            let quotas = reader.findAll(group: "", resource: "resourcequotas", namespace: request.namespace)
                .map { Quota($0) }.filter { !paid.contains($0.name) }
            let charges = try QuotaCheck(request: request, limited: paid.isEmpty ? limited : [], now: reader.now).charges(quotas)
            if request.dryRun { return }
            var conflict = false
            for (quota, used) in charges {
                if try await reader.updateQuotaStatus(quota.stored, used: used, namespace: request.namespace) {
                    paid.insert(quota.name)
                } else {
                    conflict = true
                }
            }
            if !conflict { return }
            try await reader.refreshQuotas()
        }
        throw request.forbidden("status of a quota in namespace \(request.namespace) could not be updated: \(APIStatusError.modifiedMessage)")
    }
}

/// Lets one at a time work on a key, in the order in which they came.
private actor Turns {
    private var last: [String: (id: Int, task: Task<Void, Never>)] = [:]
    private var count = 0

    /// Runs `body` when all who came before are done with the key.
    func take(_ key: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let before = last[key]?.task
        let work = Task {
            await before?.value
            try await body()
        }
        count += 1
        let id = count
        last[key] = (id, Task { _ = await work.result })
        defer { if last[key]?.id == id { last[key] = nil } }
        try await work.value
    }
}

/// A quota as a charge sees it.
struct Quota: Sendable {
    let stored: StoredObject
    let name: String
    let scopes: [QuotaScope]
    let hard: ResourceAmounts
    let used: ResourceAmounts

    init(_ stored: StoredObject) {
        self.stored = stored
        let tree = stored.tree
        name = tree["metadata"]?.text("name") ?? ""
        scopes = QuotaScope.all(tree["spec"])
        hard = ResourceAmounts(list: tree["status"]?["hard"])
        used = ResourceAmounts(list: tree["status"]?["used"])
    }
}
