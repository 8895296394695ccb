import KubernetesAPI
import Testing
@testable import Scheduler

@Suite struct FilterTests {
    @Test func resourcesMustFit() {
        let node = makeInfo(makeNode("n", cpu: "2", memory: "1Gi", pods: "3"), [makePod("a", cpu: "1500m", memory: "512Mi")])
        #expect(reasons(makePod(cpu: "500m", memory: "512Mi"), node).isEmpty)
        #expect(reasons(makePod(cpu: "501m"), node) == ["Insufficient cpu"])
        #expect(reasons(makePod(cpu: "1", memory: "1Gi"), node) == ["Insufficient cpu", "Insufficient memory"])
        #expect(reasons(makePod(), node).isEmpty)
        let full = makeInfo(makeNode("n", pods: "1"), [makePod("a")])
        #expect(reasons(makePod(), full) == ["Too many pods"])
        let gpu = makePod { $0.spec.containers[0].resources.requests["example.com/gpu"] = "2" }
        #expect(reasons(gpu, makeInfo(makeNode("n"))) == ["Insufficient example.com/gpu"])
        #expect(reasons(gpu, makeInfo(makeNode("n", extra: ["example.com/gpu": "2"]))).isEmpty)
        #expect(reasons(gpu, makeInfo(makeNode("n", extra: ["example.com/gpu": "2"]), [gpu])) == ["Insufficient example.com/gpu"])
    }

    @Test func absurdAmountsDoNotOverflow() {
        let huge = makePod(cpu: "9223372036854775807", memory: "8Ei")
        #expect(reasons(huge, makeInfo(makeNode("n"), [huge, huge])).first == "Insufficient cpu")
        _ = scores(NodeResourcesFit(), huge, [makeInfo(makeNode("n", cpu: "9223372036854775807", memory: "8Ei"), [huge])])
    }

    @Test func initContainersCountByTheirLargest() {
        let pod = makePod(cpu: "300m") { pod in
            pod.spec.initContainers = [
                Container(name: "big", resources: .init(requests: ["cpu": "1"])),
                Container(name: "side", resources: .init(requests: ["cpu": "200m"]), restartPolicy: "Always"),
                Container(name: "late", resources: .init(requests: ["cpu": "900m"])),
            ]
            pod.spec.overhead = ["cpu": "50m"]
        }
        // The last init container runs beside the sidecar: 1100m, more than the first and than what runs in the end.
        #expect(PodRequests(pod.spec).reserved.milliCPU == 1150)
    }

    @Test func resizesCountWithTheMost() {
        var pod = makePod(cpu: "300m")
        let name = pod.spec.containers[0].name
        pod.status.containerStatuses = [
            ContainerStatus(name: name, allocatedResources: ["cpu": "500m"], resources: ResourceRequirements(requests: ["cpu": "400m"]))
        ]
        func reserved() -> Int { PodRequests(pod.spec, status: pod.status).reserved.milliCPU }
        #expect(reserved() == 500)
        pod.spec.containers[0].resources.requests["cpu"] = "2"
        #expect(reserved() == 2000)
        // It can never be: what it has is all that it takes.
        pod.status.conditions = [PodCondition(type: "PodResizePending", status: "True", reason: "Infeasible")]
        #expect(reserved() == 500)
        pod.status = PodStatus()
        #expect(reserved() == 2000)
        pod.spec.resources = ResourceRequirements(requests: ["cpu": "1"])
        pod.status.resources = ResourceRequirements(requests: ["cpu": "3"])
        #expect(reserved() == 3000)
    }

    @Test func taintsNeedTolerations() {
        let node = makeInfo(makeNode("n", taints: [Taint(key: "k", value: "v", effect: "NoSchedule")]))
        func tolerating(_ toleration: Toleration) -> Pod { makePod { $0.spec.tolerations = [toleration] } }
        #expect(reasons(makePod(), node) == ["node(s) had untolerated taint(s)"])
        #expect(reasons(tolerating(Toleration(key: "k", operator: "Equal", value: "v", effect: "NoSchedule")), node).isEmpty)
        #expect(reasons(tolerating(Toleration(key: "k", operator: "Exists")), node).isEmpty)
        #expect(reasons(tolerating(Toleration(operator: "Exists")), node).isEmpty)
        #expect(!reasons(tolerating(Toleration(key: "k", value: "w")), node).isEmpty)
        #expect(!reasons(tolerating(Toleration(key: "k", operator: "Exists", effect: "NoExecute")), node).isEmpty)
        #expect(reasons(makePod(), makeInfo(makeNode("n", taints: [Taint(key: "k", effect: "PreferNoSchedule")]))).isEmpty)
    }

