import KubernetesAPI

/// An element of one of the table's shared maps and sets, e.g. of `service-ips`.
struct MapElement: Hashable, Comparable, Sendable {
    var map: String
    var key: String

    static func < (a: MapElement, b: MapElement) -> Bool { (a.map, a.key) < (b.map, b.key) }
}

/// Where a service answers over UDP, and who answers. UDP has no end of a connection, so the kernel would go on sending a
/// client's packets to an endpoint that is gone.
struct UDPService: Hashable, Sendable {
    /// The addresses in front; the port is ``port``.
    var addresses: [String]
    var port: Int
    var nodePort: Int
    /// The `address:port` behind.
    var endpoints: Set<String>
}

/// What one service contributes to a table. A pure function of the service, its EndpointSlices and the options.
struct ServiceRules: Equatable, Sendable {
    /// The rules of each chain, in order.
    var chains: [String: [String]] = [:]
    /// The sets of the clients that stick to an endpoint, with their timeouts in seconds.
    var affinitySets: [String: Int] = [:]
    /// Elements of the shared maps, with their verdicts; "" for sets.
    var elements: [MapElement: String] = [:]
    var udp: [UDPService] = []

    var isEmpty: Bool { chains.isEmpty && elements.isEmpty }

    /// Nothing.
    init() {}

    /// The rules of `service`.
    init(service: Service, slices: [EndpointSlice], family: IPFamily, options: KubeProxyOptions) {
        for port in ServicePortInfo.ports(of: service, family: family) {
            let endpoints = ServiceEndpoints(
                slices: slices, portName: port.name, portProtocol: port.portProtocol, family: family,
                nodeName: options.hostnameOverride
            )
            add(port, endpoints, family, options)
        }
    }

    private mutating func add(_ port: ServicePortInfo, _ endpoints: ServiceEndpoints, _ family: IPFamily, _ options: KubeProxyOptions) {
        let serviceChain = "service-\(port.id)"
        let localChain = "local-\(port.id)"
        let externalChain = "external-\(port.id)"
        let firewallChain = "firewall-\(port.id)"
        let hasExternal = !port.externalIPs.isEmpty || !port.loadBalancerIPs.isEmpty || port.nodePort != 0
        let usesLocal = port.internalPolicyLocal || (port.externalPolicyLocal && hasExternal)
        let usesCluster = !port.internalPolicyLocal || hasExternal
        let saddr = "\(family.nft) saddr"

        // Inside the cluster: the cluster IP.
        elements[MapElement(map: "cluster-ips", key: port.clusterIP)] = ""
        let internalEndpoints = port.internalPolicyLocal ? endpoints.local : endpoints.cluster
        let internalChain = port.internalPolicyLocal ? localChain : serviceChain
        if internalEndpoints.isEmpty {
            let verdict = endpoints.cluster.isEmpty ? "goto reject-chain" : "drop"
            elements[MapElement(map: "no-endpoint-services", key: port.key(port.clusterIP))] = verdict
        } else {
            elements[MapElement(map: "service-ips", key: port.key(port.clusterIP))] = "goto \(internalChain)"
        }

        // Outside: external IPs, the load balancer's IPs, the node port.
        let externalEndpoints = port.externalPolicyLocal ? endpoints.local : endpoints.cluster
        let outside = port.externalIPs + port.loadBalancerIPs
        if !endpoints.cluster.isEmpty, hasExternal {
            for address in outside { elements[MapElement(map: "service-ips", key: port.key(address))] = "goto \(externalChain)" }
            if port.nodePort != 0 {
                elements[MapElement(map: "service-nodeports", key: "\(port.l4proto) . \(port.nodePort)")] = "goto \(externalChain)"
            }
        }
        if externalEndpoints.isEmpty {
            // What no rule has sent to an endpoint comes here. With the policy Local other nodes may have endpoints, and a
            // load balancer is to try those: no answer, rather than a refusal.
            let verdict = endpoints.cluster.isEmpty ? "goto reject-chain" : "drop"
            for address in outside { elements[MapElement(map: "no-endpoint-services", key: port.key(address))] = verdict }
            if port.nodePort != 0 {
                elements[MapElement(map: "no-endpoint-nodeports", key: "\(port.l4proto) . \(port.nodePort)")] = verdict
            }
        }
        if !port.sourceRanges.isEmpty, !port.loadBalancerIPs.isEmpty, let ranges = family.set(ofRanges: port.sourceRanges) {
            for address in port.loadBalancerIPs {
                elements[MapElement(map: "firewall-ips", key: port.key(address))] = "goto \(firewallChain)"
            }
            chains[firewallChain] = ["\(saddr) != \(ranges) drop"]
        }

        // The chains. A chain is made only when something leads to it.
        var endpointsUsed: Set<ProxyEndpoint> = []
        var rules: [String: [String]] = [:]
        if usesCluster, !endpoints.cluster.isEmpty {
            rules[serviceChain] = []
            endpointsUsed.formUnion(endpoints.cluster)
        }
        if usesLocal, !endpoints.local.isEmpty {
            rules[localChain] = []
            endpointsUsed.formUnion(endpoints.local)
        }
        if let masquerade = masqueradeMatch(port, family, options) {
            rules[internalChain]?.append("\(masquerade) jump mark-for-masquerade")
        }
        rules[serviceChain]?.append(contentsOf: balance(port, endpoints.cluster, family))
        rules[localChain]?.append(contentsOf: balance(port, endpoints.local, family))
        if !endpoints.cluster.isEmpty, hasExternal {
            rules[externalChain] = externalRules(port, endpoints, family, options)
        }
        for endpoint in endpointsUsed {
            rules[port.chain(endpoint)] = endpointRules(port, endpoint, family)
            if let seconds = port.affinitySeconds { affinitySets[port.affinitySet(endpoint, seconds)] = seconds }
        }
        chains.merge(rules) { _, new in new }

        if port.portProtocol == "UDP" {
            udp.append(
                UDPService(
                    addresses: [port.clusterIP] + outside, port: port.port, nodePort: port.nodePort,
                    endpoints: Set(endpointsUsed.map { family.target($0.address, $0.port) })
                )
            )
        }
    }

