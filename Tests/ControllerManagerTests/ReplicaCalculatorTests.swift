import JSON
import KubernetesAPI
import Testing

@testable import ControllerManager

@Suite struct ReplicaCalculatorTests {
    private static let now = Time(seconds: 10_000)
    private static let calculator = ReplicaCalculator()

    /// A pod that has been ready for long, of a container that requests one core.
    private static func pod(
        _ name: String, request: Quantity? = "1", ready: String = "True", phase: String = "Running", start: Int64 = 1000, changed: Int64 = 1100,
        going: Bool = false
    ) -> Pod {
        var pod = Pod()
        pod.metadata.name = name
        pod.spec.containers = [Container(name: "c", image: "x", resources: ResourceRequirements(requests: request.map { ["cpu": $0] } ?? [:]))]
        pod.status.phase = phase
        pod.status.startTime = Time(seconds: start)
        pod.status.conditions = [PodCondition(type: "Ready", status: ready, lastTransitionTime: Time(seconds: changed))]
        if going { pod.metadata.deletionTimestamp = now }
        return pod
    }

    private static func pods(_ count: Int) -> [Pod] { (0..<count).map { pod("p\($0)") } }

    private static func metrics(_ values: [Int]) -> [String: PodMetric] {
        Dictionary(uniqueKeysWithValues: values.enumerated().map { ("p\($0.offset)", PodMetric(value: $0.element, time: now)) })
    }

    private static func utilization(
        _ target: Int, _ pods: [Pod], _ metrics: [String: PodMetric], current: Int? = nil, container: String = "",
        tolerances: ScalingTolerances = .init()
    ) throws -> ReplicaCalculator.Proposal {
        try calculator.utilization(
            target: target, current: current ?? pods.count, resource: "cpu", container: container, tolerances: tolerances, pods: pods,
            metrics: metrics, now: now)
    }

    private static func failure(_ body: () throws -> ReplicaCalculator.Proposal) -> String? {
        do { _ = try body() } catch { return "\(error)" }
        return nil
    }

    @Test(arguments: [
        // target, usages of pods that request 1000m each, replicas, utilization
        (30, [300, 500, 700], 5, 50), (50, [900, 900], 4, 90), (50, [100, 300, 500], 2, 30),
        // Within a tenth nothing is done.
        (50, [540, 550], 2, 54), (50, [560, 560], 3, 56), (100, [910, 910], 2, 91), (100, [890, 890], 2, 89), (100, [400, 400, 400, 400], 2, 40),
        // One more than needed rather than one less.
        (50, [10, 10, 10], 1, 1), (50, [0, 0, 0], 0, 0),
    ])
    func utilizationOfAll(target: Int, usage: [Int], replicas: Int, utilization: Int) throws {
        let found = try Self.utilization(target, Self.pods(usage.count), Self.metrics(usage))
        #expect(found.replicas == replicas && found.utilization == utilization)
        #expect(found.usage == usage.reduce(0, +) / usage.count)
    }

    @Test func tolerancesPerDirection() throws {
        let (pods, high, low) = (Self.pods(4), Self.metrics([530, 530, 530, 530]), Self.metrics([350, 350, 350, 350]))
        #expect(try Self.utilization(50, pods, high).replicas == 4)
        #expect(try Self.utilization(50, pods, high, tolerances: .init(up: 0.05, down: 0.5)).replicas == 5)
        #expect(try Self.utilization(50, pods, low).replicas == 3)
        #expect(try Self.utilization(50, pods, low, tolerances: .init(up: 0.05, down: 0.5)).replicas == 4)
    }

    @Test func podsWithoutMetricsCountAgainstTheChange() throws {
        // Growing: 90 % of two, nothing of the third: 60 % of 50 %.
        #expect(try Self.utilization(50, Self.pods(3), Self.metrics([900, 900])).replicas == 4)
        // Shrinking: they are taken to use all that they requested.
        #expect(try Self.utilization(50, Self.pods(3), Self.metrics([100, 100])).replicas == 3)
        // With a target above what is requested it is the target that they are taken to use.
        #expect(try Self.utilization(200, Self.pods(3), Self.metrics([200, 200])).replicas == 2)
        // A metric that is right where it should be leaves all as it is.
        #expect(try Self.utilization(50, Self.pods(3), Self.metrics([500, 500])).replicas == 3)
    }

