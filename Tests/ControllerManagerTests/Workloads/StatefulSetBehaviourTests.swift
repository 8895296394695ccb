import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct StatefulSetBehaviourTests {
    private static func ready(_ cluster: TestCluster, _ count: Int) async throws -> Bool {
        try await (cluster.get(StatefulSet.self, "db").status.readyReplicas ?? 0) == count
    }

    /// In order up and down, and not at all while a pod is unwell.
    @Test func scalingHaltsAtAnUnhealthyPod() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let set = try await cluster.client.create(Sample.statefulSet(replicas: 1))
            try await cluster.eventually("one") { try await Self.ready(cluster, 1) }
            try await cluster.setReady("db-0", false)
            try await cluster.merge(StatefulSet.self, "db", ["spec": ["replicas": 3]])
            try await cluster.pass(.seconds(3))
            #expect(try await cluster.pods(of: set.metadata).count == 1)
            try await cluster.setReady("db-0", true)
            try await cluster.eventually("three") { try await Self.ready(cluster, 3) }
            for name in ["db-0", "db-1", "db-2"] { try await cluster.setReady(name, false) }
            try await cluster.merge(StatefulSet.self, "db", ["spec": ["replicas": 0]])
            try await cluster.pass(.seconds(3))
            #expect(try await cluster.pods(of: set.metadata).count == 3)
            // Those that are well again may be gone already.
            for name in ["db-0", "db-1", "db-2"] { try? await cluster.setReady(name, true) }
            try await cluster.eventually("none, the last one first") {
                let names = try await cluster.pods(of: set.metadata).map(\.metadata.name)
                #expect(names == Array(["db-0", "db-1", "db-2"].prefix(names.count)))
                return names.isEmpty
            }
        }
    }

    /// With Parallel nothing waits for anything.
    @Test func burstsGoOnWithUnhealthyPods() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let set = try await cluster.client.create(Sample.statefulSet(replicas: 2, parallel: true))
            try await cluster.eventually("two") { try await Self.ready(cluster, 2) }
            try await cluster.setReady("db-0", false)
            try await cluster.merge(StatefulSet.self, "db", ["spec": ["replicas": 4]])
            try await cluster.eventually("four") { try await cluster.pods(of: set.metadata).count == 4 }
            #expect(try await !cluster.get(Pod.self, "db-0").isReady)
            try await cluster.merge(StatefulSet.self, "db", ["spec": ["replicas": 0]])
            try await cluster.eventually("none") { try await cluster.pods(of: set.metadata).isEmpty }
        }
    }

    /// A pod that failed, or was evicted, is made anew under its name; one of that name which is a stranger's has to go first.
    @Test func failedPodsComeBack() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var stranger = Sample.pod("db-1", labels: ["of": "nobody"])
            stranger.metadata.uid = ""
            stranger.spec.nodeName = nil
            stranger.status = PodStatus()
            stranger.spec.containers = [Container(name: "c", image: "nginx")]
            stranger = try await cluster.client.create(stranger)
            _ = try await cluster.client.create(Sample.statefulSet(replicas: 2))
            try await cluster.eventually("the first") { try await Self.ready(cluster, 1) }
            let first = try await cluster.get(Pod.self, "db-0")
            try await cluster.finish(first, phase: "Failed", exitCode: 1)
            try await cluster.eventually("anew") {
                let pod = try await cluster.get(Pod.self, "db-0")
                return pod.isReady && pod.metadata.uid != first.metadata.uid
            }
            try await cluster.client.delete(Pod.self, "db-1", namespace: "default")
            try await cluster.eventually("two", step: .seconds(1)) { try await Self.ready(cluster, 2) }
            #expect(try await cluster.get(Pod.self, "db-1").metadata.uid != stranger.metadata.uid)
            try await cluster.eventually("it is told") { try await !cluster.eventMessages("RecreatingFailedPod").isEmpty }
        }
    }

    /// A canary by partition, a pod that is deleted in the middle of it, the rest in phases, and all of it back.
    @Test func canariesPhasesAndRollbacks() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            let set = try await cluster.client.create(Sample.statefulSet(replicas: 3))
            try await cluster.eventually("three") { try await Self.ready(cluster, 3) }
            let before = try await cluster.get(StatefulSet.self, "db").status
            #expect(before.currentRevision == before.updateRevision && before.currentReplicas == 3)
            func partition(_ number: Int64) async throws {
                try await cluster.merge(StatefulSet.self, "db", ["spec": ["updateStrategy": ["rollingUpdate": ["partition": .int(number)]]]])
            }
            func images() async throws -> [String?] { try await cluster.pods(of: set.metadata).map { $0.spec.containers[0].image } }
            try await partition(2)
            try await cluster.setImage(StatefulSet.self, "db", "nginx:2")
            try await cluster.eventually("a canary") {
                let status = try await cluster.get(StatefulSet.self, "db").status
                let now = try await images()
                return now == ["nginx", "nginx", "nginx:2"] && status.updatedReplicas == 1 && status.currentReplicas == 2 && status.readyReplicas == 3
            }
            for name in ["db-0", "db-2"] { try await cluster.client.delete(Pod.self, name, namespace: "default") }
            try await cluster.eventually("as they were") {
                let ready = try await Self.ready(cluster, 3)
                let now = try await images()
                return ready && now == ["nginx", "nginx", "nginx:2"]
            }
            try await partition(1)
            try await cluster.eventually("the next") { try await images() == ["nginx", "nginx:2", "nginx:2"] }
            try await partition(0)
            try await cluster.eventually("all") {
                let status = try await cluster.get(StatefulSet.self, "db").status
                return status.currentRevision == status.updateRevision && status.currentRevision != before.currentRevision && status.readyReplicas == 3
            }
            // Back to the first template: no new revision of it, but the one that there is, as the third.
            try await cluster.setImage(StatefulSet.self, "db", "nginx")
            try await cluster.eventually("back") {
                let status = try await cluster.get(StatefulSet.self, "db").status
                let now = try await images()
                return status.currentRevision == before.currentRevision && now == ["nginx", "nginx", "nginx"] && status.readyReplicas == 3
            }
            #expect(try await cluster.client.list(ControllerRevision.self, namespace: "default").items.map(\.revision).sorted() == [2, 3])
        }
    }

    /// Numbers may start anywhere, and move.
    @Test func ordinalsStartWhereTheyAreTold() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var set = Sample.statefulSet(replicas: 2)
            set.spec.ordinals = StatefulSetOrdinals(start: 5)
            let made = try await cluster.client.create(set)
            try await cluster.eventually("five and six") { try await Self.ready(cluster, 2) }
            #expect(try await cluster.pods(of: made.metadata).map(\.metadata.name) == ["db-5", "db-6"])
            #expect(try await cluster.get(Pod.self, "db-5").metadata.labels["apps.kubernetes.io/pod-index"] == "5")
            try await cluster.merge(StatefulSet.self, "db", ["spec": ["ordinals": ["start": 6]]])
            try await cluster.eventually("six and seven") {
                let ready = try await Self.ready(cluster, 2)
                return try await cluster.pods(of: made.metadata).map(\.metadata.name) == ["db-6", "db-7"] && ready
            }
        }
    }

    /// With whenScaled: Delete a claim goes with its pod, and the pod that comes again waits for a new one; with whenDeleted: Delete all
    /// go with the set.
    @Test func claimsGoWhenTheyAreToldTo() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            var set = Sample.statefulSet(replicas: 2)
            set.spec.persistentVolumeClaimRetentionPolicy = StatefulSetPersistentVolumeClaimRetentionPolicy(whenDeleted: "Delete", whenScaled: "Delete")
            var claim = PersistentVolumeClaim()
            claim.metadata.name = "data"
            claim.spec.accessModes = ["ReadWriteOnce"]
            claim.spec.resources.requests = ["storage": "1Gi"]
            set.spec.volumeClaimTemplates = [claim]
            let made = try await cluster.client.create(set)
            try await cluster.eventually("two") { try await Self.ready(cluster, 2) }
            func claims() async throws -> [PersistentVolumeClaim] {
                try await cluster.client.list(PersistentVolumeClaim.self, namespace: "default").items.sorted { $0.metadata.name < $1.metadata.name }
            }
            #expect(try await claims().map { $0.metadata.controllerRef?.uid } == [made.metadata.uid, made.metadata.uid])
            let old = try #require(try await claims().last).metadata.uid
            try await cluster.merge(StatefulSet.self, "db", ["spec": ["replicas": 1]])
            try await cluster.eventually("the second claim goes with its pod", step: .seconds(1)) {
                try await claims().map(\.metadata.name) == ["data-db-0"]
            }
            try await cluster.merge(StatefulSet.self, "db", ["spec": ["replicas": 2]])
            try await cluster.eventually("a new one", step: .seconds(1)) {
                let all = try await claims()
                let ready = try await Self.ready(cluster, 2)
                return ready && all.count == 2 && all.last?.metadata.uid != old
            }
            try await cluster.client.delete(StatefulSet.self, "db", namespace: "default", options: DeleteOptions(propagationPolicy: "Background"))
            try await cluster.eventually("all go", step: .seconds(1)) { try await claims().isEmpty }
        }
    }
}

