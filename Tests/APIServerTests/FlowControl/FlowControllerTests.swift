import JSON
import KubernetesAPI
import KubernetesClient
import NIOCore
import Testing

@testable import APIServer

@Suite struct FlowControllerTests {
    private static func controller(_ clock: any WallClock = ManualClock(), watches: WatchTracker = WatchTracker()) -> FlowController {
        let controller = FlowController(
            total: 600, clock: clock, estimator: WorkEstimator(objects: { _, _, namespace in namespace.isEmpty ? 5000 : 150 }, watches: watches))
        controller.configure(
            schemas: FlowControlObjects.mandatorySchemas + FlowControlObjects.suggestedSchemas,
            levels: FlowControlObjects.mandatoryLevels + FlowControlObjects.suggestedLevels)
        return controller
    }

    private static func request(_ user: String, _ groups: [String], _ method: String, _ path: String) -> FlowRequest {
        let info = RequestInfo(method: method, path: path, query: Query(""))
        return FlowRequest(user: APIUser(name: user, groups: groups), info: info, isMutating: !["get", "list", "watch"].contains(info.verb))
    }

    @Test(arguments: [
        ("admin", ["system:masters"], "GET", "/api/v1/pods", "exempt"),
        ("alice", ["system:authenticated"], "GET", "/readyz", "probes"),
        ("alice", ["system:authenticated"], "GET", "/metrics", "global-default"),
        ("alice", ["system:authenticated"], "GET", "/api/v1/namespaces/default/pods", "global-default"),
        ("system:kube-scheduler", ["system:authenticated"], "PUT", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x", "system-leader-election"),
        ("system:kube-scheduler", ["system:authenticated"], "GET", "/api/v1/pods", "kube-scheduler"),
        ("system:node:n", ["system:nodes", "system:authenticated"], "PATCH", "/api/v1/nodes/n/status", "system-node-high"),
        ("system:node:n", ["system:nodes", "system:authenticated"], "GET", "/api/v1/pods", "system-nodes"),
        ("system:serviceaccount:kube-system:dns", ["system:serviceaccounts", "system:authenticated"], "GET", "/api/v1/pods", "kube-system-service-accounts"),
        ("system:serviceaccount:a:b", ["system:serviceaccounts", "system:authenticated"], "GET", "/api/v1/pods", "service-accounts"),
        ("system:anonymous", ["system:unauthenticated"], "GET", "/version", "global-default"),
        ("nobody", [], "GET", "/version", "catch-all"),
    ])
    func requestsAreClassified(user: String, groups: [String], method: String, path: String, schema: String) {
        #expect(Self.controller().classify(Self.request(user, groups, method, path))?.name == schema)
    }

    @Test func seatsAreSharedByShares() throws {
        let controller = Self.controller()
        let limits = Dictionary(uniqueKeysWithValues: controller.levels.map { ($0.name, $0.limits) })
        // 600 seats, 245 shares.
        #expect(limits["workload-low"]?.nominal == 245 && limits["workload-low"]?.lower == 24)
        #expect(limits["global-default"]?.nominal == 49 && limits["catch-all"]?.nominal == 13 && limits["catch-all"]?.lower == 13)
    }

    @Test func aLevelInNeedBorrows() async throws {
        let clock = ManualClock()
        let controller = Self.controller(clock)
        let request = Self.request("alice", ["system:authenticated"], "GET", "/api/v1/namespaces/default/pods/p")
        let level = try #require(controller.levels.first { $0.name == "global-default" })
        for _ in 0..<level.limits.nominal { _ = await controller.enter(request, Query(""), waitLimit: .seconds(15)) }
        #expect(level.look().queues.seatsInUse == 49)
        async let waiting = controller.enter(request, Query(""), waitLimit: .seconds(1000))
        while level.look().queues.waitingCount < 1 { await Task.yield() }
        // Nothing is given back, and yet there is a seat when those that nobody uses are lent.
        for _ in 0..<30 {
            clock.advance(by: .seconds(10))
            controller.shareSeats()
        }
        guard case .run = await waiting else {
            Issue.record("the request was refused")
            return
        }
        #expect(level.limits.current > 49)
    }

    @Test func workIsEstimatedByWhatIsReadAndToldOf() {
        let watches = WatchTracker()
        let estimator = Self.controller(watches: watches).estimator
        func estimate(_ method: String, _ path: String, _ query: String = "") -> FlowWork {
            estimator.estimate(Self.request("a", [], method, path), Query(query), nominal: 245)
        }
        #expect(estimate("GET", "/api/v1/pods").seats == 10)
        #expect(estimate("GET", "/api/v1/namespaces/a/pods").seats == 2)
        #expect(estimate("GET", "/api/v1/pods", "limit=300").seats == 3)
        #expect(estimate("POST", "/api/v1/namespaces/a/pods") == FlowWork())
        let held = (0..<40).map { watches.register(group: "", resource: "pods", namespace: $0 < 30 ? "" : "a", name: "") }
        let work = estimate("POST", "/api/v1/namespaces/a/pods")
        #expect(work.finalSeats == 4 && work.additionalLatency > 0.0049 && work.additionalLatency < 0.0051)
        #expect(estimate("POST", "/api/v1/namespaces/b/pods").finalSeats == 3)
        withExtendedLifetime(held) {}
    }

    /// The whole way: objects that are written decide what becomes of requests.
    @Test func objectsDecideWhoIsServed() async throws {
        try await TestServer.run { (server) async throws in
            let root = "/apis/flowcontrol.apiserver.k8s.io/v1/"
            let schema: JSONValue = [
                "metadata": ["name": "nobody"],
                "spec": [
                    "priorityLevelConfiguration": ["name": "closed"], "matchingPrecedence": 50,
                    "rules": [
                        [
                            "subjects": [["kind": "User", "user": ["name": "mallory"]]],
                            "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
                        ]
                    ],
                ],
            ]
            #expect(try await server.send("POST", root + "flowschemas", schema).status == 201)
            func dangling() async throws -> JSONValue? {
                try await server.send("GET", root + "flowschemas/nobody").body[at: "status.conditions.0"]
            }
            while try await dangling()?["status"] != "True" { await Task.yield() }
            #expect(
                try await dangling()?["message"]
                    == "This FlowSchema references the PriorityLevelConfiguration object named \"closed\" but there is no such object")
            let mallory = InProcessTransport(server: server.server, user: APIUser(name: "mallory", groups: ["system:authenticated"]))
            #expect(try await mallory.send(ClientRequest(method: "GET", path: "/version")).status == 200)

            let level: JSONValue = [
                "metadata": ["name": "closed"],
                "spec": ["type": "Limited", "limited": ["nominalConcurrencyShares": 0, "limitResponse": ["type": "Reject"]]],
            ]
            let made = try await server.send("POST", root + "prioritylevelconfigurations", level)
            #expect(made.status == 201)
            while try await dangling()?["status"] != "False" { await Task.yield() }
            let refused = try await mallory.send(ClientRequest(method: "GET", path: "/version"))
            #expect(refused.status == 429)
            func header(_ name: String) -> String? { refused.headers.first { $0.0.lowercased() == name }?.1 }
            #expect(header("retry-after") == "1")
            #expect(header("x-kubernetes-pf-prioritylevel-uid") == made.body[at: "metadata.uid"]?.string)
            #expect(String(decoding: try await refused.body.collect(upTo: 1000), as: UTF8.self) == "Too many requests, please try again later.\n")

            let metrics = try await server.send("GET", "/metrics").body.string ?? ""
            #expect(
                metrics.contains(
                    "apiserver_flowcontrol_rejected_requests_total{flow_schema=\"nobody\",priority_level=\"closed\",reason=\"concurrency-limit\"} 1\n"))
            let dump = try await server.send("GET", "/debug/api_priority_and_fairness/dump_priority_levels").body.string ?? ""
            #expect(dump.contains("closed,"))
        }
    }

    @Test func mandatoryObjectsAreKeptAndSuggestedOnesMayBeTakenOver() async throws {
        try await TestServer.run { (server) async throws in
            let path = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/"
            #expect(try await server.send("GET", path.dropLast() + "").body.items("items").count == 11)
            let merge = "application/merge-patch+json"
            _ = try await server.send("PATCH", path + "probes", ["spec": ["matchingPrecedence": 3]], type: merge)
            _ = try await server.send("PATCH", path + "catch-all", ["spec": ["matchingPrecedence": 9950]], type: merge)
            _ = try await server.send(
                "PATCH", path + "service-accounts",
                ["metadata": ["annotations": ["apf.kubernetes.io/autoupdate-spec": "false"]], "spec": ["matchingPrecedence": 8000]], type: merge)
            let pipeline = try await server.server.whenServing()
            let client = SystemClient(pipeline: pipeline, clock: ManualClock(), logger: TestServer.logger)
            // The server itself writes these objects too: a step that meets it is taken again.
            var isDone = false
            for _ in 0..<100 where !isDone { isDone = await FlowControlProducer.step.run(client) }
            #expect(isDone)
            #expect(try await server.send("GET", path + "probes").body[at: "spec.matchingPrecedence"] == 2)
            #expect(try await server.send("GET", path + "catch-all").body[at: "spec.matchingPrecedence"] == 10000)
            #expect(try await server.send("GET", path + "service-accounts").body[at: "spec.matchingPrecedence"] == 8000)
        }
    }
}
