import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Testing
@testable import Scheduler

/// Extended resources for which devices stand: the requests that are made of containers.
@Suite struct ExtendedResourceRequestTests {
    private static let gpu = "example.com/gpu"

    private func container(_ name: String, _ amounts: [String: Quantity], sidecar: Bool = false) -> Container {
        var container = Container()
        container.name = name
        container.resources.requests = amounts
        if sidecar { container.restartPolicy = "Always" }
        return container
    }

    private func deviceClass(_ name: String, _ resource: String? = nil, age: Int64 = 0) -> DeviceClass {
        var made = DeviceClass()
        made.metadata.name = name
        made.metadata.creationTimestamp = Time(seconds: age)
        made.spec.extendedResourceName = resource
        return made
    }

    private func wanted(_ pod: Pod, _ resources: Set<String> = [gpu]) -> (requests: [String], mappings: [String]) {
        let classes = ExtendedResourceClasses([deviceClass("gpu", Self.gpu), deviceClass("nic", "example.com/nic")])
        let made = ExtendedResourceRequests(pod, resources: resources, classes: classes)
        return (
            made.requests.map { "\($0.name)=\($0.exactly?.deviceClassName ?? "")*\($0.exactly?.count ?? 0)" },
            made.mappings.map { "\($0.containerName) \($0.resourceName) \($0.requestName)" })
    }

    @Test func classesAreFoundByTheResourceTheyNameAndByTheirOwn() {
        let classes = ExtendedResourceClasses([
            deviceClass("old", "example.com/gpu", age: 1), deviceClass("young", "example.com/gpu", age: 2), deviceClass("b", "example.com/nic", age: 5),
            deviceClass("a", "example.com/nic", age: 5), deviceClass("plain"),
        ])
        #expect(classes.deviceClass(for: "example.com/gpu") == "young")
        #expect(classes.deviceClass(for: "example.com/nic") == "a")
        #expect(classes.deviceClass(for: "deviceclass.resource.kubernetes.io/plain") == "plain")
        #expect(classes.deviceClass(for: "deviceclass.resource.kubernetes.io/old") == "old")
        #expect(classes.deviceClass(for: "example.com/other") == nil)
        #expect(classes.resources(in: ["example.com/gpu": 1, "example.com/nic": 0, "example.com/other": 3]) == ["example.com/gpu"])
    }

    @Test func eachContainerHasItsOwn() {
        let pod = makePod { pod in
            pod.spec.containers = [
                container("a", ["cpu": "1", Self.gpu: "2", "example.com/nic": "1"]), container("b", [Self.gpu: "1"]), container("c", ["cpu": "1"]),
            ]
        }
        let made = wanted(pod, [Self.gpu, "example.com/nic"])
        #expect(made.requests == ["container-0-request-1=gpu*2", "container-0-request-2=nic*1", "container-1-request-0=gpu*1"])
        #expect(
            made.mappings == [
                "a example.com/gpu container-0-request-1", "b example.com/gpu container-1-request-0", "a example.com/nic container-0-request-2",
            ])
    }

    /// An init container is done before the others begin: it uses what they will have, and shares the rest with its like.
    @Test func initContainersUseWhatOthersWillHave() {
        let pod = makePod { pod in
            pod.spec.initContainers = [
                container("i0", [Self.gpu: "1"]), container("side", [Self.gpu: "1"], sidecar: true), container("i2", [Self.gpu: "4"]),
                container("i3", [Self.gpu: "3"]),
            ]
            pod.spec.containers = [container("main", [Self.gpu: "2"])]
        }
        let made = wanted(pod)
        #expect(made.requests == ["container-1-request-0=gpu*1", "container-2-request-0=gpu*2", "container-4-request-0=gpu*2"])
        #expect(
            made.mappings.map { $0.replacing("example.com/gpu container-", with: "").replacing("-request-0", with: "") } == [
                "side 1", "main 4", "i0 1", "i2 4", "i3 4", "i2 2", "i3 2",
            ])
    }
}

/// The same against the API server, with the rights that a scheduler has.
@Suite(.serialized) struct ExtendedResourceSchedulingTests {
    private static let gpu = "example.com/gpu"

    private func publish(_ cluster: SchedulingCluster, _ devices: [ResourceV1.Device], node: String? = "n1", _ change: (inout ResourceV1.ResourceSlice) -> Void = { _ in }) async throws {
        var deviceClass = gpuClass
        deviceClass.spec.extendedResourceName = Self.gpu
        _ = try await cluster.client.create(deviceClass)
        _ = try await cluster.client.create(makeSlice("p", node: node, devices, change))
    }

    private func ask(_ pod: inout Pod, _ count: Quantity, of resource: String = gpu) {
        pod.spec.containers[0].resources.requests[resource] = count
        pod.spec.containers[0].resources.limits[resource] = count
    }

    private func claims(_ cluster: SchedulingCluster) async throws -> [ResourceV1.ResourceClaim] {
        let list: ObjectList<ResourceV1.ResourceClaim> = try await cluster.client.list()
        return list.items
    }

