import KubernetesAPI
import Testing
@testable import Scheduler

/// Where pods end up, against Kubernetes' published scoring written down a second time, plainly and over all nodes.
@Suite struct PlacementQualityTests {
    /// A node with the pods that were put on it.
    private struct Load {
        let number: Int
        var pods = 0
        var milliCPU = 0
        var memory = 0
        /// Pods with the label `app: b`.
        var same = 0

        static let cpu = 4000
        static let total = 32 << 30

        var zone: Int { number % 3 }

        mutating func add(_ pod: Sample) {
            pods += 1
            milliCPU += pod.milliCPU
            memory += pod.memory
            same += 1
        }
    }

    /// How much a pod asks for.
    private struct Sample {
        var milliCPU: Int
        var memory: Int
    }

    private enum Shape: String, CaseIterable { case basic, mixed, antiAffinity, spread }

    // MARK: The reference

    /// NodeResourcesFit with LeastAllocated: the mean of what is left of CPU and memory, in whole percents.
    private static func leastAllocated(_ node: Load, _ pod: Sample) -> Int {
        let cpu = (Load.cpu - node.milliCPU - pod.milliCPU) * 100 / Load.cpu
        let memory = (Load.total - node.memory - pod.memory) * 100 / Load.total
        return (cpu + memory) / 2
    }

    /// NodeResourcesBalancedAllocation of v1.36: by how much the pod brings the used parts of CPU and memory closer together.
    private static func balanced(_ node: Load, _ pod: Sample) -> Int {
        func evenness(_ cpu: Int, _ memory: Int) -> Int {
            let (a, b) = (Double(cpu) / Double(Load.cpu), Double(memory) / Double(Load.total))
            return Int((1 - abs(a - b) / 2) * 100)
        }
        let change = evenness(node.milliCPU + pod.milliCPU, node.memory + pod.memory) - evenness(node.milliCPU, node.memory)
        return 50 + (50 + change) / 2
    }

    /// The sums of all scores that differ from node to node, for the nodes that will do.
    private static func scores(_ nodes: [Load], _ pod: Sample, _ shape: Shape) -> [Int: Int] {
        var feasible = nodes.filter { $0.milliCPU + pod.milliCPU <= Load.cpu && $0.memory + pod.memory <= Load.total && $0.pods < 110 }
        if shape == .spread {
            let zones = (0..<3).map { zone in nodes.reduce(0) { $0 + ($1.zone == zone ? $1.same : 0) } }
            feasible = feasible.filter { zones[$0.zone] + 1 - (zones.min() ?? 0) <= 1 }
        }
        var total: [Int: Int] = [:]
        for node in feasible { total[node.number] = leastAllocated(node, pod) + balanced(node, pod) }
        if shape == .antiAffinity {
            // InterPodAffinity, weight 2: every pod there counts -100; scaled between the least and the most.
            let raw = feasible.map { -100 * $0.same }
            if let least = raw.min(), let most = raw.max(), most > least {
                for (node, score) in zip(feasible, raw) {
                    total[node.number, default: 0] += 2 * Int(100 * (Double(score - least) / Double(most - least)))
                }
            }
        }
        return total
    }

    // MARK: The same pods

    private static func sample(_ shape: Shape, _ number: Int) -> Sample {
        guard shape == .mixed else { return Sample(milliCPU: 10, memory: 20 << 20) }
        let step = number % 7
        let gib = 1 << 30
        return Sample(
            milliCPU: [50, 500, 100, 1000, 20, 250, 700][step], memory: [2 * gib, gib / 4, gib / 2, gib, 4 * gib, gib / 8, 3 * gib][step])
    }

