import DevicePlugins
import Foundation
import KubernetesAPI
import Synchronization
import Testing

@testable import Kubelet

/// Devices, CPUs and limits in real containers.
extension RealContainerTests {
    private func pod(_ name: String, _ command: String, _ resources: String, extra: String = "") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name)}
        spec:
          terminationGracePeriodSeconds: 0
          restartPolicy: Never
        \(extra)
          containers:
          - name: c
            image: test.local/busybox:1
            command: [sh, -c, '\(command)']
            resources: {limits: {\(resources)}, requests: {\(resources)}}
        """
    }

    @Test(.timeLimit(.minutes(3))) func devicesOfPlugins() async throws {
        try await ContainerdFixture.with { fixture in
            let resource = "example.com/thing"
            let hostFile = fixture.directory + "/host-file"
            try Data("of the plug-in\n".utf8).write(to: URL(fileURLWithPath: hostFile))
            let first = try TestKubelet(fixture)
            let directory = first.core.resources.devices.directory
            let plugin = TestDevicePlugin(["d1", "d2", "d3"], hostFile: hostFile)
            #expect(await plugin.start(resource, in: directory, socket: "thing.sock"))
            await #expect(throws: (any Error).self) { try await plugin.register(resource, in: directory, socket: "thing.sock", version: "v1alpha1") }
            await #expect(throws: (any Error).self) { try await plugin.register("unqualified", in: directory, socket: "thing.sock") }
            #expect(await eventually { first.core.resources.devices.capacity().allocatable[resource] == 3 })

            let script = "echo got $DEVICES; cat /from-plugin; test -c /dev/special && echo special; while :; do sleep 0.1; done"
            let before = """
                  initContainers:
                  - name: i
                    image: test.local/busybox:1
                    command: [sh, -c, 'echo got $DEVICES']
                    resources: {limits: {\(resource): 2}}
                """
            try first.apply("user", pod("user", script, "\(resource): 2, cpu: 500m", extra: before))
            #expect(await eventually { first.log("user", "c").contains("special") })
            // The plug-in would rather give the last ones, and the init container's are used again.
            #expect(first.log("user", "c") == "got d2,d3\nof the plug-in\nspecial\n")
            #expect(first.log("user", "i") == "got d2,d3\n")
            #expect(plugin.preferred.withLock { $0 } == 1 && plugin.started.withLock { $0 } == [["d2", "d3"], ["d2", "d3"]])
            let uid = try #require(first.pod("user")?.metadata.uid)

            try first.apply("greedy", pod("greedy", "true", "\(resource): 2"))
            #expect(await eventually { first.status("greedy")?.phase == "Failed" })
            #expect(first.status("greedy")?.reason == "UnexpectedAdmissionError")
            #expect(
                first.status("greedy")?.message
                    == "Pod was rejected: Allocate failed due to requested number of devices unavailable for \(resource). Requested: 2, Available: 1, which is unexpected")

            // Monitors see who has what.
            let monitor = first.options.rootDirectory + "/pod-resources/kubelet.sock"
            let listed = try await UnixSocket.listPodResources(at: monitor).podResources.first { $0.name == "user-node1" }
            #expect(listed?.containers.first?.devices.first?.deviceIds == ["d2", "d3"])
            #expect(try await UnixSocket.allocatable(at: monitor).devices.first?.deviceIds.count == 3)
            var request = PRGetPodResourcesRequest()
            (request.podName, request.podNamespace) = ("user-node1", "default")
            #expect(try await UnixSocket.podResources(request, at: monitor).podResources.containers.count == 1)
            request.podName = "nobody"
            let unknown = request
            await #expect(throws: (any Error).self) { try await UnixSocket.podResources(unknown, at: monitor) }

            plugin.set("d3", healthy: false)
            #expect(await eventually { first.core.resources.devices.capacity().allocatable[resource] == 2 })
            #expect(first.core.resources.devices.capacity().capacity[resource] == 3)
            #expect(await eventually {
                first.container("user", "c")?.allocatedResourcesStatus.first?.resources.map(\.health) == ["Healthy", "Unhealthy"]
            })
            // A plug-in that goes takes its devices along; those that are in use stay with whom they have been given to.
            await plugin.stop()
            #expect(await eventually { first.core.resources.devices.capacity().allocatable[resource] == 0 })
            #expect(first.core.resources.devices.capacity().capacity[resource] == 3)
            #expect(await eventually {
                first.container("user", "c")?.allocatedResourcesStatus.first?.resources.map(\.health) == ["Unhealthy", "Unhealthy"]
            })
            plugin.set("d3", healthy: true)
            #expect(await plugin.start(resource, in: directory, socket: "thing2.sock"))
            #expect(await eventually { first.core.resources.devices.capacity().allocatable[resource] == 3 })
            let container = first.container("user", "c")?.containerID
            await first.stop()

            // The next kubelet remembers, and leaves what runs alone.
            let second = try TestKubelet(fixture)
            #expect(second.core.resources.devices.startsAfresh == false)
            #expect(second.core.resources.devices.inventory.inUse(resource) == ["d2", "d3"])
            await plugin.stop()
            #expect(await plugin.start(resource, in: directory, socket: "thing.sock"))
            #expect(await eventually { second.core.resources.devices.capacity().allocatable[resource] == 3 })
            #expect(await eventually { second.container("user", "c")?.ready == true })
            #expect(second.container("user", "c")?.containerID == container)
            #expect(second.core.resources.devices.inventory.allocation(uid, "c", resource)?.ids == ["d2", "d3"])
            try second.delete("user")
            #expect(await eventually { second.core.resources.devices.inventory.inUse(resource).isEmpty })
            await plugin.stop()
            await second.stop()
        }
    }

    @Test(.timeLimit(.minutes(3))) func limitsAndExclusiveCPUs() async throws {
        try await ContainerdFixture.with { fixture in
            let kubelet = try TestKubelet(fixture) {
                $0.resourceManagers.cpuPolicy = "static"
                $0.resourceManagers.cpuReconcilePeriod = .milliseconds(200)
                $0.reserved.systemCPUs = "0"
                $0.podPidsLimit = 64
            }
            let forever = "while :; do sleep 0.1; done"
            try kubelet.apply("shared", pod("shared", forever, "cpu: 100m"))
            #expect(await eventually { kubelet.status("shared")?.phase == "Running" })
            try kubelet.apply("own", pod("own", forever, "cpu: 1, memory: 32Mi"))
            try kubelet.apply("late", pod("late", forever, "cpu: 1, memory: 32Mi"))
            try kubelet.apply("busy", pod("busy", "while :; do :; done", "cpu: 50m, memory: 32Mi"))
            try kubelet.apply("large", pod("large", "/bin/busybox tail -c 100000000 /dev/zero", "cpu: 50m, memory: 16Mi"))
            #expect(await eventually { kubelet.status("own")?.phase == "Running" || kubelet.status("late")?.phase == "Running" })
            let names = ["own", "late"]
            #expect(await eventually { names.contains { kubelet.status($0)?.phase == "Failed" } })
            let owner = try #require(names.first { kubelet.status($0)?.phase == "Running" })
            let loser = try #require(names.first { $0 != owner })
            #expect(kubelet.status(loser)?.reason == "UnexpectedAdmissionError")
            #expect(kubelet.status(loser)?.message?.contains("not enough cpus available to satisfy request: requested=1, available=0") == true)
            let all = kubelet.core.resources.cpus.topology.all
            let own = try #require(kubelet.core.resources.cpus.exclusive(kubelet.pod(owner)?.metadata.uid ?? "", "c"))
            #expect(own.count == 1 && !own.contains(0))

            func file(_ pod: String, _ controller: String, _ name: String) -> String {
                guard let hierarchy = CgroupHierarchy(), let object = kubelet.pod(pod), let id = kubelet.container(pod, "c")?.containerID?.split(separator: "/").last,
                    let directory = kubelet.core.cgroups.directory(of: object, controller: controller) ?? hierarchy.directory(controller, "")
                else { return "" }
                return PodFiles.read("\(directory)/\(id)/\(name)").trimmingCharacters(in: .whitespacesAndNewlines)
            }
            if CgroupHierarchy()?.version == .v1 {
                #expect(await eventually { file(owner, "cpuset", "cpuset.cpus") == own.description })
                // Those that share move over when there are fewer to share.
                #expect(await eventually { file("shared", "cpuset", "cpuset.cpus") == all.subtracting(own).description })
                // CPUs of its own are not slowed by a quota; others' are.
                #expect(file(owner, "cpu", "cpu.cfs_quota_us") == "-1")
                #expect(await eventually { file("busy", "cpu", "cpu.cfs_quota_us") == "5000" && file("busy", "cpu", "cpu.shares") == "51" })
                let throttled = await eventually {
                    file("busy", "cpu", "cpu.stat").split(separator: "\n").contains { $0.hasPrefix("nr_throttled ") && !$0.hasSuffix(" 0") }
                }
                #expect(throttled)
                let busy = try #require(kubelet.pod("busy"))
                #expect(kubelet.core.cgroups.limits(of: busy) == CgroupLimits(cpuShares: 51, cpuQuota: 5000, memoryLimit: 32 << 20))
                let pids = kubelet.core.cgroups.directory(of: busy, controller: "pids").map { PodFiles.read($0 + "/pids.max") }
                #expect(pids == "64\n")
                let kubepods = CgroupHierarchy()?.directory("memory", kubelet.core.cgroups.kubepods.path(.cgroupfs)) ?? ""
                #expect(Int(PodFiles.read(kubepods + "/memory.limit_in_bytes").filter { !$0.isWhitespace }) ?? 0 <= kubelet.core.machine.memory)
            }
            // More memory than allowed ends a container.
            #expect(await eventually { kubelet.container("large", "c")?.state.terminated?.reason == "OOMKilled" })

            try kubelet.delete(owner)
            #expect(await eventually { kubelet.core.resources.cpus.cpus("any", "c") == all })
            await kubelet.stop()
        }
    }
}
