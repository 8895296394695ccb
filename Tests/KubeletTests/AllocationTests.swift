import Foundation
import KubernetesAPI
import Logging
import Synchronization
import Testing

@testable import Kubelet

/// Events by their reasons.
final class NotedEvents: PodEventSink {
    private let notes = Mutex<[String]>([])
    var reasons: [String] { notes.withLock { $0 } }
    func event(_ pod: Pod, container: String?, type: String, reason: String, message: String) { notes.withLock { $0.append(reason) } }
}

@Suite struct AllocationTests {
    private let directory = NSTemporaryDirectory() + "allocation-\(UInt32.random(in: 0 ... .max))"
    private let clock = ManualClock()
    private let events = NotedEvents()
    private let node = Node(
        metadata: ObjectMeta(name: "n"), status: NodeStatus(allocatable: ["cpu": "2", "memory": "1Gi"]))

    private func manager(_ options: ResourceManagerOptions = ResourceManagerOptions()) -> AllocationManager {
        AllocationManager(directory: directory, managers: options, events: events, clock: clock, logger: quiet)
    }

    private func pod(_ uid: String, cpu: Quantity, memory: Quantity = "64Mi", priority: Int = 0, generation: Int = 1) -> Pod {
        var pod = makePod()
        pod.metadata.uid = uid
        pod.metadata.generation = generation
        pod.spec.priority = priority
        pod.spec.containers[0].resources.requests = ["cpu": cpu, "memory": memory]
        return pod
    }

    private func clean() { try? FileManager.default.removeItem(atPath: directory) }

    @Test func whatIsAllocatedOutlivesTheKubelet() throws {
        defer { clean() }
        let first = manager()
        first.admit(pod("a", cpu: "1"))
        first.setActuated("a", container: pod("a", cpu: "1").spec.containers[0])
        // The spec has changed meanwhile; nobody has granted that.
        let second = manager()
        let changed = pod("a", cpu: "1500m", generation: 2)
        second.admit(changed)
        #expect(second.allocated(changed).spec.containers[0].resources.requests["cpu"] == "1")
        #expect(second.actuated("a", container: "a")?.requests["cpu"] == "1")
        #expect(second.resize(changed, node: node, others: []))
        #expect(manager().allocated(changed).spec.containers[0].resources.requests["cpu"] == "1500m")
        second.forget("a")
        #expect(!manager().knows("a"))
        // A file that was damaged counts as none.
        second.admit(changed)
        try "{\"data\":\"x\",\"checksum\":1}".write(toFile: directory + "/allocated_pods_state", atomically: true, encoding: .utf8)
        #expect(!manager().knows("a"))
    }

