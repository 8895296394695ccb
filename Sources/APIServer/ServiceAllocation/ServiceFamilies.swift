import JSON

/// Which families of addresses a service has: what it says, what its addresses say, or what the cluster has.
struct ServiceFamilies {
    /// The families of the cluster, the preferred one first.
    var cluster: [IPAddress.Family]

    /// Fills in `ipFamilyPolicy` and `ipFamilies`; what is wrong with what the client set.
    func complete(_ spec: inout JSONValue, old: JSONValue?) -> [FieldError] {
        guard spec.text("type") != "ExternalName" else { return [] }
        if spec.text("clusterIP").isEmpty, let first = spec.items("clusterIPs").first?.string { spec["clusterIP"] = .string(first) }
        let isHeadless = spec.text("clusterIP") == "None"
        if isHeadless { spec["clusterIPs"] = ["None"] }
        trim(&spec, old)
        var families = spec.items("ipFamilies").compactMap { IPAddress.Family(rawValue: $0.string ?? "") }
        var policy = spec["ipFamilyPolicy"]?.string
        if isHeadless, !spec.has("selector") {
            // Whoever has no selector makes the endpoints, of whatever family.
            if families.isEmpty { families = [cluster[0]] }
            let policy = policy ?? "RequireDualStack"
            if policy != "SingleStack", families.count < 2 { families.append(families[0] == .v4 ? .v6 : .v4) }
            set(&spec, families, policy)
            return []
        }
        let addresses = isHeadless ? [] : spec.items("clusterIPs").compactMap { $0.string.flatMap { IPAddress($0) } }
        for address in addresses.dropFirst(families.count) { families.append(address.family) }
        policy = policy ?? (families.count == 2 ? "RequireDualStack" : "SingleStack")
        let errors = problems(families, policy ?? "", addresses)
        if !errors.isEmpty { return errors }
        if families.isEmpty { families = [cluster[0]] }
        if families.count == 1, policy != "SingleStack", let other = cluster.first(where: { $0 != families[0] }) { families.append(other) }
        set(&spec, families, policy ?? "SingleStack")
        return []
    }

    private func set(_ spec: inout JSONValue, _ families: [IPAddress.Family], _ policy: String) {
        spec["ipFamilies"] = .array(families.map { .string($0.rawValue) })
        spec["ipFamilyPolicy"] = .string(policy)
    }

    /// Who goes back to one family need not say which addresses go.
    private func trim(_ spec: inout JSONValue, _ old: JSONValue?) {
        guard let old, spec["ipFamilyPolicy"] == "SingleStack", old["ipFamilyPolicy"] != spec["ipFamilyPolicy"] else { return }
        for list in ["clusterIPs", "ipFamilies"] {
            let items = spec.items(list)
            if items.count == 2, items == old.items(list) { spec[list] = .array([items[0]]) }
        }
    }

    private func problems(_ families: [IPAddress.Family], _ policy: String, _ addresses: [IPAddress]) -> [FieldError] {
        var errors: [FieldError] = []
        func refuse(_ detail: String) { errors.append(.invalid("spec.ipFamilyPolicy", string: policy, detail)) }
        if policy == "SingleStack" {
            if families.count == 2 { refuse("must be RequireDualStack or PreferDualStack when multiple ipFamilies are specified") }
            if addresses.count == 2 { refuse("must be RequireDualStack or PreferDualStack when multiple clusterIPs are specified") }
        }
        if policy == "RequireDualStack", cluster.count < 2 { refuse("this cluster is not configured for dual-stack services") }
        for (i, family) in families.enumerated() where !cluster.contains(family) {
            errors.append(.invalid("spec.ipFamilies[\(i)]", string: family.rawValue, "not configured on this cluster"))
        }
        return errors
    }
}
