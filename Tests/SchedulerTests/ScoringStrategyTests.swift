import KubernetesAPI
import Testing
@testable import Scheduler

@Suite struct ScoringStrategyTests {
    private let nodes = [
        makeInfo(makeNode("empty", cpu: "4", memory: "8Gi", extra: ["example.com/gpu": "8"])),
        makeInfo(makeNode("half", cpu: "4", memory: "8Gi", extra: ["example.com/gpu": "8"]), [
            makePod("x", cpu: "2", memory: "4Gi") { $0.spec.containers[0].resources.requests["example.com/gpu"] = "4" }
        ]),
    ]

    private func fit(_ change: (inout NodeResourcesFitArgs) -> Void) -> NodeResourcesFit {
        var arguments = NodeResourcesFitArgs()
        change(&arguments)
        return NodeResourcesFit(arguments: arguments)
    }

    @Test func mostAllocatedPacks() {
        let plugin = fit { $0.strategy = .mostAllocated }
        #expect(scores(plugin, makePod(cpu: "1", memory: "2Gi"), nodes) == [25, 75])
    }

    @Test func weightsCount() {
        let plugin = fit { $0.resources = [ResourceSpec(name: "cpu", weight: 3), ResourceSpec(name: "memory", weight: 1)] }
        // 3 × 75 + 1 × 50, by 4.
        #expect(scores(plugin, makePod(cpu: "1", memory: "4Gi"), [nodes[0]]) == [68])
    }

    @Test func extendedResourcesCountForThoseWhoWantThem() {
        let plugin = fit {
            $0.strategy = .mostAllocated
            $0.resources = [ResourceSpec(name: "example.com/gpu", weight: 1)]
        }
        let gpu = makePod { $0.spec.containers[0].resources.requests["example.com/gpu"] = "2" }
        #expect(scores(plugin, gpu, nodes) == [25, 75])
        #expect(scores(plugin, makePod(cpu: "1"), nodes) == [0, 0])
    }

    @Test func shapesAreInterpolated() {
        let plugin = fit {
            $0.strategy = .requestedToCapacityRatio
            $0.shape = [UtilizationShapePoint(utilization: 0, score: 0), UtilizationShapePoint(utilization: 50, score: 10), UtilizationShapePoint(utilization: 100, score: 0)]
        }
        #expect(scores(plugin, makePod(cpu: "1", memory: "2Gi"), nodes) == [50, 50])
        #expect(scores(plugin, makePod(cpu: "2", memory: "4Gi"), nodes) == [100, 0])
    }

    @Test func ignoredResourcesAreNotLookedAt() {
        let pod = makePod { $0.spec.containers[0].resources.requests = ["example.com/gpu": "9", "other.com/x": "1"] }
        func reasons(_ plugin: NodeResourcesFit) -> [String] {
            let snapshot = Snapshot([nodes[0]])
            return plugin.filter(for: PodToSchedule(pod), in: snapshot)?.rejection(of: snapshot.nodes[0])?.reasons.sorted() ?? []
        }
        #expect(reasons(NodeResourcesFit()) == ["Insufficient example.com/gpu", "Insufficient other.com/x"])
        #expect(reasons(fit { $0.ignoredResources = ["example.com/gpu"] }) == ["Insufficient other.com/x"])
        #expect(reasons(fit { $0.ignoredResourceGroups = ["other.com"] }) == ["Insufficient example.com/gpu"])
    }

    @Test func aProfileAddsAffinity() {
        let added = NodeAffinityTerms(requiredDuringSchedulingIgnoredDuringExecution: NodeSelector(nodeSelectorTerms: [
            NodeSelectorTerm(matchExpressions: [NodeSelectorRequirement(key: "pool", operator: "In", values: ["a"])])
        ]))
        let plugin = NodeAffinityPlugin(added: added)
        let snapshot = Snapshot([makeInfo(makeNode("a", labels: ["pool": "a"])), makeInfo(makeNode("b"))])
        let filter = plugin.filter(for: PodToSchedule(makePod()), in: snapshot)
        #expect(snapshot.nodes.map { filter?.rejection(of: $0)?.reasons.first } == [nil, "node(s) didn't match scheduler-enforced node affinity"])
    }

    @Test func imagesDrawPods() {
        func node(_ name: String, _ images: [(String, Int)]) -> NodeInfo {
            var node = makeNode(name)
            node.status.images = images.map { ContainerImage(names: [$0.0], sizeBytes: $0.1) }
            return makeInfo(node)
        }
        let mb = 1024 * 1024
        let nodes = [node("a", [("web:1", 523 * mb)]), node("b", [("web:1", 10 * mb)]), node("c", [("app:latest", 2000 * mb)]), node("d", [])]
        func pod(_ images: String...) -> Pod {
            makePod { $0.spec.containers = images.map { Container(name: "c", image: $0) } }
        }
        // Two of four nodes have it, so that half of its size counts.
        #expect(scores(ImageLocality(), pod("web:1"), nodes) == [24, 0, 0, 0])
        #expect(scores(ImageLocality(), pod("app"), nodes) == [0, 0, 48, 0])
        #expect(scores(ImageLocality(), pod("registry:5000/none"), nodes) == nil)
        #expect(scores(ImageLocality(), pod("app", "web:1"), nodes)?.firstIndex(of: 24) == 2)
    }
}
