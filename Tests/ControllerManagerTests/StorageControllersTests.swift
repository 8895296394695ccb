import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct StorageControllersTests {
    @Test func anEphemeralVolumeHasAClaimOfThePodsOwn() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            func pod(_ name: String) -> Pod {
                var pod = Sample.pod(using: "x", name: name)
                var template = PersistentVolumeClaimTemplate()
                template.metadata.labels = ["of": name]
                template.spec = Sample.claim("x").spec
                pod.spec.volumes[0].persistentVolumeClaim = nil
                pod.spec.volumes[0].ephemeral = EphemeralVolumeSource(volumeClaimTemplate: template)
                return pod
            }
            _ = try await cluster.client.create(Sample.claim("b-data"))
            let created = try await cluster.client.create(pod("a"))
            _ = try await cluster.client.create(pod("b"))
            try await cluster.eventually("a claim") { try await cluster.claim("a-data").metadata.labels == ["of": "a"] }
            #expect(try await cluster.claim("a-data").metadata.controllerRef?.uid == created.metadata.uid)
            try await cluster.eventually("another's claim is not taken") {
                try await cluster.eventMessages("FailedBinding").contains(
                    "ephemeral volume data: PVC default/b-data was not created for pod default/b (pod is not owner)")
            }
            try await cluster.client.delete(PersistentVolumeClaim.self, "b-data", namespace: "default")
            try await cluster.client.delete(Pod.self, "a", namespace: "default")
            try await cluster.eventually("goes with the pod, and the other gets its own", step: .seconds(1)) {
                let isGone = try await cluster.isGone(PersistentVolumeClaim.self, "a-data", namespace: "default")
                let owner = try? await cluster.claim("b-data").metadata.controllerRef?.name
                return isGone && owner == "b"
            }
        }
    }

    @Test func aClaimStaysWhileAPodOnANodeUsesItAlsoOneThatHasEnded() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            _ = try await cluster.client.create(Sample.claim("data"))
            let pod = try await cluster.client.create(Sample.pod(using: "data"))
            try await cluster.eventually("runs") { try await cluster.pods().first?.isReady == true }
            try await cluster.finish(pod, phase: "Succeeded")
            try await cluster.client.delete(PersistentVolumeClaim.self, "data", namespace: "default")
            try await cluster.pass(.seconds(10))
            #expect(try await cluster.claim("data").metadata.isBeingDeleted)
            try await cluster.client.delete(Pod.self, "user", namespace: "default")
            try await cluster.eventually("goes") { try await cluster.isGone(PersistentVolumeClaim.self, "data", namespace: "default") }
        }
    }

    @Test func anAttributesClassStaysWhileAClaimHasIt() async throws {
        try await TestCluster.run { cluster in
            var attributes = VolumeAttributesClass()
            attributes.metadata.name = "gold"
            attributes.driverName = "csi.example.com"
            attributes.parameters = ["iops": "100"]
            _ = try await cluster.client.create(attributes)
            _ = try await cluster.client.create(Sample.claim("data") { $0.spec.volumeAttributesClassName = "gold" })
            try await cluster.pass(.seconds(2))
            try await cluster.client.delete(VolumeAttributesClass.self, "gold")
            try await cluster.pass(.seconds(5))
            #expect(try await cluster.client.get(VolumeAttributesClass.self, "gold").metadata.isBeingDeleted)
            try await cluster.client.delete(PersistentVolumeClaim.self, "data", namespace: "default")
            try await cluster.eventually("goes") { try await cluster.isGone(VolumeAttributesClass.self, "gold") }
        }
    }

    // MARK: Attaching

    private static let driver = "csi.example.com"

    /// A cluster with two nodes and a bound claim of a CSI driver whose volumes are attached.
    private func withAttachedVolume(_ body: (TestCluster) async throws -> Void) async throws {
        try await TestCluster.run { cluster in
            for name in ["node-1", "node-2"] {
                try await cluster.addNode(name)
                _ = try await cluster.client.patch(
                    Node.self, name, .merge(["metadata": ["annotations": ["volumes.kubernetes.io/controller-managed-attach-detach": "true"]]]))
            }
            _ = try await cluster.client.create(Sample.volume("v") {
                $0.spec.hostPath = nil
                $0.spec.csi = CSIPersistentVolumeSource(driver: Self.driver, volumeHandle: "h-1")
            })
            _ = try await cluster.client.create(Sample.claim("data"))
            try await cluster.eventually("bound") { try await cluster.phase("data") == "Bound" }
            _ = try await cluster.client.create(Sample.pod(using: "data", name: "first"))
            try await cluster.eventually("to be attached") { try await self.attachments(cluster).map(\.spec.nodeName) == ["node-1"] }
            try await body(cluster)
        }
    }

    private func attachments(_ cluster: TestCluster) async throws -> [VolumeAttachment] {
        try await cluster.client.list(VolumeAttachment.self).items
    }

    private func setInUse(_ names: [String], on node: String, _ cluster: TestCluster) async throws {
        _ = try await cluster.client.patch(
            Node.self, node, subresource: "status", .merge(["status": ["volumesInUse": .array(names.map { .string($0) })]]))
    }

    @Test func attachesForAPodAndDetachesAfterIt() async throws {
        try await withAttachedVolume { cluster in
            var attachment = try #require(try await attachments(cluster).first)
            #expect(attachment.spec.attacher == Self.driver && attachment.spec.source.persistentVolumeName == "v")
            #expect(attachment.metadata.name.hasPrefix("csi-") && attachment.metadata.name.count == 68)
            attachment.status.attached = true
            _ = try await cluster.client.updateStatus(attachment)
            let unique = "kubernetes.io/csi/csi.example.com^h-1"
            try await cluster.eventually("the node is told") {
                try await cluster.client.get(Node.self, "node-1").status.volumesAttached.map(\.name) == [unique]
            }
            try await cluster.eventually("the pod as well") { try await cluster.eventMessages("SuccessfulAttachVolume").count == 1 }
            try await setInUse([unique], on: "node-1", cluster)

            // Another pod wants it on the other node.
            _ = try await cluster.client.create(Sample.pod(using: "data", name: "second", node: "node-2"))
            try await cluster.eventually("not twice") {
                try await cluster.eventMessages("FailedAttachVolume") == ["Multi-Attach error for volume \"v\" Volume is already used by pod(s) first"]
            }
            try await cluster.client.delete(Pod.self, "first", namespace: "default")
            try await cluster.pass(.seconds(30))
            #expect(try await attachments(cluster).map(\.spec.nodeName) == ["node-1"])
            try await setInUse([], on: "node-1", cluster)
            try await cluster.eventually("moved") { try await self.attachments(cluster).map(\.spec.nodeName) == ["node-2"] }
            #expect(try await cluster.client.get(Node.self, "node-1").status.volumesAttached.isEmpty)
        }
    }

    @Test func takesAVolumeFromANodeThatIsOff() async throws {
        try await withAttachedVolume { cluster in
            try await setInUse(["kubernetes.io/csi/csi.example.com^h-1"], on: "node-1", cluster)
            try await cluster.pass(.seconds(2))
            try await cluster.client.delete(Pod.self, "first", namespace: "default")
            try await cluster.pass(.seconds(10))
            #expect(try await attachments(cluster).count == 1)
            let taint: JSONValue = ["key": "node.kubernetes.io/out-of-service", "value": "nodeshutdown", "effect": "NoExecute"]
            _ = try await cluster.client.patch(Node.self, "node-1", .strategic(["spec": ["taints": [taint]]]))
            try await cluster.eventually("detached") { try await self.attachments(cluster).isEmpty }
        }
    }
}
