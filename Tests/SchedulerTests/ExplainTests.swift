import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Testing
@testable import Scheduler

@Suite struct ExplainTests {
    private func explain(_ pod: Pod, _ api: FakeAPI, _ configuration: SchedulerConfiguration = .init()) async throws -> SchedulingExplanation {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try await SchedulingExplainer(client: Client(transport: api), configuration: configuration, clock: ManualClock(), logger: quiet).explain(pod)
    }

    private let api = FakeAPI(
        nodes: [
            makeNode("busy", cpu: "2"), makeNode("free", cpu: "4"),
            makeNode("tainted", taints: [Taint(key: "k", value: "v", effect: "NoSchedule")]), makeNode("small", cpu: "500m"),
        ],
        pods: [makePod("x", cpu: "1500m", priority: 1, node: "busy"), makePod("mine", cpu: "1", node: "free"), makePod("done", cpu: "4", node: "free") { $0.status.phase = "Failed" }])

    @Test func everyVerdictAndEveryScore() async throws {
        let result = try await explain(makePod("new", cpu: "1"), api)
        #expect(result.nodes.map(\.name) == ["busy", "free", "small", "tainted"])
        let verdicts = Dictionary(uniqueKeysWithValues: result.nodes.map { ($0.name, $0.verdicts) })
        #expect(verdicts["busy"]?.first { $0.plugin == "NodeResourcesFit" }?.reasons == ["Insufficient cpu"])
        #expect(verdicts["busy"]?.first { $0.plugin == "TaintToleration" }?.reasons == [])
        #expect(verdicts["tainted"]?.first { $0.plugin == "TaintToleration" }?.reasons == ["node(s) had untolerated taint(s)"])
        #expect(verdicts["small"]?.first { $0.plugin == "NodeResourcesFit" }?.reasons == ["Insufficient cpu"])
        #expect(result.chosen == ["free"])
        let free = try #require(result.nodes.first { $0.name == "free" })
        #expect(free.isFeasible && free.total == free.scores.reduce(0) { $0 + $1.score * $1.weight })
        let fit = try #require(free.scores.first { $0.plugin == "NodeResourcesFit" })
        // (4 - 1 - 1) of 4 CPUs and nearly all memory are left.
        #expect(fit.score > 50 && fit.score < 80 && fit.weight == 1)
        #expect(result.nodes.filter { !$0.isFeasible }.allSatisfy { $0.scores.isEmpty })
        #expect(result.skipped.contains("NodePorts") && result.skipped.contains("NodeAffinity"))
        let text = result.text
        #expect(text.contains("busy      NodeResourcesFit") && text.contains("no: Insufficient cpu"))
        #expect(text.hasSuffix("Chosen: free\n"))
        #expect(result.json["chosen"] == ["free"])
        #expect(result.json["nodes"]?.array?.count == 4)
    }

    @Test func aPodThatIsThereCountsAsIfItWereNot() async throws {
        let result = try await explain(makePod("mine", cpu: "3500m", node: "free"), api)
        #expect(result.chosen == ["free"] && result.node == "free" && result.text.contains("Is on:    free\n"))
    }

    /// Extenders have a say that nobody asks for here: that is told.
    @Test func extendersAreNamed() async throws {
        var configuration = SchedulerConfiguration()
        var extender = ExtenderConfiguration()
        extender.urlPrefix = "http://127.0.0.1:9/x"
        configuration.extenders = [extender]
        let result = try await explain(makePod("new", cpu: "1"), api, configuration)
        #expect(result.text.contains("Not asked: the extender http://127.0.0.1:9/x") && result.json["extendersNotAsked"]?.array?.count == 1)
    }

    @Test func whyNotAndWhomItWouldCost() async throws {
        let none = try await explain(makePod("big", cpu: "8"), api)
        #expect(none.chosen.isEmpty)
        // The words of the pod's condition, to the last one.
        #expect(
            none.message == """
                0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, preemption: \
                0/4 nodes are available: 4 Preemption is not helpful for scheduling.
                """)
        let vip = try await explain(makePod("vip", cpu: "3500m", priority: 10), api)
        #expect(vip.preemption?.node == "free" && vip.preemption?.victims == ["default/mine"])
        #expect(vip.text.contains("Room would be made on free by removing default/mine"))
    }

    @Test func gatesAndStrangers() async throws {
        let gated = try await explain(makePod("g") { $0.spec.schedulingGates = [PodSchedulingGate(name: "example.com/wait")] }, api)
        #expect(gated.holds == ["SchedulingGates: waiting for scheduling gates: [example.com/wait]"])
        await #expect(throws: SchedulingExplainer.Failure.self) { try await explain(makePod { $0.spec.schedulerName = "other" }, api) }
    }
}
