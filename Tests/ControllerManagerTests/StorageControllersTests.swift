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
}
