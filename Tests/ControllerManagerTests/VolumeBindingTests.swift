import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct VolumeBindingTests {
    @Test func aClaimGetsTheSmallestVolumeThatSuitsAndFreesItWhenItGoes() async throws {
        try await TestCluster.run { cluster in
            let client = cluster.client
            for volume in [
                Sample.volume("huge", size: "10Gi"), Sample.volume("right", size: "2Gi"), Sample.volume("small", size: "500Mi"),
                Sample.volume("other", size: "1Gi", storageClass: "fast"), Sample.volume("shared", size: "1Gi", modes: ["ReadOnlyMany"]),
                Sample.volume("block", size: "1Gi") { $0.spec.volumeMode = "Block" },
            ] { _ = try await client.create(volume) }
            _ = try await client.create(Sample.claim("a"))
            try await cluster.eventually("bound") { try await cluster.phase("a") == "Bound" }
            let claim = try await cluster.claim("a")
            #expect(claim.spec.volumeName == "right" && claim.status.capacity == ["storage": "2Gi"])
            #expect(claim.status.accessModes == ["ReadWriteOnce"])
            #expect(claim.metadata.annotations[StorageKeys.bindCompleted] == "yes" && claim.metadata.annotations[StorageKeys.boundByController] == "yes")
            let volume = try await cluster.volume("right")
            #expect(volume.spec.claimRef?.uid == claim.metadata.uid && volume.status.phase == "Bound" && volume.status.lastPhaseTransitionTime != nil)

            // Protected both ways: the volume stays until the claim has gone.
            try await client.delete(PersistentVolume.self, "right")
            #expect(try await cluster.volume("right").metadata.isBeingDeleted)
            try await client.delete(PersistentVolumeClaim.self, "a", namespace: "default")
            try await cluster.eventually("both go") {
                let claimIsGone = try await cluster.isGone(PersistentVolumeClaim.self, "a", namespace: "default")
                let volumeIsGone = try await cluster.isGone(PersistentVolume.self, "right")
                return claimIsGone && volumeIsGone
            }
        }
    }

    @Test func aReleasedVolumeIsKeptForNobodyElse() async throws {
        try await TestCluster.run { cluster in
            let client = cluster.client
            _ = try await client.create(Sample.volume("v"))
            _ = try await client.create(Sample.claim("a"))
            try await cluster.eventually("bound") { try await cluster.phase("a") == "Bound" }
            try await client.delete(PersistentVolumeClaim.self, "a", namespace: "default")
            try await cluster.eventually("released") { try await cluster.volume("v").status.phase == "Released" }
            _ = try await client.create(Sample.claim("b"))
            try await cluster.eventually("nothing for the next one") {
                try await cluster.eventMessages("FailedBinding") == ["no persistent volumes available for this claim and no storage class is set"]
            }
            #expect(try await cluster.phase("b") == "Pending")
            // The administrator gives it free.
            _ = try await client.patch(PersistentVolume.self, "v", .merge(["spec": ["claimRef": .null]]))
            try await cluster.eventually("bound again") { try await cluster.phase("b") == "Bound" }
        }
    }

    @Test func claimsAndVolumesThatNameEachOther() async throws {
        try await TestCluster.run { cluster in
            let client = cluster.client
            // The volume waits for its claim, although another one would fit.
            _ = try await client.create(Sample.volume("reserved", size: "5Gi") { $0.spec.claimRef = ObjectReference(namespace: "default", name: "mine") })
            _ = try await client.create(Sample.volume("free"))
            _ = try await client.create(Sample.claim("mine"))
            // The claim asks for a volume by name.
            _ = try await client.create(Sample.volume("named", size: "3Gi"))
            _ = try await client.create(Sample.claim("asks") { $0.spec.volumeName = "named" })
            try await cluster.eventually("both bound") {
                let phases = [try await cluster.phase("mine"), try await cluster.phase("asks")]
                return phases == ["Bound", "Bound"]
            }
            #expect(try await cluster.claim("mine").spec.volumeName == "reserved")
            let named = try await cluster.volume("named")
            #expect(named.spec.claimRef?.name == "asks" && named.metadata.annotations[StorageKeys.boundByController] == "yes")
            #expect(try await cluster.volume("reserved").metadata.annotations[StorageKeys.boundByController] == nil)

            _ = try await client.create(Sample.claim("late") { $0.spec.volumeName = "named" })
            _ = try await client.create(Sample.claim("large", size: "2Gi") { $0.spec.volumeName = "free" })
            try await cluster.eventually("told why not") {
                let taken = try await cluster.eventMessages("FailedBinding").contains("volume \"named\" already bound to a different claim.")
                let small = try await cluster.eventMessages("VolumeMismatch").contains("Cannot bind to requested volume \"free\": requested PV is too small")
                return taken && small
            }
            // Deleted behind the claim's back.
            try await client.delete(PersistentVolume.self, "named")
            _ = try await client.patch(PersistentVolume.self, "named", .merge(["metadata": ["finalizers": .null]]))
            try await cluster.eventually("lost") { try await cluster.phase("asks") == "Lost" }
            try await cluster.eventually("said so") {
                try await cluster.eventMessages("ClaimLost") == ["Bound claim has lost its PersistentVolume. Data on the volume is lost!"]
            }
        }
    }

    @Test func theDefaultClassIsGivenLaterToo() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.client.create(Sample.claim("a", storageClass: nil))
            try await cluster.eventually("waits") { try await !cluster.eventMessages("FailedBinding").isEmpty }
            _ = try await cluster.client.create(Sample.storageClass("standard", isDefault: true))
            try await cluster.eventually("has the class") { try await cluster.claim("a").spec.storageClassName == "standard" }
            try await cluster.eventually("waits for a pod") {
                try await cluster.eventMessages("WaitForFirstConsumer") == ["waiting for first consumer to be created before binding"]
            }
        }
    }

    @Test func asksTheProvisionerOfTheClass() async throws {
        try await TestCluster.run { cluster in
            let client = cluster.client
            _ = try await client.create(Sample.storageClass("fast", provisioner: "csi.example.com", waits: false))
            _ = try await client.create(Sample.storageClass("manual", provisioner: StorageKeys.noProvisioner, waits: false))
            for (name, storageClass) in [("a", "fast"), ("b", "missing"), ("c", "manual")] {
                _ = try await client.create(Sample.claim(name, storageClass: storageClass))
            }
            try await cluster.eventually("annotated and told") {
                let claim = try await cluster.claim("a")
                let waits = try await cluster.eventMessages("ExternalProvisioning").contains { $0.contains("by the external provisioner 'csi.example.com' or manually") }
                let failures = Set(try await cluster.eventMessages("ProvisioningFailed"))
                return claim.metadata.annotations[StorageKeys.storageProvisioner] == "csi.example.com"
                    && claim.metadata.annotations[StorageKeys.betaStorageProvisioner] == "csi.example.com" && waits
                    && failures == [
                        "storageclass.storage.k8s.io \"missing\" not found", "no volume plugin matched name: kubernetes.io/no-provisioner",
                    ]
            }
            // What a provisioner makes is bound, and after the claim's end it is the provisioner's.
            let claim = try await cluster.claim("a")
            _ = try await client.create(Sample.volume("made", storageClass: "fast", policy: "Delete") {
                $0.metadata.annotations[StorageKeys.provisionedBy] = "csi.example.com"
                $0.spec.claimRef = ObjectReference(claim)
            })
            try await cluster.eventually("bound") { try await cluster.phase("a") == "Bound" }
            try await client.delete(PersistentVolumeClaim.self, "a", namespace: "default")
            try await cluster.eventually("released") { try await cluster.volume("made").status.phase == "Released" }
        }
    }

    @Test func whatNobodyCanDeleteFails() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.client.create(Sample.volume("v", policy: "Delete"))
            _ = try await cluster.client.create(Sample.claim("a"))
            try await cluster.eventually("bound") { try await cluster.phase("a") == "Bound" }
            try await cluster.client.delete(PersistentVolumeClaim.self, "a", namespace: "default")
            try await cluster.eventually("failed") {
                let status = try await cluster.volume("v").status
                return status.phase == "Failed" && status.message?.contains("no deletable volume plugin matched") == true
            }
        }
    }

    @Test func recycling() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            _ = try await cluster.client.create(Sample.volume("v", policy: "Recycle"))
            _ = try await cluster.client.create(Sample.claim("a"))
            try await cluster.eventually("bound") { try await cluster.phase("a") == "Bound" }
            try await cluster.client.delete(PersistentVolumeClaim.self, "a", namespace: "default")
            try await cluster.eventually("a pod wipes it") { try await cluster.pods().first?.status.phase == "Running" }
            let pod = try await cluster.client.get(Pod.self, "recycler-for-v", namespace: "default")
            #expect(pod.spec.volumes.contains { $0.hostPath?.path == "/data/v" })
            try await cluster.finish(pod, phase: "Succeeded")
            try await cluster.eventually("to be had again") {
                let volume = try await cluster.volume("v")
                return volume.status.phase == "Available" && volume.spec.claimRef == nil
            }
        }
    }
}
