import KubernetesAPI
import Testing
@testable import Scheduler

/// Nodes named by their zone and number, with pods of the app "a" on them.
private func makeZone(_ zone: String, _ counts: [Int]) -> [NodeInfo] {
    counts.enumerated().map { index, count in
        let name = "\(zone)\(index)"
        let labels = ["zone": zone, "kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone]
        return makeInfo(makeNode(name, labels: labels), (0..<count).map { makeApp("\(name)-\($0)") })
    }
}

private func makeApp(_ name: String = "p", _ labels: [String: String] = ["app": "a"], _ constraints: [TopologySpreadConstraint] = []) -> Pod {
    makePod(name) {
        $0.metadata.labels = labels
        $0.spec.topologySpreadConstraints = constraints
    }
}

private func constraint(
    _ key: String = "zone", skew: Int = 1, hard: Bool = true, _ change: (inout TopologySpreadConstraint) -> Void = { _ in }
) -> TopologySpreadConstraint {
    var constraint = TopologySpreadConstraint(
        maxSkew: skew, topologyKey: key, whenUnsatisfiable: hard ? "DoNotSchedule" : "ScheduleAnyway",
        labelSelector: MetaV1.LabelSelector(matchLabels: ["app": "a"]))
    change(&constraint)
    return constraint
}

/// The names of the nodes that the plugin lets the pod on.
private func admitted(_ pod: Pod, _ nodes: [NodeInfo], _ plugin: PodTopologySpread = PodTopologySpread()) -> [String] {
    let snapshot = Snapshot(nodes)
    guard let filter = plugin.filter(for: PodToSchedule(pod), in: snapshot) else { return ["all"] }
    return snapshot.nodes.filter { filter.rejection(of: $0) == nil }.map(\.name)
}

@Suite struct PodTopologySpreadTests {
    @Test func hardConstraintsKeepTheSkew() {
        let nodes = makeZone("x", [1, 1]) + makeZone("y", [1, 0])
        #expect(admitted(makeApp("p", ["app": "a"], [constraint()]), nodes) == ["y0", "y1"])
        // One that is not counted itself may go where the skew is at its limit.
        #expect(admitted(makeApp("p", ["app": "other"], [constraint()]), nodes) == ["x0", "x1", "y0", "y1"])
        #expect(admitted(makeApp("p", ["app": "a"], [constraint(skew: 2)]), nodes) == ["x0", "x1", "y0", "y1"])
        // Two constraints: both must hold.
        let both = [constraint(), constraint("kubernetes.io/hostname")]
        #expect(admitted(makeApp("p", ["app": "a"], both), nodes) == ["y1"])
        #expect(admitted(makeApp(), nodes) == ["all"])
    }

    @Test func nodesWithoutTheLabelWillNotDo() throws {
        let nodes = makeZone("x", [0]) + [makeInfo(makeNode("bare"))]
        let pod = PodToSchedule(makeApp("p", ["app": "a"], [constraint()]))
        let snapshot = Snapshot(nodes)
        let filter = try #require(PodTopologySpread().filter(for: pod, in: snapshot))
        #expect(filter.rejection(of: snapshot.nodes[0]) == nil)
        let rejection = filter.rejection(of: snapshot.nodes[1])
        #expect(rejection?.reasons == ["node(s) didn't match pod topology spread constraints (missing required label)"])
        #expect(rejection?.isResolvable == false)
        let crowded = Snapshot(makeZone("x", [1]) + makeZone("y", [0]))
        let full = try #require(PodTopologySpread().filter(for: pod, in: crowded)).rejection(of: crowded.nodes[0])
        #expect(full?.reasons == ["node(s) didn't match pod topology spread constraints"] && full?.isResolvable == true)
    }

    @Test func fewerDomainsThanWantedCountAsAnEmptyOne() {
        let nodes = makeZone("x", [1]) + makeZone("y", [1])
        #expect(admitted(makeApp("p", ["app": "a"], [constraint { $0.minDomains = 2 }]), nodes) == ["x0", "y0"])
        #expect(admitted(makeApp("p", ["app": "a"], [constraint { $0.minDomains = 3 }]), nodes) == [])
    }

    @Test func nodePoliciesSayWhichNodesCount() {
        var tainted = makeNode("z0", labels: ["zone": "z"], taints: [Taint(key: "k", effect: "NoSchedule")])
        let nodes = makeZone("x", [1]) + makeZone("y", [1])
        // By default a tainted node's empty zone counts, and nobody may go elsewhere.
        #expect(admitted(makeApp("p", ["app": "a"], [constraint()]), nodes + [makeInfo(tainted)]) == ["z0"])
        #expect(admitted(makeApp("p", ["app": "a"], [constraint { $0.nodeTaintsPolicy = "Honor" }]), nodes + [makeInfo(tainted)]) == ["x0", "y0", "z0"])
        tainted.spec.taints = []
        var choosy = makeApp("p", ["app": "a"], [constraint()])
        choosy.spec.affinity = Affinity(nodeAffinity: .init(requiredDuringSchedulingIgnoredDuringExecution: NodeSelector(nodeSelectorTerms: [
            NodeSelectorTerm(matchExpressions: [NodeSelectorRequirement(key: "zone", operator: "In", values: ["x", "y"])])
        ])))
        #expect(admitted(choosy, nodes + [makeInfo(tainted)]) == ["x0", "y0", "z0"])
        choosy.spec.topologySpreadConstraints[0].nodeAffinityPolicy = "Ignore"
        #expect(admitted(choosy, nodes + [makeInfo(tainted)]) == ["z0"])
    }

    @Test func labelKeysTellRevisionsApart() {
        var nodes = makeZone("x", [2]) + makeZone("y", [0])
        nodes[0].add(PodInfo(makeApp("new", ["app": "a", "hash": "2"])))
        let constraint = constraint { $0.matchLabelKeys = ["hash", "absent"] }
        #expect(admitted(makeApp("p", ["app": "a", "hash": "2"], [constraint]), nodes) == ["y0"])
        #expect(admitted(makeApp("p", ["app": "a", "hash": "3"], [constraint]), nodes) == ["x0", "y0"])
    }

    @Test func podsOnTheirWayOutAndOfOtherNamespacesDoNotCount() {
        var nodes = makeZone("x", [0]) + makeZone("y", [0])
        nodes[0].add(PodInfo(makePod("going") {
            $0.metadata.labels = ["app": "a"]
            $0.metadata.deletionTimestamp = Time(seconds: 1)
        }))
        nodes[0].add(PodInfo(makePod("foreign") {
            $0.metadata.labels = ["app": "a"]
            $0.metadata.namespace = "elsewhere"
        }))
        #expect(admitted(makeApp("p", ["app": "a"], [constraint()]), nodes) == ["x0", "y0"])
    }

    @Test func whatIfAPodWereElsewhere() throws {
        let snapshot = Snapshot(makeZone("x", [1]) + makeZone("y", [0]))
        let pod = PodToSchedule(makeApp("p", ["app": "a"], [constraint()]))
        var filter = try #require(PodTopologySpread().filter(for: pod, in: snapshot))
        #expect(filter.rejection(of: snapshot.nodes[0]) != nil)
        let other = snapshot.nodes[0].pods[0]
        filter.remove(other, from: snapshot.nodes[0])
        #expect(filter.rejection(of: snapshot.nodes[0]) == nil)
        filter.add(other, to: snapshot.nodes[1])
        #expect(filter.rejection(of: snapshot.nodes[0]) == nil && filter.rejection(of: snapshot.nodes[1]) != nil)
    }

    /// What no API server has looked at may say anything.
    @Test func wildNumbersEndNothing() {
        var wild = makeApp()
        for skew in [Int.min, -1, 0, Int.max] {
            for how in ["DoNotSchedule", "ScheduleAnyway"] {
                wild.spec.topologySpreadConstraints = [TopologySpreadConstraint(
                    maxSkew: skew, topologyKey: "zone", whenUnsatisfiable: how, labelSelector: LabelSelector(matchLabels: ["app": "a"]), minDomains: skew)]
                let nodes = makeZone("a", [1, 2]) + makeZone("b", [0])
                #expect(admitted(wild, nodes).count == (skew == .max && how == "DoNotSchedule" ? 3 : 1))
                _ = scores(PodTopologySpread(), wild, nodes)
            }
        }
        wild.spec.affinity = Affinity(nodeAffinity: CoreV1.NodeAffinity(preferredDuringSchedulingIgnoredDuringExecution: [
            PreferredSchedulingTerm(weight: .max, preference: NodeSelectorTerm(matchExpressions: [NodeSelectorRequirement(key: "zone", operator: "Exists")]))
        ]))
        #expect(scores(NodeAffinityPlugin(), wild, makeZone("a", [1, 2])) == [100, 100])
    }

    @Test func softConstraintsPreferEmptierDomains() {
        let nodes = makeZone("x", [3]) + makeZone("y", [1]) + makeZone("z", [0])
        let soft = makeApp("p", ["app": "a"], [constraint(hard: false)])
        let result = scores(PodTopologySpread(), soft, nodes)
        // ln(3 + 2) for each pod: 4.8, 1.6 and 0, turned round between the least and the greatest.
        #expect(result == [0, 60, 100])
        #expect(scores(PodTopologySpread(), makeApp(), nodes) == nil)
        // A node without the label gets nothing, and one that is not looked at does not make a domain.
        #expect(scores(PodTopologySpread(), soft, nodes + [makeInfo(makeNode("bare"))]) == [0, 60, 100, 0])
        let hosts = makeApp("p", ["app": "a"], [constraint("kubernetes.io/hostname", hard: false)])
        #expect(scores(PodTopologySpread(), hosts, makeZone("x", [2, 0, 1])) == [0, 100, 33])
        // All alike.
        #expect(scores(PodTopologySpread(), soft, makeZone("x", [0]) + makeZone("y", [0])) == [100, 100])
    }

    private struct Owner: PodOwners {
        func selector(of pod: Pod) -> Selector? { Selector(matching: ["app": "a"]) }
    }

    @Test func theClusterSpreadsPodsThatSayNothing() {
        let plugin = PodTopologySpread(owners: Owner())
        let nodes = makeZone("x", [2, 0]) + makeZone("y", [0, 0])
        let result = scores(plugin, makeApp(), nodes) ?? []
        #expect(result.count == 4 && result[0] < result[1] && result[1] < result[2] && result[2] == result[3] && result[3] == 100)
        #expect(scores(PodTopologySpread(), makeApp(), nodes) == nil)
        // A profile's own, which may be hard.
        let strict = PodTopologySpread(
            defaults: [TopologySpreadConstraint(maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule")], isSystemDefaulted: false,
            owners: Owner())
        #expect(admitted(makeApp(), nodes, strict) == ["y0", "y1"])
    }
}
