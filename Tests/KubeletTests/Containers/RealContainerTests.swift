import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// Pods on a real containerd. The kubelet runs without an API server; what it would write there is looked at instead.
@Suite(.serialized, .enabled(if: ContainerdFixture.available, "needs root, containerd, runc, CNI plugins and busybox-static"))
struct RealContainerTests {
    private func manifest(_ name: String, _ spec: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name)}\nspec:\n" + spec
    }

    private func sleeper(_ name: String, _ extra: String = "") -> String {
        manifest(name, """
              terminationGracePeriodSeconds: 1
              containers:
              - name: c
                image: test.local/busybox:1
                command: [sh, -c, "trap 'exit 0' TERM; echo hello; while :; do sleep 0.1; done"]
            \(extra)
            """)
    }

    @Test(.timeLimit(.minutes(2))) func podRunsAndEnds() async throws {
        try await ContainerdFixture.with { fixture in
            let kubelet = try TestKubelet(fixture)
            try kubelet.apply("web", manifest("web", """
                  hostname: named
                  terminationGracePeriodSeconds: 1
                  initContainers:
                  - name: first
                    image: test.local/busybox:1
                    command: [sh, -c, "echo made > /data/file; echo done > /dev/termination-log"]
                    volumeMounts: [{name: data, mountPath: /data}]
                  - name: side
                    image: test.local/busybox:1
                    restartPolicy: Always
                    command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
                  containers:
                  - name: one
                    image: test.local/busybox:1
                    env: [{name: X, value: "1"}]
                    command: [sh, -c, "cat /data/file; echo $X $(hostname); cat /etc/hosts; id; trap 'exit 0' TERM; while :; do sleep 0.1; done"]
                    resources: {requests: {cpu: 100m}, limits: {memory: 32Mi, cpu: 200m}}
                    securityContext: {runAsUser: 1000, runAsGroup: 2000, readOnlyRootFilesystem: true}
                    volumeMounts: [{name: data, mountPath: /data, subPath: ""}]
                  - name: two
                    image: test.local/busybox:1
                    command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
                  volumes: [{name: data, emptyDir: {}}]
                """))
            #expect(await eventually { kubelet.status("web")?.conditions.first { $0.type == "Ready" }?.status == "True" })
            let status = try #require(kubelet.status("web"))
            #expect(status.phase == "Running" && status.qosClass == "Burstable")
            #expect(status.podIP?.hasPrefix("10.") == true)
            #expect(status.initContainerStatuses[0].state.terminated?.message == "done\n")
            #expect(status.initContainerStatuses[1].started == true)
            #expect(await eventually { kubelet.log("web", "one").contains("uid=1000 gid=2000") })
            let log = kubelet.log("web", "one")
            #expect(log.hasPrefix("made\n1 named\n"))
            #expect(log.contains("\(status.podIP ?? "?")\tnamed"))

            let uid = try #require(kubelet.pod("web")?.metadata.uid)
            if let hierarchy = CgroupHierarchy(), hierarchy.version == .v1, let memory = hierarchy.directory("memory", "/\(fixture.bridge)/kubepods/burstable/pod\(uid)") {
                #expect(FileManager.default.fileExists(atPath: memory))
            }
            try kubelet.delete("web")
            #expect(await eventually { kubelet.core.workers.known.isEmpty })
            #expect(try await fixture.client.listContainers().isEmpty)
            #expect(try await fixture.client.listPodSandboxes().isEmpty)
            #expect(PodFiles.list(kubelet.options.rootDirectory + "/pods").isEmpty)
            #expect(PodFiles.list(kubelet.options.podLogsDirectory).isEmpty)
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func restartedKubeletTakesUpWhatRuns() async throws {
        try await ContainerdFixture.with { fixture in
            let first = try TestKubelet(fixture)
            try first.apply("keep", sleeper("keep"))
            try first.apply("drop", sleeper("drop"))
            #expect(await eventually { first.status("keep")?.phase == "Running" && first.status("drop")?.phase == "Running" })
            let before = first.container("keep", "c")
            await first.stop()
            try first.delete("drop")

            let second = try TestKubelet(fixture)
            #expect(await eventually { second.container("keep", "c")?.ready == true })
            #expect(second.container("keep", "c")?.containerID == before?.containerID)
            #expect(second.container("keep", "c")?.state.running?.startedAt == before?.state.running?.startedAt)
            #expect(second.container("keep", "c")?.restartCount == 0)
            // What nobody asks for any more is removed.
            #expect(await eventually { (try? await fixture.client.listPodSandboxes().count) == 1 })
            await second.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func endedContainersRestartWithBackOff() async throws {
        try await ContainerdFixture.with { fixture in
            let kubelet = try TestKubelet(fixture) { $0.maxContainerBackOff = .seconds(60) }
            try kubelet.apply("crash", manifest("crash", """
                  containers:
                  - name: c
                    image: test.local/busybox:1
                    command: [sh, -c, "echo gone >&2; exit 3"]
                    terminationMessagePolicy: FallbackToLogsOnError
                  - name: missing
                    image: test.local/none:1
                    imagePullPolicy: Never
                  - name: wrong
                    image: Wrong!
                """))
            // The first restart is at once, the next after ten seconds.
            #expect(await eventually { kubelet.container("crash", "c")?.state.waiting?.reason == "CrashLoopBackOff" })
            let status = try #require(kubelet.container("crash", "c"))
            #expect(status.restartCount == 1)
            #expect(status.lastState.terminated?.exitCode == 3)
            #expect(status.lastState.terminated?.reason == "Error")
            #expect(status.lastState.terminated?.message == "gone\n")
            #expect(status.state.waiting?.message?.hasPrefix("back-off 10s restarting failed container=c pod=crash-node1_default(") == true)
            #expect(kubelet.container("crash", "missing")?.state.waiting?.reason == "ErrImageNeverPull")
            #expect(kubelet.container("crash", "wrong")?.state.waiting?.reason == "InvalidImageName")
            let second = try #require(status.lastState.terminated?.finishedAt)
            #expect(await eventually { kubelet.container("crash", "c")?.restartCount == 2 })
            #expect(await eventually { kubelet.container("crash", "c")?.lastState.terminated?.finishedAt ?? second > second })
            let third = try #require(kubelet.container("crash", "c")?.lastState.terminated?.startedAt)
            #expect((9...13).contains(third - second))
            // No more than one dead container of each name is kept for long, and the sandbox was never made anew.
            #expect(try await fixture.client.listPodSandboxes().count == 1)
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func killedContainersSandboxesAndProbes() async throws {
        try await ContainerdFixture.with { fixture in
            let kubelet = try TestKubelet(fixture)
            try kubelet.apply("p", sleeper("p"))
            #expect(await eventually { kubelet.container("p", "c")?.ready == true })
            let address = kubelet.status("p")?.podIP

            // A failed liveness probe.
            let id = try #require(kubelet.container("p", "c")?.containerID?.split(separator: "/").last.map(String.init))
            kubelet.probes.results.withLock { $0[id] = ProbeResults(liveness: false) }
            kubelet.core.workers.wake(try #require(kubelet.pod("p")?.metadata.uid))
            #expect(await eventually { kubelet.container("p", "c")?.restartCount == 1 && kubelet.container("p", "c")?.ready == true })
            #expect(kubelet.status("p")?.podIP == address)

            // A dead sandbox.
            let sandbox = try #require(try await fixture.client.listPodSandboxes().first)
            try await fixture.client.stopPodSandbox(sandbox.id)
            #expect(await eventually { kubelet.container("p", "c")?.restartCount == 2 && kubelet.container("p", "c")?.ready == true })
            let sandboxes = try await fixture.client.listPodSandboxes().filter { $0.state == .sandboxReady }
            #expect(sandboxes.count == 1 && sandboxes[0].metadata.attempt == 1)
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func hooksAndJobs() async throws {
        try await ContainerdFixture.with { fixture in
            let kubelet = try TestKubelet(fixture)
            try kubelet.apply("job", manifest("job", """
                  restartPolicy: Never
                  containers:
                  - {name: good, image: "test.local/busybox:1", command: ["true"]}
                  - {name: bad, image: "test.local/busybox:1", command: ["false"]}
                """))
            try kubelet.apply("hook", sleeper("hook", """
                    lifecycle:
                      postStart: {exec: {command: [sh, -c, "echo started > /host/post"]}}
                      preStop: {exec: {command: [sh, -c, "echo stopping > /host/pre"]}}
                    volumeMounts: [{name: host, mountPath: /host}]
                  volumes: [{name: host, hostPath: {path: \(fixture.directory)}}]
                """))
            #expect(await eventually { kubelet.status("job")?.phase == "Failed" })
            #expect(kubelet.container("job", "good")?.state.terminated?.reason == "Completed")
            #expect(kubelet.container("job", "bad")?.state.terminated?.exitCode == 1)
            #expect(await eventually { kubelet.container("hook", "c")?.ready == true })
            #expect(PodFiles.read(fixture.directory + "/post") == "started\n")
            try kubelet.delete("hook")
            #expect(await eventually { kubelet.pod("hook") == nil && kubelet.core.workers.known.count == 1 })
            #expect(PodFiles.read(fixture.directory + "/pre") == "stopping\n")
            await kubelet.stop()
        }
    }

    // MARK: - With an API server

    private func apiPod(_ name: String, grace: Int = 1) -> Pod {
        var pod = Pod(metadata: ObjectMeta(name: name, namespace: "default"))
        pod.spec.nodeName = "node1"
        pod.spec.terminationGracePeriodSeconds = grace
        pod.spec.containers = [
            Container(
                name: "c", image: "test.local/busybox:1", command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"],
                imagePullPolicy: "IfNotPresent")
        ]
        return pod
    }

    @Test(.timeLimit(.minutes(2))) func apiPodsAreReportedAndDeleted() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            api.create(apiPod("a"))
            let kubelet = try TestKubelet(fixture, api: api)
            try kubelet.apply("static", sleeper("static"))
            #expect(await eventually { api.pod("a")?.isReady == true })
            #expect(api.pod("a")?.status.podIP?.isEmpty == false)
            // The static pod has a mirror with its status, which comes back when it is deleted.
            #expect(await eventually { api.pod("static-node1")?.isReady == true })
            let mirror = try #require(api.pod("static-node1"))
            #expect(mirror.isMirror && mirror.metadata.ownerReferences.first?.kind == "Node")
            api.delete("static-node1", grace: 0)
            #expect(await eventually { api.pod("static-node1").map { $0.metadata.uid != mirror.metadata.uid && $0.isReady } ?? false })
            try kubelet.delete("static")
            #expect(await eventually { api.pod("static-node1") == nil })

            api.delete("a")
            #expect(await eventually { api.pod("a") == nil })
            #expect(await eventually { kubelet.core.workers.known.isEmpty })
            #expect(try await fixture.client.listContainers().isEmpty)
            let told = api.events.filter { $0.involvedObject.name == "a" }.map { "\($0.reason ?? ""): \($0.message ?? "")" }
            #expect(told == [
                "Pulled: Container image \"test.local/busybox:1\" already present on machine and can be accessed by the pod",
                "Created: Container created", "Started: Container started", "Killing: Stopping container c",
            ])
            #expect(api.events.first { $0.involvedObject.name == "a" && $0.reason == "Created" }?.involvedObject.fieldPath == "spec.containers{c}")
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func runtimeAndServerMayGoAway() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            api.create(apiPod("a"))
            api.create(apiPod("b"))
            let kubelet = try TestKubelet(fixture, api: api)
            #expect(await eventually { api.pod("a")?.isReady == true && api.pod("b")?.isReady == true })
            let started = api.pod("a")?.status.containerStatuses.first?.state.running?.startedAt

            await fixture.stopContainerd()
            #expect(await eventually { await kubelet.core.monitor.check(); return kubelet.core.monitor.runtimeError != nil })
            api.create(apiPod("c"))
            try fixture.startContainerdAgain()
            #expect(await eventually { api.pod("c")?.isReady == true })
            #expect(api.pod("a")?.status.containerStatuses.first?.state.running?.startedAt == started)
            #expect(api.pod("a")?.status.containerStatuses.first?.restartCount == 0)

            // What happens while the server is away is told when it is back.
            api.goDown(true)
            let id = try #require(try await fixture.client.listContainers().first { $0.labels[RuntimeLabels.podName] == "b" }?.id)
            try await fixture.client.stopContainer(id, timeout: 0)
            #expect(await eventually { (try? await fixture.client.listContainers().contains { $0.labels[RuntimeLabels.podName] == "b" && $0.id != id && $0.state == .containerRunning }) == true })
            api.goDown(false)
            #expect(await eventually { api.pod("b")?.status.containerStatuses.first?.restartCount == 1 && api.pod("b")?.isReady == true })
            await kubelet.stop()
        }
    }
}