    private static func pod(_ shape: Shape, _ number: Int) -> Pod {
        let sample = sample(shape, number)
        return makePod("p\(number)", cpu: (try? Quantity(parsing: "\(sample.milliCPU)m")) ?? 1, memory: Quantity(sample.memory)) { pod in
            pod.metadata.labels = ["app": "b"]
            let same = LabelSelector(matchLabels: ["app": "b"])
            if shape == .antiAffinity {
                let term = PodAffinityTerm(labelSelector: same, topologyKey: "kubernetes.io/hostname")
                pod.spec.affinity = Affinity(podAntiAffinity: PodAntiAffinity(
                    preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm(weight: 100, podAffinityTerm: term)]))
            }
            if shape == .spread {
                pod.spec.topologySpreadConstraints = [TopologySpreadConstraint(
                    maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: same)]
            }
        }
    }

    private static func nodes(_ count: Int) -> [Node] {
        (0..<count).map { number in
            makeNode("n\(number)", cpu: "4", memory: "32Gi", labels: ["kubernetes.io/hostname": "n\(number)", "topology.kubernetes.io/zone": "z\(number % 3)"])
        }
    }

    private static func place(_ shape: Shape, pods: Int, on count: Int, _ arithmetic: SchedulingSimulation.Arithmetic, _ each: ([Load], Sample, Int?) -> Void = { _, _, _ in }) -> [Load] {
        var simulation = SchedulingSimulation(nodes: nodes(count), arithmetic: arithmetic, generator: Lehmer(state: 11))
        var loads = (0..<count).map { Load(number: $0) }
        for number in 0..<pods {
            let sample = sample(shape, number)
            let chosen = simulation.place(pod(shape, number)).flatMap { Int($0.dropFirst()) }
            each(loads, sample, chosen)
            if let chosen { loads[chosen].add(sample) }
        }
        return loads
    }

    /// With Kubernetes' arithmetic each pod goes to a node that has the highest sum of Kubernetes' scores, and to none if none will do.
    @Test(arguments: ["basic", "mixed", "antiAffinity", "spread"]) func everyChoiceIsOneThatKubernetesWouldMake(name: String) throws {
        let shape = try #require(Shape(rawValue: name))
        var (wrong, placed) = (0, 0)
        // Fewer than a hundred nodes, so that all are looked at.
        _ = Self.place(shape, pods: 400, on: 60, .cutOff) { loads, sample, chosen in
            let scores = Self.scores(loads, sample, shape)
            if let chosen { placed += 1; if scores[chosen] != scores.values.max() { wrong += 1 } } else if !scores.isEmpty { wrong += 1 }
        }
        #expect(wrong == 0 && placed > 150)
    }

    private static func deviation(_ loads: [Load], _ value: (Load) -> Double) -> Double {
        let mean = loads.reduce(0) { $0 + value($1) } / Double(loads.count)
        return (loads.reduce(0) { $0 + (value($1) - mean) * (value($1) - mean) } / Double(loads.count)).squareRoot()
    }

    /// What the scheduler does differently (it rounds) makes the distribution no worse: over nodes, over zones, and within nodes.
    @Test(arguments: ["basic", "mixed", "antiAffinity", "spread"]) func theDistributionIsNoWorse(name: String) throws {
        let shape = try #require(Shape(rawValue: name))
        let own = Self.place(shape, pods: 300, on: 90, .rounded)
        let theirs = Self.place(shape, pods: 300, on: 90, .cutOff)
        #expect(own.reduce(0) { $0 + $1.pods } >= theirs.reduce(0) { $0 + $1.pods })
        // Chance decides between equals: a tenth more is no difference.
        let use: (Load) -> Double = { Double($0.milliCPU) / Double(Load.cpu) + Double($0.memory) / Double(Load.total) }
        #expect(Self.deviation(own, use) <= Self.deviation(theirs, use) * 1.1 + 0.01)
        let imbalance: (Load) -> Double = { abs(Double($0.milliCPU) / Double(Load.cpu) - Double($0.memory) / Double(Load.total)) }
        #expect(own.reduce(0) { $0 + imbalance($1) } <= theirs.reduce(0) { $0 + imbalance($1) } * 1.1 + 0.01)
        if shape == .spread {
            let zones = (0..<3).map { zone in own.reduce(0) { $0 + ($1.zone == zone ? $1.pods : 0) } }
            #expect((zones.max() ?? 0) - (zones.min() ?? 0) <= 1)
        }
    }

    /// Packed, pods need no more nodes than first fit would, and a whole one is never left half full beside an empty one that is used.
    @Test func binpackNeedsFewNodes() throws {
        var configuration = SchedulerConfiguration()
        configuration.apply(.binpack)
        let fit = NodeResourcesFit(arguments: try #require(configuration.profiles.first).arguments.nodeResourcesFit)
        var framework = Framework()
        framework.filters = [fit]
        framework.scores = [(fit, 1)]
        var cycle = SchedulingCycle(framework: framework, generator: Lehmer())
        let cache = SchedulerCache(clock: ManualClock())
        for node in Self.nodes(20) { _ = cache.setNode(node) }
        var snapshot = Snapshot()
        for number in 0..<40 {
            cache.update(&snapshot)
            let pod = PodToSchedule(makePod("p\(number)", cpu: "1", memory: "8Gi"))
            let place = try #require(cycle.schedule(pod, in: snapshot).node)
            cache.assume(pod.info, on: snapshot.nodes[place].name)
        }
        cache.update(&snapshot)
        // Four of them fill a node.
        #expect(snapshot.nodes.map { $0.pods.count }.sorted() == Array(repeating: 0, count: 10) + Array(repeating: 4, count: 10))
    }
}
