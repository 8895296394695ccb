import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct DisruptionBehaviourTests {
    private static func allowed(_ cluster: TestCluster, _ name: String = "web") async throws -> Int? {
        let budget = try await cluster.get(PodDisruptionBudget.self, name)
        return budget.status.observedGeneration == budget.metadata.generation ? budget.status.disruptionsAllowed : nil
    }

    private static func refusal(_ cluster: TestCluster, _ pod: String) async -> APIError? {
        do {
            try await cluster.client.evict(pod: pod, namespace: "default")
            return nil
        } catch {
            return error as? APIError
        }
    }

    /// An eviction is refused in Kubernetes' words until the budget is changed.
    @Test func aBudgetBlocksUntilItIsChanged() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.replicaSet(replicas: 3))
            _ = try await cluster.client.create(Sample.budget(minAvailable: .int(3)))
            try await cluster.eventually("none may go") {
                let status = try await cluster.get(PodDisruptionBudget.self, "web").status
                return status.disruptionsAllowed == 0 && status.currentHealthy == 3 && status.conditions.first?.reason == "InsufficientPods"
            }
            let pod = try await cluster.pods()[0].metadata.name
            let refused = try #require(await Self.refusal(cluster, pod))
            #expect(refused.status.code == 429 && refused.status.message == "Cannot evict pod as it would violate the pod's disruption budget.")
            #expect(refused.status.details?.causes.first?.message == "The disruption budget web needs 3 healthy pods and has 3 currently")
            try await cluster.merge(PodDisruptionBudget.self, "web", ["spec": ["minAvailable": 2]])
            try await cluster.eventually("one may go") { try await Self.allowed(cluster) == 1 }
            #expect(await Self.refusal(cluster, pod) == nil)
            // The one that goes in the same moment is too many, whatever the controller has seen.
            let other = try #require(try await cluster.pods().first { $0.metadata.name != pod && $0.isReady })
            #expect(await Self.refusal(cluster, other.metadata.name)?.status.code == 429)
            try await cluster.eventually("one may go again") { try await Self.allowed(cluster) == 1 }
        }
    }

    /// Pods that are not ready: with IfHealthyBudget they may go while the others suffice, with AlwaysAllow always.
    @Test func unhealthyPodsMayGoAsThePolicySays() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.replicaSet(replicas: 3))
            _ = try await cluster.client.create(Sample.budget(minAvailable: .int(2)))
            try await cluster.eventually("one may go") { try await Self.allowed(cluster) == 1 }
            let pods = try await cluster.pods().map(\.metadata.name)
            try await cluster.setReady(pods[0], false)
            try await cluster.setReady(pods[1], false)
            try await cluster.eventually("too few are well") { try await cluster.get(PodDisruptionBudget.self, "web").status.currentHealthy == 1 }
            #expect(await Self.refusal(cluster, pods[0])?.status.code == 429)
            try await cluster.merge(PodDisruptionBudget.self, "web", ["spec": ["unhealthyPodEvictionPolicy": "AlwaysAllow"]])
            try await cluster.eventually("seen") { try await Self.allowed(cluster) == 0 }
            #expect(await Self.refusal(cluster, pods[2])?.status.code == 429)
            #expect(await Self.refusal(cluster, pods[0]) == nil)
        }
    }

    /// Pods that nobody controls have no scale to count by: that is told, and none of them may go.
    @Test func podsOfNobodyAreTold() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let pod = Pod(metadata: ObjectMeta(name: "alone", namespace: "default", labels: ["app": "web"]), spec: PodSpec(containers: [Container(name: "c", image: "nginx")]))
            _ = try await cluster.client.create(pod)
            _ = try await cluster.client.create(Sample.budget(maxUnavailable: .int(1)))
            try await cluster.eventually("it is told") {
                try await cluster.client.list(Event.self, namespace: "default").items.contains {
                    $0.reason == "UnmanagedPods" && $0.message?.hasPrefix(
                        "Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. ") == true
                }
            }
            try await cluster.eventually("none may go") { try await Self.allowed(cluster) == 0 }
        }
    }

    /// Many evict at once, many times over, and the controller keeps up as it can: never are fewer pods well than there must be.
    @Test func aBudgetNeverOverAdmits() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.replicaSet(replicas: 8))
            _ = try await cluster.client.create(Sample.budget(maxUnavailable: .string("30%")))
            // Three of eight, rounded up.
            try await cluster.eventually("three may go") { try await Self.allowed(cluster) == 3 }
            for _ in 0..<5 {
                let names = try await cluster.pods().map(\.metadata.name)
                let admitted = await withTaskGroup(of: Bool.self) { group in
                    for name in names { group.addTask { await Self.refusal(cluster, name) == nil } }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(admitted <= 3)
                let well = try await cluster.pods().filter(\.isReady).count
                #expect(well >= 5)
                try await cluster.eventually("three may go again") { try await Self.allowed(cluster) == 3 }
            }
        }
    }

    /// An eviction that nobody carries out is forgotten after two minutes, and so is the pod's condition.
    @Test func whatDoesNotHappenIsForgotten() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            _ = try await cluster.client.create(Sample.replicaSet(replicas: 2))
            _ = try await cluster.client.create(Sample.budget(minAvailable: .int(1)))
            try await cluster.eventually("one may go") { try await Self.allowed(cluster) == 1 }
            var pod = try await cluster.pods()[0]
            pod.status.conditions.append(
                PodCondition(type: "DisruptionTarget", status: "True", lastTransitionTime: cluster.clock.time, reason: "EvictionByEvictionAPI", message: "Eviction API: evicting"))
            _ = try await cluster.client.updateStatus(pod)
            try await cluster.merge(
                PodDisruptionBudget.self, "web",
                ["status": ["disruptedPods": .object([pod.metadata.name: .string("\(cluster.clock.time)")]), "disruptionsAllowed": 0]], subresource: "status")
            try await cluster.eventually("counted as gone") { try await cluster.get(PodDisruptionBudget.self, "web").status.currentHealthy == 1 }
            try await cluster.eventually("forgotten", step: .seconds(2)) {
                let status = try await cluster.get(PodDisruptionBudget.self, "web").status
                let condition = try await cluster.get(Pod.self, pod.metadata.name).status.condition("DisruptionTarget")
                return status.disruptionsAllowed == 1 && status.disruptedPods.isEmpty && condition?.status == "False"
            }
            #expect(cluster.clock.monotonic >= .seconds(110))
        }
    }

    /// Pods that no controller with a scale stands behind cannot be counted by shares: the budget says so, and lets none go.
    @Test func withoutAScaleNoneMayGo() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            try await cluster.addNode()
            _ = try await cluster.client.create(Sample.daemonSet())
            _ = try await cluster.client.create(Sample.budget("agent", maxUnavailable: .int(1)))
            try await cluster.eventually("it says why") {
                let status = try await cluster.get(PodDisruptionBudget.self, "agent").status
                return status.disruptionsAllowed == 0 && status.conditions.first?.reason == "SyncFailed"
            }
            try await cluster.eventually("runs") { try await cluster.pods().contains(where: \.isReady) }
            let pod = try await cluster.pods()[0].metadata.name
            let told = await Self.refusal(cluster, pod)?.status.details?.causes.first?.message
            #expect(told?.contains("failed sync: daemonsets.apps does not implement the scale subresource") == true, "\(told ?? "nothing")")
        }
    }
}
