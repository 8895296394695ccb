import ComponentMetrics

/// What /metrics shows of the parts of the cluster CIDR, by range.
final class PodCIDRMetrics: Sendable {
    private let allocations: Counter
    private let releases: Counter
    private let usage: Gauge
    private let tries: Histogram

    init(_ registry: MetricRegistry, _ ranges: [PodCIDRs]) {
        let prefix = "node_ipam_controller_", labels = ["clusterCIDR"]
        allocations = registry.counter(prefix + "cidrset_cidrs_allocations_total", "Counter measuring total number of CIDR allocations.", labels)
        releases = registry.counter(prefix + "cidrset_cidrs_releases_total", "Counter measuring total number of CIDR releases.", labels)
        usage = registry.gauge(prefix + "cidrset_usage_cidrs", "Gauge measuring percentage of allocated CIDRs.", labels)
        tries = registry.histogram(
            prefix + "cidrset_allocation_tries_per_request", "Number of CIDRs looked at for each that was given", labels,
            buckets: Histogram.exponential(1, 5, 5))
        // Kubernetes' own spelling.
        let most = registry.gauge(prefix + "cirdset_max_cidrs", "Maximum number of CIDRs that can be allocated.", labels)
        for range in ranges { most.set(Double(range.count), range.text) }
    }

    /// - Parameters:
    ///   - index: which part of the range was given; those before it were taken.
    ///   - used: how many are taken now.
    func gave(_ index: Int, of range: PodCIDRs, used: Int) {
        allocations.add(1, range.text)
        tries.observe(Double(index + 1), range.text)
        show(used, of: range)
    }

    func tookBack(_ count: Int, of range: PodCIDRs, used: Int) {
        if count > 0 { releases.add(count, range.text) }
        show(used, of: range)
    }

    /// A share of one, as Kubernetes has it, whatever the help says.
    private func show(_ used: Int, of range: PodCIDRs) { usage.set(Double(used) / Double(range.count), range.text) }
}
