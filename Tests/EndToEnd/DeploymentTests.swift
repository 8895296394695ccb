import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// A new template replaces the pods one after the other, and there are always enough.
    @Test func deploymentRollsOut() async throws {
        try await Room.open("deployment") { room in
            try await room.create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers: [{name: nginx, image: nginx, ports: [{containerPort: 80}], readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1, failureThreshold: 60}}]
                """)
            let before = try await room.readyPods("app=web", count: 3)
            // The status follows the pods.
            try await eventually("the deployment says that its pods are available") {
                try await room.client.get(Deployment.self, "web", namespace: room.namespace).status.availableReplicas == 3
            }
            let name = before[0].metadata.ownerReferences.first?.name
            #expect(name?.hasPrefix("web-") == true)
            let _: Deployment = try await room.client.patch(
                Deployment.self, "web", namespace: room.namespace,
                .strategic(["spec": ["template": ["spec": ["containers": [["name": "nginx", "env": [["name": "VERSION", "value": "2"]]]]]]]]))
            var fewest = 3
            try await eventually("the deployment is rolled out", within: .seconds(90)) {
                let deployment = try await room.client.get(Deployment.self, "web", namespace: room.namespace)
                fewest = min(fewest, deployment.status.availableReplicas ?? 0)
                return deployment.status.observedGeneration == deployment.metadata.generation && deployment.status.updatedReplicas == 3
                    && deployment.status.replicas == 3 && deployment.status.availableReplicas == 3
            }
            // A quarter of three, rounded down, may be unavailable: none.
            #expect(fewest == 3)
            let after = try await room.readyPods("app=web", count: 3)
            #expect(after.allSatisfy { $0.spec.containers[0].env.first?.value == "2" })
            #expect(Set(after.map(\.metadata.uid)).isDisjoint(with: before.map(\.metadata.uid)))
            let sets = try await room.client.list(ReplicaSet.self, namespace: room.namespace).items
            #expect(sets.map { $0.spec.replicas ?? 0 }.sorted() == [0, 3])
            // What the deployment owns goes with it.
            try await room.client.delete(Deployment.self, "web", namespace: room.namespace, options: DeleteOptions(propagationPolicy: "Background"))
            try await eventually("replica sets and pods are collected") {
                let sets = try await room.client.list(ReplicaSet.self, namespace: room.namespace).items
                let pods = try await room.pods()
                return sets.isEmpty && pods.isEmpty
            }
        }
    }

    /// A namespace that is deleted takes along all that is in it, and then goes itself.
    @Test func namespaceTakesItsContentAlong() async throws {
        try await Room.open("leaving") { room in
            try await room.create("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: sleeper}
                spec: {terminationGracePeriodSeconds: 1, containers: [{name: sleeper, image: busybox, command: [sleep, "3600"]}]}
                """)
            _ = try await room.readyPod("sleeper")
            try await room.client.delete(Namespace.self, "leaving")
            try await eventually("the namespace is gone") {
                try await !room.client.list(Namespace.self).items.contains { $0.metadata.name == "leaving" }
            }
            #expect(try await room.pods().isEmpty)
            _ = try await room.client.create(Namespace(metadata: ObjectMeta(name: "leaving")))
        }
    }
}