@Suite struct StatefulClaimsTests {
    private static func claim(_ owners: [OwnerReference]) -> PersistentVolumeClaim {
        var claim = PersistentVolumeClaim()
        claim.metadata.name = "data-db-1"
        claim.metadata.ownerReferences = owners
        return claim
    }

    private static func set(_ deleted: String, _ scaled: String, replicas: Int) -> StatefulSet {
        var set = Sample.statefulSet(replicas: replicas)
        set.metadata.uid = "set"
        set.spec.persistentVolumeClaimRetentionPolicy = StatefulSetPersistentVolumeClaimRetentionPolicy(whenDeleted: deleted, whenScaled: scaled)
        return set
    }

    @Test(arguments: [
        ("Retain", "Retain", 2, nil), ("Retain", "Retain", 1, nil), ("Delete", "Retain", 2, "set"), ("Delete", "Retain", 1, "set"),
        ("Retain", "Delete", 2, nil), ("Retain", "Delete", 1, "uid-db-1"), ("Delete", "Delete", 2, "set"), ("Delete", "Delete", 1, "uid-db-1"),
    ] as [(String, String, Int, String?)])
    func theOwnerIsAsThePolicySays(deleted: String, scaled: String, replicas: Int, owner: String?) {
        let set = Self.set(deleted, scaled, replicas: replicas)
        let pod = Sample.pod("db-1")
        for before in [[], [OwnerReference.controller(set)], [OwnerReference.controller(pod)]] as [[OwnerReference]] {
            #expect(StatefulClaims(set: set).owners(of: Self.claim(before), pod: pod)?.map(\.uid) == (owner.map { [$0] } ?? []))
        }
        let other = OwnerReference(apiVersion: "v1", kind: "ConfigMap", name: "x", uid: "x", controller: true)
        #expect(StatefulClaims(set: set).owners(of: Self.claim([other]), pod: pod) == nil)
    }

    @Test func aClaimOfAnEarlierPodIsStale() {
        let set = Self.set("Retain", "Delete", replicas: 2)
        let claim = Self.claim([OwnerReference.controller(Sample.pod("db-1"))])
        #expect(StatefulClaims(set: set).isStale(claim, pod: "db-1", uid: nil))
        #expect(StatefulClaims(set: set).isStale(claim, pod: "db-1", uid: "another"))
        #expect(!StatefulClaims(set: set).isStale(claim, pod: "db-1", uid: "uid-db-1"))
        #expect(!StatefulClaims(set: Self.set("Retain", "Retain", replicas: 2)).isStale(claim, pod: "db-1", uid: nil))
    }
}
