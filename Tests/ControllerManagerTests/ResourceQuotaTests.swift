import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct ResourceQuotaTests {
    private static let controllers = ["resourcequota-controller", "serviceaccount-controller"]

    private static func quota(_ name: String, _ hard: [String: Quantity], scopes: [String] = []) -> ResourceQuota {
        var quota = ResourceQuota()
        quota.metadata.name = name
        quota.metadata.namespace = "default"
        quota.spec.hard = hard
        quota.spec.scopes = scopes
        return quota
    }

    private static func used(_ cluster: TestCluster, _ name: String = "q") async throws -> [String: Quantity] {
        try await cluster.client.get(ResourceQuota.self, name, namespace: "default").status.used
    }

    private static func eventually(_ cluster: TestCluster, _ what: String, of name: String = "q", _ expected: [String: Quantity]) async throws {
        try await cluster.eventually(what, nodeWorks: false) { try await used(cluster, name) == expected }
    }

    private static func pod(_ name: String, requests: [String: Quantity] = [:], deadline: Int? = nil) -> Pod {
        var pod = Pod()
        pod.metadata.name = name
        pod.metadata.namespace = "default"
        pod.spec.containers = [Container(name: "c", image: "nginx", resources: ResourceRequirements(requests: requests))]
        pod.spec.activeDeadlineSeconds = deadline
        return pod
    }

    private static func waitForAccount(_ cluster: TestCluster) async throws {
        try await cluster.eventually("an account for pods", nodeWorks: false) {
            (try? await cluster.client.get(ServiceAccount.self, "default", namespace: "default")) != nil
        }
    }

    @Test func theLifeOfObjectsOfEveryKindIsCaptured() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            let client = cluster.client
            _ = try await client.create(
                Self.quota(
                    "q",
                    [
                        "configmaps": 5, "secrets": 5, "services": 5, "services.nodeports": 1, "replicationcontrollers": 5, "resourcequotas": 1,
                        "count/replicasets.apps": 5, "persistentvolumeclaims": 2, "requests.storage": "5Gi",
                    ]))
            let empty: [String: Quantity] = [
                "configmaps": 0, "secrets": 0, "services": 1, "services.nodeports": 0, "replicationcontrollers": 0, "resourcequotas": 1,
                "count/replicasets.apps": 0, "persistentvolumeclaims": 0, "requests.storage": 0,
            ]
            // The service kubernetes is in this namespace.
            try await Self.eventually(cluster, "promptly counted", empty)

            _ = try await client.create(ConfigMap(metadata: ObjectMeta(name: "x", namespace: "default")))
            _ = try await client.create(Secret(metadata: ObjectMeta(name: "x", namespace: "default")))
            var service = Service()
            service.metadata = ObjectMeta(name: "x", namespace: "default")
            service.spec.type = "NodePort"
            service.spec.ports = [ServicePort(port: 80)]
            _ = try await client.create(service)
            var set = ReplicaSet()
            set.metadata = ObjectMeta(name: "x", namespace: "default")
            set.spec.replicas = 0
            set.spec.selector = LabelSelector(matchLabels: ["a": "b"])
            set.spec.template = Sample.template(labels: ["a": "b"])
            _ = try await client.create(set)
            var claim = PersistentVolumeClaim()
            claim.metadata = ObjectMeta(name: "x", namespace: "default")
            claim.spec.accessModes = ["ReadWriteOnce"]
            claim.spec.resources.requests = ["storage": "2Gi"]
            _ = try await client.create(claim)
            // Charged when it is made, without waiting.
            var full = empty
            for (name, amount) in [
                "configmaps": 1, "secrets": 1, "services": 2, "services.nodeports": 1, "count/replicasets.apps": 1,
                "persistentvolumeclaims": 1, "requests.storage": "2Gi",
            ] as [String: Quantity] { full[name] = amount }
            #expect(try await Self.used(cluster) == full)

            try await client.delete(ConfigMap.self, "x", namespace: "default")
            try await client.delete(Secret.self, "x", namespace: "default")
            try await client.delete(Service.self, "x", namespace: "default")
            try await client.delete(ReplicaSet.self, "x", namespace: "default")
            _ = try await client.patch(
                PersistentVolumeClaim.self, "x", namespace: "default", .merge(["metadata": ["finalizers": .null]]))
            try await client.delete(PersistentVolumeClaim.self, "x", namespace: "default")
            try await Self.eventually(cluster, "released", empty)
        }
    }

    @Test func podsAreCapturedUntilTheyEnd() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            try await Self.waitForAccount(cluster)
            _ = try await cluster.client.create(Self.quota("q", ["pods": 5, "cpu": 1, "memory": "500Mi", "count/pods": 9]))
            let none: [String: Quantity] = ["pods": 0, "cpu": 0, "memory": 0, "count/pods": 0]
            try await Self.eventually(cluster, "counted", none)
            let created = try await cluster.client.create(Self.pod("a", requests: ["cpu": "500m", "memory": "252Mi"]))
            #expect(try await Self.used(cluster) == ["pods": 1, "cpu": "500m", "memory": "252Mi", "count/pods": 1])
            do {
                _ = try await cluster.client.create(Self.pod("b", requests: ["cpu": "600m", "memory": "100Mi"]))
                Issue.record("more than the quota")
            } catch let error as APIError {
                #expect(error.status.message?.contains("exceeded quota: q, requested: cpu=600m, used: cpu=500m, limited: cpu=1") == true)
            }
            // What has ended still counts as an object, but takes nothing.
            try await cluster.finish(created, phase: "Succeeded")
            try await Self.eventually(cluster, "ended", ["pods": 0, "cpu": 0, "memory": 0, "count/pods": 1])
            try await cluster.client.delete(Pod.self, "a", namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
            try await Self.eventually(cluster, "gone", none)
        }
    }

    @Test func scopesSeeOnlyTheirPods() async throws {
        try await TestCluster.run(controllers: Self.controllers) { cluster in
            try await Self.waitForAccount(cluster)
            for scope in ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating"] {
                _ = try await cluster.client.create(Self.quota(scope.lowercased(), ["pods": 5], scopes: [scope]))
            }
            func all(_ what: String, _ expected: [String: Quantity]) async throws {
                for (name, pods) in expected { try await Self.eventually(cluster, "\(what): \(name)", of: name, ["pods": pods]) }
            }
            try await all("none", ["besteffort": 0, "notbesteffort": 0, "terminating": 0, "notterminating": 0])
            _ = try await cluster.client.create(Self.pod("a"))
            _ = try await cluster.client.create(Self.pod("b", requests: ["cpu": "1"], deadline: 3600))
            _ = try await cluster.client.create(Self.pod("c", requests: ["cpu": "1"]))
            // What the controller counts is what admission charged.
            for (name, pods) in ["besteffort": 1, "notbesteffort": 2, "terminating": 1, "notterminating": 2] as [String: Quantity] {
                #expect(try await Self.used(cluster, name) == ["pods": pods])
            }
            for name in ["b", "c"] {
                try await cluster.client.delete(Pod.self, name, namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
            }
            try await all("two gone", ["besteffort": 1, "notbesteffort": 0, "terminating": 0, "notterminating": 1])
        }
    }

    @Test func aChangedQuotaIsCountedAnewAndAnOldErrorRepaired() async throws {
        try await TestCluster.run(controllers: Self.controllers, options: { $0.resourceQuotaSyncPeriod = .seconds(300) }) { cluster in
            _ = try await cluster.client.create(Self.quota("q", ["configmaps": 5]))
            try await Self.eventually(cluster, "counted", ["configmaps": 0])
            _ = try await cluster.client.patch(ResourceQuota.self, "q", namespace: "default", .merge(["spec": ["hard": ["secrets": "1"]]]))
            try await cluster.eventually("the new amount, too", nodeWorks: false) {
                let status = try await cluster.client.get(ResourceQuota.self, "q", namespace: "default").status
                return status.hard == ["configmaps": 5, "secrets": 1] && status.used == ["configmaps": 0, "secrets": 0]
            }
            // Somebody writes nonsense; the next full count puts it right.
            var wrong = try await cluster.client.get(ResourceQuota.self, "q", namespace: "default")
            wrong.status.used["configmaps"] = 4
            _ = try await cluster.client.updateStatus(wrong)
            try await cluster.eventually("repaired", step: .seconds(5), nodeWorks: false) {
                try await Self.used(cluster) == ["configmaps": 0, "secrets": 0]
            }
        }
    }
}
