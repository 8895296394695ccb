import KubernetesAPI
import KubernetesClient
import Testing

/// What a user does with workloads besides making them, with the real kubectl.
extension Walk {
    /// What the node and its controllers tell of it when it comes is kept, also in a cluster that is new.
    @Test func theNodeIsWelcomed() async throws {
        try await Room.open("welcome") { room in
            let wanted: Set = ["Starting", "RegisteredNode", "NodeReady", "NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID", "NodeAllocatableEnforced"]
            try await eventually("its events are there") {
                let events = try await room.client.list(Event.self, namespace: "default").items
                let told = Set(events.filter { $0.involvedObject.kind == "Node" && $0.involvedObject.name == room.cluster.nodeName }.compactMap(\.reason))
                guard told.isSuperset(of: wanted) else { throw Failure("not told: \(wanted.subtracting(told).sorted())") }
                return true
            }
        }
    }

    /// scale, autoscale, wait, set, rollout, drain and create --from: what is done, and what is said where it cannot be.
    @Test(.withKubectl) func kubectlCaresForWorkloads() async throws {
        try await Room.open("care") { room in
            func kubectl(_ text: String) async throws -> String {
                let answer = try await room.cluster.kubectl(text.split(separator: " ").map(String.init), namespace: room.namespace, mayFail: true)
                return (answer.output + answer.error).split(separator: "\n").joined(separator: "\n")
            }
            try await room.create(Self.cared)
            #expect(try await kubectl("rollout status sts/db --timeout=60s").hasSuffix("partitioned roll out complete: 1 new pods have been updated..."))
            #expect(try await kubectl("scale sts/db --current-replicas=3 --replicas=2") == "error: Expected replicas to be 3, was 1")
            #expect(try await kubectl("scale sts/db --current-replicas=1 --replicas=2") == "statefulset.apps/db scaled")
            #expect(try await kubectl("wait --for=jsonpath={.status.readyReplicas}=2 sts/db --timeout=60s") == "statefulset.apps/db condition met")
            #expect(try await kubectl("wait --for=create pod/db-1 --timeout=60s") == "pod/db-1 condition met")

            // The budget holds back a drain; a dry one changes nothing.
            #expect(try await kubectl("wait --for=jsonpath={.status.currentHealthy}=2 pdb/db --timeout=60s") == "poddisruptionbudget.policy/db condition met")
            let drained = try await kubectl("drain \(room.cluster.nodeName) --pod-selector=app=db --dry-run=server --timeout=2s")
            #expect(drained.contains("node/\(room.cluster.nodeName) cordoned (server dry run)") && drained.contains("evicting pod \(room.namespace)/db-0 (server dry run)"))
            #expect(drained.contains("Cannot evict pod as it would violate the pod's disruption budget."), "\(drained)")
            #expect(try await room.pods().allSatisfy { $0.metadata.deletionTimestamp == nil })
            #expect(try await room.client.get(Node.self, room.cluster.nodeName).spec.unschedulable != true)

            #expect(try await kubectl("set resources sts/db --requests=cpu=10m --limits=cpu=100m") == "statefulset.apps/db resource requirements updated")
            #expect(try await kubectl("set resources sts/db --limits=cpu=5m").contains("Invalid value: \"10m\": must be less than or equal to cpu limit of 5m"))
            #expect(try await kubectl("rollout status sts/db --timeout=60s").hasSuffix("partitioned roll out complete: 2 new pods have been updated..."))
            #expect(try await kubectl("rollout history sts/db").split(separator: "\n").suffix(2).map(String.init) == ["1         <none>", "2         <none>"])
            #expect(try await kubectl("rollout undo sts/db --to-revision=9") == "error: unable to find specified revision 9 in history")
            #expect(try await kubectl("autoscale sts/db --max=3 --cpu-percent=50") == "horizontalpodautoscaler.autoscaling/db autoscaled")
            #expect(try await kubectl("get hpa -o jsonpath={.items[*].spec.scaleTargetRef.name}") == "db")
            #expect(try await kubectl("create job --from=cronjob/seldom now") == "job.batch/now created")
            #expect(try await kubectl("wait --for=condition=complete job/now --timeout=60s") == "job.batch/now condition met")
            #expect(try await kubectl("logs job/now") == "done")
            #expect(try await kubectl("delete pod/db-0 --wait=false") == "pod \"db-0\" deleted")
            #expect(try await kubectl("delete sts/db --cascade=orphan") == "statefulset.apps \"db\" deleted")
            #expect(try await room.pods().contains { $0.metadata.name == "db-1" && $0.metadata.ownerReferences.isEmpty })
        }
    }

    private static let cared = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          serviceName: db
          replicas: 1
          podManagementPolicy: Parallel
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec:
              terminationGracePeriodSeconds: 1
              containers: [{name: main, image: busybox, command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]}]
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: db}
        spec: {minAvailable: 2, selector: {matchLabels: {app: db}}}
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: seldom}
        spec:
          schedule: "0 0 1 1 *"
          timeZone: Europe/Berlin
          jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: busybox, command: [echo, done]}]}}}}
        """
}
