import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(3))) struct ResourceClaimTests {
    private let controllers = [ResourceClaimController.name, DeviceTaintEvictionController.name, "garbage-collector-controller", "serviceaccount-controller"]

    private func template() -> ResourceClaimTemplate {
        var template = ResourceClaimTemplate()
        template.metadata.name = "gpu"
        template.metadata.namespace = "default"
        template.spec.metadata.labels = ["from": "template"]
        template.spec.metadata.annotations = ["kept": "yes"]
        template.spec.spec.devices.requests = [
            ResourceV1.DeviceRequest(name: "one", exactly: ResourceV1.ExactDeviceRequest(deviceClassName: "gpus"))
        ]
        return template
    }

    private func pod(_ name: String = "worker", node: String? = nil) -> Pod {
        var pod = Pod()
        pod.metadata.name = name
        pod.metadata.namespace = "default"
        pod.spec = Sample.template().spec
        pod.spec.nodeName = node
        pod.spec.resourceClaims = [PodResourceClaim(name: "device", resourceClaimTemplateName: "gpu")]
        return pod
    }

    private func claims(_ cluster: TestCluster) async throws -> [ResourceV1.ResourceClaim] {
        try await cluster.client.list(ResourceV1.ResourceClaim.self, namespace: "default").items
    }

    /// What the scheduler does: allocates, protects, and reserves.
    private func allocate(_ cluster: TestCluster, for pod: Pod?, tolerations: [ResourceV1.DeviceToleration] = []) async throws {
        var claim = try #require(try await claims(cluster).first)
        claim.metadata.finalizers = [ResourceV1.ResourceClaim.finalizer]
        claim = try await cluster.client.update(claim)
        claim.status.allocation = ResourceV1.AllocationResult(
            devices: ResourceV1.DeviceAllocationResult(results: [
                ResourceV1.DeviceRequestAllocationResult(request: "one", driver: "gpu.example.com", pool: "p", device: "d0", tolerations: tolerations)
            ]))
        if let pod { claim.status.reservedFor = [ResourceClaimConsumerReference(resource: "pods", name: pod.metadata.name, uid: pod.metadata.uid)] }
        _ = try await cluster.client.updateStatus(claim)
    }

    @Test func aClaimIsMadeNamedInTheStatusAndGoesWithItsPod() async throws {
        try await TestCluster.run(controllers: controllers) { cluster in
            try await cluster.takesPods()
            var pod = try await cluster.client.create(pod())
            try await cluster.eventually("the template is missing", nodeWorks: false) {
                try await cluster.eventMessages("FailedResourceClaimCreation").first?.hasPrefix("PodResourceClaim device: resource claim template \"gpu\"") == true
            }
            _ = try await cluster.client.create(template())
            try await cluster.eventually("made", nodeWorks: false) {
                try await cluster.client.get(Pod.self, "worker", namespace: "default").status.resourceClaimStatuses.count == 1
            }
            let claim = try #require(try await claims(cluster).first)
            pod = try await cluster.client.get(Pod.self, "worker", namespace: "default")
            #expect(pod.status.resourceClaimStatuses == [PodResourceClaimStatus(name: "device", resourceClaimName: claim.metadata.name)])
            #expect(claim.metadata.name.hasPrefix("worker-device-") && claim.metadata.isControlled(by: pod.metadata))
            #expect(claim.metadata.labels == ["from": "template"])
            #expect(claim.metadata.annotations == ["kept": "yes", "resource.kubernetes.io/pod-claim-name": "device"])
            #expect(claim.spec.devices.requests.map(\.name) == ["one"])

            // In use it stays; when its pod has ended the devices are free, and the claim goes.
            try await allocate(cluster, for: pod)
            try await cluster.pass(.seconds(3), nodeWorks: false)
            #expect(try await claims(cluster).first?.status.reservedFor.count == 1)
            try await cluster.finish(pod, phase: "Succeeded")
            try await cluster.eventually("deleted", nodeWorks: false) { try await claims(cluster).isEmpty }
            #expect(try await cluster.client.list(Pod.self, namespace: "default").items.count == 1)
        }
    }

    @Test func aSharedClaimIsFreedWhenItsLastPodIsGone() async throws {
        try await TestCluster.run(controllers: controllers) { cluster in
            try await cluster.takesPods()
            var claim = ResourceV1.ResourceClaim()
            claim.metadata.name = "shared"
            claim.metadata.namespace = "default"
            claim.spec = template().spec.spec
            _ = try await cluster.client.create(claim)
            try await allocate(cluster, for: nil)
            // Put on its node without the scheduler: the controller reserves the claim for it.
            var user = pod(node: "node-1")
            user.spec.resourceClaims = [PodResourceClaim(name: "device", resourceClaimName: "shared")]
            user = try await cluster.client.create(user)
            try await cluster.eventually("reserved") { try await claims(cluster).first?.status.reservedFor.map(\.uid) == [user.metadata.uid] }
            try await cluster.client.delete(Pod.self, "worker", namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
            try await cluster.eventually("free") {
                let now = try await claims(cluster).first
                return now?.status.allocation == nil && now?.status.reservedFor.isEmpty == true && now?.metadata.finalizers == []
            }
            // Nobody's: it stays, for the next.
            #expect(try await claims(cluster).count == 1)
        }
    }

    @Test func aDeletedClaimIsKeptUntilItsPodIsGone() async throws {
        try await TestCluster.run(controllers: controllers) { cluster in
            try await cluster.takesPods()
            _ = try await cluster.client.create(template())
            let made = try await cluster.client.create(pod())
            try await cluster.eventually("made", nodeWorks: false) { try await claims(cluster).count == 1 }
            try await allocate(cluster, for: made)
            let name = try #require(try await claims(cluster).first?.metadata.name)
            try await cluster.client.delete(ResourceV1.ResourceClaim.self, name, namespace: "default")
            try await cluster.pass(.seconds(3), nodeWorks: false)
            #expect(try await claims(cluster).first?.status.allocation != nil)
            try await cluster.client.delete(Pod.self, "worker", namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
            try await cluster.eventually("gone", nodeWorks: false) { try await claims(cluster).isEmpty }
        }
    }

    /// A rule that an administrator makes taints a device as its driver would; without the rule the pod may stay.
    @Test func aRuleTaintsDevices() async throws {
        try await TestCluster.run(controllers: controllers, serving: ["resource.k8s.io/v1beta2/devicetaintrules"]) { cluster in
            try await cluster.takesPods()
            _ = try await cluster.client.create(template())
            let made = try await cluster.client.create(pod(node: TestCluster.node))
            try await cluster.eventually("made") { try await claims(cluster).count == 1 }
            try await allocate(
                cluster, for: made, tolerations: [ResourceV1.DeviceToleration(key: "slow", operator: "Exists", effect: "NoExecute", tolerationSeconds: 60)])
            func rule(_ name: String, device: String, key: String, effect: String = "NoExecute") async throws {
                var rule = ResourceV1beta2.DeviceTaintRule()
                rule.metadata.name = name
                rule.spec.deviceSelector = ResourceV1beta2.DeviceTaintSelector(driver: "gpu.example.com", pool: "p", device: device)
                rule.spec.taint = ResourceV1beta2.DeviceTaint(key: key, effect: effect)
                _ = try await cluster.client.create(rule)
            }
            /// The rule's status says so: status, reason and message of its only condition.
            func says(_ name: String, _ words: [String]) async throws {
                try await cluster.eventually("\(name) says \(words)") {
                    let status = try await cluster.client.get(ResourceV1beta2.DeviceTaintRule.self, name).status
                    return status.conditions.map { [$0.type, $0.status, $0.reason, $0.message] } == [["EvictionInProgress"] + words]
                }
            }
            try await rule("other", device: "d1", key: "broken")
            try await rule("slow", device: "d0", key: "slow")
            try await rule("trial", device: "d0", key: "x", effect: "None")
            try await says("other", ["False", "NotStarted", ""])
            try await says("slow", ["True", "PodsPendingEviction", "1 pod needs to be evicted in 1 namespace."])
            try await says(
                "trial",
                [
                    "False", "NoEffect",
                    "0 published devices selected. 1 allocated device selected. 1 pod would be evicted in 1 namespace if the effect was NoExecute. This information will not be updated again. Recreate the DeviceTaintRule to trigger an update.",
                ])
            try await cluster.pass(.seconds(40))
            // It is tolerated for a minute, and then taken back.
            try await cluster.client.delete(ResourceV1beta2.DeviceTaintRule.self, "slow")
            try await cluster.pass(.seconds(40))
            #expect(try await cluster.pods().count == 1)
            try await rule("broken", device: "d0", key: "broken")
            try await cluster.eventually("evicted") { try await cluster.pods().isEmpty }
            try await says("broken", ["False", "Completed", "1 pod evicted since starting the controller."])
        }
    }

    @Test func whatTheStatusOfARuleSays() {
        func words(_ effect: String, _ impact: DeviceTaintRuleStatus.Impact, evicted: Int = 0) -> [String] {
            var rule = ResourceV1beta2.DeviceTaintRule()
            rule.metadata.generation = 3
            rule.spec.taint = ResourceV1beta2.DeviceTaint(key: "k", effect: effect)
            let condition = DeviceTaintRuleStatus.condition(rule, impact, evicted: evicted)
            #expect(condition.observedGeneration == 3 && condition.type == "EvictionInProgress")
            return [condition.status, condition.reason, condition.message]
        }
        #expect(words("NoExecute", .init(pods: 2, namespaces: 2), evicted: 1) == [
            "True", "PodsPendingEviction", "2 pods need to be evicted in 2 different namespaces. 1 pod evicted since starting the controller.",
        ])
        #expect(words("NoExecute", .init(), evicted: 2) == ["False", "Completed", "2 pods evicted since starting the controller."])
        #expect(words("NoSchedule", .init()) == ["False", "OtherEffect", "Eviction only happens for the NoExecute effect."])
        #expect(words("None", .init(published: 1)).last?.hasPrefix("1 published device selected. 0 allocated devices selected. 0 pods would be evicted in 0 different namespaces if") == true)
    }

    @Test func aTaintedDeviceDrivesItsPodAway() async throws {
        try await TestCluster.run(controllers: controllers) { cluster in
            try await cluster.takesPods()
            _ = try await cluster.client.create(template())
            let made = try await cluster.client.create(pod(node: TestCluster.node))
            try await cluster.eventually("made") { try await claims(cluster).count == 1 }
            try await allocate(
                cluster, for: made,
                tolerations: [ResourceV1.DeviceToleration(key: "broken", operator: "Exists", effect: "NoExecute", tolerationSeconds: 60)])
            var slice = ResourceV1.ResourceSlice()
            slice.metadata.name = "slice"
            slice.spec.driver = "gpu.example.com"
            slice.spec.pool = ResourceV1.ResourcePool(name: "p", generation: 1, resourceSliceCount: 1)
            slice.spec.allNodes = true
            slice.spec.devices = [ResourceV1.Device(name: "d0")]
            slice = try await cluster.client.create(slice)
            try await cluster.pass(.seconds(2))
            #expect(try await cluster.pods().count == 1)
            slice.spec.devices[0].taints = [ResourceV1.DeviceTaint(key: "broken", effect: "NoExecute", timeAdded: cluster.clock.time)]
            let since = cluster.clock.time.seconds
            _ = try await cluster.client.update(slice)
            try await cluster.eventually("evicted", step: .seconds(1)) { try await cluster.pods().isEmpty }
            #expect(cluster.clock.time.seconds >= since + 60)
            try await cluster.eventually("told") { try await cluster.eventMessages("DeviceTaintManagerEviction") == ["Marking for deletion"] }
        }
    }

    @Test func whenPodsLeaveTaintedDevices() {
        func time(_ taints: [ResourceV1.DeviceTaint], _ tolerations: [ResourceV1.DeviceToleration]) -> Int64? {
            let result = ResourceV1.DeviceRequestAllocationResult(request: "r", driver: "d", pool: "p", device: "x", tolerations: tolerations)
            return DeviceTaints.evictionTime([(result, taints)], now: 1000)
        }
        let taint = ResourceV1.DeviceTaint(key: "k", value: "v", effect: "NoExecute", timeAdded: Time(seconds: 900))
        #expect(time([], []) == nil)
        #expect(time([ResourceV1.DeviceTaint(key: "k", effect: "NoSchedule")], []) == nil)
        #expect(time([taint], []) == 900)
        #expect(time([taint], [ResourceV1.DeviceToleration(operator: "Exists")]) == nil)
        #expect(time([taint], [ResourceV1.DeviceToleration(key: "k", operator: "Equal", value: "other")]) == 900)
        #expect(time([taint], [ResourceV1.DeviceToleration(key: "k", operator: "Equal", value: "v", tolerationSeconds: 30)]) == 930)
        #expect(time([taint], [ResourceV1.DeviceToleration(key: "k", operator: "Exists", effect: "NoSchedule")]) == 900)
    }

    @Test func namesAreCutInProportion() {
        typealias Claim = ResourceV1.ResourceClaim
        #expect(Claim.generateName(pod: "web", entry: "gpu") == "web-gpu-")
        let long = Claim.generateName(pod: String(repeating: "p", count: 100), entry: String(repeating: "c", count: 20))
        #expect(long.utf8.count <= 58 && long.hasSuffix("-") && long.contains("-ccccccccc"))
    }
}
