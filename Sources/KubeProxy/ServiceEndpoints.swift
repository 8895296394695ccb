import KubernetesAPI

/// One address and port behind a service port.
struct ProxyEndpoint: Hashable, Comparable, Sendable {
    var address: String
    var port: Int
    /// It runs on this node.
    var isLocal: Bool

    static func < (a: ProxyEndpoint, b: ProxyEndpoint) -> Bool { (a.address, a.port) < (b.address, b.port) }
}

/// The endpoints that a service port may send traffic to.
struct ServiceEndpoints: Sendable {
    /// For the traffic policy `Cluster`: all that are ready; when none is, those that still serve while they terminate.
    var cluster: [ProxyEndpoint]
    /// For the traffic policy `Local`: the same choice among those on this node.
    var local: [ProxyEndpoint]

    /// Chooses from `slices`, the EndpointSlices of one service, for the service port named `portName`.
    init(slices: [EndpointSlice], portName: String, portProtocol: String, family: IPFamily, nodeName: String) {
        var ready: Set<ProxyEndpoint> = []
        var terminating: Set<ProxyEndpoint> = []
        for slice in slices where slice.addressType == family.rawValue {
            for port in slice.ports
            where (port.name ?? "") == portName && (port.protocol ?? "TCP") == portProtocol {
                guard let number = port.port, (1...65535).contains(number) else { continue }
                for endpoint in slice.endpoints {
                    guard let address = endpoint.addresses.first.flatMap({ family.address($0) }) else { continue }
                    let value = ProxyEndpoint(address: address, port: number, isLocal: endpoint.nodeName == nodeName)
                    let conditions = endpoint.conditions
                    if conditions.ready ?? true {
                        ready.insert(value)
                    } else if conditions.serving ?? false, conditions.terminating ?? false {
                        terminating.insert(value)
                    }
                }
            }
        }
        let localReady = ready.filter(\.isLocal)
        cluster = (ready.isEmpty ? terminating : ready).sorted()
        local = (localReady.isEmpty ? terminating.filter(\.isLocal) : localReady).sorted()
    }
}