    @Test func cordonedNodesAreLeftAlone() {
        let node = makeInfo(makeNode("n", unschedulable: true))
        #expect(reasons(makePod(), node) == ["node(s) were unschedulable"])
        let daemon = makePod {
            $0.spec.tolerations = [Toleration(key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule")]
        }
        #expect(reasons(daemon, node).isEmpty)
    }

    @Test func selectorsAndAffinity() {
        let node = makeInfo(makeNode("n1", labels: ["disk": "ssd", "cores": "16"]))
        let mismatch = ["node(s) didn't match Pod's node affinity/selector"]
        #expect(reasons(makePod { $0.spec.nodeSelector = ["disk": "ssd"] }, node).isEmpty)
        #expect(reasons(makePod { $0.spec.nodeSelector = ["disk": "hdd"] }, node) == mismatch)
        func requiring(_ terms: [NodeSelectorTerm]) -> Pod {
            makePod {
                $0.spec.affinity = Affinity(
                    nodeAffinity: NodeAffinity(requiredDuringSchedulingIgnoredDuringExecution: NodeSelector(nodeSelectorTerms: terms)))
            }
        }
        func term(_ key: String, _ op: String, _ values: [String] = []) -> NodeSelectorTerm {
            NodeSelectorTerm(matchExpressions: [NodeSelectorRequirement(key: key, operator: op, values: values)])
        }
        for good in [
            term("disk", "In", ["hdd", "ssd"]), term("disk", "NotIn", ["hdd"]), term("none", "NotIn", ["x"]), term("disk", "Exists"),
            term("none", "DoesNotExist"), term("cores", "Gt", ["8"]), term("cores", "Lt", ["17"]),
        ] {
            #expect(reasons(requiring([good]), node).isEmpty)
            #expect(reasons(requiring([NodeSelectorTerm(), good]), node).isEmpty)
        }
        for bad in [
            term("disk", "In", ["hdd"]), term("disk", "NotIn", ["ssd"]), term("none", "Exists"), term("disk", "DoesNotExist"),
            term("cores", "Gt", ["16"]), term("disk", "Lt", ["17"]), term("disk", "Like", ["s"]), term("cores", "Gt", ["1", "2"]),
            NodeSelectorTerm(),
        ] {
            #expect(reasons(requiring([bad]), node) == mismatch)
        }
        #expect(reasons(requiring([]), node) == mismatch)
    }

    @Test func hostPortsAreTakenOnce() {
        let node = makeInfo(makeNode("n"), [makePod("a", port: 80)])
        #expect(reasons(makePod(port: 80), node) == ["node(s) didn't have free ports for the requested pod ports"])
        #expect(reasons(makePod(port: 81), node).isEmpty)
        #expect(reasons(makePod(port: 80) { $0.spec.containers[0].ports[0].protocol = "UDP" }, node).isEmpty)
        #expect(!reasons(makePod(port: 80) { $0.spec.containers[0].ports[0].hostIP = "10.0.0.1" }, node).isEmpty)
        var emptied = node
        emptied.remove(PodInfo(makePod("a")))
        #expect(emptied.usedPorts.isEmpty && emptied.pods.isEmpty)
    }
}

@Suite struct ScoreTests {
    @Test func leastAllocatedPrefersEmptyNodes() {
        let empty = makeInfo(makeNode("a", cpu: "4", memory: "8Gi"))
        let half = makeInfo(makeNode("b", cpu: "4", memory: "8Gi"), [makePod("x", cpu: "2", memory: "4Gi")])
        #expect(scores(NodeResourcesFit(), makePod(cpu: "1", memory: "2Gi"), [empty, half]) == [75, 25])
        // Pods that ask for nothing count as small ones, so that they spread too.
        let crowd = makeInfo(makeNode("c"), (0..<10).map { makePod("c\($0)") })
        let spread = scores(NodeResourcesFit(), makePod(), [empty, crowd]) ?? []
        #expect(spread[0] > spread[1])
    }

    @Test func balancedAllocationPrefersEvenUse() {
        let lopsided = makeInfo(makeNode("a", cpu: "4", memory: "8Gi"), [makePod("x", cpu: "3")])
        let even = makeInfo(makeNode("b", cpu: "4", memory: "8Gi"))
        // 75 is no change; memory alone makes the lopsided node better and the even one worse.
        #expect(scores(NodeResourcesBalancedAllocation(), makePod(cpu: "1", memory: "2Gi"), [lopsided, even]) == [75, 75])
        #expect(scores(NodeResourcesBalancedAllocation(), makePod(memory: "4Gi"), [lopsided, even]) == [87, 62])
        #expect(scores(NodeResourcesBalancedAllocation(), makePod(), [lopsided, even]) == nil)
    }

    @Test func softTaintsAndPreferencesAreNormalised() throws {
        let soft = Taint(key: "k", effect: "PreferNoSchedule")
        let nodes = [
            makeInfo(makeNode("a", labels: ["z": "1"])), makeInfo(makeNode("b", labels: ["z": "2"], taints: [soft])),
            makeInfo(makeNode("c", taints: [soft, Taint(key: "l", effect: "PreferNoSchedule")])),
        ]
        #expect(scores(TaintToleration(), makePod(), nodes) == [100, 50, 0])
        #expect(scores(TaintToleration(), makePod { $0.spec.tolerations = [Toleration(operator: "Exists")] }, nodes) == [100, 100, 100])
        let choosy = makePod {
            $0.spec.affinity = Affinity(nodeAffinity: NodeAffinity(preferredDuringSchedulingIgnoredDuringExecution: [
                PreferredSchedulingTerm(weight: 10, preference: term("1")), PreferredSchedulingTerm(weight: 40, preference: term("2")),
            ]))
        }
        func term(_ value: String) -> NodeSelectorTerm {
            NodeSelectorTerm(matchExpressions: [NodeSelectorRequirement(key: "z", operator: "In", values: [value])])
        }
        // By its place in the profile: the API has a type of the plugin's name.
        let affinity = try #require(Framework.standard.scores.first { $0.plugin.name == "NodeAffinity" }?.plugin)
        #expect(scores(affinity, choosy, nodes) == [25, 100, 0])
        #expect(scores(affinity, makePod(), nodes) == nil)
    }
}