    @Test func podsThatStartCountAsIdleWhenGrowing() throws {
        let starting = Self.pod("p2", ready: "False", start: 9950, changed: 9950)
        let pods = Self.pods(2) + [starting]
        // With what it uses while starting it would be 5.
        #expect(try Self.utilization(50, pods, Self.metrics([700, 700, 1000])).replicas == 3)
        // When shrinking they do not count at all.
        #expect(try Self.utilization(50, pods, Self.metrics([100, 100, 1000])).replicas == 1)
        // Pending ones alike.
        #expect(try Self.utilization(50, Self.pods(2) + [Self.pod("p2", phase: "Pending")], Self.metrics([900, 900])).replicas == 4)
    }

    @Test func whichPodsAreUnready() {
        func unready(_ pod: Pod, time: Int64 = 10_000, resource: String = "cpu") -> Bool {
            PodGroups(
                [pod], ["p": PodMetric(value: 1, time: Time(seconds: time), window: 30)], resource: resource, initialization: 300, readiness: 30,
                now: Self.now
            ).unready.contains("p")
        }
        // Never been ready, for long: the first state was set within the delay.
        #expect(unready(Self.pod("p", ready: "False", start: 9000, changed: 9010)))
        // Was ready once.
        #expect(!unready(Self.pod("p", ready: "False", start: 9000, changed: 9500)))
        // Just started.
        #expect(unready(Self.pod("p", ready: "False", start: 9900, changed: 9990)))
        #expect(!unready(Self.pod("p", start: 9900, changed: 9910)))
        // What was measured was before it was ready.
        #expect(unready(Self.pod("p", start: 9900, changed: 9985)))
        #expect(!unready(Self.pod("p", start: 9900, changed: 9985), time: 10_015))
        // Memory does not go up for the start only.
        #expect(!unready(Self.pod("p", ready: "False", start: 9900, changed: 9990), resource: "memory"))
        var unknown = Self.pod("p")
        unknown.status.conditions = []
        #expect(unready(unknown))
    }

    @Test func podsThatGoOrFailedAreIgnored() throws {
        let pods = Self.pods(2) + [Self.pod("p2", going: true), Self.pod("p3", phase: "Failed")]
        #expect(try Self.utilization(50, pods, Self.metrics([1000, 1000, 1000, 1000]), current: 2).replicas == 4)
    }

