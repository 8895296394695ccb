import JSON

/// `ServiceCIDR` of networking.k8s.io/v1: networks that addresses of services are taken from.
struct ServiceCIDRRules: ResourceRules {
    func validate(_ object: JSONValue) -> [FieldError] { networks(object["spec"]?.items("cidrs").compactMap(\.string) ?? []) }

    private func networks(_ networks: [String]) -> [FieldError] {
        let field = "spec.cidrs"
        if networks.isEmpty { return [.required(field, "at least one CIDR required")] }
        let list = JSONValue.array(networks.map { .string($0) })
        if networks.count > 2 { return [.invalid(field, GoText.json(["CIDRs": list]), "may only hold up to 2 values")] }
        var errors: [FieldError] = []
        for (i, network) in networks.enumerated() { errors += IPNetwork.errors("\(field)[\(i)]", network, canonical: true) }
        if networks.count == 2, let first = IPNetwork(networks[0]), first.family == IPNetwork(networks[1])?.family {
            errors.append(
                .invalid(
                    field, GoText.json(list),
                    "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let new = object["spec"]?.items("cidrs").compactMap(\.string) ?? []
        let before = old["spec"]?.items("cidrs").compactMap(\.string) ?? []
        func immutable(_ i: Int) -> FieldError { .invalid("spec.cidrs[\(i)]", string: new[i], "field is immutable") }
        switch (before.count, new.count) {
        case (let a, let b) where a == b: return new.indices.filter { new[$0] != before[$0] }.map(immutable)
        case (1, 2): return (new[0] == before[0] ? [] : [immutable(0)]) + networks(new)
        default: return [.invalid("spec.cidrs", GoText.json(object["spec"]?["cidrs"]), "field is immutable")]
        }
    }
}
