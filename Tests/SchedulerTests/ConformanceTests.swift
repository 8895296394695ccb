import JSON
import KubernetesAPI
import KubernetesClient
import Testing
@testable import Scheduler

/// What the conformance tests of [sig-scheduling] demand, against Apus' own API server.
@Suite(.serialized) struct ConformanceTests {
    @Test func podsStayWithinTheirNodes() async throws {
        try await SchedulingCluster.run { cluster in
            try await cluster.addNode("n1", cpu: "1")
            try await cluster.addPod("fits", cpu: "700m")
            try await cluster.eventually("fits is placed") { try await cluster.node(of: "fits") == "n1" }
            try await cluster.addPod("more", cpu: "500m")
            try await cluster.eventually("more is not") { try await cluster.isUnschedulable("more", "0/1 nodes are available: 1 Insufficient cpu.") }
            // Room comes: it is tried again by itself.
            try await cluster.client.delete(Pod.self, "fits", namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
            try await cluster.eventually("more is placed") { try await cluster.node(of: "more") == "n1" }
        }
    }

    @Test func nodeSelectorsAndHostPorts() async throws {
        try await SchedulingCluster.run { cluster in
            try await cluster.addNode("n1", labels: ["k": "v"])
            try await cluster.addPod("chosen") { $0.spec.nodeSelector = ["k": "v"] }
            try await cluster.addPod("nowhere") { $0.spec.nodeSelector = ["k": "other"] }
            func listen(_ pod: inout Pod, _ address: String?, _ transport: String = "TCP") {
                pod.spec.containers[0].ports = [ContainerPort(hostPort: 8080, containerPort: 8080, protocol: transport, hostIP: address)]
            }
            try await cluster.addPod("any") { listen(&$0, nil) }
            try await cluster.eventually("any is placed") { try await cluster.node(of: "any") == "n1" }
            try await cluster.addPod("one") { listen(&$0, "127.0.0.1") }
            try await cluster.addPod("udp") { listen(&$0, "127.0.0.1", "UDP") }
            try await cluster.eventually("all are decided") {
                let conflict = "node(s) didn't have free ports for the requested pod ports"
                for name in ["chosen", "udp"] {
                    if try await cluster.node(of: name) != "n1" { return false }
                }
                if try await !cluster.isUnschedulable("one", conflict) { return false }
                return try await cluster.isUnschedulable("nowhere", "node(s) didn't match Pod's node affinity/selector")
            }
        }
    }

    @Test func preemptionAndItsCondition() async throws {
        try await SchedulingCluster.run { cluster in
            try await cluster.addNode("n1", cpu: "1")
            try await cluster.addPriority("low", 1)
            try await cluster.addPriority("patient", 1000, preempts: false)
            try await cluster.addPod("victim", cpu: "1") {
                $0.spec.priorityClassName = "low"
                $0.metadata.finalizers = ["example.com/test"]
            }
            try await cluster.eventually("victim is placed") { try await cluster.node(of: "victim") == "n1" }
            try await cluster.addPod("patient", cpu: "1") { $0.spec.priorityClassName = "patient" }
            try await cluster.eventually("patient waits") { try await cluster.isUnschedulable("patient", "not eligible due to preemptionPolicy=Never.") }
            #expect(try await cluster.pod("victim").metadata.deletionTimestamp == nil)
            try await cluster.client.delete(Pod.self, "patient", namespace: "default", options: DeleteOptions(gracePeriodSeconds: 0))
            try await cluster.addPod("vip", cpu: "1") { $0.spec.priorityClassName = "system-node-critical" }
            try await cluster.eventually("victim is preempted") {
                let victim = try await cluster.pod("victim")
                return victim.metadata.deletionTimestamp != nil && victim.status.condition("DisruptionTarget")?.reason == "PreemptionByScheduler"
            }
            try await cluster.eventually("vip is promised the node") { try await cluster.pod("vip").status.nominatedNodeName == "n1" }
            _ = try await cluster.client.patch(
                Pod.self, "victim", namespace: "default", subresource: nil, .merge(["metadata": ["finalizers": .null]]))
            try await cluster.eventually("vip is placed") { try await cluster.node(of: "vip") == "n1" }
        }
    }

    @Test func gatedPodsWait() async throws {
        try await SchedulingCluster.run { cluster in
            try await cluster.addNode("n1")
            try await cluster.addPod("gated") { $0.spec.schedulingGates = [PodSchedulingGate(name: "example.com/wait")] }
            try await cluster.addPod("free")
            try await cluster.eventually("free is placed") { try await cluster.node(of: "free") == "n1" }
            let gated = try await cluster.pod("gated")
            #expect((gated.spec.nodeName ?? "").isEmpty && gated.status.condition("PodScheduled")?.reason == "SchedulingGated")
            _ = try await cluster.client.patch(
                Pod.self, "gated", namespace: "default", subresource: nil, .merge(["spec": ["schedulingGates": .null]]))
            try await cluster.eventually("gated is placed") { try await cluster.node(of: "gated") == "n1" }
        }
    }

    @Test func aSecondSchedulerTakesOver() async throws {
        try await SchedulingCluster.run(elected: true) { cluster in
            try await cluster.addNode("n1")
            try await cluster.addPod("a", cpu: "100m")
            try await cluster.eventually("a is placed") { try await cluster.node(of: "a") == "n1" }
            func holder() async throws -> String {
                try await cluster.client.get(Lease.self, "kube-scheduler", namespace: "kube-system").spec.holderIdentity ?? ""
            }
            #expect(try await holder() == "scheduler-0")
            cluster.startScheduler(identity: "scheduler-1")
            await cluster.killScheduler()
            try await cluster.addPod("b", cpu: "100m")
            try await cluster.eventually("b is placed") { try await cluster.node(of: "b") == "n1" }
            #expect(try await holder() == "scheduler-1")
        }
    }

    @Test func priorityClassesCanBeChangedButNotTheirValue() async throws {
        try await SchedulingCluster.run(schedulers: 0) { cluster in
            try await cluster.addPriority("p1", 100)
            let changed = try await cluster.client.patch(PriorityClass.self, "p1", .merge(["description": "hello"]))
            #expect(changed.description == "hello")
            // By both ways of changing: what may be changed, and what may not.
            var other = changed
            other.description = "replaced"
            other = try await cluster.client.update(other)
            #expect(try await cluster.client.get(PriorityClass.self, "p1").description == "replaced")
            await #expect(throws: APIError.self) {
                _ = try await cluster.client.patch(PriorityClass.self, "p1", .merge(["value": 200]))
            }
            other.value = 200
            let wrong = other
            await #expect(throws: APIError.self) { _ = try await cluster.client.update(wrong) }
            let list: ObjectList<PriorityClass> = try await cluster.client.list()
            #expect(list.items.contains { $0.metadata.name == "p1" && $0.value == 100 })
        }
    }

    @Test func limitRangesByCollection() async throws {
        try await SchedulingCluster.run(schedulers: 0) { cluster in
            var other = Namespace()
            other.metadata.name = "other"
            _ = try await cluster.client.create(other)
            for (namespace, kind) in [("default", "a"), ("other", "b")] {
                var range = LimitRange()
                range.metadata.name = "range"
                range.metadata.namespace = namespace
                range.metadata.labels = ["all": "yes", "kind": kind]
                range.spec.limits = [LimitRangeItem(type: "Container", default: ["cpu": "200m"], defaultRequest: ["cpu": "100m"])]
                _ = try await cluster.client.create(range)
            }
            func found() async throws -> [String] {
                let list: ObjectList<LimitRange> = try await cluster.client.list(options: ListOptions(labelSelector: "all=yes"))
                return list.items.map(\.metadata.namespace).sorted()
            }
            #expect(try await found() == ["default", "other"])
            try await cluster.client.deleteCollection(LimitRange.self, namespace: "default", selection: ListOptions(labelSelector: "kind=a"))
            #expect(try await found() == ["other"])
        }
    }
}
