import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct VolumeProvisioningTests {
    /// A cluster with a node, the default class, and the rights that `apus up` gives the provisioner.
    private func withProvisioner(_ body: (TestCluster) async throws -> Void) async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            _ = try await cluster.client.patch(Node.self, TestCluster.node, .merge(["metadata": ["labels": ["kubernetes.io/hostname": "host-1"]]]))
            var binding = ClusterRoleBinding()
            binding.metadata.name = "local-path-provisioner"
            binding.roleRef = RoleRef(apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin")
            binding.subjects = [RbacV1.Subject(kind: "ServiceAccount", name: "local-path-provisioner", namespace: "kube-system")]
            _ = try await cluster.client.create(binding)
            _ = try await cluster.client.create(Sample.storageClass("local", isDefault: true))
            try await body(cluster)
        }
    }

    /// What the scheduler does for the first pod of a claim.
    private func select(_ claim: String, _ cluster: TestCluster, node: String = TestCluster.node) async throws {
        _ = try await cluster.client.patch(
            PersistentVolumeClaim.self, claim, namespace: "default",
            .merge(["metadata": ["annotations": [StorageKeys.selectedNode: .string(node)]]]))
    }

    @Test func makesADirectoryOnTheChosenNodeAndRemovesItWithTheClaim() async throws {
        try await withProvisioner { cluster in
            _ = try await cluster.client.create(Sample.claim("data", storageClass: nil))
            try await cluster.eventually("waits for a pod") { try await !cluster.eventMessages("WaitForFirstConsumer").isEmpty }
            #expect(cluster.directories.all.isEmpty)
            try await select("data", cluster)
            try await cluster.eventually("bound") { try await cluster.phase("data") == "Bound" }
            let claim = try await cluster.claim("data")
            let name = "pvc-\(claim.metadata.uid)"
            #expect(cluster.directories.all == ["node-1/\(name)_default_data"])
            let volume = try await cluster.volume(name)
            #expect(claim.spec.volumeName == name && volume.spec.local?.path == "/disk/\(name)_default_data")
            let term = volume.spec.nodeAffinity?.required?.nodeSelectorTerms.first?.matchExpressions.first
            #expect(term?.key == "kubernetes.io/hostname" && term?.values == ["host-1"])
            #expect(volume.metadata.annotations[StorageKeys.provisionedBy] == "apus.io/local-path")
            #expect(volume.metadata.finalizers.contains(StorageKeys.provisionerFinalizer))
            try await cluster.eventually("said so") {
                try await cluster.eventMessages("ProvisioningSucceeded") == ["Successfully provisioned volume \(name)"]
            }

            try await cluster.client.delete(PersistentVolumeClaim.self, "data", namespace: "default")
            try await cluster.eventually("volume and data gone") { try await cluster.isGone(PersistentVolume.self, name) }
            #expect(cluster.directories.all.isEmpty)
        }
    }

    @Test func aVolumeWhoseNodeIsAwayIsDeletedLaterAndOneThatIsRetainedNever() async throws {
        try await withProvisioner { cluster in
            for name in ["a", "b"] {
                _ = try await cluster.client.create(Sample.claim(name, storageClass: nil))
                try await select(name, cluster)
                try await cluster.eventually("\(name) bound") { try await cluster.phase(name) == "Bound" }
            }
            let kept = try await cluster.claim("b").spec.volumeName ?? ""
            let doomed = try await cluster.claim("a").spec.volumeName ?? ""
            _ = try await cluster.client.patch(PersistentVolume.self, kept, .merge(["spec": ["persistentVolumeReclaimPolicy": "Retain"]]))
            cluster.directories.fail("the node is away")
            for name in ["a", "b"] { try await cluster.client.delete(PersistentVolumeClaim.self, name, namespace: "default") }
            try await cluster.eventually("told why", step: .seconds(1)) {
                try await cluster.eventMessages("VolumeFailedDelete").contains("node node-1: the node is away")
            }
            try await cluster.client.delete(PersistentVolume.self, doomed)
            #expect(try await cluster.volume(doomed).metadata.isBeingDeleted)
            cluster.directories.fail(nil)
            try await cluster.eventually("deleted", step: .seconds(1)) { try await cluster.isGone(PersistentVolume.self, doomed) }
            try await cluster.eventually("released") { try await cluster.volume(kept).status.phase == "Released" }
            #expect(cluster.directories.all == ["node-1/\(kept)_default_b"])
            #expect(try await !cluster.volume(kept).metadata.finalizers.contains(StorageKeys.provisionerFinalizer))
        }
    }

    @Test func refusesWhatADirectoryCannotBeAndAsksForAnotherNode() async throws {
        try await withProvisioner { cluster in
            _ = try await cluster.client.create(Sample.claim("shared", modes: ["ReadWriteMany"], storageClass: nil))
            _ = try await cluster.client.create(Sample.claim("lost", storageClass: nil))
            try await select("shared", cluster)
            try await select("lost", cluster, node: "gone")
            try await cluster.eventually("refused") {
                try await cluster.eventMessages("ProvisioningFailed").contains { $0.contains("access mode ReadWriteMany is not supported") }
            }
            try await cluster.eventually("to be scheduled anew") {
                try await cluster.claim("lost").metadata.annotations[StorageKeys.selectedNode] == nil
            }
            #expect(cluster.directories.all.isEmpty)
        }
    }

    @Test func anImmediateClassChoosesANodeItself() async throws {
        try await withProvisioner { cluster in
            _ = try await cluster.client.create(Sample.storageClass("now", waits: false))
            _ = try await cluster.client.create(Sample.claim("data", storageClass: "now"))
            try await cluster.eventually("bound") { try await cluster.phase("data") == "Bound" }
            #expect(cluster.directories.all.count == 1)
        }
    }

    @Test func growsAndCountsAgainstTheQuota() async throws {
        try await withProvisioner { cluster in
            var quota = ResourceQuota()
            quota.metadata.name = "storage"
            quota.metadata.namespace = "default"
            quota.spec.hard = ["requests.storage": "4Gi", "persistentvolumeclaims": "5"]
            _ = try await cluster.client.create(quota)
            try await cluster.eventually("the quota is counted") {
                try await !cluster.client.get(ResourceQuota.self, "storage", namespace: "default").status.used.isEmpty
            }
            _ = try await cluster.client.create(Sample.claim("data", storageClass: nil))
            try await select("data", cluster)
            try await cluster.eventually("bound") { try await cluster.phase("data") == "Bound" }
            func grow(to size: JSONValue) async throws {
                _ = try await cluster.client.patch(
                    PersistentVolumeClaim.self, "data", namespace: "default", .merge(["spec": ["resources": ["requests": ["storage": size]]]]))
            }
            try await grow(to: "3Gi")
            try await cluster.eventually("grown") { try await cluster.claim("data").status.capacity["storage"] == "3Gi" }
            let claim = try await cluster.claim("data")
            #expect(claim.status.conditions.isEmpty && claim.status.allocatedResources["storage"] == "3Gi" && claim.status.allocatedResourceStatuses.isEmpty)
            #expect(try await cluster.volume(claim.spec.volumeName ?? "").spec.capacity["storage"] == "3Gi")
            try await cluster.eventually("counted") {
                try await cluster.client.get(ResourceQuota.self, "storage", namespace: "default").status.used["requests.storage"] == "3Gi"
            }
            await #expect(throws: APIError.self) { try await grow(to: "5Gi") }
            try await cluster.eventually("said so") { try await cluster.eventMessages("VolumeResizeSuccessful") == ["Resize volume succeeded"] }
        }
    }
}
