import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

extension RealContainerTests {
    private static let idle = ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]

    private func container(_ name: String, cpu: String, memory: String, limit: String? = nil, _ command: [String] = idle) -> Container {
        var container = Container(name: name, image: "test.local/busybox:1", command: command, imagePullPolicy: "IfNotPresent")
        container.resources.requests = ["cpu": Quantity(stringLiteral: cpu), "memory": Quantity(stringLiteral: memory)]
        container.resources.limits = ["cpu": Quantity(stringLiteral: limit ?? cpu), "memory": Quantity(stringLiteral: memory)]
        return container
    }

    private func pod(_ name: String, _ containers: [Container]) -> Pod {
        var pod = Pod(metadata: ObjectMeta(name: name, namespace: "default", generation: 1))
        pod.spec.nodeName = "node1"
        pod.spec.terminationGracePeriodSeconds = 1
        pod.spec.containers = containers
        return pod
    }

    private static func set(_ pod: inout Pod, _ name: String, cpu: String? = nil, memory: String? = nil) {
        func change(_ container: inout Container) {
            guard container.name == name else { return }
            for (resource, amount) in [("cpu", cpu), ("memory", memory)] {
                guard let amount else { continue }
                container.resources.requests[resource] = Quantity(stringLiteral: amount)
                container.resources.limits[resource] = Quantity(stringLiteral: amount)
            }
        }
        for index in pod.spec.containers.indices { change(&pod.spec.containers[index]) }
        for index in pod.spec.initContainers.indices { change(&pod.spec.initContainers[index]) }
    }

    private static func status(_ pod: Pod?, _ name: String) -> ContainerStatus? {
        ((pod?.status.containerStatuses ?? []) + (pod?.status.initContainerStatuses ?? [])).first { $0.name == name }
    }

    private static func condition(_ pod: Pod?, _ type: String) -> PodCondition? { pod?.status.conditions.first { $0.type == type } }

    /// A setting of the kernel for a pod, or for one of its containers.
    private static func kernel(_ fixture: ContainerdFixture, _ pod: Pod?, _ name: String?, _ controller: String, _ v1: String, _ v2: String) -> String {
        guard let pod, let hierarchy = CgroupHierarchy() else { return "" }
        var path = "/\(fixture.bridge)/kubepods/" + (pod.status.qosClass == "Guaranteed" ? "" : "burstable/") + "pod\(pod.metadata.uid)"
        if let name { path += "/" + (status(pod, name)?.containerID?.split(separator: "/").last.map(String.init) ?? "") }
        guard let directory = hierarchy.directory(controller, path) else { return "" }
        return PodFiles.read(directory + "/" + (hierarchy.version == .v1 ? v1 : v2)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func memoryLimit(_ fixture: ContainerdFixture, _ pod: Pod?, _ name: String? = nil) -> String {
        kernel(fixture, pod, name, "memory", "memory.limit_in_bytes", "memory.max")
    }

    private static func quota(_ fixture: ContainerdFixture, _ pod: Pod?, _ name: String? = nil) -> String {
        kernel(fixture, pod, name, "cpu", "cpu.cfs_quota_us", "cpu.max").split(separator: " ").first.map(String.init) ?? ""
    }

    private static func isResized(_ pod: Pod?, _ name: String, cpu: Quantity, memory: Quantity) -> Bool {
        guard let found = status(pod, name), found.state.running != nil else { return false }
        return found.resources?.limits == ["cpu": cpu, "memory": memory] && found.allocatedResources == ["cpu": cpu, "memory": memory]
            && condition(pod, "PodResizeInProgress") == nil && condition(pod, "PodResizePending") == nil
    }

    @Test(.timeLimit(.minutes(2))) func resourcesChangeInPlace() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            var resized = pod("r", [
                container("a", cpu: "100m", memory: "64Mi"), container("b", cpu: "100m", memory: "64Mi"),
                container("c", cpu: "500m", memory: "256Mi", ["sh", "-c", "x=$(seq 1 1000000); trap 'exit 0' TERM; while :; do sleep 0.1; done"]),
            ])
            resized.spec.containers[1].resizePolicy = [ContainerResizePolicy(resourceName: "memory", restartPolicy: "RestartContainer")]
            var sidecar = container("s", cpu: "50m", memory: "64Mi")
            sidecar.restartPolicy = "Always"
            resized.spec.initContainers = [sidecar]
            api.create(resized)
            let kubelet = try TestKubelet(fixture, api: api, allocatable: ["cpu": "2", "memory": "8Gi"])
            #expect(await eventually { api.pod("r")?.isReady == true })
            #expect(api.pod("r")?.status.qosClass == "Guaranteed")
            #expect(Self.status(api.pod("r"), "a")?.resources?.limits["memory"] == "64Mi")
            #expect(Self.memoryLimit(fixture, api.pod("r")) == String(448 << 20))
            let address = api.pod("r")?.status.podIP
            let before = ["a", "b", "c", "s"].map { Self.status(api.pod("r"), $0)?.containerID }

            // Up for one, down for another, by policy with a new start for a third; a sidecar too.
            api.edit("r") { pod in
                Self.set(&pod, "a", cpu: "200m", memory: "128Mi")
                Self.set(&pod, "b", memory: "32Mi")
                Self.set(&pod, "c", cpu: "250m")
                Self.set(&pod, "s", cpu: "70m")
            }
            #expect(await eventually {
                Self.isResized(api.pod("r"), "a", cpu: "200m", memory: "128Mi") && Self.isResized(api.pod("r"), "b", cpu: "100m", memory: "32Mi")
                    && Self.isResized(api.pod("r"), "c", cpu: "250m", memory: "256Mi") && Self.isResized(api.pod("r"), "s", cpu: "70m", memory: "64Mi")
                    && api.pod("r")?.isReady == true
            })
            let after = api.pod("r")
            #expect(["a", "b", "c", "s"].map { Self.status(after, $0)?.restartCount } == [0, 1, 0, 0])
            #expect([0, 2, 3].allSatisfy { before[$0] == Self.status(after, ["a", "b", "c", "s"][$0])?.containerID } && after?.status.podIP == address)
            #expect(Self.memoryLimit(fixture, after, "a") == String(128 << 20) && Self.quota(fixture, after, "a") == "20000")
            #expect(Self.memoryLimit(fixture, after, "b") == String(32 << 20) && Self.quota(fixture, after, "c") == "25000")
            #expect(Self.quota(fixture, after, "s") == "7000")
            #expect(Self.memoryLimit(fixture, after) == String(480 << 20) && Self.quota(fixture, after) == "62000")
            #expect(after?.status.observedGeneration == 2)

            // Less memory than it uses: it is left as it is, and told.
            #expect(await eventually { Int(Self.kernel(fixture, api.pod("r"), "c", "memory", "memory.usage_in_bytes", "memory.current")) ?? 0 > 3 << 20 })
            api.edit("r") { Self.set(&$0, "c", memory: "1Mi") }
            #expect(await eventually { Self.condition(api.pod("r"), "PodResizeInProgress")?.reason == "Error" })
            #expect(Self.condition(api.pod("r"), "PodResizeInProgress")?.message?.contains("attempting to set container \"c\" memory limit (1048576) below current usage") == true)
            #expect(Self.memoryLimit(fixture, api.pod("r"), "c") == String(256 << 20))
            api.edit("r") { Self.set(&$0, "c", memory: "192Mi") }
            #expect(await eventually { Self.isResized(api.pod("r"), "c", cpu: "250m", memory: "192Mi") })
            #expect(Self.memoryLimit(fixture, api.pod("r"), "c") == String(192 << 20) && Self.status(api.pod("r"), "c")?.restartCount == 0)
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func resizesWaitForRoom() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            api.create(pod("r", [container("a", cpu: "100m", memory: "64Mi")]))
            api.create(pod("big", [container("a", cpu: "1500m", memory: "64Mi")]))
            var whole = pod("whole", [container("a", cpu: "10m", memory: "64Mi")])
            whole.spec.containers[0].resources = ResourceRequirements()
            whole.spec.resources = ResourceRequirements(limits: ["cpu": "100m", "memory": "64Mi"], requests: ["cpu": "100m", "memory": "64Mi"])
            api.create(whole)
            let first = try TestKubelet(fixture, api: api, allocatable: ["cpu": "2", "memory": "8Gi"])
            #expect(await eventually { ["r", "big", "whole"].allSatisfy { api.pod($0)?.isReady == true } })
            let id = Self.status(api.pod("r"), "a")?.containerID

            // A pod that there is no room for is not let in.
            api.create(pod("refused", [container("a", cpu: "1", memory: "64Mi")]))
            #expect(await eventually { api.pod("refused")?.status.phase == "Failed" })
            #expect(api.pod("refused")?.status.reason == "OutOfcpu")
            #expect(api.pod("refused")?.status.message == "Pod was rejected: Node didn't have enough resource: cpu, requested: 1000, used: 1700, capacity: 2000")

            api.edit("r") { Self.set(&$0, "a", cpu: "4") }
            #expect(await eventually { Self.condition(api.pod("r"), "PodResizePending")?.reason == "Infeasible" })
            #expect(Self.condition(api.pod("r"), "PodResizePending")?.message == "Node didn't have enough capacity: cpu, requested: 4000, capacity: 2000")
            #expect(Self.condition(api.pod("r"), "PodResizePending")?.observedGeneration == 2)
            api.edit("r") { Self.set(&$0, "a", cpu: "1") }
            #expect(await eventually { Self.condition(api.pod("r"), "PodResizePending")?.reason == "Deferred" })
            #expect(Self.status(api.pod("r"), "a")?.allocatedResources["cpu"] == "100m" && Self.quota(fixture, api.pod("r"), "a") == "10000")

            // The pod's own resources.
            api.edit("whole") { $0.spec.resources = ResourceRequirements(limits: ["cpu": "200m", "memory": "128Mi"], requests: ["cpu": "200m", "memory": "128Mi"]) }
            #expect(await eventually { api.pod("whole")?.status.resources?.limits["memory"] == "128Mi" && Self.condition(api.pod("whole"), "PodResizeInProgress") == nil })
            #expect(Self.memoryLimit(fixture, api.pod("whole")) == String(128 << 20) && Self.quota(fixture, api.pod("whole")) == "20000")
            await first.stop()

            // It waits on after a restart of the kubelet, with what it had.
            let second = try TestKubelet(fixture, api: api, allocatable: ["cpu": "2", "memory": "8Gi"])
            #expect(await eventually { second.core.allocation.state(api.pod("r")?.metadata.uid ?? "").pending != nil })
            #expect(Self.quota(fixture, api.pod("r"), "a") == "10000")
            api.delete("big")
            #expect(await eventually { Self.isResized(api.pod("r"), "a", cpu: "1", memory: "64Mi") })
            #expect(Self.quota(fixture, api.pod("r"), "a") == "100000" && Self.status(api.pod("r"), "a")?.containerID == id)
            #expect(Self.status(api.pod("r"), "a")?.restartCount == 0)
            let told = api.events.filter { $0.involvedObject.name == "r" }.compactMap(\.reason).filter { $0.hasPrefix("Resize") }
            #expect(told.contains("ResizeInfeasible") && told.contains("ResizeDeferred") && told.suffix(2) == ["ResizeStarted", "ResizeCompleted"])
            await second.stop()
        }
    }
}
