import KubernetesAPI

/// One port of a service in one address family: everything about it that the rules depend on.
struct ServicePortInfo: Sendable {
    /// `namespace/name/tcp/port-name`: what chains and sets are named after. Object names have no slash, so that no two
    /// ports share one; the longest is well below nftables' limit of 255 bytes, even with an endpoint behind it.
    var id: String
    /// The port's name; empty for a service's only port.
    var name: String
    /// `TCP`, `UDP` or `SCTP`.
    var portProtocol: String
    var port: Int
    var clusterIP: String
    /// External IPs and the load balancer's, on which the service answers.
    var externalIPs: [String]
    var loadBalancerIPs: [String]
    /// 0: none.
    var nodePort: Int
    /// Who may use the load balancer's IPs; empty: everybody.
    var sourceRanges: [String]
    /// How long a client sticks to its endpoint, in seconds; nil without session affinity.
    var affinitySeconds: Int?
    var internalPolicyLocal: Bool
    var externalPolicyLocal: Bool

    /// The protocol as nftables names it.
    var l4proto: String { portProtocol.lowercased() }

    /// The ports of `service` in `family`; empty when it is none of the proxy's business.
    static func ports(of service: Service, family: IPFamily) -> [ServicePortInfo] {
        let spec = service.spec
        guard spec.type != "ExternalName",
            service.metadata.labels["service.kubernetes.io/service-proxy-name"] == nil,
            service.metadata.labels["service.kubernetes.io/headless"] == nil,
            isPlain(service.metadata.namespace), isPlain(service.metadata.name)
        else { return [] }
        let clusterIPs = spec.clusterIPs.isEmpty ? [spec.clusterIP ?? ""] : spec.clusterIPs
        guard let clusterIP = clusterIPs.compactMap({ family.address($0) }).first else { return [] }
        let isLoadBalancer = spec.type == "LoadBalancer"
        let ingress = isLoadBalancer ? service.status.loadBalancer.ingress : []
        return spec.ports.compactMap { port in
            let portProtocol = port.protocol ?? "TCP"
            let name = port.name ?? ""
            guard ["TCP", "UDP", "SCTP"].contains(portProtocol), (1...65535).contains(port.port), isPlain(name) else { return nil }
            let nodePort = port.nodePort ?? 0
            return ServicePortInfo(
                id: "\(service.metadata.namespace)/\(service.metadata.name)/\(portProtocol.lowercased())/\(name)",
                name: name,
                portProtocol: portProtocol,
                port: port.port,
                clusterIP: clusterIP,
                externalIPs: addresses(spec.externalIPs, family, except: clusterIP),
                loadBalancerIPs: addresses(
                    ingress.filter { ($0.ipMode ?? "VIP") == "VIP" }.compactMap(\.ip), family, except: clusterIP
                ),
                nodePort: (1...65535).contains(nodePort) ? nodePort : 0,
                sourceRanges: isLoadBalancer ? spec.loadBalancerSourceRanges.compactMap { family.range($0) } : [],
                affinitySeconds: spec.sessionAffinity == "ClientIP"
                    ? max(1, min(spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10800, 86400)) : nil,
                internalPolicyLocal: spec.internalTrafficPolicy == "Local",
                externalPolicyLocal: spec.externalTrafficPolicy == "Local"
            )
        }
    }

    private static func addresses(_ texts: [String], _ family: IPFamily, except clusterIP: String) -> [String] {
        Set(texts.compactMap { family.address($0) }).subtracting([clusterIP]).sorted()
    }

    /// Names go into nftables' commands: whatever is not a name that the API server lets through is left alone.
    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
    }
}
