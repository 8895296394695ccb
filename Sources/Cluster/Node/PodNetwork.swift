import CNFTables
import Foundation

/// What the kernel must do for pods besides services: lend them the node's address when they talk to the outside, and
/// bring answers of services back where the bridge would cut them short.
struct PodNetwork {
    var clusterCIDR: String
    static let table = "apus-pods"

    /// Sets the rules, in one transaction that replaces earlier ones.
    func apply() throws {
        try? "1".write(toFile: "/proc/sys/net/ipv4/ip_forward", atomically: false, encoding: .utf8)
        // Where the kernel shows bridged packets to netfilter, answers are translated back on the bridge itself.
        try? "1".write(toFile: "/proc/sys/net/bridge/bridge-nf-call-iptables", atomically: false, encoding: .utf8)
        let sees = Files.text("/proc/sys/net/bridge/bridge-nf-call-iptables")?.first == "1"
        try NFTables.run(rules(bridgeIsFiltered: sees))
    }

    func rules(bridgeIsFiltered: Bool) -> String {
        // A pod that calls a service on its own node is answered over the bridge, past the translation, unless the call
        // bears the node's address.
        let answers = bridgeIsFiltered ? "" : "    ip saddr \(clusterCIDR) ip daddr \(clusterCIDR) ct status dnat masquerade\n"
        return """
            table ip \(Self.table)
            delete table ip \(Self.table)
            table ip \(Self.table) {
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr \(clusterCIDR) ip daddr != \(clusterCIDR) oifname != "\(CNIConfiguration.bridge)" masquerade
            \(answers)  }
            }

            """
    }

    static func remove() throws {
        try NFTables.run("table ip \(table)\ndelete table ip \(table)\n")
    }
}

/// libnftables, one transaction a call.
enum NFTables {
    static func run(_ commands: String) throws {
        guard let context = nft_ctx_new(UInt32(NFT_CTX_DEFAULT)) else { throw ClusterError("cannot open nftables") }
        defer { nft_ctx_free(context) }
        nft_ctx_buffer_error(context)
        nft_ctx_buffer_output(context)
        guard nft_run_cmd_from_buffer(context, commands) == 0 else {
            let words = nft_ctx_get_error_buffer(context).map { String(cString: $0) } ?? ""
            throw ClusterError("nftables refuses the rules of the pod network: \(words.split(separator: "\n").first ?? "")")
        }
    }
}
