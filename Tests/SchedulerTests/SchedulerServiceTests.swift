import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing
@testable import Scheduler

@Suite struct SchedulerServiceTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withScheduler(
        _ api: FakeAPI, _ clock: ManualClock, options: SchedulerOptions = .init(), _ body: (Scheduler) async throws -> Void
    ) async throws {
        let scheduler = Scheduler(client: Client(transport: api), clock: clock, logger: quiet, options: options)
        let running = Task { try await scheduler.run() }
        try await body(scheduler)
        running.cancel()
        try await running.value
    }

    @Test func placesPodsAndSaysSo() async throws {
        let api = FakeAPI(
            nodes: [makeNode("n1", cpu: "2"), makeNode("n2", cpu: "2")],
            pods: [
                makePod("a", cpu: "1500m"), makePod("b", cpu: "1500m"), makePod("c", cpu: "1", node: "n9"),
                makePod("other") { $0.spec.schedulerName = "mine" }, makePod("done") { $0.status.phase = "Succeeded" },
            ])
        try await withScheduler(api, ManualClock()) { _ in
            #expect(await eventually { api.state.withLock { $0.bindings.count == 2 && $0.events.count == 2 } })
            let state = api.state.withLock { ($0.bindings, $0.events.sorted()) }
            #expect(Set(state.0.values) == ["n1", "n2"] && Set(state.0.keys) == ["a", "b"])
            #expect(state.1.first == "a: Scheduled Successfully assigned default/a to \(state.0["a"] ?? "")")
        }
    }

    @Test func reportsPodsThatDoNotFitAndTriesAgainWhenANodeComes() async throws {
        let api = FakeAPI(nodes: [makeNode("n1", cpu: "1")], pods: [makePod("big", cpu: "2")])
        try await withScheduler(api, ManualClock()) { _ in
            #expect(await eventually { api.state.withLock { $0.patches.count == 1 && $0.events.count == 1 } })
            let message = """
                0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: \
                1 Preemption is not helpful for scheduling.
                """
            let (path, body, events) = api.state.withLock { ($0.patches[0].path, $0.patches[0].body, $0.events) }
            #expect(path.hasPrefix("/api/v1/namespaces/default/pods/big/status"))
            let condition = body["status"]?["conditions"]?.array?.first
            #expect(condition?["type"] == "PodScheduled" && condition?["status"] == "False" && condition?["reason"] == "Unschedulable")
            #expect(condition?["message"]?.string == message)
            #expect(events == ["big: FailedScheduling \(message)"])
            #expect(await eventually { api.state.withLock { $0.watches["nodes"] != nil } })
            api.tell("nodes", "ADDED", makeNode("n2").jsonValue())
            #expect(await eventually { api.state.withLock { $0.bindings == ["big": "n2"] } })
        }
    }

    /// An older API server, or one without a group, has pods to be placed all the same; but there are none without nodes.
    @Test func whatAClusterDoesNotServeIsNotWaitedFor() async throws {
        let api = FakeAPI(nodes: [makeNode("n1")], pods: [makePod("a")])
        api.state.withLock { $0.absent = ["/apis/resource.k8s.io/", "/apis/storage.k8s.io/", "/apis/policy/"] }
        try await withScheduler(api, ManualClock()) { scheduler in
            #expect(await eventually { api.state.withLock { $0.bindings == ["a": "n1"] } })
            #expect(scheduler.hasSynced)
        }
        let empty = FakeAPI(nodes: [], pods: [makePod("a")])
        empty.state.withLock { $0.absent = ["/api/v1/nodes"] }
        try await withScheduler(empty, ManualClock()) { scheduler in
            #expect(await eventually { empty.state.withLock { $0.watches["pods"] != nil } })
            #expect(!scheduler.hasSynced && empty.state.withLock { $0.patches.isEmpty })
        }
    }

    @Test func bindingsThatFailAreTriedAgain() async throws {
        let api = FakeAPI(nodes: [makeNode("n1")], pods: [makePod("a")])
        api.state.withLock { $0.failBindings = 1 }
        let clock = ManualClock()
        try await withScheduler(api, clock) { _ in
            #expect(await eventually { api.state.withLock { $0.patches.count == 1 } })
            #expect(
                await eventually {
                    clock.advance(by: .seconds(1))
                    return api.state.withLock { $0.bindings == ["a": "n1"] }
                })
        }
    }

    @Test func eachProfilePlacesItsPods() async throws {
        var options = SchedulerOptions()
        options.configuration = try SchedulerConfiguration(text: """
            apiVersion: kubescheduler.config.k8s.io/v1
            kind: KubeSchedulerConfiguration
            profiles:
            - schedulerName: default-scheduler
            - schedulerName: packer
              plugins:
                filter: {disabled: [{name: TaintToleration}]}
            """)
        let taint = Taint(key: "k", value: "v", effect: "NoSchedule")
        let api = FakeAPI(
            nodes: [makeNode("n1", taints: [taint])],
            pods: [makePod("a"), makePod("b") { $0.spec.schedulerName = "packer" }, makePod("c") { $0.spec.schedulerName = "stranger" }])
        try await withScheduler(api, ManualClock(), options: options) { scheduler in
            #expect(await eventually { api.state.withLock { $0.bindings == ["b": "n1"] && $0.patches.count == 1 } })
            #expect(api.state.withLock { $0.patches.first?.path.contains("/pods/a/") } == true)
            #expect(scheduler.queue.rejections == [["TaintToleration", "default-scheduler"]: 1])
            let wanted = [
                "scheduler_schedule_attempts_total{profile=\"packer\",result=\"scheduled\"} 1\n",
                "scheduler_schedule_attempts_total{profile=\"default-scheduler\",result=\"unschedulable\"} 1\n",
                "scheduler_pending_pods{queue=\"unschedulable\"} 1\n",
                "scheduler_unschedulable_pods{plugin=\"TaintToleration\",profile=\"default-scheduler\"} 1\n",
                "scheduler_queue_incoming_pods_total{event=\"PodAdd\",queue=\"active\"} 2\n",
                "scheduler_cache_size{type=\"nodes\"} 1\n", "rest_client_requests_total{code=\"201\",host=\"in-process\",method=\"POST\"}",
                "scheduler_preemption_attempts_total 1\n",
                "scheduler_pod_scheduling_sli_duration_seconds_count{attempts=\"1\"} 1\n",
                "scheduler_framework_extension_point_duration_seconds_count{extension_point=\"Filter\",profile=\"packer\",status=\"Success\"} 1\n",
            ]
            #expect(await eventually { Self.missing(wanted, in: scheduler).isEmpty })
            #expect(Self.missing(wanted, in: scheduler) == [])
        }
    }

    private static func missing(_ lines: [String], in scheduler: Scheduler) -> [String] {
        let page = scheduler.metricsPage(process: false)
        return lines.filter { !page.contains($0) }
    }

    private func budget(_ app: String, allowed: Int) -> PodDisruptionBudget {
        var budget = PodDisruptionBudget()
        budget.metadata.name = app
        budget.metadata.namespace = "default"
        budget.metadata.uid = "uid-\(app)"
        budget.spec.selector = LabelSelector(matchLabels: ["app": app])
        budget.status.disruptionsAllowed = allowed
        return budget
    }

    @Test func preemptsWhomNoBudgetProtects() async throws {
        func running(_ name: String, _ node: String) -> Pod {
            makePod(name, cpu: "1", priority: 1, node: node) { $0.metadata.labels = ["app": name] }
        }
        let api = FakeAPI(
            nodes: [makeNode("n1", cpu: "1"), makeNode("n2", cpu: "1")],
            pods: [running("guarded", "n1"), running("free", "n2"), makePod("vip", cpu: "1", priority: 10)],
            budgets: [budget("guarded", allowed: 0)])
        try await withScheduler(api, ManualClock()) { scheduler in
            #expect(await eventually { api.state.withLock { $0.deleted.count == 1 && $0.events.count == 2 && $0.patches.count == 2 } })
            let (deleted, events, patches) = api.state.withLock { ($0.deleted, $0.events.sorted(), $0.patches) }
            #expect(deleted.first?.contains("/pods/free") == true)
            #expect(events.first == "free: Preempted Preempted by pod uid-vip on node n2")
            let promise = patches.first { $0.path.contains("/pods/vip/") }?.body["status"]
            #expect(promise?["nominatedNodeName"] == "n2")
            #expect(promise?["conditions"]?.array?.first?["message"] == "0/2 nodes are available: 2 Insufficient cpu.")
            let condition = patches.first { $0.path.contains("/pods/free/") }?.body["status"]?["conditions"]?.array?.first
            #expect(condition?["type"] == "DisruptionTarget" && condition?["reason"] == "PreemptionByScheduler")
            #expect(condition?["message"] == "default-scheduler: preempting to accommodate a higher priority pod")
            // Its victim leaves: the pod takes the room that it was promised, and nobody else does.
            #expect(await eventually { api.state.withLock { $0.watches["pods"] != nil } })
            api.tell("pods", "ADDED", makePod("other", cpu: "1", priority: 5) { $0.spec.preemptionPolicy = "Never" }.jsonValue())
            #expect(await eventually { scheduler.queue.counts.unschedulable == 2 })
            api.tell("pods", "DELETED", running("free", "n2").jsonValue())
            #expect(await eventually { api.state.withLock { $0.bindings["vip"] } == "n2" })
            #expect(api.state.withLock { $0.bindings.count } == 1)
        }
    }

    @Test func aPromiseThatIsOfNoUseIsTakenBack() async throws {
        let api = FakeAPI(
            nodes: [makeNode("n1", cpu: "1")],
            pods: [makePod("vip", cpu: "2", priority: 10) { $0.status.nominatedNodeName = "n1" }])
        try await withScheduler(api, ManualClock()) { _ in
            #expect(await eventually { api.state.withLock { $0.patches.count == 1 } })
            let status = api.state.withLock { $0.patches[0].body["status"] }
            #expect(status?["nominatedNodeName"]?.isNull == true)
        }
    }
}
