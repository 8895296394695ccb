import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// Volumes and classes of kinds that CSI drivers have taken over.
@Suite(.timeLimit(.minutes(5))) struct MigratedControllerTests {
    @Test func areAttachedByTheDriver() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode("node-1")
            _ = try await cluster.client.patch(
                Node.self, "node-1", .merge(["metadata": ["annotations": ["volumes.kubernetes.io/controller-managed-attach-detach": "true"]]]))
            _ = try await cluster.client.create(Sample.volume("v") {
                $0.spec.hostPath = nil
                $0.spec.awsElasticBlockStore = AWSElasticBlockStoreVolumeSource(volumeID: "aws://z/vol-1")
                $0.metadata.annotations[StorageKeys.provisionedBy] = "kubernetes.io/aws-ebs"
            })
            _ = try await cluster.client.create(Sample.claim("data"))
            try await cluster.eventually("bound") { try await cluster.phase("data") == "Bound" }
            #expect(try await cluster.client.get(PersistentVolume.self, "v").metadata.annotations["pv.kubernetes.io/migrated-to"] == "ebs.csi.aws.com")
            var pod = Sample.pod(using: "data", name: "p")
            var disk = Volume()
            disk.name = "disk"
            disk.gcePersistentDisk = GCEPersistentDiskVolumeSource(pdName: "d")
            pod.spec.volumes.append(disk)
            _ = try await cluster.client.create(pod)
            func attachments() async throws -> [VolumeAttachment] {
                try await cluster.client.list(VolumeAttachment.self).items.sorted { $0.spec.attacher < $1.spec.attacher }
            }
            try await cluster.eventually("both are to be attached") { try await attachments().map(\.spec.attacher) == ["ebs.csi.aws.com", "pd.csi.storage.gke.io"] }
            let found = try await attachments()
            #expect(found[0].spec.source.persistentVolumeName == "v" && found[1].spec.source.persistentVolumeName == nil)
            let handle = "projects/UNSPECIFIED/zones/UNSPECIFIED/disks/d"
            #expect(found[1].spec.source.inlineVolumeSpec?.csi?.volumeHandle == handle)
            for object in found {
                var attached = object
                attached.status.attached = true
                _ = try await cluster.client.updateStatus(attached)
            }
            try await cluster.eventually("the node is told") {
                try await cluster.client.get(Node.self, "node-1").status.volumesAttached.map(\.name).sorted()
                    == ["kubernetes.io/csi/ebs.csi.aws.com^vol-1", "kubernetes.io/csi/pd.csi.storage.gke.io^" + handle]
            }
            try await cluster.client.delete(Pod.self, "p", namespace: "default")
            try await cluster.eventually("detached") { try await attachments().isEmpty }
        }
    }

    @Test func areMadeByTheDriver() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.client.create(Sample.storageClass("old", provisioner: "kubernetes.io/cinder", waits: false))
            _ = try await cluster.client.create(Sample.claim("a", storageClass: "old"))
            _ = try await cluster.client.create(Sample.claim("b", storageClass: "old") { $0.metadata.annotations[StorageKeys.storageProvisioner] = "kubernetes.io/cinder" })
            try await cluster.eventually("asked for") {
                try await cluster.claim("a").metadata.annotations[StorageKeys.storageProvisioner] == "cinder.csi.openstack.org"
            }
            try await cluster.eventually("told") {
                try await cluster.eventMessages("ExternalProvisioning").contains { $0.contains("by the external provisioner 'cinder.csi.openstack.org' or manually") }
            }
            #expect(try await cluster.eventMessages("ProvisioningFailed").isEmpty)
            try await cluster.eventually("moved over") {
                try await cluster.claim("b").metadata.annotations[StorageKeys.storageProvisioner] == "cinder.csi.openstack.org"
            }
        }
    }
}
