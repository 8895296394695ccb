import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// What becomes of those whose owner is deleted, and the order in which a namespace is emptied.
@Suite(.timeLimit(.minutes(5))) struct GarbageCollectionTests {
    private static let controllers = ["replicationcontroller", "garbagecollector", "serviceaccount"]

    private static func make(_ name: String, replicas: Int, _ cluster: TestCluster) async throws -> ReplicationController {
        var controller = ReplicationController()
        controller.metadata = ObjectMeta(name: name, namespace: "default")
        controller.spec.replicas = replicas
        controller.spec.selector = ["app": name]
        controller.spec.template = Sample.template(labels: ["app": name])
        return try await cluster.client.create(controller)
    }

    private static func pods(_ name: String, _ cluster: TestCluster) async throws -> [Pod] {
        try await cluster.client.list(Pod.self, namespace: "default", options: ListOptions(labelSelector: "app=\(name)")).items
    }

    private static func isGone(_ name: String, _ cluster: TestCluster) async throws -> Bool {
        try await !cluster.client.list(ReplicationController.self, namespace: "default").items.contains { $0.metadata.name == name }
    }

    /// Background, foreground and orphaning, side by side.
    @Test func podsGoWithTheirControllerBeforeItOrStay() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            let policies = ["background": "Background", "foreground": "Foreground", "orphan": "Orphan"]
            for name in policies.keys { _ = try await Self.make(name, replicas: 10, cluster) }
            try await cluster.eventually("all run") {
                for name in policies.keys where try await Self.pods(name, cluster).count(where: \.isReady) != 10 { return false }
                return true
            }
            for (name, policy) in policies {
                try await cluster.client.delete(ReplicationController.self, name, namespace: "default", options: DeleteOptions(propagationPolicy: policy))
            }
            // Nobody ends the pods for now: in the foreground their owner waits for them, though they are all asked to go.
            try await cluster.eventually("the pods are asked to go", nodeWorks: false) {
                let pods = try await Self.pods("foreground", cluster) + Self.pods("background", cluster)
                return pods.count == 20 && pods.allSatisfy(\.metadata.isBeingDeleted)
            }
            let waiting = try await cluster.client.get(ReplicationController.self, "foreground", namespace: "default")
            #expect(waiting.metadata.isBeingDeleted && waiting.metadata.finalizers == ["foregroundDeletion"])
            try await cluster.eventually("all are gone") {
                for name in policies.keys where try await !Self.isGone(name, cluster) { return false }
                let left = try await Self.pods("foreground", cluster).count + Self.pods("background", cluster).count
                return left == 0
            }
            let orphans = try await Self.pods("orphan", cluster)
            #expect(orphans.count == 10 && orphans.allSatisfy { $0.metadata.ownerReferences.isEmpty && !$0.metadata.isBeingDeleted })
        }
    }

    /// A pod that has another owner left stays, and forgets the one that goes.
    @Test func whoHasAnotherOwnerStays() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            let other = try await Self.make("other", replicas: 0, cluster)
            let leaving = try await Self.make("leaving", replicas: 6, cluster)
            try await cluster.eventually("all run") { try await Self.pods("leaving", cluster).count(where: \.isReady) == 6 }
            let shared = Set(try await Self.pods("leaving", cluster).prefix(3).map(\.metadata.name))
            for name in shared {
                var pod = try await cluster.client.get(Pod.self, name, namespace: "default")
                pod.metadata.ownerReferences.append(OwnerReference(apiVersion: "v1", kind: "ReplicationController", name: "other", uid: other.metadata.uid))
                _ = try await cluster.client.update(pod)
            }
            try await cluster.client.delete(ReplicationController.self, "leaving", namespace: "default", options: DeleteOptions(propagationPolicy: "Foreground"))
            try await cluster.eventually("it is gone") { try await Self.isGone("leaving", cluster) }
            let left = try await Self.pods("leaving", cluster)
            #expect(Set(left.map(\.metadata.name)) == shared)
            #expect(left.allSatisfy { !$0.metadata.isBeingDeleted && $0.metadata.ownerReferences.map(\.uid) == [other.metadata.uid] })
            #expect(leaving.metadata.uid != other.metadata.uid)
        }
    }

    /// Three pods that own each other in a circle: one that is deleted takes the others along.
    @Test func aCircleOfOwnersHoldsNobody() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            try await cluster.takesPods()
            var made: [Pod] = []
            for index in 0..<3 {
                var pod = Pod()
                pod.metadata = ObjectMeta(name: "p\(index)", namespace: "default")
                pod.spec = Sample.template().spec
                made.append(try await cluster.client.create(pod))
            }
            for index in 0..<3 {
                let owner = made[(index + 2) % 3].metadata
                let reference: JSONValue = [
                    "apiVersion": "v1", "kind": "Pod", "name": .string(owner.name), "uid": .string(owner.uid), "controller": true, "blockOwnerDeletion": true,
                ]
                _ = try await cluster.client.patch(Pod.self, "p\(index)", namespace: "default", .merge(["metadata": ["ownerReferences": [reference]]]))
            }
            try await cluster.client.delete(Pod.self, "p0", namespace: "default", options: DeleteOptions(propagationPolicy: "Foreground"))
            try await cluster.eventually("all are gone") { try await cluster.client.list(Pod.self, namespace: "default").items.isEmpty }
        }
    }

    /// A pod that takes its time may still need its configuration: that goes when the pod has.
    @Test func podsLeaveANamespaceBeforeAllElse() async throws {
        try await TestCluster.run(controllers: ["namespace", "serviceaccount"]) { cluster in
            _ = try await cluster.client.create(Namespace(metadata: ObjectMeta(name: "shop")))
            try await cluster.eventually("the account", nodeWorks: false) {
                try await !cluster.client.get(ServiceAccount.self, "default", namespace: "shop").metadata.uid.isEmpty
            }
            var pod = Pod()
            pod.metadata = ObjectMeta(name: "slow", namespace: "shop")
            pod.metadata.finalizers = ["example.com/slow"]
            pod.spec = Sample.template().spec
            _ = try await cluster.client.create(pod)
            _ = try await cluster.client.create(ConfigMap(metadata: ObjectMeta(name: "needed", namespace: "shop")))
            var service = KubernetesAPI.Service()
            service.metadata = ObjectMeta(name: "web", namespace: "shop")
            service.spec.ports = [ServicePort(port: 80)]
            _ = try await cluster.client.create(service)
            try await cluster.client.delete(Namespace.self, "shop")
            try await cluster.eventually("the pod is asked to go, and that is told") {
                let pod = try await cluster.client.get(Pod.self, "slow", namespace: "shop")
                let said = try await cluster.client.get(Namespace.self, "shop").status.conditions.first { $0.type == "NamespaceContentRemaining" }
                return pod.metadata.isBeingDeleted && said?.message == "Some resources are remaining: pods. has 1 resource instances"
            }
            try await cluster.pass(.seconds(10))
            _ = try await cluster.client.get(ConfigMap.self, "needed", namespace: "shop")
            _ = try await cluster.client.get(KubernetesAPI.Service.self, "web", namespace: "shop")
            _ = try await cluster.client.patch(Pod.self, "slow", namespace: "shop", .merge(["metadata": ["finalizers": .null]]))
            try await cluster.eventually("all is gone", step: .seconds(1)) {
                try await !cluster.client.list(Namespace.self).items.contains { $0.metadata.name == "shop" }
            }
            #expect(try await cluster.client.list(KubernetesAPI.Service.self).items.allSatisfy { $0.metadata.namespace != "shop" })
        }
    }
}
