import APISchema
import JSON
import KubernetesAPI
import Store

/// Evicting a pod: a deletion that keeps to the disruption budgets.
extension Registry {
    /// POST of `pods/NAME/eviction`.
    func evict(_ request: RequestContext) async throws -> Answer {
        let parameters = try WriteParameters(request.query, kind: "CreateOptions")
        guard let schema = resources.evictionSchema else { throw APIStatusError.noSuchResource }
        var eviction = try decode(
            request, schema: schema, kind: "Eviction", apiVersion: "policy/v1", validation: parameters.fieldValidation)
        eviction = try await admitted(.create, request, kind: "Eviction", object: eviction, dryRun: parameters.dryRun)
        let name = request.info.name
        let given = eviction["metadata"]?.text("name") ?? ""
        if !given.isEmpty, given != name { throw APIStatusError.badRequest("name in URL does not match name in Eviction object") }
        var deletion = try DeleteParameters(eviction["deleteOptions"] ?? [:])
        deletion.dryRun = deletion.dryRun || parameters.dryRun

        let pods = request.resource
        for _ in 1...Self.maximumAttempts {
            guard let stored = try await pods.storage.get(namespace: request.info.namespace, name: name) else { throw pods.notFound(name) }
            let pod = stored.tree
            var onlyAsItIs = false
            if Self.needsBudget(pod) { onlyAsItIs = try await takeFromBudget(of: pod, request, dryRun: deletion.dryRun) }
            var revision = stored.revision
            if !deletion.dryRun {
                let told = try await tellDisruption(stored, request)
                // It became ready meanwhile, perhaps: then the budget has to be asked.
                if told == nil && onlyAsItIs { continue }
                revision = told ?? revision
            }
            var careful = deletion
            if onlyAsItIs && careful.resourceVersion == nil { careful.resourceVersion = String(revision) }
            do {
                _ = try await delete(request, name: name, careful, admits: false)
            } catch let error where onlyAsItIs && deletion.resourceVersion == nil && (error as? APIStatusError)?.code == 409 {
                continue
            }
            return .status(["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201], code: 201)
        }
        throw Self.refused("The disruption budget is still being processed by the server.", retryAfter: 10)
    }

    /// Puts the reason of its end on a pod, for its controllers. The pod's revision then; nil when it was changed meanwhile.
    private func tellDisruption(_ stored: StoredObject, _ request: RequestContext) async throws -> Int64? {
        var pod = stored.tree
        guard !(pod["spec"]?.text("nodeName") ?? "").isEmpty else { return stored.revision }
        pod.setDefault("status", [:])
        pod.edit("status") { status in
            let condition: JSONValue = [
                "type": "DisruptionTarget", "status": "True", "lastProbeTime": .null, "lastTransitionTime": .string(request.time),
                "reason": "EvictionByEvictionAPI", "message": "Eviction API: evicting",
            ]
            let others = status.items("conditions").filter { $0.text("type") != "DisruptionTarget" }
            status["conditions"] = .array(others + [condition])
        }
        let info = request.info
        return try await request.resource.storage.update(
            pod, namespace: info.namespace, name: info.name, ifRevision: stored.revision)?.revision
    }

    /// Pods that have ended, wait or go anyway disrupt nothing.
    private static func needsBudget(_ pod: JSONValue) -> Bool {
        pod["metadata"]?["deletionTimestamp"] == nil && !["Succeeded", "Failed", "Pending"].contains(pod["status"]?.text("phase") ?? "")
    }

    /// The most evictions that the disruption controller may have to confirm.
    private static let mostUnconfirmed = 2000

    /// Takes the pod's eviction out of its budget, or throws. True when the budget lets it go for nothing because it is not ready, and
    /// only while it is not.
    private func takeFromBudget(of pod: JSONValue, _ request: RequestContext, dryRun: Bool) async throws -> Bool {
        guard let budgets = resources.stored(group: "policy", plural: "poddisruptionbudgets") else { return false }
        let namespace = request.info.namespace
        let name = request.info.name
        for _ in 1...Self.maximumAttempts {
            try await budgets.storage.refresh()
            let all = budgets.storage.cache.snapshot().items(prefix: budgets.storage.prefix(namespace: namespace)).map(\.entry)
            let matching = all.filter { budget in
                guard let selector = budget.tree["spec"]?["selector"] else { return false }
                return SelectorValidation.matches(selector, pod["metadata"]?["labels"])
            }
            guard let stored = matching.first else { return false }
            if matching.count > 1 {
                throw APIStatusError.internalError(
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
            }
            var budget = stored.tree
            let budgetName = budget["metadata"]?.text("name") ?? ""
            // A pod that is not ready may always go when the budget says so.
            let ready = pod["status"]?.items("conditions").contains { $0.text("type") == "Ready" && $0.text("status") == "True" } ?? false
            let status = budget["status"] ?? [:]
            if !ready {
                let always = budget["spec"]?.text("unhealthyPodEvictionPolicy") == "AlwaysAllow"
                let enough = (status["currentHealthy"]?.int ?? 0) >= (status["desiredHealthy"]?.int ?? 0) && (status["desiredHealthy"]?.int ?? 0) > 0
                if always || enough { return true }
            }
            let allowed = status["disruptionsAllowed"]?.int ?? 0
            if (status["observedGeneration"]?.int ?? 0) < (budget["metadata"]?["generation"]?.int ?? 0) {
                throw Self.refused("The disruption budget \(budgetName) is still being processed by the server.", retryAfter: 10)
            }
            if allowed < 0 {
                throw APIStatusError.forbidden(
                    group: "policy", resource: "poddisruptionbudget", name: budgetName, "pdb disruptions allowed is negative")
            }
            if status["disruptedPods"]?.object?.count ?? 0 > Self.mostUnconfirmed {
                throw APIStatusError.forbidden(
                    group: "policy", resource: "poddisruptionbudget", name: budgetName,
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller")
            }
            if allowed == 0 { throw Self.refused(Self.whyNone(budgetName, status), retryAfter: 0) }
            if dryRun { return false }
            let generation = budget["metadata"]?["generation"]
            budget.edit("status") { status in
                status["disruptionsAllowed"] = .int(allowed - 1)
                status.setDefault("disruptedPods", [:])
                status.edit("disruptedPods") { $0[name] = .string(request.time) }
                if allowed == 1 { Self.close(&status, generation, at: request.time) }
            }
            let updated = try await budgets.storage.update(budget, namespace: namespace, name: budgetName, ifRevision: stored.revision)
            if updated != nil { return false }
        }
        throw Self.refused("The disruption budget is still being processed by the server.", retryAfter: 10)
    }

    private static func whyNone(_ budget: String, _ status: JSONValue) -> String {
        if let failed = status.items("conditions").first(where: { $0.text("type") == "DisruptionAllowed" && $0.text("reason") == "SyncFailed" }) {
            return "The disruption budget \(budget) does not allow evicting pods currently because it failed sync: \(failed.text("message"))"
        }
        let (desired, current) = (status["desiredHealthy"]?.int ?? 0, status["currentHealthy"]?.int ?? 0)
        return "The disruption budget \(budget) needs \(desired) healthy pods and has \(current) currently"
    }

    /// Says in the budget's condition that nothing may go any more.
    private static func close(_ status: inout JSONValue, _ generation: JSONValue?, at time: String) {
        var condition: JSONValue = [
            "type": "DisruptionAllowed", "status": "False", "reason": "InsufficientPods", "message": "", "lastTransitionTime": .string(time),
        ]
        condition["observedGeneration"] = generation
        let others = status.items("conditions").filter { $0.text("type") != "DisruptionAllowed" }
        status["conditions"] = .array(others + [condition])
    }

    private static func refused(_ reason: String, retryAfter: Int) -> APIStatusError {
        var failure = APIStatusError.tooManyRequests(
            "Cannot evict pod as it would violate the pod's disruption budget.", retryAfter: retryAfter)
        failure.details?.causes = [.init(reason: "DisruptionBudget", message: reason)]
        return failure
    }
}
