import JSON
import KubernetesAPI

/// `CSIStorageCapacity` of storage.k8s.io/v1.
struct CSIStorageCapacityRules: ResourceRules {
    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if let topology = object["nodeTopology"] { errors += SelectorValidation.labelSelector(topology, "nodeTopology") }
        errors += NameRules.errors("storageClassName", object.text("storageClassName"), NameRules.dnsSubdomain)
        if let capacity = object["capacity"], let amount = ResourceValidation.parse(capacity), amount < 0 {
            errors.append(.invalid("capacity", string: amount.description, "must be greater than or equal to 0"))
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["nodeTopology"], old["nodeTopology"], "nodeTopology")
            + TemplateRules.immutable(object["storageClassName"], old["storageClassName"], "storageClassName")
    }
}
