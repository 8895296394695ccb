import KubernetesAPI

/// How far a rolling update may stray from the number of replicas that is asked for.
///
/// Percentages of `maxSurge` round up, those of `maxUnavailable` down; if both come to nothing, one pod may be unavailable,
/// for otherwise the update could not move.
struct RolloutBounds: Equatable, Sendable {
    var desired: Int
    var maxSurge: Int
    var maxUnavailable: Int

    init(desired: Int, maxSurge: IntOrString?, maxUnavailable: IntOrString?) {
        self.desired = max(0, desired)
        var surge = Self.resolve(maxSurge ?? .int(0), of: self.desired, roundingUp: true)
        var unavailable = Self.resolve(maxUnavailable ?? .int(0), of: self.desired, roundingUp: false)
        if surge == 0 && unavailable == 0 { unavailable = 1 }
        if surge > Int(Int32.max) { surge = Int(Int32.max) }
        if unavailable > self.desired { unavailable = self.desired }
        self.maxSurge = surge
        self.maxUnavailable = unavailable
    }

    init(_ deployment: Deployment) {
        let desired = deployment.spec.replicas ?? 1
        if deployment.isRolling {
            let update = deployment.spec.strategy.rollingUpdate
            self.init(desired: desired, maxSurge: update?.maxSurge, maxUnavailable: update?.maxUnavailable)
        } else {
            self.init(desired: desired, maxSurge: .int(0), maxUnavailable: .int(0))
            maxUnavailable = 0
        }
    }

    /// The most pods there may be at once.
    var mostPods: Int { desired + maxSurge }

    /// The fewest available pods that the update has to leave.
    var fewestAvailable: Int { desired - maxUnavailable }

    /// A number as it is, a percentage of `total`; anything else, and anything negative, is zero.
    static func resolve(_ value: IntOrString, of total: Int, roundingUp: Bool) -> Int {
        switch value {
        case .int(let number): return max(0, Int(number))
        case .string(let text):
            guard text.hasSuffix("%"), let percent = Int(text.dropLast()), percent >= 0 else { return 0 }
            let (product, overflow) = percent.multipliedReportingOverflow(by: total)
            guard !overflow else { return Int(Int32.max) }
            return roundingUp ? (product.clampedAdding(99)) / 100 : product / 100
        }
    }
}

extension Deployment {
    var isRolling: Bool { spec.strategy.type != "Recreate" }
}

/// A replica set as the arithmetic of a rollout sees it.
struct RolloutSet: Equatable, Sendable {
    var replicas: Int
    /// As the set reports it.
    var available: Int

    /// Available pods that stay. A set that was just told to have fewer reports those that are about to go until its controller has
    /// been at work; counted on, they would let too many others go.
    var staying: Int { max(0, min(available, replicas)) }
}

extension RolloutBounds {
    /// The size that the new replica set should have now, given how many replicas all sets together are told to have.
    func newSize(current: Int, total: Int) -> Int {
        if current >= desired { return desired }
        if total >= mostPods { return current }
        return current + min(mostPods - total, desired - current)
    }

    /// The sizes that the old replica sets (oldest first) should have now. Pods that are not available go first, for their
    /// going takes nothing away; then available ones, down to the fewest that must stay.
    func oldSizes(_ old: [RolloutSet], new: RolloutSet?) -> [Int] {
        var sizes = old.map(\.replicas)
        let oldTotal = sizes.reduce(0, +)
        if oldTotal == 0 { return sizes }
        let newUnavailable = new.map { $0.replicas - $0.staying } ?? 0
        // Pods of the new set which are not available yet might take the place of old ones: count them out.
        let mayGo = oldTotal + (new?.replicas ?? 0) - fewestAvailable - newUnavailable
        if mayGo <= 0 { return sizes }

        var gone = 0
        for index in old.indices where gone < mayGo && sizes[index] > old[index].staying {
            let count = min(mayGo - gone, sizes[index] - old[index].staying)
            sizes[index] -= count
            gone += count
        }
        let available = old.reduce(0) { $0 + $1.staying } + (new?.staying ?? 0)
        var surplus = available - fewestAvailable
        for index in old.indices where surplus > 0 {
            let count = min(sizes[index], surplus)
            sizes[index] -= count
            surplus -= count
        }
        return sizes
    }
}

/// Shares a change of a deployment's size out over its replica sets in the middle of a rollout, in proportion to their sizes,
/// so that the risk stays as it was.
struct ProportionalScaling {
    struct Member {
        var replicas: Int
        /// The most pods the deployment could have when this set was last sized (deployment.kubernetes.io/max-replicas).
        var mostPodsBefore: Int?
    }

    var bounds: RolloutBounds
    /// The deployment's `status.replicas`: what to measure by where the annotation is missing.
    var replicasNow: Int

    /// New sizes of the members, which must be in order: the largest first. What rounding leaves over goes to the first.
    func sizes(_ members: [Member]) -> [Int] {
        let allowed = bounds.desired > 0 ? bounds.mostPods : 0
        let toAdd = allowed - members.reduce(0) { $0 + $1.replicas }
        if toAdd == 0 { return members.map(\.replicas) }
        var added = 0
        var sizes: [Int] = []
        for member in members {
            let share = share(of: member, toAdd: toAdd, added: added)
            added += share
            sizes.append(member.replicas + share)
        }
        if !sizes.isEmpty { sizes[0] = max(0, sizes[0] + toAdd - added) }
        return sizes
    }

    private func share(of member: Member, toAdd: Int, added: Int) -> Int {
        if member.replicas == 0 || toAdd == added { return 0 }
        let fraction = fraction(of: member)
        return toAdd > 0 ? min(fraction, toAdd - added) : max(fraction, toAdd - added)
    }

    private func fraction(of member: Member) -> Int {
        if bounds.desired == 0 { return -member.replicas }
        var before = member.mostPodsBefore ?? 0
        if before == 0 { before = replicasNow }
        if before <= 0 { return 0 }
        let size = Double(member.replicas) * Double(bounds.mostPods) / Double(before)
        return (Int(exactly: size.rounded(.toNearestOrAwayFromZero)) ?? member.replicas) - member.replicas
    }
}
