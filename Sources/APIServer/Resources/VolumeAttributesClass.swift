import JSON

/// `VolumeAttributesClass` of storage.k8s.io/v1.
struct VolumeAttributesClassRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func validate(_ object: JSONValue) -> [FieldError] {
        StorageClassRules.provisioner("driverName", object.text("driverName"))
            + StorageClassRules.parameters(object.members("parameters"), "parameters", mayBeEmpty: false)
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        ["driverName", "parameters"].filter { object[$0] != old[$0] }.map { .forbidden($0, "updates to \($0) are forbidden.") }
            + validate(object)
    }
}
