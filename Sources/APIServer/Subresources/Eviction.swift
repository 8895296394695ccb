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
        guard let stored = try await pods.storage.get(namespace: request.info.namespace, name: name) else { throw pods.notFound(name) }
        let pod = stored.tree
        if Self.needsBudget(pod) {
            try await takeFromBudget(of: pod, request, dryRun: deletion.dryRun)
        }
        if !deletion.dryRun { try await tellDisruption(stored, request) }
        _ = try await delete(request, name: name, deletion, admits: false)
        return .status(["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201], code: 201)
    }

    /// Puts the reason of its end on a pod, for its controllers.
    private func tellDisruption(_ stored: StoredObject, _ request: RequestContext) async throws {
        var pod = stored.tree
        guard !(pod["spec"]?.text("nodeName") ?? "").isEmpty else { return }
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
        _ = try await request.resource.storage.update(
            pod, namespace: info.namespace, name: info.name, ifRevision: stored.revision)
    }

    /// Pods that have ended, wait or go anyway disrupt nothing.
    private static func needsBudget(_ pod: JSONValue) -> Bool {
        pod["metadata"]?["deletionTimestamp"] == nil && !["Succeeded", "Failed", "Pending"].contains(pod["status"]?.text("phase") ?? "")
    }

    private func takeFromBudget(of pod: JSONValue, _ request: RequestContext, dryRun: Bool) async throws {
        guard let budgets = resources.stored(group: "policy", plural: "poddisruptionbudgets") else { return }
        let namespace = request.info.namespace
        let name = request.info.name
        for _ in 1...Self.maximumAttempts {
            try await budgets.storage.refresh()
            let all = budgets.storage.cache.snapshot().items(prefix: budgets.storage.prefix(namespace: namespace)).map(\.entry)
            let matching = all.filter { budget in
                guard let selector = budget.tree["spec"]?["selector"] else { return false }
                return SelectorValidation.matches(selector, pod["metadata"]?["labels"])
            }
            guard let stored = matching.first else { return }
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
                if always || enough { return }
            }
            let allowed = status["disruptionsAllowed"]?.int ?? 0
            if (status["observedGeneration"]?.int ?? 0) < (budget["metadata"]?["generation"]?.int ?? 0) {
                throw Self.refused("The disruption budget \(budgetName) is still being processed by the server.", retryAfter: 10)
            }
            if allowed < 0 {
                throw APIStatusError.forbidden(
                    group: "policy", resource: "poddisruptionbudget", name: budgetName, "pdb disruptions allowed is negative")
            }
            if allowed == 0 {
                let desired = status["desiredHealthy"]?.int ?? 0
                let current = status["currentHealthy"]?.int ?? 0
                throw Self.refused(
                    "The disruption budget \(budgetName) needs \(desired) healthy pods and has \(current) currently", retryAfter: 0)
            }
            if dryRun { return }
            budget.edit("status") { status in
                status["disruptionsAllowed"] = .int(allowed - 1)
                status.setDefault("disruptedPods", [:])
                status.edit("disruptedPods") { $0[name] = .string(request.time) }
            }
            let updated = try await budgets.storage.update(budget, namespace: namespace, name: budgetName, ifRevision: stored.revision)
            if updated != nil { return }
        }
        throw Self.refused("The disruption budget is still being processed by the server.", retryAfter: 10)
    }

    private static func refused(_ reason: String, retryAfter: Int) -> APIStatusError {
        var failure = APIStatusError.tooManyRequests(
            "Cannot evict pod as it would violate the pod's disruption budget.", retryAfter: retryAfter)
        failure.details?.causes = [.init(reason: "DisruptionBudget", message: reason)]
        return failure
    }
}