    @Test func devicesStandForExtendedResources() async throws {
        try await SchedulingCluster.run { cluster in
            try await cluster.addNode("n1")
            try await cluster.addNode("n2", extra: [Self.gpu: "1"])
            try await publish(cluster, [makeDevice("gpu0"), makeDevice("gpu1")])
            try await cluster.addPod("two") { ask(&$0, "2") }
            try await cluster.eventually("two is placed") { try await cluster.node(of: "two") == "n1" }
            let pod = try await cluster.pod("two")
            let status = try #require(pod.status.extendedResourceClaimStatus)
            #expect(status.requestMappings == [.init(containerName: "c", resourceName: Self.gpu, requestName: "container-0-request-0")])
            #expect(status.resourceClaimName.hasPrefix("two-extended-resources-"))
            let claim = try await cluster.client.get(ResourceV1.ResourceClaim.self, status.resourceClaimName, namespace: "default")
            #expect(claim.metadata.annotations["resource.kubernetes.io/extended-resource-claim"] == "true")
            #expect(claim.metadata.controllerRef?.uid == pod.metadata.uid && claim.metadata.finalizers == ["resource.kubernetes.io/delete-protection"])
            #expect(claim.spec.devices.requests.map(\.exactly?.count) == [2])
            #expect(claim.status.allocation?.devices.results.map(\.device) == ["gpu0", "gpu1"] && claim.status.reservedFor.map(\.name) == ["two"])
            // Looked at as if it were not there, it might have the same again.
            let explainer = SchedulingExplainer(client: cluster.client, clock: cluster.clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            #expect(try await explainer.explain(pod).chosen == ["n1"])
            // The other node has one of its own, for which no claim is made; a third pod finds neither.
            try await cluster.addPod("own") { ask(&$0, "1") }
            try await cluster.eventually("own is placed") { try await cluster.node(of: "own") == "n2" }
            #expect(try await cluster.pod("own").status.extendedResourceClaimStatus == nil)
            #expect(try await claims(cluster).count == 1)
            try await cluster.addPod("third") { ask(&$0, "1") }
            try await cluster.eventually("third is not") {
                try await cluster.isUnschedulable("third", "0/2 nodes are available: 1 Insufficient example.com/gpu, 1 cannot allocate all claims.")
            }
            // Devices come: it is tried again by itself.
            _ = try await cluster.client.create(makeSlice("q", node: "n1", [makeDevice("gpu2")]))
            try await cluster.eventually("third is placed") { try await cluster.node(of: "third") == "n1" }
        }
    }

    /// Each class has a resource without saying so; and what an earlier try left over goes first.
    @Test func leftoversGoFirst() async throws {
        try await SchedulingCluster.run(schedulers: 0) { cluster in
            try await cluster.addNode("n1")
            try await publish(cluster, [makeDevice("gpu0")])
            let pod = try await cluster.addPod("p") { ask(&$0, "1", of: "deviceclass.resource.kubernetes.io/gpu") }
            // As a scheduler that was killed in between leaves it: all that there is is taken.
            var left = ResourceV1.ResourceClaim.extended(for: pod, [makeRequest("container-0-request-0")])
            left.metadata.finalizers = ["resource.kubernetes.io/delete-protection"]
            left = try await cluster.client.create(left)
            left.status.allocation = .init(devices: .init(results: [.init(request: "container-0-request-0", driver: "gpu.example.com", pool: "p", device: "gpu0")]))
            left.status.reservedFor = [.init(resource: "pods", name: "p", uid: pod.metadata.uid)]
            left = try await cluster.client.updateStatus(left)
            cluster.startScheduler(identity: nil)
            try await cluster.eventually("p is placed") { try await cluster.node(of: "p") == "n1" }
            let claims = try await claims(cluster)
            #expect(claims.count == 1 && claims.first?.metadata.uid != left.metadata.uid)
            #expect(try await cluster.pod("p").status.extendedResourceClaimStatus?.resourceClaimName == claims.first?.metadata.name)
        }
    }

    /// A device whose driver says that it will not get ready is given back, and another one is taken.
    @Test func devicesThatDoNotGetReadyAreGivenBack() async throws {
        try await SchedulingCluster.run { cluster in
            try await cluster.addNode("n1")
            try await publish(cluster, [makeDevice("gpu0") { device in
                device.bindingConditions = ["example.com/ready"]
                device.bindingFailureConditions = ["example.com/broken"]
                device.bindsToNode = true
            }], node: nil) { $0.spec.allNodes = true }
            _ = try await cluster.client.create(makeClaim("one", [makeRequest()]) { ($0.metadata.uid, $0.metadata.resourceVersion) = ("", "") })
            try await cluster.addPod("p") { $0.spec.resourceClaims = [PodResourceClaim(name: "gpu", resourceClaimName: "one")] }
            func say(_ condition: String) async throws {
                var claim = try await cluster.client.get(ResourceV1.ResourceClaim.self, "one", namespace: "default")
                let result = try #require(claim.status.allocation?.devices.results.first)
                var status = ResourceV1.AllocatedDeviceStatus(driver: result.driver, pool: result.pool, device: result.device)
                status.conditions = [.init(type: condition, status: "True", lastTransitionTime: cluster.clock.time, reason: "Test", message: "")]
                claim.status.devices = [status]
                _ = try await cluster.client.updateStatus(claim)
            }
            func allocation() async throws -> ResourceV1.AllocationResult? {
                try await cluster.client.get(ResourceV1.ResourceClaim.self, "one", namespace: "default").status.allocation
            }
            try await cluster.eventually("it has the device") { try await allocation() != nil }
            // Everybody reaches the device, but it is made ready for the node alone.
            let first = try await allocation()
            #expect(first?.nodeSelector?.nodeSelectorTerms.first?.matchFields.first?.values == ["n1"])
            // The pod is expected on its node while its device is made ready, but is not there yet.
            try await cluster.eventually("it is expected there") { try await cluster.pod("p").status.nominatedNodeName == "n1" }
            #expect(try await cluster.node(of: "p").isEmpty)
            try await say("example.com/broken")
            try await cluster.eventually("it was given back and taken anew") {
                guard let now = try await allocation() else { return false }
                return now.allocationTimestamp != first?.allocationTimestamp
            }
            try await cluster.eventually("the device is ready") {
                try await say("example.com/ready")
                return true
            }
            try await cluster.eventually("p is placed") { try await cluster.node(of: "p") == "n1" }
        }
    }
}
