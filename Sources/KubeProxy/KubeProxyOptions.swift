/// The proxy's options, under kube-proxy's flag names.
public struct KubeProxyOptions: Sendable {
    /// `--hostname-override`: the name of the node that this proxy runs on.
    public var hostnameOverride: String
    /// `--cluster-cidr`: the ranges that pods have their addresses from. Traffic to cluster IPs from elsewhere is masqueraded.
    public var clusterCIDR: [String] = []
    /// `--masquerade-all`: masquerade all traffic to cluster IPs.
    public var masqueradeAll = false
    /// The bit of the packet mark that says "masquerade" (`--iptables-masquerade-bit`, 0 to 31).
    public var masqueradeBit = 14
    /// `--nodeport-addresses`: the node's addresses, as CIDRs, on which node ports answer. Empty: all but loopback.
    public var nodePortAddresses: [String] = []
    /// `--nftables-min-sync-period`: the least time between two changes of the rules. The first change is made at once.
    public var minSyncPeriod: Duration = .seconds(1)
    /// `--nftables-sync-period`: how often the rules in the kernel are checked, and repaired when something is missing.
    public var syncPeriod: Duration = .seconds(30)
    /// `--conntrack-max-per-core`: tracked connections per CPU core; 0 leaves the kernel's limit.
    public var conntrackMaxPerCore = 32768
    /// `--conntrack-min`: tracked connections at least.
    public var conntrackMin = 131_072

    /// Options for the node of the given name.
    public init(hostnameOverride: String) {
        self.hostnameOverride = hostnameOverride
    }
}
