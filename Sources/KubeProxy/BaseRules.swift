/// The part of a table that does not depend on services: hooks, shared maps, and the way a packet takes through them.
struct BaseRules: Sendable {
    /// The name of the proxy's table in either family.
    static let table = "kube-proxy"

    let family: IPFamily
    let options: KubeProxyOptions

    /// The commands that make the table anew, in place of whatever is there.
    var commands: [String] {
        let table = "\(family.nft) \(Self.table)"
        var commands = ["add table \(table)", "delete table \(table)", "add table \(table)"]
        commands += sets.map { "add \($0.kind) \(table) \($0.name) { type \($0.type) ; }" }
        commands += hooks.map {
            "add chain \(table) \($0.chain) { type \($0.type) hook \($0.hook) priority \($0.priority) ; }"
        }
        let rules = rules
        commands += rules.map { "add chain \(table) \($0.chain)" }
        for (chain, lines) in rules { commands += lines.map { "add rule \(table) \(chain) \($0)" } }
        return commands
    }

    /// The shared sets and maps, by name.
    var sets: [(kind: String, name: String, type: String)] {
        let address = family.addressType
        return [
            ("set", "cluster-ips", address),
            ("map", "service-ips", "\(address) . inet_proto . inet_service : verdict"),
            ("map", "service-nodeports", "inet_proto . inet_service : verdict"),
            ("map", "no-endpoint-services", "\(address) . inet_proto . inet_service : verdict"),
            ("map", "no-endpoint-nodeports", "inet_proto . inet_service : verdict"),
            ("map", "firewall-ips", "\(address) . inet_proto . inet_service : verdict"),
        ]
    }

    private var hooks: [(chain: String, type: String, hook: String, priority: Int)] {
        [
            // Before the addresses are changed at -100 the firewall sees the load balancer's.
            ("filter-prerouting-pre-dnat", "filter", "prerouting", -110),
            ("filter-output-pre-dnat", "filter", "output", -110),
            ("nat-prerouting", "nat", "prerouting", -100),
            ("nat-output", "nat", "output", -100),
            // Behind it, whatever still is for a service's address found no endpoint.
            ("filter-output-post-dnat", "filter", "output", -90),
            ("filter-input", "filter", "input", -10),
            ("filter-forward", "filter", "forward", -10),
            ("nat-postrouting", "nat", "postrouting", 100),
        ]
    }

    private var rules: [(chain: String, rules: [String])] {
        let address = "\(family.nft) daddr . meta l4proto . th dport"
        let mark = "0x" + String(1 << UInt32(max(0, min(options.masqueradeBit, 31))), radix: 16)
        let nodePort = "\(nodePortMatch) meta l4proto . th dport"
        return [
            ("filter-prerouting-pre-dnat", ["ct state new jump firewall-check"]),
            ("filter-output-pre-dnat", ["ct state new jump firewall-check"]),
            ("nat-prerouting", ["jump services"]),
            ("nat-output", ["jump services"]),
            ("filter-output-post-dnat", ["ct state new jump service-endpoints-check", "ct state new jump cluster-ips-check"]),
            ("filter-input", ["ct state new jump nodeport-endpoints-check", "ct state new jump service-endpoints-check"]),
            ("filter-forward", ["ct state new jump service-endpoints-check", "ct state new jump cluster-ips-check"]),
            ("nat-postrouting", ["jump masquerading"]),
            ("services", ["\(address) vmap @service-ips", "\(nodePort) vmap @service-nodeports"]),
            ("service-endpoints-check", ["\(address) vmap @no-endpoint-services"]),
            ("nodeport-endpoints-check", ["\(nodePort) vmap @no-endpoint-nodeports"]),
            ("firewall-check", ["\(address) vmap @firewall-ips"]),
            // A port that the service does not have.
            ("cluster-ips-check", ["\(family.nft) daddr @cluster-ips goto reject-chain"]),
            // A reset refuses at once; the ICMP message reaches a local socket in the middle of connect() and is passed over
            // until the next attempt, a second later.
            ("reject-chain", ["meta l4proto tcp reject with tcp reset", "reject"]),
            ("mark-for-masquerade", ["meta mark set meta mark or \(mark)"]),
            ("masquerading", ["meta mark and \(mark) == 0 return", "meta mark set meta mark xor \(mark)", "masquerade fully-random"]),
        ]
    }

    private var nodePortMatch: String {
        if let ranges = family.set(ofRanges: options.nodePortAddresses) { return "\(family.nft) daddr \(ranges)" }
        return "fib daddr type local \(family.nft) daddr != \(family.loopback)"
    }
}
