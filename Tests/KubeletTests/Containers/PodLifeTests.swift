import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Kubelet

/// Counts the HTTP requests that it answers.
private final class Listener: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    let requests = Mutex<[String]>([])

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(buffer: unwrapInboundIn(data))
        // Who wants to speak TLS gets what Go's servers give him.
        if text.hasPrefix("GET ") { requests.withLock { $0.append(text) } }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")), promise: nil)
    }
}

extension RealContainerTests {
    private func apiPod(_ name: String, _ spec: String) throws -> Pod {
        var pod = try makePod("{metadata: {name: \(name), namespace: default, generation: 1}, spec: \(spec)}")
        pod.metadata.uid = ""
        pod.spec.nodeName = "node1"
        func defaulted(_ container: Container) -> Container {
            var container = container
            container.image = container.image ?? "test.local/busybox:1"
            container.imagePullPolicy = "IfNotPresent"
            return container
        }
        pod.spec.containers = pod.spec.containers.map(defaulted)
        pod.spec.initContainers = pod.spec.initContainers.map(defaulted)
        return pod
    }

    private static func status(_ pod: Pod?, _ name: String) -> ContainerStatus? {
        ((pod?.status.containerStatuses ?? []) + (pod?.status.initContainerStatuses ?? []) + (pod?.status.ephemeralContainerStatuses ?? []))
            .first { $0.name == name }
    }

    private static func reasons(_ api: FakeAPI, _ pod: String) -> [String] {
        api.events.filter { $0.involvedObject.name == pod }.compactMap(\.reason)
    }

    private static func notes(_ fixture: ContainerdFixture, _ file: String) -> [String] {
        PodFiles.read(fixture.directory + "/" + file).split(separator: "\n").map(String.init)
    }

    /// A shell that notes its end, and ends when it is asked.
    private static func noting(_ name: String, _ file: String = "order") -> String {
        "[sh, -c, \"trap 'echo \(name) >> /host/\(file); exit 0' TERM; while :; do sleep 0.05; done\"]"
    }

    @Test(.timeLimit(.minutes(2))) func sidecarsGoAlongAndEndLast() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            let host = "volumes: [{name: host, hostPath: {path: \(fixture.directory)}}]"
            let mount = "volumeMounts: [{name: host, mountPath: /host}]"
            api.create(try apiPod("order", """
                {terminationGracePeriodSeconds: 20, \(host),
                 initContainers: [{name: s, restartPolicy: Always, command: \(Self.noting("s")), \(mount),
                                   lifecycle: {preStop: {exec: {command: [sh, -c, "echo hook-s >> /host/order"]}}}},
                                  {name: i, command: [sh, -c, "echo init >> /host/order"], \(mount)},
                                  {name: t, restartPolicy: Always, command: \(Self.noting("t")), \(mount)}],
                 containers: [{name: a, \(mount), command: [sh, -c, "trap 'sleep 1; echo a >> /host/order; exit 0' TERM; while :; do sleep 0.05; done"]}]}
                """))
            // What a sidecar ends with, and that it never ends by itself, is nothing to the pod.
            api.create(try apiPod("job", """
                {restartPolicy: Never, terminationGracePeriodSeconds: 1,
                 initContainers: [{name: s, restartPolicy: Always, command: [sh, -c, "trap 'exit 9' TERM; while :; do sleep 0.05; done"]}],
                 containers: [{name: a, command: ["true"]}]}
                """))
            // A sidecar that fails while the pod is initialized is started again, and init containers wait for its startup probe.
            api.create(try apiPod("gate", """
                {terminationGracePeriodSeconds: 1, \(host),
                 initContainers: [{name: s, restartPolicy: Always, startupProbe: {exec: {command: ["true"]}}, \(mount),
                                   command: [sh, -c, "if [ ! -e /host/once ]; then touch /host/once; exit 3; fi; trap 'exit 0' TERM; while :; do sleep 0.05; done"]},
                                  {name: i, command: ["true"]}],
                 containers: [{name: a, command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.05; done"]}]}
                """))
            let kubelet = try TestKubelet(fixture, api: api)
            #expect(await eventually { api.pod("order")?.isReady == true })
            #expect(await eventually { api.pod("job")?.status.phase == "Succeeded" })
            #expect(Self.status(api.pod("job"), "s")?.state.terminated?.exitCode == 9)
            #expect(api.pod("job")?.status.conditions.first { $0.type == "Initialized" }?.reason == "PodCompleted")

