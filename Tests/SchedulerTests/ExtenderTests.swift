import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing
@testable import Scheduler

/// An extender that answers by the path.
private final class FakeExtender: Transport {
    private let answers: [String: JSONValue]
    private let status: Int
    private let seen = Mutex<[(path: String, body: JSONValue)]>([])

    init(_ answers: [String: JSONValue], status: Int = 200) {
        self.answers = answers
        self.status = status
    }

    var requests: [(path: String, body: JSONValue)] { seen.withLock { $0 } }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let body = try request.body.map { try JSONValue(parsing: $0) } ?? .null
        seen.withLock { $0.append((request.path, body)) }
        return ClientResponse(status: status, body: ClientBody((answers[request.path] ?? .null).serialized()))
    }
}

@Suite struct ExtenderTests {
    private let snapshot = Snapshot((0..<3).map { makeInfo(makeNode("n\($0)")) })

    private func extender(_ fake: FakeExtender, _ change: (inout ExtenderConfiguration) -> Void = { _ in }) -> HTTPExtender {
        var configuration = ExtenderConfiguration()
        configuration.urlPrefix = "http://extender"
        configuration.filterVerb = "filter"
        configuration.nodeCacheCapable = true
        change(&configuration)
        return HTTPExtender(configuration, transport: .success(fake)) { makeNode($0, labels: ["of": $0]) }
    }

    private func place(_ pod: Pod, _ extenders: [HTTPExtender]) async throws -> SchedulingCycle.Result {
        let consultation = ExtenderConsultation(extenders: extenders, pod: PodToSchedule(pod), snapshot: snapshot)
        return try await consultation.schedule(makeCycle(), percentageOfNodesToScore: 0).0
    }

    @Test func filtersAndPrioritizes() async throws {
        let fake = FakeExtender([
            "/filter": ["nodenames": ["n1", "n2"], "failedNodes": ["n0": "too far"]],
            "/prioritize": [["Host": "n1", "Score": 1], ["Host": "n2", "Score": 10]],
        ])
        let result = try await place(makePod(), [extender(fake) { ($0.prioritizeVerb, $0.weight) = ("prioritize", 5) }])
        #expect(result.node == 2)
        #expect(fake.requests.map(\.path) == ["/filter", "/prioritize"])
        #expect(fake.requests.first?.body["NodeNames"] == ["n0", "n1", "n2"])
        #expect(fake.requests.first?.body["Pod"]?["metadata"]?["name"] == "p")
    }

    @Test func withoutACacheItIsShownTheNodes() async throws {
        let fake = FakeExtender(["/filter": ["Nodes": ["items": [["metadata": ["name": "n1"]]]]]])
        let result = try await place(makePod(), [extender(fake) { $0.nodeCacheCapable = false }])
        #expect(result.node == 1)
        #expect(fake.requests.first?.body["Nodes"]?["items"]?.array?.first?["metadata"]?["labels"]?["of"] == "n0")
    }

    @Test func whatItRejectsIsToldInItsWords() async throws {
        let fake = FakeExtender(["/filter": ["NodeNames": [], "FailedNodes": ["n0": "busy"], "FailedAndUnresolvableNodes": ["n1": "wrong", "n2": "wrong"]]])
        let error = try #require(try await place(makePod(), [extender(fake)]).error)
        #expect(error.message() == "0/3 nodes are available: 1 busy, 2 wrong.")
        #expect(error.resolvable == [0] && error.events == .all)
    }

    @Test func failuresCountUnlessItIsIgnorable() async throws {
        for fake in [FakeExtender([:], status: 500), FakeExtender(["/filter": ["Error": "out of order"]]), FakeExtender(["/filter": ["NodeNames": ["stranger"]]])] {
            await #expect(throws: HTTPExtender.Failure.self) { try await place(makePod(), [extender(fake)]) }
            let result = try await place(makePod(), [extender(fake) { $0.ignorable = true }])
            #expect(result.node != nil)
        }
    }

    @Test func onlyPodsWithItsResourcesAreItsBusiness() {
        let extender = extender(FakeExtender([:])) { $0.managedResources = [.init(name: "example.com/gpu")] }
        #expect(!extender.isInterested(in: PodToSchedule(makePod(cpu: "1"))))
        let pod = makePod { $0.spec.containers[0].resources.limits = ["example.com/gpu": "1"] }
        #expect(extender.isInterested(in: PodToSchedule(pod)))
    }

    @Test func bindsAndJudgesPreemption() async throws {
        let fake = FakeExtender([
            "/bind": ["Error": ""],
            "/preempt": ["NodeNameToMetaVictims": ["a": ["Pods": [["UID": "uid-low"]], "NumPDBViolations": 1], "b": ["Pods": [["UID": "uid-high"]]]]],
        ])
        let extender = extender(fake) { ($0.bindVerb, $0.preemptVerb) = ("bind", "preempt") }
        let pod = PodToSchedule(makePod("vip", priority: 5))
        try await extender.bind(pod, to: "n1")
        #expect(fake.requests.first?.body == ["PodName": "vip", "PodNamespace": "default", "PodUID": "uid-vip", "Node": "n1"])
        let low = makePod("low", priority: 1)
        let nodes = Snapshot([makeInfo(makeNode("a"), [low]), makeInfo(makeNode("b"), [makePod("high", priority: 9), low]), makeInfo(makeNode("c"), [low])])
        let candidates = (0..<3).map { PreemptionCandidate(node: $0, victims: [PodInfo(low)]) }
        // It leaves c out, and may not sacrifice a more important pod on b.
        let kept = try await extender.judge(candidates, for: pod, in: nodes)
        #expect(kept.map(\.node) == [0] && kept.map(\.violations) == [1])
        #expect(fake.requests.last?.body["NodeNameToMetaVictims"]?["a"]?["Pods"] == [["UID": "uid-low"]])
        // One that keeps no books of its own is shown the pods themselves.
        var blindConfiguration = ExtenderConfiguration()
        (blindConfiguration.urlPrefix, blindConfiguration.preemptVerb) = ("http://extender", "preempt")
        let blind = HTTPExtender(
            blindConfiguration, transport: .success(fake), pod: { $0.name == "low" ? low : nil }) { makeNode($0) }
        #expect(try await blind.judge(candidates, for: pod, in: nodes).map(\.node) == [0])
        let shown = fake.requests.last?.body
        #expect(shown?["NodeNameToMetaVictims"] == nil && shown?["NodeNameToVictims"]?["a"]?["Pods"]?.array?.first?["metadata"]?["name"] == "low")
    }
}
