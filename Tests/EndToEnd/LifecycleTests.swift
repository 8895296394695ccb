import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

extension Walk {
    /// Containers are asked to end, and ended when their time is over.
    @Test func terminationIsGraceful() async throws {
        try await Room.open("graceful") { room in
            let directory = room.cluster.directory + "/graceful"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: polite}
                spec:
                  terminationGracePeriodSeconds: 30
                  volumes: [{name: notes, hostPath: {path: \(directory)}}]
                  containers:
                  - name: main
                    image: busybox
                    command: [sh, -c, "trap 'echo asked > /notes/polite; exit 0' TERM; while true; do sleep 0.1; done"]
                    volumeMounts: [{name: notes, mountPath: /notes}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: deaf}
                spec:
                  terminationGracePeriodSeconds: 3
                  containers: [{name: main, image: busybox, command: [sh, -c, "trap '' TERM; while true; do sleep 0.1; done"]}]
                """)
            _ = try await (room.readyPod("polite"), room.readyPod("deaf"))
            let clock = ContinuousClock()
            let began = clock.now
            for name in ["polite", "deaf"] { try await room.client.delete(Pod.self, name, namespace: room.namespace) }
            #expect(try await room.pod("deaf").metadata.deletionGracePeriodSeconds == 3)
            try await eventually("the polite pod is gone") { try await !room.pods().contains { $0.metadata.name == "polite" } }
            #expect(clock.now - began < .seconds(15))
            #expect(try String(contentsOfFile: directory + "/polite", encoding: .utf8) == "asked\n")
            try await eventually("the deaf pod is gone") { try await room.pods().isEmpty }
            #expect(clock.now - began >= .seconds(2))
            #expect(clock.now - began < .seconds(20))
        }
    }

    /// Manifests in a directory become pods that the API shows; one that is broken hinders none.
    @Test func staticPods() async throws {
        try await Room.open("static") { room in
            let directory = room.cluster.manifestDirectory
            try "kind: Pod\nmetadata: {name: [broken\n".write(toFile: directory + "/broken.yaml", atomically: true, encoding: .utf8)
            try """
                apiVersion: v1
                kind: Pod
                metadata: {name: fixed, namespace: \(room.namespace)}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: busybox, imagePullPolicy: Never, command: [sh, -c, "echo here; exec sleep 3600"]}]
                """.write(toFile: directory + "/fixed.yaml", atomically: true, encoding: .utf8)
            let name = "fixed-\(room.cluster.nodeName)"
            let pod = try await room.readyPod(name)
            #expect(pod.metadata.annotations["kubernetes.io/config.mirror"] != nil)
            #expect(pod.metadata.annotations["kubernetes.io/config.source"] == "file")
            #expect(pod.metadata.ownerReferences.first?.kind == "Node")
            #expect(try await room.log(name) == "here\n")
            #expect(room.cluster.log.contains("broken.yaml"))
            // The mirror is only an image: deleted, it comes back, and the container runs on.
            try await room.client.delete(Pod.self, name, namespace: room.namespace, options: DeleteOptions(gracePeriodSeconds: 0))
            let again = try await eventually("the mirror pod is back") {
                let again = try await room.pod(name)
                return again.metadata.uid != pod.metadata.uid && again.isReady ? again : nil
            }
            #expect(again.status.containerStatuses.first?.containerID == pod.status.containerStatuses.first?.containerID)
            for file in ["fixed", "broken"] { try FileManager.default.removeItem(atPath: "\(directory)/\(file).yaml") }
            try await eventually("the pod is gone with its file") { try await room.pods().isEmpty }
        }
    }

    /// The process is killed in the middle of writes: nothing that was acknowledged is lost, and containers run on.
    @Test func survivesKill() async throws {
        try await Room.open("survivor") { room in
            try await room.create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: nginx, image: nginx}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                """)
            let before = try await room.readyPods("app=web", count: 2)
            let service = try await room.client.get(Service.self, "web", namespace: room.namespace)
            let url = "http://\(service.spec.clusterIP ?? ""):80/"
            try await eventually("the service answers") { try await room.cluster.fetch(url) != nil }
            for round in 1...2 {
                let acknowledged = try await killWhileWriting(room, round)
                #expect(acknowledged.count >= 20)
                #expect(try await room.cluster.fetch(url)?.contains("nginx") == true, "services answer without the process")
                try await room.cluster.up()
                let client = try room.cluster.client()
                let kept = Set(try await client.list(ConfigMap.self, namespace: room.namespace).items.map(\.metadata.name))
                #expect(acknowledged.subtracting(kept) == [])
            }
            let room = Room(cluster: room.cluster, client: try room.cluster.client(), namespace: room.namespace)
            // Everything works on: a new pod is scheduled, started and gets its share.
            let _: Deployment = try await room.client.patch(Deployment.self, "web", namespace: room.namespace, .merge(["spec": ["replicas": 3]]))
            let after = try await room.readyPods("app=web", count: 3)
            func containers(_ pods: [Pod]) -> [String: String] {
                Dictionary(uniqueKeysWithValues: pods.map { ($0.metadata.name, "\($0.status.containerStatuses.first?.containerID ?? "") \($0.restarts)") })
            }
            let now = containers(after)
            for (name, container) in containers(before) { #expect(now[name] == container) }
            try await eventually("the third pod is an endpoint") { try await room.readyEndpoints("web").count == 3 }
        }
    }

    /// Creates config maps from several tasks, kills the cluster's process, and returns what was acknowledged.
    private func killWhileWriting(_ room: Room, _ round: Int) async throws -> Set<String> {
        let acknowledged = Names()
        let victim = try #require(room.cluster.process)
        let client = try room.cluster.client()
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for number in 0..<100_000 {
                        let name = "round-\(round)-\(writer)-\(number)"
                        let made = try? await client.create(ConfigMap(metadata: ObjectMeta(name: name, namespace: room.namespace), data: ["k": "v"]))
                        guard made != nil else { return }
                        acknowledged.insert(name)
                    }
                }
            }
            group.addTask {
                try? await eventually("there are writes under way") { acknowledged.all.count >= 20 }
                kill(victim, SIGKILL)
            }
        }
        try await eventually("the process is gone") { kill(victim, 0) != 0 }
        return acknowledged.all
    }
}

/// Names that several tasks collect.
private final class Names: Sendable {
    private let names = Mutex<Set<String>>([])
    var all: Set<String> { names.withLock { $0 } }
    func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }
}
