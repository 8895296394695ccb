import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// The kubelet killed, and the API server away, as real processes.
@Suite(.serialized, .enabled(if: NodeProcesses.isAvailable, "needs root, containerd, runc, CNI plugins, busybox-static and the program itself"))
struct KilledTests {
    private func pod(_ name: String, _ script: String, grace: Int = 1, _ configure: (inout Pod) -> Void = { _ in }) -> Pod {
        var pod = Pod.busybox(name, script)
        pod.spec.terminationGracePeriodSeconds = grace
        pod.spec.tolerations = [Toleration(operator: "Exists")]
        configure(&pod)
        return pod
    }

    private func containers(_ fixture: ContainerdFixture, of name: String) async -> [CRIContainer] {
        ((try? await fixture.client.listContainers(CRIContainerFilter())) ?? []).filter { $0.labels[RuntimeLabels.podName] == name }
    }

    private func running(_ fixture: ContainerdFixture, of name: String) async -> String? {
        await containers(fixture, of: name).first { $0.state == .containerRunning }?.id
    }

    private func renewed(_ node: NodeProcesses) async -> MicroTime? {
        (try? await node.client.get(Lease.self, "node1", namespace: "kube-node-lease"))?.spec.renewTime
    }

    @Test(.timeLimit(.minutes(3))) func processesMayBeKilled() async throws {
        try await ContainerdFixture.with { fixture in
            let node = try NodeProcesses(fixture)
            defer { node.stop() }
            do { try await walk(node, fixture) } catch {
                Issue.record("\(error)\n\(node.logs)")
            }
            node.stop()
        }
    }

    private func walk(_ node: NodeProcesses, _ fixture: ContainerdFixture) async throws {
        try node.startServer()
        try #require(await inTime { (try? await node.client.list(Namespace.self))?.items.contains { $0.metadata.name == "default" } == true })
        try node.startKubelet()
        try ContainerdFixture.write(node.manifests + "/fixed.yaml", """
            apiVersion: v1
            kind: Pod
            metadata: {name: fixed}
            spec:
              terminationGracePeriodSeconds: 1
              containers: [{name: c, image: "test.local/busybox:1", imagePullPolicy: Never, command: [sh, -c, "\(Pod.idle)"]}]
            """)
        let host = fixture.directory + "/host"
        try FileManager.default.createDirectory(atPath: host, withIntermediateDirectories: true)
        let mounted: (inout Pod) -> Void = { pod in
            pod.spec.volumes = [Volume(name: "v", emptyDir: EmptyDirVolumeSource()), Volume(name: "h", hostPath: HostPathVolumeSource(path: host))]
            pod.spec.containers[0].volumeMounts = [VolumeMount(name: "v", mountPath: "/v"), VolumeMount(name: "h", mountPath: "/h")]
        }
        let probed: (inout Pod) -> Void = { pod in
            mounted(&pod)
            pod.spec.containers[0].readinessProbe = Probe(exec: ExecAction(command: ["test", "-f", "/v/ready"]), periodSeconds: 1, failureThreshold: 1)
        }
        // The date is written once for each life of the volume.
        _ = try await node.client.create(pod("kept", "test -f /v/born || date > /v/born; touch /v/ready; " + Pod.idle, probed))
        _ = try await node.client.create(pod("deleted", Pod.idle))
        _ = try await node.client.create(pod("vanished", Pod.idle))
        let slow = "trap 'touch /h/asked; while ! test -f /h/go; do sleep 0.1; done; touch /h/ended; exit 0' TERM; while :; do sleep 0.1; done"
        _ = try await node.client.create(pod("ending", slow, grace: 120, mounted))
        try #require(await inTime { await node.isReady("kept", "deleted", "vanished", "ending", "fixed-node1") })
        let kept = try #require(await node.pod("kept"))
        let keptID = try #require(await running(fixture, of: "kept"))
        let fixedID = try #require(await running(fixture, of: "fixed-node1"))
        let volume = "\(node.root)/pods/\(kept.metadata.uid)/volumes/kubernetes.io~empty-dir/v"
        let born = PodFiles.read(volume + "/born")
        #expect(!born.isEmpty)
        try await node.client.delete(Pod.self, "ending", namespace: "default")
        try #require(await inTime { access(host + "/asked", F_OK) == 0 })

        // The kubelet dies; pods are deleted meanwhile; it comes again.
        node.kill("kubelet")
        try await node.client.delete(Pod.self, "deleted", namespace: "default")
        try await node.client.delete(Pod.self, "vanished", namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
        try node.startKubelet()
        #expect(await inTime { await node.pod("deleted") == nil })
        #expect(await inTime { await containers(fixture, of: "vanished").isEmpty })
        #expect(await node.pod("ending") != nil)
        try ContainerdFixture.write(host + "/go", "")
        #expect(await inTime { await node.pod("ending") == nil })
        #expect(access(host + "/ended", F_OK) == 0, "it had the time that it was given")
        // What was to stay was not touched, and is looked after again.
        #expect(await running(fixture, of: "kept") == keptID)
        #expect(await running(fixture, of: "fixed-node1") == fixedID)
        let status = try #require(await node.pod("kept")?.status.containerStatuses.first)
        #expect(status.restartCount == 0 && status.containerID == kept.status.containerStatuses.first?.containerID)
        #expect(PodFiles.read(volume + "/born") == born)
        unlink(volume + "/ready")
        #expect(await inTime { await node.pod("kept")?.isReady == false })
        try ContainerdFixture.write(volume + "/ready", "")
        #expect(await inTime { await node.isReady("kept") })

        // The API server is away; containers that end are started again, and that is told when it is back.
        let lease = try #require(await renewed(node))
        node.kill("server")
        for id in [keptID, fixedID] { try await fixture.client.stopContainer(id, timeout: 1) }
        #expect(await inTime {
            guard let one = await running(fixture, of: "kept"), let two = await running(fixture, of: "fixed-node1") else { return false }
            return one != keptID && two != fixedID
        })
        try node.startServer()
        #expect(await inTime { await node.pod("kept")?.status.containerStatuses.first?.restartCount == 1 })
        #expect(await inTime { await node.isReady("kept", "fixed-node1") })
        #expect(await node.pod("fixed-node1")?.status.containerStatuses.first?.restartCount == 1)
        #expect(await inTime { await renewed(node).map { $0 > lease } == true })
        #expect((try await node.client.list(Node.self)).items.first?.isReady == true)
        for name in ["kept", "fixed-node1"] {
            try await node.client.delete(Pod.self, name, namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
        }
        unlink(node.manifests + "/fixed.yaml")
        #expect(await inTime { ((try? await fixture.client.listContainers()) ?? []).isEmpty })
    }
}
