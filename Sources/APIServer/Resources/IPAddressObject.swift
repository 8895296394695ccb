import JSON

/// `IPAddress` of networking.k8s.io/v1: that an address is taken, and by what.
struct IPAddressRules: ResourceRules {
    func validateName(_ name: String) -> [String] {
        IPAddress.errors("", name, canonical: true).map { String($0.body.dropFirst("Invalid value: \(FieldError.quoted(name)): ".count)) }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        guard let parent = object["spec"]?["parentRef"] else { return [.required("spec.parentRef")] }
        let field = "spec.parentRef"
        var errors: [FieldError] = []
        let group = parent.text("group")
        if !group.isEmpty { errors += NameRules.errors("\(field).group", group, NameRules.dnsSubdomain) }
        for member in ["resource", "name", "namespace"] {
            let value = parent.text(member)
            if value.isEmpty {
                if member != "namespace" { errors.append(.required("\(field).\(member)")) }
            } else {
                errors += NameRules.errors("\(field).\(member)", value, NameRules.pathSegment)
            }
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let parent = object["spec"]?["parentRef"]
        guard parent != old["spec"]?["parentRef"] else { return [] }
        let members = ["group", "resource", "namespace", "name"].map { name in
            ((name.first?.uppercased() ?? "") + name.dropFirst(), JSONValue.string(parent?.text(name) ?? ""))
        }
        return [.invalid("spec.parentRef", parent == nil ? "null" : JSONValue.object(JSONObject(members)).description, "field is immutable")]
    }
}
