import KubernetesAPI

/// Which extended resources stand for devices: those that a device class names (`spec.extendedResourceName`), and one that each class
/// has without saying so.
struct ExtendedResourceClasses: Sendable {
    /// Followed by the name of a class: the resource that stands for its devices in any case.
    static let implicitPrefix = "deviceclass.resource.kubernetes.io/"

    private var byResource: [String: String] = [:]

    init(_ classes: [DeviceClass] = []) {
        func age(_ one: DeviceClass) -> Int64 { one.metadata.creationTimestamp?.seconds ?? 0 }
        // The last one counts: of several with the same resource the youngest, or the first by name.
        let ordered = classes.sorted { a, b in age(a) != age(b) ? age(a) < age(b) : a.metadata.name > b.metadata.name }
        for one in ordered {
            if let name = one.spec.extendedResourceName, !name.isEmpty { byResource[name] = one.metadata.name }
        }
        for one in classes { byResource[Self.implicitPrefix + one.metadata.name] = one.metadata.name }
    }

    var isEmpty: Bool { byResource.isEmpty }

    /// The name of the class whose devices a resource stands for; nil for resources that nodes themselves have.
    func deviceClass(for resource: String) -> String? { byResource[resource] }

    /// Those of the amounts that devices may stand for.
    func resources(in amounts: [String: Int]) -> Set<String> {
        if isEmpty { return [] }
        return Set(amounts.lazy.filter { $0.value > 0 && byResource[$0.key] != nil }.map(\.key))
    }
}
