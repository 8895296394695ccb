import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// A claim of the default class is a directory on the node, which the next pod finds as the last one left it.
    @Test func claimsOfTheDefaultClass() async throws {
        try await Room.open("claims") { room in
            try await eventually("a default class") {
                try await room.client.list(StorageClass.self).items.filter(\.isDefault).map(\.metadata.name) == ["local-path"]
            }
            func pod(_ name: String, _ command: String) -> String {
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: \(name)}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 0
                  securityContext: {runAsUser: 1000, runAsNonRoot: true, fsGroup: 2000}
                  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                  containers:
                  - {name: main, image: busybox, command: [sh, -c, "\(command)"], volumeMounts: [{name: data, mountPath: /data}]}
                """
            }
            try await room.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Mi}}}
                """)
            try await eventually("waits for its first pod") { try await !room.events(of: "data", reason: "WaitForFirstConsumer").isEmpty }
            try await room.create(pod("writer", "echo kept > /data/file"))
            try await ended("writer", room)
            let claim = try await room.client.get(PersistentVolumeClaim.self, "data", namespace: room.namespace)
            let volume = try await room.client.get(PersistentVolume.self, claim.spec.volumeName ?? "")
            let path = try #require(volume.spec.local?.path)
            #expect(try String(contentsOfFile: path + "/file", encoding: .utf8) == "kept\n")
            // The claim stays while a pod has it, also one that has ended.
            try await room.client.delete(Pod.self, "writer", namespace: room.namespace)
            try await room.create(pod("reader", "cat /data/file"))
            try await ended("reader", room)
            #expect(try await room.log("reader") == "kept\n")
            try await tables(room)

            _ = try await room.client.patch(
                PersistentVolumeClaim.self, "data", namespace: room.namespace, .merge(["spec": ["resources": ["requests": ["storage": "20Mi"]]]]))
            try await eventually("grown") {
                try await room.client.get(PersistentVolumeClaim.self, "data", namespace: room.namespace).status.capacity["storage"] == "20Mi"
            }
            try await room.client.delete(PersistentVolumeClaim.self, "data", namespace: room.namespace)
            #expect(try await room.client.get(PersistentVolumeClaim.self, "data", namespace: room.namespace).metadata.deletionTimestamp != nil)
            try await room.client.delete(Pod.self, "reader", namespace: room.namespace)
            try await eventually("the volume is gone") {
                try await !room.client.list(PersistentVolume.self).items.contains { $0.metadata.name == volume.metadata.name }
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    private func ended(_ name: String, _ room: Room) async throws {
        try await eventually("\(name) has ended") {
            let phase = try await room.pod(name).status.phase
            if phase == "Failed" { throw Failure("\(name) failed") }
            return phase == "Succeeded"
        }
    }

    /// As kubectl prints them, where there is one.
    private func tables(_ room: Room) async throws {
        if Machine.kubectl == nil { return }
        func kubectl(_ text: String) async throws -> String {
            try await Command.check(
                ["nsenter", "--net=/run/netns/\(room.cluster.name)", "kubectl", "-n", room.namespace] + text.split(separator: " ").map(String.init),
                environment: ["KUBECONFIG": room.cluster.kubeconfig, "HOME": room.cluster.directory]
            ).lines.map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: "\n")
        }
        let classes = try await kubectl("get sc")
        #expect(classes.contains("NAME PROVISIONER RECLAIMPOLICY VOLUMEBINDINGMODE ALLOWVOLUMEEXPANSION AGE"))
        #expect(classes.contains("local-path (default) apus.io/local-path Delete WaitForFirstConsumer true"))
        let claims = try await kubectl("get pvc")
        #expect(claims.contains("NAME STATUS VOLUME CAPACITY ACCESS MODES STORAGECLASS VOLUMEATTRIBUTESCLASS AGE"))
        #expect(claims.contains("data Bound pvc-") && claims.contains("10Mi RWO local-path <unset>"))
        let volumes = try await kubectl("get pv")
        #expect(volumes.contains("10Mi RWO Delete Bound \(room.namespace)/data local-path <unset>"))
        let described = try await kubectl("describe pvc data")
        for part in ["StorageClass: local-path", "Status: Bound", "Used By: reader", "ProvisioningSucceeded", "volume.kubernetes.io/selected-node"] {
            #expect(described.contains(part))
        }
    }
}