    /// Which traffic to the cluster IP needs the node's own address for the answer to find its way back.
    private func masqueradeMatch(_ port: ServicePortInfo, _ family: IPFamily, _ options: KubeProxyOptions) -> String? {
        let match = "\(family.nft) daddr \(port.clusterIP) \(port.l4proto) dport \(port.port)"
        if options.masqueradeAll { return match }
        return family.set(ofRanges: options.clusterCIDR).map { "\(match) \(family.nft) saddr != \($0)" }
    }

    private func externalRules(
        _ port: ServicePortInfo, _ endpoints: ServiceEndpoints, _ family: IPFamily, _ options: KubeProxyOptions
    ) -> [String] {
        guard port.externalPolicyLocal else {
            return ["jump mark-for-masquerade", "goto service-\(port.id)"]
        }
        var rules: [String] = []
        // Pods and the node itself reach the service as if inside: they are no external traffic.
        if let pods = family.set(ofRanges: options.clusterCIDR) {
            rules.append("\(family.nft) saddr \(pods) goto service-\(port.id)")
        }
        rules.append("fib saddr type local jump mark-for-masquerade")
        rules.append("fib saddr type local goto service-\(port.id)")
        if !endpoints.local.isEmpty { rules.append("goto local-\(port.id)") }
        return rules
    }

    private func balance(_ port: ServicePortInfo, _ endpoints: [ProxyEndpoint], _ family: IPFamily) -> [String] {
        guard !endpoints.isEmpty else { return [] }
        var rules: [String] = []
        if let seconds = port.affinitySeconds {
            rules = endpoints.map { "\(family.nft) saddr @\(port.affinitySet($0, seconds)) goto \(port.chain($0))" }
        }
        let choices = endpoints.enumerated().map { "\($0.offset) : goto \(port.chain($0.element))" }
        rules.append("numgen random mod \(endpoints.count) vmap { \(choices.joined(separator: ", ")) }")
        return rules
    }

    private func endpointRules(_ port: ServicePortInfo, _ endpoint: ProxyEndpoint, _ family: IPFamily) -> [String] {
        // An endpoint that reaches itself through its service would answer itself directly.
        var rules = ["\(family.nft) saddr \(endpoint.address) jump mark-for-masquerade"]
        if let seconds = port.affinitySeconds {
            rules.append("update @\(port.affinitySet(endpoint, seconds)) { \(family.nft) saddr }")
        }
        rules.append("meta l4proto \(port.l4proto) dnat to \(family.target(endpoint.address, endpoint.port))")
        return rules
    }
}

extension ServicePortInfo {
    /// The key of this port at `address` in `service-ips` and its like.
    func key(_ address: String) -> String { "\(address) . \(l4proto) . \(port)" }

    func chain(_ endpoint: ProxyEndpoint) -> String { "endpoint-\(id)__\(Self.plain(endpoint))" }

    /// The timeout is part of the name because a set's timeout cannot be changed.
    func affinitySet(_ endpoint: ProxyEndpoint, _ seconds: Int) -> String { "affinity-\(seconds)s-\(id)__\(Self.plain(endpoint))" }

    /// An endpoint as part of a name, where nftables takes no colon.
    private static func plain(_ endpoint: ProxyEndpoint) -> String {
        "\(endpoint.address.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "."))/\(endpoint.port)"
    }
}
