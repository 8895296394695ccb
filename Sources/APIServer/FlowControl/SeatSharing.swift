/// Shares the server's seats out among the priority levels by what they need: Kubernetes' borrowing.
enum SeatSharing {
    /// How much of the smoothed demand is what it was before.
    static let smoothing = 0.977
    /// How often seats are shared out anew.
    static let period = Duration.seconds(10)

    struct Claim: Sendable {
        /// What it gets in any case.
        var lower: Double
        /// What it gets at most.
        var upper: Double
        /// What it would like to have.
        var target: Double
    }

    /// What a level claims.
    static func claim(_ limits: SeatLimits, _ demand: PriorityLevel.Demand) -> Claim {
        // A level gets what it needed at worst in the last period, up to its nominal limit, before others borrow from it.
        let lower = Double(max(limits.lower, min(limits.nominal, Int(demand.last.maximum.rounded(.up)))))
        return Claim(lower: lower, upper: Double(max(limits.upper, Int(lower))), target: max(lower, demand.smoothed))
    }

    /// The seats of each claim, so that all get the same fraction of their target as far as their bounds allow, and
    /// that fraction.
    static func allot(_ total: Int, _ claims: [Claim]) -> (seats: [Int], fraction: Double) {
        let total = Double(total)
        let lowest = claims.reduce(0) { $0 + $1.lower }
        guard lowest < total else {
            // Not even the lower bounds fit: they are what counts, and the total is exceeded by a little.
            return (claims.map { Int($0.lower) }, 0)
        }
        func sum(_ fraction: Double) -> Double { claims.reduce(0) { $0 + seats($1, fraction) } }
        var (low, high) = (0.0, 1.0)
        while sum(high) < total, high < 1e9 { high *= 2 }
        for _ in 0..<64 {
            let middle = (low + high) / 2
            if sum(middle) < total { low = middle } else { high = middle }
        }
        return (claims.map { Int(seats($0, high).rounded()) }, high)
    }

    private static func seats(_ claim: Claim, _ fraction: Double) -> Double {
        min(claim.upper, max(claim.lower, claim.target * fraction))
    }
}
