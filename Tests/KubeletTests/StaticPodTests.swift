import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing

@testable import Kubelet

@Suite struct StaticPodTests {
    private let parser = StaticPodParser(nodeName: "node1")
    private let manifest = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: c\n    image: busybox\n"

    @Test func manifestGetsItsIdentity() throws {
        let pod = try #require(try parser.parse(manifest, path: "/m/a.yaml", now: MicroTime(microseconds: 0)).first)
        #expect(pod.metadata.name == "web-node1" && pod.metadata.namespace == "default")
        #expect(pod.metadata.annotations["kubernetes.io/config.source"] == "file")
        #expect(pod.metadata.annotations["kubernetes.io/config.hash"] == pod.metadata.uid)
        #expect(pod.isStatic && !pod.isMirror)
        #expect(pod.spec.containers[0].imagePullPolicy == "Always")
        #expect(pod.spec.tolerations.last?.operator == "Exists")
        let again = try parser.parse(manifest, path: "/m/a.yaml", now: MicroTime(microseconds: 9))
        #expect(again[0].metadata.uid == pod.metadata.uid)
        let changed = try parser.parse(manifest.replacing("busybox", with: "busybox:2"), path: "/m/a.yaml", now: MicroTime(microseconds: 0))
        #expect(changed[0].metadata.uid != pod.metadata.uid)
    }

    @Test(arguments: ["", "{", "kind: Service\napiVersion: v1", "apiVersion: v1\nkind: Pod", "apiVersion: v1\nkind: Pod\nmetadata: []"])
    func brokenManifestIsRefused(text: String) {
        #expect(throws: ManifestError.self) { try parser.parse(text, path: "/m/x", now: MicroTime(microseconds: 0)) }
    }

    @Test func directoryIsFollowed() async throws {
        let directory = NSTemporaryDirectory() + "static-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let names = Mutex<[String]>([])
        let complaints = Mutex<[String]>([])
        let source = FileSource(
            path: directory, parser: parser, clock: SystemClock(), frequency: .seconds(600),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            complain: { file, _ in complaints.withLock { $0.append(file) } }, update: { pods in names.withLock { $0 = pods.map(\.metadata.name) } }
        )
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: directory + "/a.yaml"))
        try Data("{broken".utf8).write(to: URL(fileURLWithPath: directory + "/b.yaml"))
        let task = Task { await source.run() }
        defer { task.cancel() }
        #expect(await eventually { names.withLock { $0 } == ["web-node1"] })
        #expect(complaints.withLock { $0 } == [directory + "/b.yaml"])
        try Data(manifest.replacing("web", with: "db").utf8).write(to: URL(fileURLWithPath: directory + "/b.yaml"))
        #expect(await eventually { names.withLock { $0 } == ["web-node1", "db-node1"] })
        // Half-written, what ran goes on; removed, it ends.
        try Data("{".utf8).write(to: URL(fileURLWithPath: directory + "/a.yaml"))
        #expect(await eventually { complaints.withLock { $0.count } == 2 })
        #expect(names.withLock { $0 } == ["web-node1", "db-node1"])
        try FileManager.default.removeItem(atPath: directory + "/a.yaml")
        #expect(await eventually { names.withLock { $0 } == ["db-node1"] })
    }

    @Test func admission() {
        var node = Node(metadata: ObjectMeta(name: "n"))
        node.status.allocatable = ["cpu": "1", "memory": "1Gi", "pods": "2"]
        var pod = makePod()
        pod.spec.containers[0].resources.requests = ["cpu": "600m"]
        let admission = PodAdmission(node: node, maxPods: 110)
        #expect(admission.check(pod, active: []) == nil)
        #expect(
            admission.check(pod, active: [pod])
                == PodVerdict(reason: "OutOfcpu", message: "Node didn't have enough resource: cpu, requested: 600, used: 600, capacity: 1000")
        )
        #expect(admission.check(makePod(), active: [makePod(), makePod()])?.reason == "OutOfpods")
        var selective = makePod()
        selective.spec.nodeSelector = ["disk": "ssd"]
        #expect(admission.check(selective, active: [])?.reason == "NodeAffinity")
        var port = makePod()
        port.spec.containers[0].ports = [ContainerPort(hostPort: 80, containerPort: 80)]
        #expect(admission.check(port, active: [port])?.reason == "NodePorts")
    }
}
