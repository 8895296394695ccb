import JSON
import KubernetesAPI
import KubernetesClient

/// Counts what the objects of a namespace take of one quota.
struct QuotaCount: Sendable {
    let quota: ResourceQuota
    let client: Client
    /// What the server serves.
    let resources: [DiscoveredResource]
    let now: Time

    /// The resources, as `deployments.apps`, whose objects count for a quota with these amounts.
    static func resources(of amounts: some Sequence<String>) -> Set<String> {
        var result: Set<String> = []
        for name in amounts {
            if name.hasPrefix("count/") {
                result.insert(String(name.dropFirst("count/".count)))
            } else if QuotaEvaluator.plainCounts.contains(name) {
                result.insert(name)
            } else if !QuotaEvaluator.services.matching([name]).isEmpty {
                result.insert("services")
            } else if !QuotaEvaluator.persistentVolumeClaims.matching([name]).isEmpty {
                result.insert("persistentvolumeclaims")
            } else if !QuotaEvaluator.resourceClaims.matching([name]).isEmpty {
                result.insert("resourceclaims.resource.k8s.io")
            } else if !QuotaEvaluator.pods.matching([name]).isEmpty {
                result.insert("pods")
            }
        }
        return result
    }

    /// What is used of each of the quota's amounts; what cannot be counted keeps what it was.
    func used() async throws -> [String: Quantity] {
        let names = Set(quota.spec.hard.keys)
        var used = ResourceAmounts()
        for name in names { used[name] = quota.status.used[name] }
        for groupResource in Self.resources(of: names).sorted() {
            guard let resource = resources.first(where: { $0.groupResource == groupResource && $0.isNamespaced && $0.verbs.contains("list") })
            else { continue }
            for (name, amount) in try await usage(of: resource, names) { used[name] = amount }
        }
        return used
    }

    private func usage(of resource: DiscoveredResource, _ names: Set<String>) async throws -> ResourceAmounts {
        let evaluator = QuotaEvaluator(group: resource.group, resource: resource.plural)
        let wanted = evaluator.matching(names)
        let scopes = QuotaScope.all(quota.spec.jsonValue())
        let onlyCounts = scopes.isEmpty && evaluator.onlyCounts(wanted)
        let path = resource.path(namespace: quota.metadata.namespace)
        let list = try await client.json("GET", onlyCounts ? path + "?limit=1" : path)
        return total(of: list, evaluator, wanted, scopes, onlyCounts: onlyCounts)
    }

    /// What the objects of a list use. Apart from the asking, since release builds of the compiler crash on the two in one function.
    private func total(
        of list: JSONValue, _ evaluator: QuotaEvaluator, _ wanted: Set<String>, _ scopes: [QuotaScope], onlyCounts: Bool
    ) -> ResourceAmounts {
        let items = list["items"]?.array ?? []
        var total = ResourceAmounts()
        for name in wanted { total[name] = 0 }
        if onlyCounts {
            // A page of one object tells how many there are behind it.
            let count = Int64(items.count) + (list["metadata"]?["remainingItemCount"]?.int ?? 0)
            return total.mapValues { _ in Quantity(Int(clamping: count)) }
        }
        for item in items where scopes.allSatisfy({ $0.matches(item, evaluator) }) {
            total = total.adding(evaluator.usage(item, now: now).masked(wanted))
        }
        return total
    }
}
