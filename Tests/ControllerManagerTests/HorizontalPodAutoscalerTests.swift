import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct HorizontalPodAutoscalerTests {
    private static let controllers = ["horizontal-pod-autoscaler-controller", "deployment-controller", "replicaset-controller", "serviceaccount-controller"]

    /// A deployment whose pods run, each requesting half a core and 100 MiB.
    private static func deploy(_ cluster: TestCluster, replicas: Int = 2) async throws {
        var deployment = Sample.deployment(replicas: replicas)
        deployment.spec.template.spec.containers[0].resources = ResourceRequirements(requests: ["cpu": "500m", "memory": "100Mi"])
        _ = try await cluster.client.create(deployment)
        try await cluster.eventually("pods run") { try await running(cluster).count == replicas }
    }

    private static func running(_ cluster: TestCluster) async throws -> [Pod] { try await cluster.pods().filter(\.isReady) }

    private static func autoscaler(_ name: String = "web", metrics: [AutoscalingV2.MetricSpec], minimum: Int = 1, maximum: Int = 10) -> HorizontalPodAutoscaler {
        var autoscaler = HorizontalPodAutoscaler()
        autoscaler.metadata = ObjectMeta(name: name, namespace: "default")
        autoscaler.spec.scaleTargetRef = .init(kind: "Deployment", name: "web", apiVersion: "apps/v1")
        autoscaler.spec.minReplicas = minimum
        autoscaler.spec.maxReplicas = maximum
        autoscaler.spec.metrics = metrics
        return autoscaler
    }

    private static func cpu(_ percent: Int) -> AutoscalingV2.MetricSpec {
        .init(type: "Resource", resource: .init(name: "cpu", target: .init(type: "Utilization", averageUtilization: percent)))
    }

    private static func external(_ name: String, average: Quantity) -> AutoscalingV2.MetricSpec {
        .init(type: "External", external: .init(metric: .init(name: name), target: .init(type: "AverageValue", averageValue: average)))
    }

    /// Says what each pod of the deployment uses now.
    private static func use(_ cluster: TestCluster, cpu: String, memory: String = "50Mi") async throws {
        let names = try await running(cluster).map(\.metadata.name)
        cluster.metrics.setPods(
            Dictionary(uniqueKeysWithValues: names.map { ($0, ["c": ["cpu": cpu, "memory": memory]]) }), at: cluster.clock.time.adding(600))
    }

    private static func setExternal(_ cluster: TestCluster, _ name: String, _ value: String) {
        cluster.metrics.set(
            "/apis/external.metrics.k8s.io/v1beta1/namespaces/default/\(name)",
            ["kind": "ExternalMetricValueList", "items": [["metricName": .string(name), "value": .string(value), "timestamp": "2026-01-01T00:00:00Z"]]])
    }

    private static func status(_ cluster: TestCluster, _ name: String = "web") async throws -> AutoscalingV2.HorizontalPodAutoscalerStatus {
        try await cluster.client.get(HorizontalPodAutoscaler.self, name, namespace: "default").status
    }

    private static func condition(_ cluster: TestCluster, _ type: String, _ name: String = "web") async throws -> AutoscalingV2.HorizontalPodAutoscalerCondition? {
        try await status(cluster, name).conditions.first { $0.type == type }
    }

    private static func replicas(_ cluster: TestCluster) async throws -> Int? {
        try await cluster.client.get(Deployment.self, "web", namespace: "default").spec.replicas
    }

    private static func eventually(_ cluster: TestCluster, _ what: String, step: Duration = .seconds(1), _ condition: () async throws -> Bool) async throws {
        try await cluster.eventually(what, step: step, condition)
    }

    @Test func growsWithItsLoadAndShrinksWhenThatIsLongGone() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            try await Self.deploy(cluster)
            try await Self.use(cluster, cpu: "600m")
            _ = try await cluster.client.create(Self.autoscaler(metrics: [Self.cpu(80)]))
            // 120 % of 80 %.
            try await Self.eventually(cluster, "three replicas") { try await Self.replicas(cluster) == 3 }
            try await Self.eventually(cluster, "told") {
                try await cluster.eventMessages("SuccessfulRescale") == ["New size: 3; reason: cpu resource utilization (percentage of request) above target"]
            }
            try await Self.eventually(cluster, "in the status") { try await Self.status(cluster).desiredReplicas == 3 }
            let status = try await Self.status(cluster)
            #expect(status.lastScaleTime != nil)
            #expect(status.currentMetrics.first?.resource?.current == .init(averageValue: "600m", averageUtilization: 120))
            #expect(status.conditions.map(\.type) == ["AbleToScale", "ScalingActive", "ScalingLimited"])
            #expect(
                status.conditions.first { $0.type == "ScalingActive" }?.message
                    == "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)")

            try await Self.eventually(cluster, "three run") { try await Self.running(cluster).count == 3 }
            try await Self.use(cluster, cpu: "10m")
            try await Self.eventually(cluster, "what is less is not followed at once") {
                try await Self.condition(cluster, "AbleToScale")?.reason == "ScaleDownStabilized"
            }
            #expect(try await Self.replicas(cluster) == 3)
            try await Self.eventually(cluster, "only after five minutes", step: .seconds(5)) { try await Self.replicas(cluster) == 1 }
            try await Self.eventually(cluster, "told, too") {
                try await cluster.eventMessages("SuccessfulRescale").contains("New size: 1; reason: All metrics below target")
            }
        }
    }

    @Test func boundsAndSwitchingOff() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            try await Self.deploy(cluster, replicas: 1)
            try await Self.use(cluster, cpu: "5")
            _ = try await cluster.client.create(Self.autoscaler(metrics: [Self.cpu(50)], minimum: 2, maximum: 3))
            try await Self.eventually(cluster, "below its minimum") {
                try await cluster.eventMessages("SuccessfulRescale").contains("New size: 2; reason: Current number of replicas below Spec.MinReplicas")
            }
            try await Self.eventually(cluster, "two run") { try await Self.running(cluster).count == 2 }
            try await Self.use(cluster, cpu: "5")
            try await Self.eventually(cluster, "limited") {
                let condition = try await Self.condition(cluster, "ScalingLimited")
                return condition?.status == "True" && condition?.reason == "TooManyReplicas"
            }
            #expect(try await Self.replicas(cluster) == 3)
            _ = try await cluster.client.patch(Deployment.self, "web", namespace: "default", .merge(["spec": ["replicas": 7]]))
            try await Self.eventually(cluster, "above its maximum") {
                try await cluster.eventMessages("SuccessfulRescale").contains("New size: 3; reason: Current number of replicas above Spec.MaxReplicas")
            }
            // Who sets it to none does not want it to be scaled.
            _ = try await cluster.client.patch(Deployment.self, "web", namespace: "default", .merge(["spec": ["replicas": 0]]))
            try await Self.eventually(cluster, "switched off") {
                let condition = try await Self.condition(cluster, "ScalingActive")
                return condition?.reason == "ScalingDisabled" && condition?.message == "scaling is disabled since the replica count of the target is zero"
            }
            #expect(try await Self.replicas(cluster) == 0)
        }
    }

    @Test func metricsOfEveryOtherKind() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            try await Self.deploy(cluster)
            try await Self.use(cluster, cpu: "100m", memory: "60Mi")
            let names = try await Self.running(cluster).map(\.metadata.name)
            cluster.metrics.set(
                "/apis/custom.metrics.k8s.io",
                ["versions": [["version": "v1beta1"], ["version": "v1beta2"]], "preferredVersion": ["groupVersion": "custom.metrics.k8s.io/v1beta2", "version": "v1beta2"]])
            cluster.metrics.set(
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/default/pods/*/requests",
                ["items": .array(names.map { ["describedObject": ["name": .string($0)], "metric": ["name": "requests"], "value": "30"] })])
            cluster.metrics.set(
                "/apis/custom.metrics.k8s.io/v1beta2/namespaces/default/services/front/hits",
                ["items": [["describedObject": ["name": "front"], "metric": ["name": "hits"], "value": "50"]]])
            Self.setExternal(cluster, "queue", "90")
            let labels = LabelSelector(matchLabels: ["q": "a"])
            _ = try await cluster.client.create(
                Self.autoscaler(metrics: [
                    .init(type: "Resource", resource: .init(name: "memory", target: .init(type: "AverageValue", averageValue: "60Mi"))),
                    .init(type: "ContainerResource", containerResource: .init(name: "memory", target: .init(type: "Utilization", averageUtilization: 60), container: "c")),
                    .init(type: "Pods", pods: .init(metric: .init(name: "requests", selector: labels), target: .init(type: "AverageValue", averageValue: "20"))),
                    .init(
                        type: "Object",
                        object: .init(
                            describedObject: .init(kind: "Service", name: "front", apiVersion: "v1"), target: .init(type: "Value", value: "25"),
                            metric: .init(name: "hits"))),
                    .init(type: "External", external: .init(metric: .init(name: "queue", selector: labels), target: .init(type: "AverageValue", averageValue: "20"))),
                ]))
            // 2, 2, 3, 4 and 5: the most counts.
            try await Self.eventually(cluster, "the most") {
                try await cluster.eventMessages("SuccessfulRescale").contains {
                    $0.hasPrefix("New size: 4; reason: external metric queue(&LabelSelector{MatchLabels:map[string]string{q: a,},")
                }
            }
            try await Self.eventually(cluster, "in the status") { try await Self.status(cluster).currentMetrics.count == 5 }
            let current = try await Self.status(cluster).currentMetrics
            #expect(current.map(\.type) == ["Resource", "ContainerResource", "Pods", "Object", "External"])
            #expect(current[0].resource?.current.averageValue == "60Mi")
            #expect(current[1].containerResource?.current.averageUtilization == 60)
            #expect(current[2].pods?.current.averageValue == "30")
            #expect(current[3].object?.current.value == "50")
            #expect(current[4].external?.current.averageValue == "45")
            #expect(cluster.metrics.asked.contains { $0.contains("/pods/*/requests?labelSelector=app%3Dweb&metricLabelSelector=q%3Da") })
            #expect(cluster.metrics.asked.contains { $0.hasSuffix("/namespaces/default/queue?labelSelector=q%3Da") })
        }
    }

    @Test func aMetricThatFailsHindersOnlyShrinking() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            try await Self.deploy(cluster, replicas: 3)
            Self.setExternal(cluster, "queue", "10")
            _ = try await cluster.client.create(Self.autoscaler(metrics: [Self.cpu(50), Self.external("queue", average: "10")]))
            let reason = "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: "
                + "unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"
            try await Self.eventually(cluster, "inactive") {
                let condition = try await Self.condition(cluster, "ScalingActive")
                return condition?.status == "False" && condition?.reason == "FailedGetResourceMetric" && condition?.message == reason
            }
            try await Self.eventually(cluster, "told") {
                let metric = try await cluster.eventMessages("FailedGetResourceMetric")
                let all = try await cluster.eventMessages("FailedComputeMetricsReplicas")
                return !metric.isEmpty
                    && all.contains { $0.hasPrefix("invalid metrics (1 invalid out of 2), first error is: failed to get cpu resource metric value: failed to get cpu utilization: ") }
            }
            #expect(try await Self.replicas(cluster) == 3)
            // What works stays at its place.
            let current = try await Self.status(cluster).currentMetrics
            #expect(current.count == 2 && current[0].resource == nil && current[1].external?.metric.name == "queue")
            Self.setExternal(cluster, "queue", "50")
            try await Self.eventually(cluster, "grows by the other one") { try await Self.replicas(cluster) == 5 }
            try await Self.eventually(cluster, "active") { try await Self.condition(cluster, "ScalingActive")?.status == "True" }
        }
    }

    @Test func twoForTheSamePodsAreRefused() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            try await Self.deploy(cluster)
            try await Self.use(cluster, cpu: "400m")
            _ = try await cluster.client.create(Self.autoscaler(metrics: [Self.cpu(80)]))
            _ = try await cluster.client.create(Self.autoscaler("other", metrics: [Self.cpu(80)]))
            try await Self.eventually(cluster, "both say so") {
                let first = try await Self.condition(cluster, "ScalingActive")
                let second = try await Self.condition(cluster, "ScalingActive", "other")
                let text = "pods by selector app=web are controlled by multiple HPAs: [{other default} {web default}]"
                return [first, second].allSatisfy { $0?.reason == "AmbiguousSelector" && $0?.message == text }
            }
            try await cluster.client.delete(HorizontalPodAutoscaler.self, "other", namespace: "default")
            try await Self.eventually(cluster, "the other one works again") { try await Self.condition(cluster, "ScalingActive")?.status == "True" }
        }
    }

    @Test func aTargetThatIsNotThereIsTold() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            var missing = Self.autoscaler(metrics: [Self.cpu(80)])
            missing.spec.scaleTargetRef.name = "nobody"
            _ = try await cluster.client.create(missing)
            var unknown = Self.autoscaler("unknown", metrics: [Self.cpu(80)])
            unknown.spec.scaleTargetRef = .init(kind: "Foo", name: "x", apiVersion: "example.com/v1")
            _ = try await cluster.client.create(unknown)
            for (name, text) in [
                ("web", "deployments/scale.apps \"nobody\" not found"), ("unknown", "no matches for kind \"Foo\" in group \"example.com\""),
            ] {
                try await Self.eventually(cluster, name) {
                    let condition = try await Self.condition(cluster, "AbleToScale", name)
                    return condition?.status == "False" && condition?.reason == "FailedGetScale"
                        && condition?.message == "the HPA controller was unable to get the target's current scale: \(text)"
                }
                try await Self.eventually(cluster, "event \(name)") { try await cluster.eventMessages("FailedGetScale").contains(text) }
            }
        }
    }

    /// Of any kind that discovery knows, whoever serves it, in whichever of its versions has the object.
    @Test func everyKindIsScaledThroughItsSubresource() async throws {
        let served = FakeMetrics()
        func resources(_ version: String) -> JSONValue {
            ["groupVersion": .string("example.com/\(version)"), "resources": [["name": "fleets", "kind": "Fleet", "namespaced": true, "verbs": ["get"]], ["name": "fleets/scale", "kind": "Scale", "namespaced": true, "verbs": ["get"]]]]
        }
        served.set("/apis", ["groups": [[
            "name": "example.com", "versions": [["version": "v2"], ["version": "v1"]], "preferredVersion": ["version": "v2"],
        ]]])
        served.set("/api/v1", ["resources": []])
        for version in ["v1", "v2"] { served.set("/apis/example.com/\(version)", resources(version)) }
        let scale: JSONValue = [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": ["name": "f", "resourceVersion": "7"], "spec": ["replicas": 2],
            "status": ["replicas": 1, "selector": "app=f"],
        ]
        served.set("/apis/example.com/v1/namespaces/default/fleets/f/scale", scale)
        let client = Client(transport: FakeServer(served: served))
        let discovery = Discovery(client: client, clock: ManualClock())
        let reference = AutoscalingV2.CrossVersionObjectReference(kind: "Fleet", name: "f", apiVersion: "example.com/v1beta1")
        let target = try await ScaleTarget.find(reference, namespace: "default", client: client, discovery: discovery)
        #expect(target.replicas == 2 && target.currentReplicas == 1 && target.selector == "app=f")
        try await target.update(replicas: 5, client: client)
        let after = try await ScaleTarget.find(reference, namespace: "default", client: client, discovery: discovery)
        // With the version that was read, so that nobody's change is written over.
        #expect(after.replicas == 5 && after.scale["metadata"]?["resourceVersion"]?.string == "7")
    }
}
