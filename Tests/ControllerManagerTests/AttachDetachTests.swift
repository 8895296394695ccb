import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import ControllerManager

/// Volumes that are attached to nodes before they are mounted, with an attacher outside, as drivers bring it.
@Suite(.timeLimit(.minutes(5))) struct AttachDetachTests {
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

    @Test func theAttacherOfTheDriverDoesTheWork() async throws {
        try await withAttachedVolume { cluster in
            let attacher = TestAttacher(Self.driver)
            attacher.set(attachError: "no such disk")
            try await cluster.eventually("the error is told") {
                try await attacher.work(cluster)
                return try await cluster.eventMessages("FailedAttachVolume").contains { $0.hasPrefix("AttachVolume.Attach failed for volume \"v\" : ") && $0.hasSuffix("no such disk") }
            }
            #expect(try await volumesAttached("node-1", cluster) == [])
            attacher.set(attachError: nil)
            try await cluster.eventually("attached") {
                try await attacher.work(cluster)
                return try await self.volumesAttached("node-1", cluster) == [Self.unique]
            }
            try await setInUse([Self.unique], on: "node-1", cluster)

            // The attacher cannot let go at first; the volume is nobody else's until it has.
            attacher.set(detachError: "still busy")
            try await cluster.client.delete(Pod.self, "first", namespace: "default")
            try await cluster.pass(.seconds(5))
            #expect(attacher.detached == [])
            try await setInUse([], on: "node-1", cluster)
            try await cluster.eventually("asked to detach") {
                try await attacher.work(cluster)
                return try await self.attachments(cluster).first?.status.detachError?.message == "still busy"
            }
            _ = try await cluster.client.create(Sample.pod(using: "data", name: "second", node: "node-2"))
            try await cluster.pass(.seconds(5))
            #expect(try await attachments(cluster).map(\.spec.nodeName) == ["node-1"])
            attacher.set(detachError: nil)
            try await cluster.eventually("moved") {
                try await attacher.work(cluster)
                return try await self.volumesAttached("node-2", cluster) == [Self.unique]
            }
            #expect(attacher.attached == ["node-1", "node-2"] && attacher.detached == ["node-1"])
            #expect(try await volumesAttached("node-1", cluster) == [])
        }
    }

    /// A node that does not answer any more says nothing about its mounts; six minutes are waited, and then the volume is taken from it.
    @Test func aVolumeIsTakenFromASilentNodeAfterSixMinutes() async throws {
        try await withAttachedVolume { cluster in
            let attacher = TestAttacher(Self.driver)
            try await cluster.eventually("attached") {
                try await attacher.work(cluster)
                return try await self.volumesAttached("node-1", cluster) == [Self.unique]
            }
            try await setInUse([Self.unique], on: "node-1", cluster)
            try await cluster.eventually("silent", step: .seconds(1), nodeWorks: false) {
                try await cluster.client.get(Node.self, "node-1").status.condition("Ready")?.status == "Unknown"
            }
            try await cluster.client.delete(Pod.self, "first", namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
            let began = cluster.clock.monotonic
            try await cluster.eventually("taken", step: .seconds(2), nodeWorks: false) {
                try await attacher.work(cluster)
                return attacher.detached == ["node-1"]
            }
            #expect(cluster.clock.monotonic - began >= .seconds(350))
            #expect(try await attachments(cluster).isEmpty)
        }
    }

    private static let unique = "kubernetes.io/csi/csi.example.com^h-1"

    private func volumesAttached(_ node: String, _ cluster: TestCluster) async throws -> [String] {
        try await cluster.client.get(Node.self, node).status.volumesAttached.map(\.name)
    }
}

/// An attacher as those that drivers bring: it attaches what VolumeAttachments of its driver ask for, and holds them until it has detached.
private final class TestAttacher: Sendable {
    private struct State {
        var attachError: String?
        var detachError: String?
        var attached: [String] = []
        var detached: [String] = []
    }

    private let driver: String
    private let state = Mutex(State())
    private static let finalizer = "external-attacher/csi-example-com"

    init(_ driver: String) { self.driver = driver }

    var attached: [String] { state.withLock { $0.attached } }
    var detached: [String] { state.withLock { $0.detached } }
    func set(attachError: String?) { state.withLock { $0.attachError = attachError } }
    func set(detachError: String?) { state.withLock { $0.detachError = detachError } }

    /// Looks once at all attachments.
    func work(_ cluster: TestCluster) async throws {
        for attachment in try await cluster.client.list(VolumeAttachment.self).items where attachment.spec.attacher == driver {
            if attachment.metadata.isBeingDeleted {
                try await detach(attachment, cluster)
            } else if !attachment.status.attached {
                try await attach(attachment, cluster)
            }
        }
    }

    private func attach(_ attachment: VolumeAttachment, _ cluster: TestCluster) async throws {
        var attachment = attachment
        if !attachment.metadata.finalizers.contains(Self.finalizer) {
            attachment.metadata.finalizers.append(Self.finalizer)
            attachment = try await cluster.client.update(attachment)
        }
        let error = state.withLock { $0.attachError }
        attachment.status.attached = error == nil
        attachment.status.attachError = error.map { StorageV1.VolumeError(time: cluster.clock.time, message: $0) }
        _ = try await cluster.client.updateStatus(attachment)
        let node = attachment.spec.nodeName
        if error == nil { state.withLock { $0.attached.append(node) } }
    }

    private func detach(_ attachment: VolumeAttachment, _ cluster: TestCluster) async throws {
        var attachment = attachment
        if let error = state.withLock({ $0.detachError }) {
            attachment.status.detachError = StorageV1.VolumeError(time: cluster.clock.time, message: error)
            _ = try await cluster.client.updateStatus(attachment)
            return
        }
        let node = attachment.spec.nodeName
        state.withLock { $0.detached.append(node) }
        attachment.metadata.finalizers.removeAll { $0 == Self.finalizer }
        _ = try await cluster.client.update(attachment)
    }
}
