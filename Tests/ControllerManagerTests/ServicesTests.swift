import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct ServicesTests {
    @Test func aServiceFollowsItsPods() async throws {
        try await TestCluster.run { cluster in
            try await cluster.addNode()
            _ = try await cluster.client.create(Sample.deployment(replicas: 3))
            var service = KubernetesAPI.Service()
            service.metadata.name = "web"
            service.metadata.namespace = "default"
            service.metadata.labels = ["team": "a"]
            service.spec.type = "LoadBalancer"
            service.spec.selector = ["app": "web"]
            service.spec.ports = [ServicePort(port: 82, targetPort: .int(80))]
            _ = try await cluster.client.create(service)

            try await cluster.eventually("three endpoints") {
                try await cluster.client.get(Endpoints.self, "web", namespace: "default").subsets.first?.addresses.count == 3
            }
            let endpoints = try await cluster.client.get(Endpoints.self, "web", namespace: "default")
            #expect(endpoints.subsets[0].ports.map(\.port) == [80])
            #expect(endpoints.metadata.labels["team"] == "a")
            #expect(endpoints.metadata.annotations[lastChangeTriggerTimeAnnotation] != nil)
            try await cluster.eventually("one slice of three") {
                let slices = try await self.slices(cluster)
                return slices.count == 1 && slices[0].endpoints.filter { $0.conditions.ready == true }.count == 3
            }
            let slice = try #require(try await slices(cluster).first)
            #expect(slice.metadata.name.hasPrefix("web-") && slice.metadata.labels["team"] == "a")
            #expect(slice.metadata.controllerRef?.kind == "Service" && slice.endpoints.allSatisfy { $0.nodeName == TestCluster.node })

            // A pod that is not ready is listed as such, one that is leaving as terminating.
            var pod = try await cluster.pods()[0]
            for index in pod.status.conditions.indices where pod.status.conditions[index].type == "Ready" {
                pod.status.conditions[index].status = "False"
            }
            _ = try await cluster.client.updateStatus(pod)
            try await cluster.eventually("it is not ready") {
                let subset = try await cluster.client.get(Endpoints.self, "web", namespace: "default").subsets[0]
                return subset.notReadyAddresses.map(\.ip) == [pod.status.podIP] && subset.addresses.count == 2
            }
            try await cluster.client.delete(Pod.self, pod.metadata.name, namespace: "default")
            try await cluster.eventually("it is terminating", nodeWorks: false) {
                try await self.slices(cluster).flatMap(\.endpoints).contains {
                    $0.targetRef?.name == pod.metadata.name && $0.conditions.terminating == true && $0.conditions.ready == false
                }
            }

            // The node's address is the balancer's, as long as there is one.
            let balanced = try await cluster.client.get(KubernetesAPI.Service.self, "web", namespace: "default")
            #expect(balanced.status.loadBalancer.ingress == [LoadBalancerIngress(ip: "192.168.1.10", ipMode: "VIP")])
            _ = try await cluster.client.patch(
                KubernetesAPI.Service.self, "web", namespace: "default", .merge(["spec": ["type": "ClusterIP"]]))
            try await cluster.eventually("no balancer any more") {
                try await cluster.client.get(KubernetesAPI.Service.self, "web", namespace: "default").status.loadBalancer.ingress.isEmpty
            }

            try await cluster.client.delete(KubernetesAPI.Service.self, "web", namespace: "default")
            try await cluster.eventually("endpoints and slices are gone") {
                let left = try await cluster.client.list(Endpoints.self, namespace: "default").items.filter { $0.metadata.name == "web" }
                let slices = try await self.slices(cluster)
                return left.isEmpty && slices.isEmpty
            }
        }
    }

    private func slices(_ cluster: TestCluster) async throws -> [EndpointSlice] {
        try await cluster.client.list(
            EndpointSlice.self, namespace: "default", options: ListOptions(labelSelector: "kubernetes.io/service-name=web")
        ).items
    }
}

