import KubernetesAPI
import KubernetesClient

/// What has to be written so that the slices of Endpoints say what these say.
struct MirrorPlan {
    private(set) var create: [EndpointSlice] = []
    private(set) var update: [EndpointSlice] = []
    private(set) var delete: [EndpointSlice] = []

    init(_ source: Endpoints, _ wanted: MirroredEndpoints, existing: [EndpointSlice]) {
        var free = Dictionary(grouping: existing, by: Self.group)
        var missing: [EndpointSlice] = []
        for (group, endpoints) in wanted.groups.sorted(by: { Self.isBefore($0.key, $1.key) }) {
            var slice = Self.blank(source, group.addressType)
            slice.ports = group.ports.map { DiscoveryV1.EndpointPort(name: $0.name, protocol: $0.protocol, port: $0.number, appProtocol: $0.appProtocol) }
            slice.endpoints = endpoints
            // One is enough; whatever else has these ports goes.
            guard var candidates = free[group], !candidates.isEmpty else {
                missing.append(slice)
                continue
            }
            candidates.sort { $0.metadata.isOlder(than: $1.metadata) }
            let kept = candidates.removeFirst()
            free[group] = candidates
            revise(kept, like: slice)
        }
        var unused = free.values.flatMap { $0 }.sorted { $0.metadata.isOlder(than: $1.metadata) }
        if missing.isEmpty && update.isEmpty && unused.count == existing.count && wanted.groups.isEmpty {
            // One stays, to show that the Endpoints are taken care of though they have no addresses.
            missing.append(Self.blank(source, "IPv4"))
        }
        // A slice that would be deleted becomes one that is missing: a proxy then never sees neither.
        for slice in missing {
            if let index = unused.firstIndex(where: { $0.addressType == slice.addressType }) {
                revise(unused.remove(at: index), like: slice)
            } else {
                create.append(slice)
            }
        }
        delete = unused
    }

    private static func isBefore(_ a: MirroredEndpoints.Group, _ b: MirroredEndpoints.Group) -> Bool {
        a.addressType == b.addressType ? a.ports.lexicographicallyPrecedes(b.ports) : a.addressType < b.addressType
    }

    private mutating func revise(_ old: EndpointSlice, like new: EndpointSlice) {
        var revised = old
        revised.metadata.labels = new.metadata.labels
        revised.metadata.annotations = new.metadata.annotations
        revised.metadata.ownerReferences = new.metadata.ownerReferences
        revised.ports = new.ports
        revised.endpoints = new.endpoints
        if revised != old { update.append(revised) }
    }

    private static func group(_ slice: EndpointSlice) -> MirroredEndpoints.Group {
        MirroredEndpoints.Group(
            addressType: slice.addressType,
            ports: slice.ports.map {
                MirroredEndpoints.Port(name: $0.name ?? "", number: $0.port, protocol: $0.protocol ?? "TCP", appProtocol: $0.appProtocol)
            }.sorted())
    }

    private static func blank(_ source: Endpoints, _ addressType: String) -> EndpointSlice {
        var slice = EndpointSlice()
        slice.addressType = addressType
        slice.metadata.generateName = PodControl.generateName(for: source.metadata.name)
        slice.metadata.namespace = source.metadata.namespace
        slice.metadata.labels = source.metadata.labels
        slice.metadata.labels[EndpointSliceController.serviceLabel] = source.metadata.name
        slice.metadata.labels[EndpointSliceController.managedByLabel] = EndpointSliceMirroringController.manager
        slice.metadata.annotations = source.metadata.annotations.filter {
            $0.key != "kubectl.kubernetes.io/last-applied-configuration" && $0.key != lastChangeTriggerTimeAnnotation
        }
        slice.metadata.ownerReferences = [.controller(source)]
        return slice
    }
}