    @Test func resizesAreGrantedDeferredOrRefused() {
        defer { clean() }
        let manager = manager()
        let other = pod("other", cpu: "1")
        manager.admit(pod("a", cpu: "500m"))
        #expect(!manager.resize(pod("a", cpu: "500m"), node: node, others: [other]))
        #expect(manager.resize(pod("a", cpu: "3", generation: 2), node: node, others: [other]))
        #expect(manager.state("a").pending?.refusal == ResizeCheck.Refusal(
            reason: "Infeasible", message: "Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000"))
        #expect(manager.resize(pod("a", cpu: "1500m", generation: 3), node: node, others: [other]))
        let condition = manager.state("a").conditions.first
        #expect(condition?.type == "PodResizePending" && condition?.reason == "Deferred" && condition?.observedGeneration == 3)
        #expect(condition?.message == "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000")
        // Nothing has changed: nothing is said again.
        #expect(!manager.resize(pod("a", cpu: "1500m", generation: 3), node: node, others: [other]))
        #expect(manager.allocated(pod("a", cpu: "1500m")).spec.containers[0].resources.requests["cpu"] == "500m")
        // The other one has ended.
        let wanted = pod("a", cpu: "1500m", generation: 3)
        #expect(manager.resize(wanted, node: node, others: []))
        #expect(manager.state("a").pending == nil && manager.state("a").conditions.map(\.type) == ["PodResizeInProgress"])
        manager.failed(wanted, "no")
        #expect(manager.state("a").conditions.first?.reason == "Error" && manager.state("a").conditions.first?.message == "no")
        manager.completed(wanted)
        #expect(manager.state("a").conditions.isEmpty)
        #expect(events.reasons == ["ResizeInfeasible", "ResizeDeferred", "ResizeStarted", "ResizeError", "ResizeCompleted"])
        // Taken back before it was granted.
        manager.resize(pod("a", cpu: "3", generation: 4), node: node, others: [])
        manager.resize(pod("a", cpu: "1500m", generation: 5), node: node, others: [])
        #expect(manager.state("a").conditions.isEmpty)
    }

    @Test func whatManagersPinIsNotResized() {
        var options = ResourceManagerOptions()
        options.cpuPolicy = "static"
        var guaranteed = pod("a", cpu: "1")
        guaranteed.spec.containers[0].resources.limits = guaranteed.spec.containers[0].resources.requests
        #expect(ResizeCheck(node: node, managers: options).check(guaranteed, others: [])?.reason == "Infeasible")
        #expect(ResizeCheck(node: node, managers: options).check(pod("a", cpu: "1"), others: []) == nil)
        #expect(ResizeCheck(node: node, managers: ResourceManagerOptions()).check(guaranteed, others: []) == nil)
        guaranteed.metadata.annotations[PodAnnotations.source] = "file"
        #expect(ResizeCheck(node: node, managers: ResourceManagerOptions()).check(guaranteed, others: [])?.message == "In-place resize of static-pods is not supported")
    }

    @Test func theImportantAreTriedFirst() {
        defer { clean() }
        let manager = manager()
        var pods: [String: Pod] = [:]
        for (uid, priority, limit) in [("late", 0, false), ("early", 0, false), ("sure", 0, true), ("high", 5, false)] {
            var pod = pod(uid, cpu: "1", priority: priority)
            manager.admit(pod)
            pod.spec.containers[0].resources.requests["cpu"] = "1900m"
            if limit { pod.spec.containers[0].resources.limits = pod.spec.containers[0].resources.requests }
            pods[uid] = pod
        }
        for uid in ["early", "late", "sure", "high"] {
            clock.advance(by: .seconds(1))
            manager.resize(pods[uid] ?? makePod(), node: node, others: [pod("other", cpu: "1")])
        }
        #expect(manager.waiting { pods[$0] } == ["high", "sure", "early", "late"])
    }

    @Test func stepsFollowPolicies() {
        var container = Container(name: "c")
        container.resources = ResourceRequirements(limits: ["cpu": "1", "memory": "1Gi"], requests: ["cpu": "500m"])
        #expect(ResizeStep.of(container, actuated: nil) == .none)
        #expect(ResizeStep.of(container, actuated: container.resources) == .none)
        var before = container.resources
        before.limits["memory"] = "2Gi"
        #expect(ResizeStep.of(container, actuated: before) == .update)
        container.resizePolicy = [ContainerResizePolicy(resourceName: "cpu", restartPolicy: "RestartContainer")]
        #expect(ResizeStep.of(container, actuated: before) == .update)
        before.requests["cpu"] = "100m"
        #expect(ResizeStep.of(container, actuated: before) == .restart)
    }

    @Test func aPodsOwnResourcesAreKept() throws {
        var pod = pod("a", cpu: "1")
        pod.spec.resources = ResourceRequirements(limits: ["cpu": "2"], requests: ["cpu": "1500m"])
        let allocation = PodAllocation(pod)
        let back = try PodAllocation(json: allocation.json)
        #expect(back == allocation)
        var other = pod
        other.spec.resources?.limits["cpu"] = "3"
        other.spec.containers[0].resources = ResourceRequirements()
        #expect(back.applied(to: other) == pod)
    }

    @Test func limitsRiseBeforeAndFallAfter() {
        let small = CgroupLimits(cpuShares: 10, cpuQuota: 1000, memoryLimit: nil)
        let large = CgroupLimits(cpuShares: 5, cpuQuota: nil, memoryLimit: 7)
        #expect(small.raised(to: large) == CgroupLimits(cpuShares: 10))
        #expect(small.raised(to: CgroupLimits(cpuShares: 20, cpuQuota: 500)) == CgroupLimits(cpuShares: 20, cpuQuota: 1000))
        #expect(small.raised(to: CgroupLimits(cpuShares: 20, cpuQuota: -1)).cpuQuota == -1)
    }

    /// What a cpu amount becomes in the kernel, and what is told of it again, is the same amount wherever the kernel can tell.
    @Test func amountsComeBackFromTheKernel() {
        for milli in [1, 2, 3, 10, 15, 99, 100, 250, 333, 999, 1000, 1500, 64_000] {
            var container = Container(name: "c")
            container.resources = ResourceRequirements(limits: ["cpu": Quantity(milli: milli)], requests: ["cpu": Quantity(milli: milli)])
            var record = makeRecord("c", .running)
            record.limits = RuntimeLimits(
                cpuShares: LinuxResources.shares(milliCPU: milli), cpuQuota: LinuxResources.quota(milliCPU: milli), cpuPeriod: LinuxResources.period)
            #expect(ActualResources.of(container, record) == container.resources)
        }
        var container = Container(name: "c")
        container.resources = ResourceRequirements(limits: ["cpu": "2", "memory": "1Gi"], requests: ["cpu": "1"])
        var record = makeRecord("c", .running)
        record.limits = RuntimeLimits(cpuShares: 512, cpuQuota: 50_000, cpuPeriod: 100_000, memoryLimit: 1 << 29)
        let actual = ActualResources.of(container, record)
        // A runtime that does not say has what it was last told.
        #expect(ActualResources.of(container, makeRecord("c", .running), actuated: ResourceRequirements(limits: ["cpu": "3"])).limits["cpu"] == "3")
        #expect(actual.requests["cpu"] == "500m" && actual.limits["cpu"] == "500m" && actual.limits["memory"] == "512Mi")
    }
}