@Suite(.timeLimit(.minutes(5))) struct NamespacesAndOwnersTests {
    @Test func aNewNamespaceIsFurnishedAndADeletedOneEmptied() async throws {
        try await TestCluster.run { cluster in
            var namespace = Namespace()
            namespace.metadata.name = "shop"
            _ = try await cluster.client.create(namespace)
            try await cluster.eventually("account and certificates") {
                let map = try await cluster.client.get(ConfigMap.self, "kube-root-ca.crt", namespace: "shop")
                _ = try await cluster.client.get(ServiceAccount.self, "default", namespace: "shop")
                return map.data["ca.crt"] == "-----BEGIN CERTIFICATE-----"
            }
            // What is taken away comes back, what is changed is changed back.
            try await cluster.client.delete(ServiceAccount.self, "default", namespace: "shop")
            _ = try await cluster.client.patch(
                ConfigMap.self, "kube-root-ca.crt", namespace: "shop", .merge(["data": ["ca.crt": "forged"]]))
            try await cluster.eventually("as before") {
                _ = try await cluster.client.get(ServiceAccount.self, "default", namespace: "shop")
                return try await cluster.client.get(ConfigMap.self, "kube-root-ca.crt", namespace: "shop").data["ca.crt"] != "forged"
            }

            try await cluster.client.delete(ConfigMap.self, "kube-root-ca.crt", namespace: "shop")
            try await cluster.eventually("made again") {
                try await cluster.client.get(ConfigMap.self, "kube-root-ca.crt", namespace: "shop").data["ca.crt"] == "-----BEGIN CERTIFICATE-----"
            }

            var deployment = Sample.deployment(replicas: 2)
            deployment.metadata.namespace = "shop"
            _ = try await cluster.client.create(deployment)
            var held = ConfigMap()
            held.metadata.name = "held"
            held.metadata.namespace = "shop"
            held.metadata.finalizers = ["example.com/hold"]
            _ = try await cluster.client.create(held)
            try await cluster.eventually("pods run") { try await cluster.pods("shop").filter(\.isReady).count == 2 }

            try await cluster.client.delete(Namespace.self, "shop")
            try await cluster.eventually("all but the held one is gone, and it says so") {
                let now = try await cluster.client.get(Namespace.self, "shop")
                return now.status.phase == "Terminating"
                    && now.status.conditions.contains {
                        $0.type == "NamespaceFinalizersRemaining" && $0.status == "True"
                            && $0.message == "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances"
                    }
                    && now.status.conditions.contains {
                        $0.type == "NamespaceContentRemaining" && $0.message == "Some resources are remaining: configmaps. has 1 resource instances"
                    }
            }
            #expect(try await cluster.client.list(Pod.self, namespace: "shop").items.isEmpty)
            _ = try await cluster.client.patch(
                ConfigMap.self, "held", namespace: "shop", .merge(["metadata": ["finalizers": .null]]))
            try await cluster.eventually("the namespace is gone") {
                do {
                    _ = try await cluster.client.get(Namespace.self, "shop")
                    return false
                } catch let error as APIError {
                    return error.isNotFound
                }
            }
        }
    }

    @Test(arguments: ["Background", "Foreground"])
    func whatADeploymentOwnsGoesWithIt(policy: String) async throws {
        try await TestCluster.run { cluster in
            try await ready(cluster)
            try await cluster.client.delete(
                Deployment.self, "web", namespace: "default", options: DeleteOptions(propagationPolicy: policy))
            try await cluster.eventually("nothing is left") {
                let pods = try await cluster.client.list(Pod.self, namespace: "default").items
                let sets = try await cluster.client.list(ReplicaSet.self, namespace: "default").items
                let deployments = try await cluster.client.list(Deployment.self, namespace: "default").items
                // In the foreground the owner goes last.
                if policy == "Foreground" { #expect(!deployments.isEmpty || sets.isEmpty && pods.isEmpty) }
                return pods.isEmpty && sets.isEmpty && deployments.isEmpty
            }
        }
    }

    @Test func orphansStay() async throws {
        try await TestCluster.run { cluster in
            try await ready(cluster)
            try await cluster.client.delete(
                Deployment.self, "web", namespace: "default", options: DeleteOptions(propagationPolicy: "Orphan"))
            try await cluster.eventually("the deployment is gone and the set is free") {
                let deployments = try await cluster.client.list(Deployment.self, namespace: "default").items
                let sets = try await cluster.client.list(ReplicaSet.self, namespace: "default").items
                return deployments.isEmpty && sets.count == 1 && sets[0].metadata.ownerReferences.isEmpty
            }
            try await cluster.pass(.seconds(5))
            #expect(try await cluster.pods().count == 2)
            // A deployment of the same selector takes it up again.
            _ = try await cluster.client.create(Sample.deployment(replicas: 2))
            try await cluster.eventually("adopted") {
                let sets = try await cluster.client.list(ReplicaSet.self, namespace: "default").items
                return sets.count == 1 && sets[0].metadata.controllerRef?.kind == "Deployment"
            }
        }
    }

    @Test func anObjectWhoseOwnerNeverWasIsCollected() async throws {
        try await TestCluster.run { cluster in
            var real = ConfigMap()
            real.metadata.name = "owner"
            real.metadata.namespace = "default"
            real = try await cluster.client.create(real)
            func owned(_ name: String, by uids: [String]) async throws {
                var map = ConfigMap()
                map.metadata.name = name
                map.metadata.namespace = "default"
                map.metadata.ownerReferences = uids.map { OwnerReference(apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: $0) }
                _ = try await cluster.client.create(map)
            }
            try await owned("stranger", by: ["no-such-uid"])
            try await owned("half", by: ["no-such-uid", real.metadata.uid])
            try await owned("child", by: [real.metadata.uid])
            try await cluster.eventually("the stranger is gone, and the half one has one owner left") {
                let maps = try await cluster.client.list(ConfigMap.self, namespace: "default").items
                return !maps.contains { $0.metadata.name == "stranger" }
                    && maps.first { $0.metadata.name == "half" }?.metadata.ownerReferences.map(\.uid) == [real.metadata.uid]
                    && maps.contains { $0.metadata.name == "child" }
            }
        }
    }

    private func ready(_ cluster: TestCluster) async throws {
        _ = try await cluster.client.create(Sample.deployment(replicas: 2))
        try await cluster.eventually("two ready pods") { try await cluster.pods().filter(\.isReady).count == 2 }
    }
}
