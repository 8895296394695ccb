import KubernetesAPI
import KubernetesClient

/// What one pod has used of one metric, in thousandths.
struct PodMetric: Equatable, Sendable {
    var value: Int
    var time: Time
    /// Over how many seconds it was measured.
    var window: Int = 60
}

/// Why no number of replicas can be computed, in Kubernetes' words.
struct ScalingError: Error, Equatable, CustomStringConvertible {
    let description: String
    /// Whether what the autoscaler says cannot be done at all.
    let isSpec: Bool

    init(_ description: String, isSpec: Bool = false) {
        self.description = description
        self.isSpec = isSpec
    }
}

/// How far from its target a metric may be without anything being done about it, as a share of the target.
struct ScalingTolerances: Equatable, Sendable {
    var up = 0.1
    var down = 0.1

    func isWithin(_ ratio: Double) -> Bool { 1 - down <= ratio && ratio <= 1 + up }
}

/// How many replicas follow from what pods use: pure, and careful where something is not known.
///
/// Pods without metrics are taken to use what makes the change smaller; pods that are not ready yet count as idle when the
/// number grows, and not at all otherwise; a guess never turns the direction.
struct ReplicaCalculator: Sendable {
    /// `--horizontal-pod-autoscaler-cpu-initialization-period`
    var cpuInitializationPeriod: Duration = .seconds(300)
    /// `--horizontal-pod-autoscaler-initial-readiness-delay`
    var initialReadinessDelay: Duration = .seconds(30)

    /// What a metric asks for.
    struct Proposal: Equatable, Sendable {
        var replicas: Int
        /// Percent of the requests, where the target is one.
        var utilization: Int?
        /// Thousandths, of a pod on average or in all.
        var usage: Int
    }

    // MARK: Metrics of pods

    /// For a target in percent of what the pods request.
    /// - Parameter container: only this one of each pod counts; empty for all of them.
    func utilization(
        target: Int, current: Int, resource: String, container: String, tolerances: ScalingTolerances, pods: [Pod], metrics: [String: PodMetric],
        now: Time
    ) throws(ScalingError) -> Proposal {
        var (groups, metrics) = try grouped(pods, metrics, resource, now)
        let requests = try PodRequests.all(of: pods, resource: resource, container: container)
        let first = try Self.utilizationRatio(metrics, requests, target)
        func proposal(_ replicas: Int) -> Proposal { Proposal(replicas: replicas, utilization: first.utilization, usage: first.average) }
        let startsUnready = !groups.unready.isEmpty && first.ratio > 1
        if !startsUnready, groups.missing.isEmpty {
            return proposal(tolerances.isWithin(first.ratio) ? current : Self.roundedUp(first.ratio * Double(groups.ready)))
        }
        if first.ratio < 1 {
            // They may use all that they asked for, or what is aimed at where that is more.
            let share = max(100, target)
            for name in groups.missing { metrics[name] = PodMetric(value: Self.share(requests[name] ?? 0, share), time: now) }
        } else if first.ratio > 1 {
            for name in groups.missing { metrics[name] = PodMetric(value: 0, time: now) }
        }
        if startsUnready { for name in groups.unready { metrics[name] = PodMetric(value: 0, time: now) } }
        let second = try Self.utilizationRatio(metrics, requests, target)
        return proposal(Self.careful(first: first.ratio, second: second.ratio, count: metrics.count, current: current, tolerances))
    }

    /// For a target of so many thousandths a pod.
    /// - Parameter resource: the resource that is measured; empty for a metric of the pods' own.
    func average(
        target: Int, current: Int, resource: String, tolerances: ScalingTolerances, pods: [Pod], metrics: [String: PodMetric], now: Time
    ) throws(ScalingError) -> Proposal {
        var (groups, metrics) = try grouped(pods, metrics, resource, now)
        let first = Self.averageRatio(metrics, target)
        func proposal(_ replicas: Int) -> Proposal { Proposal(replicas: replicas, usage: first.average) }
        let startsUnready = !groups.unready.isEmpty && first.ratio > 1
        if !startsUnready, groups.missing.isEmpty {
            return proposal(tolerances.isWithin(first.ratio) ? current : Self.roundedUp(first.ratio * Double(groups.ready)))
        }
        for name in groups.missing { metrics[name] = PodMetric(value: first.ratio < 1 ? target : 0, time: now) }
        if startsUnready { for name in groups.unready { metrics[name] = PodMetric(value: 0, time: now) } }
        let second = Self.averageRatio(metrics, target)
        return proposal(Self.careful(first: first.ratio, second: second.ratio, count: metrics.count, current: current, tolerances))
    }