    @Test func whatCannotBeComputed() {
        #expect(Self.failure { try Self.utilization(50, [], Self.metrics([1])) } == "no pods returned by selector while calculating replica count")
        #expect(
            Self.failure { try Self.utilization(50, [Self.pod("p0", phase: "Pending")], Self.metrics([1])) }
                == "did not receive metrics for targeted pods (pods might be unready)")
        #expect(
            Self.failure { try Self.utilization(50, [Self.pod("p0", request: nil)], Self.metrics([1])) }
                == "missing request for cpu in container c of Pod p0")
        #expect(Self.failure { try Self.utilization(50, [Self.pod("x")], Self.metrics([1])) } == "no metrics returned matched known pods")
    }

    @Test func requestsOfOneContainerOfSidecarsAndOfWholePods() throws {
        var pod = Self.pod("p0")
        pod.spec.containers.append(Container(name: "b", image: "x", resources: ResourceRequirements(requests: ["cpu": "500m"])))
        pod.spec.initContainers = [
            Container(name: "side", image: "x", resources: ResourceRequirements(requests: ["cpu": "250m"]), restartPolicy: "Always"),
            Container(name: "init", image: "x"),
        ]
        #expect(try PodRequests.all(of: [pod], resource: "cpu", container: "") == ["p0": 1750])
        #expect(try PodRequests.all(of: [pod], resource: "cpu", container: "b") == ["p0": 500])
        #expect(try Self.utilization(50, [pod], Self.metrics([500]), container: "b").replicas == 2)
        pod.spec.resources = ResourceRequirements(requests: ["cpu": "2"])
        #expect(try PodRequests.all(of: [pod], resource: "cpu", container: "") == ["p0": 2000])
    }

    @Test func averagesValuesAndShares() throws {
        func average(_ target: Int, _ values: [Int], pods: Int) throws -> ReplicaCalculator.Proposal {
            try Self.calculator.average(
                target: target, current: pods, resource: "", tolerances: .init(), pods: Self.pods(pods), metrics: Self.metrics(values), now: Self.now)
        }
        #expect(try average(15_000, [20_000, 10_000, 30_000], pods: 3) == .init(replicas: 4, usage: 20_000))
        #expect(try average(15_000, [5_000, 5_000, 5_000], pods: 3) == .init(replicas: 1, usage: 5_000))
        // Missing ones: at the target when shrinking, at nothing when growing.
        #expect(try average(10_000, [2_000, 2_000], pods: 4).replicas == 3)
        #expect(try average(10_000, [30_000, 30_000], pods: 4).replicas == 6)

        let value = { (usage: Int, current: Int, pods: [Pod]) in
            try Self.calculator.value(usage, target: 10_000, current: current, tolerances: .init(), pods: pods).replicas
        }
        #expect(try value(20_000, 3, Self.pods(3)) == 6)
        #expect(try value(10_500, 3, Self.pods(3)) == 3)
        // Only what is ready can have brought it about.
        #expect(try value(20_000, 3, Self.pods(1) + [Self.pod("x", ready: "False"), Self.pod("y", phase: "Pending")]) == 2)
        #expect(try value(25_000, 0, []) == 3)
        #expect(try value(0, 2, Self.pods(2)) == 0)

        #expect(Self.calculator.shared(50_000, target: 10_000, replicas: 3, tolerances: .init()) == .init(replicas: 5, usage: 16_667))
        #expect(Self.calculator.shared(31_000, target: 10_000, replicas: 3, tolerances: .init()).replicas == 3)
        #expect(Self.calculator.shared(31_000, target: 10_000, replicas: 0, tolerances: .init()).replicas == 4)
    }

    /// Whatever is missing or unready, what was not measured never turns the direction that what was measured asks for, and
    /// metrics that ask for nothing change nothing.
    @Test func guessesNeverTurnTheDirection() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            let count = Int.random(in: 1...12, using: &random)
            var pods: [Pod] = []
            var metrics: [String: PodMetric] = [:]
            var counted: [Int] = []
            for i in 0..<count {
                let usage = Int.random(in: 0...3000, using: &random)
                let kind = Int.random(in: 0..<4, using: &random)
                pods.append(kind == 2 ? Self.pod("p\(i)", ready: "False", start: 9950, changed: 9950) : Self.pod("p\(i)"))
                if kind != 3 { metrics["p\(i)"] = PodMetric(value: usage, time: Self.now) }
                if kind < 2 { counted.append(usage) }
            }
            let target = Int.random(in: 1...200, using: &random)
            guard let found = try? Self.utilization(target, pods, metrics) else {
                #expect(counted.isEmpty)
                continue
            }
            let ratio = Double(counted.reduce(0, +) / (10 * max(1, counted.count))) / Double(target)
            if ratio > 1.101 {
                #expect(found.replicas >= count)
            } else if ratio < 0.899 {
                #expect(found.replicas <= count)
            } else if (0.901...1.099).contains(ratio) {
                #expect(found.replicas == count)
            }
        }
    }

    @Test func whatContainersUse() throws {
        let item: JSONValue = [
            "metadata": ["name": "a"], "timestamp": "2026-01-01T00:00:00Z", "window": "1m30.4s",
            "containers": [["name": "x", "usage": ["cpu": "100m", "memory": "1Mi"]], ["name": "y", "usage": ["cpu": "50m"]]],
        ]
        func usage(_ resource: String, _ container: String = "") throws -> PodMetric? {
            try MetricsAPI.usage(of: [item], resource: resource, container: container, namespace: "default")["a"]
        }
        #expect(try usage("cpu")?.value == 150)
        #expect(try usage("cpu")?.window == 90)
        #expect(try usage("cpu", "y")?.value == 50)
        // Of which one container says nothing, nothing is known.
        #expect(try usage("memory") == nil)
        #expect(Self.failure { _ = try usage("cpu", "z"); return .init(replicas: 0, usage: 0) } == "container z not present in metrics for pod default/a")
    }

    @Test func selectorsAsGoPrintsThem() {
        #expect(LabelSelectorText.go(nil) == "nil")
        #expect(
            LabelSelectorText.go(LabelSelector(matchLabels: ["b": "2", "a": "1"]))
                == "&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{},}")
    }
}
