import KubernetesAPI
import KubernetesClient

/// The subsets of an Endpoints object: out of a service and the pods that its selector finds.
///
/// Pods with the same ports share a subset, ports with the same pods likewise. Addresses and ports are in order, so that
/// equal inputs give equal objects.
struct EndpointSubsets {
    /// Kubernetes puts no more addresses than this into one Endpoints object.
    static let capacity = 1000

    private(set) var subsets: [EndpointSubset] = []
    private(set) var isTruncated = false

    private struct Port: Hashable {
        var name: String?
        var number: Int
        var `protocol`: String
        var appProtocol: String?
    }

    private struct Member: Hashable {
        var uid: String
        var ip: String
        var isReady: Bool
    }

    init(_ service: KubernetesAPI.Service, pods: [Pod]) {
        var addresses: [Member: EndpointAddress] = [:]
        // Nil stands for "no port": a headless service needs none.
        var members: [Port?: Set<Member>] = [:]
        let wantsIPv6 = service.spec.ipFamilies.first == "IPv6" || (service.spec.clusterIP ?? "").isIPv6
        let publishesAll = service.spec.publishNotReadyAddresses == true

        for pod in pods where pod.belongsInEndpoints(includingTerminating: publishesAll) {
            guard let ip = pod.ips.first(where: { $0.isIPv6 == wantsIPv6 }) else { continue }
            let member = Member(uid: pod.metadata.uid, ip: ip, isReady: publishesAll || pod.isReady)
            addresses[member] = EndpointAddress(
                ip: ip, hostname: pod.hostname(in: service), nodeName: pod.spec.nodeName, targetRef: pod.targetReference)
            if service.spec.ports.isEmpty {
                if service.isHeadless { members[nil, default: []].insert(member) }
                continue
            }
            for servicePort in service.spec.ports {
                guard let number = pod.port(for: servicePort) else { continue }
                let port = Port(
                    name: servicePort.name.flatMap { $0.isEmpty ? nil : $0 }, number: number, protocol: servicePort.protocol ?? "TCP",
                    appProtocol: servicePort.appProtocol)
                members[port, default: []].insert(member)
            }
        }

        var ports: [Set<Member>: [Port]] = [:]
        for (port, pods) in members { ports[pods, default: []].append(contentsOf: port.map { [$0] } ?? []) }
        subsets = ports.map { pods, ports in
            EndpointSubset(
                addresses: Self.sorted(pods.filter(\.isReady), addresses), notReadyAddresses: Self.sorted(pods.filter { !$0.isReady }, addresses),
                ports: ports.sorted(by: Self.inOrder).map {
                    EndpointPort(name: $0.name, port: $0.number, protocol: $0.protocol, appProtocol: $0.appProtocol)
                })
        }
        subsets.sort { Self.first($0) < Self.first($1) }
        truncate()
    }

    private static func sorted(_ members: Set<Member>, _ addresses: [Member: EndpointAddress]) -> [EndpointAddress] {
        members.sorted { ($0.ip, $0.uid) < ($1.ip, $1.uid) }.compactMap { addresses[$0] }
    }

    private static func inOrder(_ a: Port, _ b: Port) -> Bool {
        (a.name ?? "", a.number, a.protocol) < (b.name ?? "", b.number, b.protocol)
    }

    /// What subsets are ordered by: two of them differ in their first port, if they have any.
    private static func first(_ subset: EndpointSubset) -> (String, Int, String, String) {
        let port = subset.ports.first
        let address = subset.addresses.first ?? subset.notReadyAddresses.first
        return (port?.name ?? "", port?.port ?? 0, port?.protocol ?? "", address?.ip ?? "")
    }

    /// Leaves out what is too much, addresses that are not ready before ready ones.
    private mutating func truncate() {
        let total = subsets.reduce(0) { $0 + $1.addresses.count + $1.notReadyAddresses.count }
        guard total > Self.capacity else { return }
        isTruncated = true
        var ready = Self.capacity
        for index in subsets.indices {
            subsets[index].addresses = Array(subsets[index].addresses.prefix(ready))
            ready -= subsets[index].addresses.count
        }
        for index in subsets.indices {
            subsets[index].notReadyAddresses = Array(subsets[index].notReadyAddresses.prefix(ready))
            ready -= subsets[index].notReadyAddresses.count
        }
        subsets.removeAll { $0.addresses.isEmpty && $0.notReadyAddresses.isEmpty }
    }
}