    // MARK: Metrics of something else

    /// For a value that all pods together bring about, as an object's or an external one.
    func value(_ usage: Int, target: Int, current: Int, tolerances: ScalingTolerances, pods: [Pod]) throws(ScalingError) -> Proposal {
        let ratio = Double(usage) / Double(target)
        // Without any pod the value says itself how many there should be.
        if current == 0 { return Proposal(replicas: Self.roundedUp(ratio), usage: usage) }
        if tolerances.isWithin(ratio) { return Proposal(replicas: current, usage: usage) }
        if pods.isEmpty { throw ScalingError("unable to calculate ready pods: \(Self.noPods)") }
        let ready = pods.count { $0.status.phase == "Running" && $0.isReady }
        return Proposal(replicas: Self.roundedUp(ratio * Double(ready)), usage: usage)
    }

    /// For a value that is shared by the pods: so many thousandths for each.
    func shared(_ usage: Int, target: Int, replicas: Int, tolerances: ScalingTolerances) -> Proposal {
        let ratio = Double(usage) / (Double(target) * Double(replicas))
        let average = replicas > 0 ? Self.roundedUp(Double(usage) / Double(replicas), limit: .max) : usage
        if tolerances.isWithin(ratio) { return Proposal(replicas: replicas, usage: average) }
        return Proposal(replicas: Self.roundedUp(Double(usage) / Double(target)), usage: average)
    }

    // MARK: Parts

    private static let noPods = "no pods returned by selector while calculating replica count"

    /// The pods by what is known of them, and the metrics of those that count.
    private func grouped(
        _ pods: [Pod], _ metrics: [String: PodMetric], _ resource: String, _ now: Time
    ) throws(ScalingError) -> (PodGroups, [String: PodMetric]) {
        if pods.isEmpty { throw ScalingError(Self.noPods) }
        let groups = PodGroups(
            pods, metrics, resource: resource, initialization: Int(clamping: cpuInitializationPeriod.components.seconds),
            readiness: Int(clamping: initialReadinessDelay.components.seconds), now: now)
        let counted = metrics.filter { !groups.ignored.contains($0.key) && !groups.unready.contains($0.key) }
        if counted.isEmpty { throw ScalingError("did not receive metrics for targeted pods (pods might be unready)") }
        return (groups, counted)
    }

    private static func utilizationRatio(
        _ metrics: [String: PodMetric], _ requests: [String: Int], _ target: Int
    ) throws(ScalingError) -> (ratio: Double, utilization: Int, average: Int) {
        var (used, requested, count) = (Int128(0), Int128(0), Int128(0))
        for (name, metric) in metrics {
            guard let request = requests[name] else { continue }
            used += Int128(metric.value)
            requested += Int128(request)
            count += 1
        }
        // Metrics of others than these pods, or of pods that ask for nothing.
        guard requested != 0 else { throw ScalingError("no metrics returned matched known pods") }
        let utilization = Int(max(0, min(Int128(Int32.max), used * 100 / requested)))
        return (Double(utilization) / Double(target), utilization, Int(clamping: used / count))
    }

    private static func averageRatio(_ metrics: [String: PodMetric], _ target: Int) -> (ratio: Double, average: Int) {
        let total = metrics.values.reduce(Int128(0)) { $0 + Int128($1.value) }
        let average = Int(clamping: total / Int128(max(1, metrics.count)))
        return (Double(average) / Double(target), average)
    }

    /// The number that follows once what is not known was guessed, unless the guesses decide the direction.
    private static func careful(first: Double, second: Double, count: Int, current: Int, _ tolerances: ScalingTolerances) -> Int {
        if tolerances.isWithin(second) || (first < 1 && second > 1) || (first > 1 && second < 1) { return current }
        let replicas = roundedUp(second * Double(count))
        if (second < 1 && replicas > current) || (second > 1 && replicas < current) { return current }
        return replicas
    }

    private static func share(_ amount: Int, _ percent: Int) -> Int { Int(clamping: Int128(amount) * Int128(percent) / 100) }

    /// A whole number that is not less; no number at all, as 0 / 0, is none.
    static func roundedUp(_ value: Double, limit: Int = Int(Int32.max)) -> Int {
        if value.isNaN || value <= 0 { return 0 }
        let rounded = value.rounded(.up)
        return rounded >= Double(limit) ? limit : Int(rounded)
    }
}
