import KubernetesAPI

/// What has to be created, changed and deleted so that a service's slices of one address type list the endpoints they should.
///
/// Endpoints stay in the slice where they are, so that a change of one pod is a change of one small object; free places
/// are filled before a new slice is begun; a slice that runs empty is deleted.
struct SlicePlan {
    var create: [EndpointSlice] = []
    var update: [EndpointSlice] = []
    var delete: [EndpointSlice] = []
    /// How many endpoints there should be of each set of ports.
    private(set) var groups: [Int] = []

    /// One endpoint and the ports it has; pods with a named port may differ in the number behind it.
    struct Backend {
        var endpoint: DiscoveryV1.Endpoint
        var ports: [DiscoveryV1.EndpointPort]
    }

    /// `blank` is a slice with the metadata and address type that each should have, and nothing in it.
    init(existing: [EndpointSlice], backends: [Backend], blank: EndpointSlice, maximum: Int) {
        var wanted: [String: (ports: [DiscoveryV1.EndpointPort], endpoints: [DiscoveryV1.Endpoint])] = [:]
        for backend in backends {
            wanted[Self.key(backend.ports), default: (backend.ports, [])].endpoints.append(backend.endpoint)
        }
        if wanted.isEmpty { wanted[Self.key([])] = ([], []) }
        groups = wanted.values.map(\.endpoints.count)
        let slices = Dictionary(grouping: existing) { Self.key($0.ports) }
        for (key, group) in slices where wanted[key] == nil { delete += group }
        for (key, group) in wanted.sorted(by: { $0.key < $1.key }) {
            place(group.endpoints, ports: group.ports, into: slices[key] ?? [], blank: blank, maximum: max(1, maximum))
        }
    }

    private mutating func place(
        _ endpoints: [DiscoveryV1.Endpoint], ports: [DiscoveryV1.EndpointPort], into slices: [EndpointSlice], blank: EndpointSlice,
        maximum: Int
    ) {
        var left: [String: DiscoveryV1.Endpoint] = [:]
        for endpoint in endpoints { left[Self.identity(endpoint)] = endpoint }
        var kept: [(before: EndpointSlice, after: EndpointSlice)] = []
        for slice in slices.sorted(by: { $0.metadata.isOlder(than: $1.metadata) }) {
            var after = slice
            after.endpoints = slice.endpoints.compactMap { left.removeValue(forKey: Self.identity($0)) }
            Self.label(&after, like: blank)
            kept.append((slice, after))
        }
        var rest = left.sorted { $0.key < $1.key }.map(\.value)
        for index in kept.indices where !rest.isEmpty {
            let room = maximum - kept[index].after.endpoints.count
            guard room > 0 else { continue }
            kept[index].after.endpoints += rest.prefix(room)
            rest.removeFirst(min(room, rest.count))
        }
        // One slice stays though nothing is in it, to show that the service is taken care of and has no endpoints.
        var hasOne = kept.contains { !$0.after.endpoints.isEmpty } || !rest.isEmpty
        for (before, after) in kept {
            if after.endpoints.isEmpty && hasOne {
                delete.append(before)
                continue
            }
            hasOne = true
            if !Self.isSame(before, after) { update.append(after) }
        }
        while !rest.isEmpty || !hasOne {
            hasOne = true
            var slice = blank
            slice.ports = ports
            slice.endpoints = Array(rest.prefix(maximum))
            rest.removeFirst(min(maximum, rest.count))
            create.append(slice)
        }
    }

    /// Two sets of ports are the same however they are ordered.
    private static func key(_ ports: [DiscoveryV1.EndpointPort]) -> String {
        ports.map { "\($0.name ?? "")/\($0.protocol ?? "TCP")/\($0.port ?? 0)/\($0.appProtocol ?? "")" }.sorted().joined(separator: ",")
    }

    private static func identity(_ endpoint: DiscoveryV1.Endpoint) -> String {
        let target = endpoint.targetRef.map { "\($0.kind ?? "")/\($0.namespace ?? "")/\($0.name ?? "")/\($0.uid ?? "")" } ?? ""
        return "\(target) \(endpoint.addresses.sorted().joined(separator: ","))"
    }

    private static func label(_ slice: inout EndpointSlice, like blank: EndpointSlice) {
        slice.metadata.labels = blank.metadata.labels
        slice.metadata.ownerReferences = blank.metadata.ownerReferences
    }

    private static func isSame(_ a: EndpointSlice, _ b: EndpointSlice) -> Bool {
        a.endpoints == b.endpoints && a.metadata.labels == b.metadata.labels && a.metadata.ownerReferences == b.metadata.ownerReferences
    }
}
