import KubernetesAPI

/// Prefers nodes on which requests of several alternatives (`firstAvailable`) get one that comes earlier.
struct DeviceScorer: NodeScorer {
    /// What the first alternative counts; each further one counts one less.
    private static let most = 8

    let demand: DeviceDemand
    let pools: DevicePools
    let use: DeviceUse
    let expressions: DeviceExpressions

    func score(_ node: NodeInfo) -> Int {
        guard let requests = try? demand.requests(on: node.description) else { return 0 }
        var allocator = DeviceAllocator(requests, on: node.description, pools: pools, use: use, expressions: expressions)
        guard let results = try? allocator.allocate(makeID: { "" }) else { return 0 }
        return zip(requests, results).reduce(0) { sum, pair in
            let met = Set(pair.1.devices.results.map(\.request))
            return sum + pair.0.requests.reduce(0) { $0 + Self.score($1, met) }
        }
    }

    private static func score(_ options: [DeviceRequestOption], _ met: Set<String>) -> Int {
        guard let rank = options.firstIndex(where: { !$0.isExact && met.contains($0.name) }) else { return 0 }
        return max(0, most - rank)
    }

    func normalize(_ scores: inout [Int]) { scaleScores(&scores) }
}
