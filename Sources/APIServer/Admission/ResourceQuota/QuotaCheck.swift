import JSON
import KubernetesAPI

/// What one request takes from the quotas of its namespace.
struct QuotaCheck {
    let request: AdmissionRequest
    let limited: [LimitedResource]
    let now: Time

    private var evaluator: QuotaEvaluator { QuotaEvaluator(group: request.group, resource: request.resource) }

    /// The quotas that have to be charged, each with what is used then.
    /// - Throws: 403 when the object does not say what it takes, when a quota has not been counted yet, and when there is not
    ///   enough left.
    func charges(_ quotas: [Quota]) throws(APIStatusError) -> [(quota: Quota, used: ResourceAmounts)] {
        let usage = evaluator.usage(request.object, now: now)
        var covering: [(quota: Quota, resources: Set<String>)] = []
        var covered: Set<String> = []
        var coveredScopes: Set<String> = []
        for quota in quotas {
            let matching = quota.scopes.filter { $0.matches(request.object, evaluator) }
            coveredScopes.formUnion(matching.map(\.name))
            let resources = evaluator.matching(quota.hard.keys)
            guard !resources.isEmpty, matching.count == quota.scopes.count else { continue }
            if let missing = evaluator.missing(resources, request.object) {
                throw request.forbidden("failed quota: \(quota.name): \(missing)")
            }
            if !resources.allSatisfy({ quota.used[$0] != nil }) {
                throw request.forbidden("status unknown for quota: \(quota.name), resources: \(resources.sorted().joined(separator: ","))")
            }
            covering.append((quota, resources))
            covered.formUnion(resources)
        }
        let negative = usage.filter { $0.value < 0 }.keys.sorted()
        if !negative.isEmpty { throw request.forbidden("quota usage is negative for resource(s): \(negative.joined(separator: ","))") }
        var delta = usage
        if request.operation == .update { delta = usage.subtracting(evaluator.usage(request.old, now: now)) }
        delta = delta.filter { !$0.value.isZero }
        if delta.isEmpty { return [] }
        try checkLimited(usage, covered: covered, coveredScopes: coveredScopes)
        var charges: [(quota: Quota, used: ResourceAmounts)] = []
        for (quota, _) in covering {
            let requested = delta.masked(quota.hard.keys)
            if requested.isEmpty { continue }
            let sum = quota.used.adding(requested)
            // What becomes less is fine even where it is too much still.
            let exceeded = requested.keys.filter { name in
                guard let amount = requested[name], let total = sum[name], let hard = quota.hard[name] else { return false }
                return amount > 0 && total > hard
            }
            if !exceeded.isEmpty {
                throw request.forbidden(
                    "exceeded quota: \(quota.name), requested: \(requested.masked(exceeded).quotaText), used: "
                        + "\(quota.used.masked(exceeded).quotaText), limited: \(quota.hard.masked(exceeded).quotaText)")
            }
            charges.append((quota, sum))
        }
        return charges
    }

    /// - Throws: 403 when the object takes something that only a quota allows, and no quota is about it.
    private func checkLimited(_ usage: ResourceAmounts, covered: Set<String>, coveredScopes: Set<String>) throws(APIStatusError) {
        if limited.isEmpty { return }
        let restricted = usage.filter { name, amount in
            !amount.isZero && limited.contains { $0.matchContains.contains { name.contains($0) } }
        }
        let uncovered = Set(restricted.keys).subtracting(covered)
        if !uncovered.isEmpty { throw request.forbidden("insufficient quota to consume: \(uncovered.sorted().joined(separator: ","))") }
        let scopes = limited.flatMap(\.matchScopes).filter { $0.matches(request.object, evaluator) && !coveredScopes.contains($0.name) }
        if scopes.isEmpty { return }
        throw request.forbidden("insufficient quota to match these scopes: [\(scopes.map(\.goText).joined(separator: " "))]")
    }
}