            #expect(await eventually { Self.status(api.pod("gate"), "s")?.restartCount == 1 && Self.status(api.pod("gate"), "s")?.state.running != nil })
            #expect(Self.status(api.pod("gate"), "s")?.started == false && Self.status(api.pod("gate"), "i")?.state.waiting?.reason == "PodInitializing")
            let id = Self.status(api.pod("gate"), "s")?.containerID?.split(separator: "/").last.map(String.init) ?? ""
            kubelet.probes.results.withLock { $0[id] = ProbeResults(startup: true) }
            kubelet.core.probeChanged(try #require(api.pod("gate")?.metadata.uid))
            #expect(await eventually { api.pod("gate")?.isReady == true })

            api.delete("order")
            #expect(await eventually { api.pod("order") == nil })
            #expect(Self.notes(fixture, "order") == ["init", "hook-s", "a", "t", "s"])
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func rulesOfContainersAndWholeRestarts() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            let host = "volumes: [{name: host, hostPath: {path: \(fixture.directory)}}]"
            let mount = "volumeMounts: [{name: host, mountPath: /host}]"
            func once(_ file: String, _ code: Int, then: String) -> String {
                "[sh, -c, \"if [ ! -e /host/\(file) ]; then touch /host/\(file); exit \(code); fi; \(then)\"]"
            }
            api.create(try apiPod("rule", """
                {restartPolicy: Never, \(host), containers: [{name: a, restartPolicy: Never, \(mount), command: \(once("rule", 42, then: "exit 7")),
                  restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}]}]}
                """))
            api.create(try apiPod("all", """
                {restartPolicy: Never, terminationGracePeriodSeconds: 1, \(host),
                 initContainers: [{name: i, command: [sh, -c, "echo init >> /host/all-order"], \(mount)}],
                 containers: [{name: a, \(mount), command: \(once("all", 42, then: "trap 'exit 0' TERM; while :; do sleep 0.05; done")),
                               restartPolicy: Never, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [42]}}]},
                              {name: b, command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.05; done"]}]}
                """))
            api.create(try apiPod("deadline", "{activeDeadlineSeconds: 1, terminationGracePeriodSeconds: 1, containers: [{name: a, command: [sh, -c, \"trap 'exit 0' TERM; while :; do sleep 0.05; done\"]}]}"))
            api.create(try apiPod("deaf", "{terminationGracePeriodSeconds: 300, containers: [{name: a, readinessProbe: {exec: {command: [\"true\"]}}, command: [sh, -c, \"trap '' TERM; while :; do sleep 0.05; done\"]}]}"))
            api.create(try apiPod("patient", """
                {terminationGracePeriodSeconds: 300, containers: [{name: a, livenessProbe: {exec: {command: ["true"]}, terminationGracePeriodSeconds: 1},
                  command: [sh, -c, "trap '' TERM; while :; do sleep 0.05; done"]}]}
                """))
            let kubelet = try TestKubelet(fixture, api: api)
            #expect(await eventually { api.pod("rule")?.status.phase == "Failed" })
            #expect(Self.status(api.pod("rule"), "a")?.restartCount == 1 && Self.status(api.pod("rule"), "a")?.state.terminated?.exitCode == 7)

            #expect(await eventually { api.pod("all")?.isReady == true && Self.notes(fixture, "all-order") == ["init", "init"] })
            #expect(["i", "a", "b"].map { Self.status(api.pod("all"), $0)?.restartCount } == [1, 1, 1])
            #expect(api.pod("all")?.status.conditions.first { $0.type == "AllContainersRestarting" }?.status == "False")
            #expect(try await fixture.client.listPodSandboxes().filter { $0.metadata.name == "all" }.count == 1)

            #expect(await eventually { api.pod("deadline")?.status.phase == "Failed" })
            #expect(api.pod("deadline")?.status.reason == "DeadlineExceeded")
            #expect(Self.reasons(api, "deadline").contains("DeadlineExceeded"))

            // A probe's own grace period: the pod's is five minutes.
            #expect(await eventually { Self.status(api.pod("patient"), "a")?.state.running != nil })
            let patient = Self.status(api.pod("patient"), "a")?.containerID?.split(separator: "/").last.map(String.init) ?? ""
            kubelet.probes.results.withLock { $0[patient] = ProbeResults(liveness: false) }
            kubelet.core.probeChanged(try #require(api.pod("patient")?.metadata.uid))
            #expect(await eventually { Self.status(api.pod("patient"), "a")?.restartCount == 1 })

            // Readiness is told while the pod ends, and a second deletion shortens its time.
            let uid = try #require(api.pod("deaf")?.metadata.uid)
            let deaf = Self.status(api.pod("deaf"), "a")?.containerID?.split(separator: "/").last.map(String.init) ?? ""
            kubelet.probes.results.withLock { $0[deaf] = ProbeResults(readiness: true) }
            kubelet.core.probeChanged(uid)
            #expect(await eventually { api.pod("deaf")?.isReady == true })
            api.delete("deaf")
            #expect(await eventually { Self.reasons(api, "deaf").contains("Killing") })
            kubelet.probes.results.withLock { $0[deaf] = ProbeResults(readiness: false) }
            kubelet.core.probeChanged(uid)
            #expect(await eventually { api.pod("deaf")?.isReady == false })
            api.delete("deaf", grace: 1)
            api.delete("patient", grace: 1)
            #expect(await eventually { api.pod("deaf") == nil && api.pod("patient") == nil })
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func endsAndLastWords() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            api.create(try apiPod("words", """
                {restartPolicy: Never, securityContext: {runAsUser: 1000}, containers: [
                 {name: custom, terminationMessagePath: /tmp/custom, command: [sh, -c, "echo -n DONE > /tmp/custom"]},
                 {name: long, command: [sh, -c, "for i in $(seq 1 1000); do echo line $i; done > /dev/termination-log; exit 1"]},
                 {name: quiet, terminationMessagePolicy: FallbackToLogsOnError, command: [sh, -c, "echo talk"]},
                 {name: logged, terminationMessagePolicy: FallbackToLogsOnError, command: [sh, -c, "seq 1 500; sleep 1; exit 5"]}]}
                """))
            // What the file says comes first, also where the log might speak for it.
            api.create(try apiPod("file", """
                {restartPolicy: Never, containers: [{name: a, terminationMessagePolicy: FallbackToLogsOnError, command: [sh, -c, "echo talk; echo -n OK > /dev/termination-log"]}]}
                """))
            api.create(try apiPod("oom", """
                {restartPolicy: Never, containers: [{name: a, resources: {limits: {memory: 16Mi}}, command: [sh, -c, "x=$(seq 1 9000000); echo $x"]}]}
                """))
            api.create(try apiPod("wrong", """
                {terminationGracePeriodSeconds: 1, containers: [{name: none, command: [/nothing/here]},
                 {name: hook, lifecycle: {postStart: {exec: {command: [sh, -c, "echo secret; exit 4"]}}}, command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.05; done"]},
                 {name: tcp, lifecycle: {postStart: {tcpSocket: {port: 80}}}, command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.05; done"]}]}
                """))
            let kubelet = try TestKubelet(fixture, api: api)
            #expect(await eventually { api.pod("words")?.status.phase == "Failed" })
            let words = api.pod("words")
            #expect(Self.status(words, "custom")?.state.terminated?.message == "DONE")
            let long = Self.status(words, "long")?.state.terminated?.message ?? ""
            // The end of the file, within this container's part of what a pod may say.
            #expect(long.utf8.count == 3072 && !long.hasPrefix("line 1\n"))
            #expect(Self.status(words, "quiet")?.state.terminated?.message == nil && Self.status(words, "quiet")?.state.terminated?.reason == "Completed")
            #expect(Self.status(words, "logged")?.state.terminated?.message?.hasPrefix("421\n") == true)
            #expect(Self.status(words, "logged")?.state.terminated?.message?.hasSuffix("\n500\n") == true)
            #expect(Self.status(words, "logged")?.state.terminated?.reason == "Error")

            #expect(await eventually { api.pod("file")?.status.phase == "Succeeded" })
            #expect(Self.status(api.pod("file"), "a")?.state.terminated?.message == "OK")
            #expect(await eventually { api.pod("oom")?.status.phase == "Failed" })
            #expect(Self.status(api.pod("oom"), "a")?.state.terminated?.reason == "OOMKilled" && Self.status(api.pod("oom"), "a")?.state.terminated?.exitCode == 137)

            #expect(await eventually { Self.status(api.pod("wrong"), "none")?.lastState.terminated != nil })
            let last = Self.status(api.pod("wrong"), "none")?.lastState.terminated
            #expect(last?.reason == "StartError" && last?.exitCode == 128)
            #expect(await eventually { Self.reasons(api, "wrong").filter { $0 == "FailedPostStartHook" }.count >= 2 })
            #expect(await eventually { Self.status(api.pod("wrong"), "hook")?.lastState.terminated != nil })
            #expect(!api.events.contains { $0.message?.contains("secret") == true })
            #expect(["PostStartHookError", "CrashLoopBackOff"].contains(Self.status(api.pod("wrong"), "hook")?.state.waiting?.reason ?? ""))
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func hooksAndVisitors() async throws {
        try await ContainerdFixture.with { fixture in
            let listener = Listener()
            let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .childChannelInitializer { $0.pipeline.addHandler(listener) }.bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(server.localAddress?.port)
            let api = FakeAPI()
            let loop = "[sh, -c, \"trap 'exit 0' TERM; while :; do sleep 0.05; done\"]"
            api.create(try apiPod("hooks", """
                {terminationGracePeriodSeconds: 20, containers: [
                 {name: web, command: \(loop), lifecycle: {postStart: {httpGet: {host: 127.0.0.1, port: \(port), path: /start, httpHeaders: [{name: X-A, value: b}]}},
                                                            preStop: {httpGet: {scheme: HTTPS, host: 127.0.0.1, port: \(port), path: /stop}}}},
                 {name: nap, command: \(loop), lifecycle: {preStop: {sleep: {seconds: 1}}}},
                 {name: bad, command: \(loop), lifecycle: {preStop: {exec: {command: ["false"]}}}}]}
                """))
            api.create(try apiPod("host", "{terminationGracePeriodSeconds: 1, containers: [{name: a, command: [sh, -c, \"trap 'exit 0' TERM; while :; do sleep 0.05; done; echo mark-of-a\"]}]}"))
            let kubelet = try TestKubelet(fixture, api: api)
            #expect(await eventually { api.pod("hooks")?.isReady == true && api.pod("host")?.isReady == true })
            // Whatever it answers, it was told.
            let start = listener.requests.withLock { $0.first } ?? ""
            #expect(start.hasPrefix("GET /start ") && start.lowercased().contains("x-a: b") && start.contains("kube-lifecycle/"))

            api.edit("host") { pod in
                pod.spec.ephemeralContainers = [
                    EphemeralContainer(name: "visitor", image: "test.local/busybox:1", command: ["sh", "-c", "cat /proc/1/cmdline; echo; sleep 60"], imagePullPolicy: "IfNotPresent", targetContainerName: "a"),
                    EphemeralContainer(name: "short", image: "test.local/busybox:1", command: ["sh", "-c", "exit 6"], imagePullPolicy: "IfNotPresent"),
                    EphemeralContainer(name: "lost", image: "test.local/busybox:1", command: ["true"], imagePullPolicy: "IfNotPresent", targetContainerName: "nobody"),
                ]
            }
            #expect(await eventually { Self.status(api.pod("host"), "visitor")?.state.running != nil && Self.status(api.pod("host"), "short")?.state.terminated != nil })
            #expect(await eventually { Self.status(api.pod("host"), "lost")?.state.waiting?.reason == "CreateContainerConfigError" })
            #expect(Self.status(api.pod("host"), "lost")?.state.waiting?.message == "unable to find target container nobody")
            #expect(Self.status(api.pod("host"), "short")?.state.terminated?.exitCode == 6 && Self.status(api.pod("host"), "short")?.restartCount == 0)
            let pod = try #require(api.pod("host"))
            let log = LogPaths.podDirectory(root: kubelet.options.podLogsDirectory, pod) + "/visitor/0.log"
            // It sees the processes of the container that it looks at.
            #expect(await eventually { PodFiles.read(log).contains("mark-of-a") })
            #expect(pod.isReady && Self.status(pod, "a")?.restartCount == 0)

            api.delete("hooks")
            #expect(await eventually { api.pod("hooks") == nil })
            #expect(listener.requests.withLock { $0.last }?.hasPrefix("GET /stop ") == true)
            #expect(Self.reasons(api, "hooks").filter { $0 == "FailedPreStopHook" }.count == 1)
            await kubelet.stop()
            try await server.close().get()
        }
    }
}
