import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// A replication controller of nginx, its service, its size, and what happens when parts of it die.
    @Test func replicationControllerAndService() async throws {
        try await Room.open("replication") { room in
            try await room.create("""
                apiVersion: v1
                kind: ReplicationController
                metadata: {name: nginx}
                spec:
                  replicas: 2
                  selector: {app: nginx}
                  template:
                    metadata: {labels: {app: nginx}}
                    spec: {containers: [{name: nginx, image: nginx, ports: [{containerPort: 80}]}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: nginx}
                spec: {type: LoadBalancer, selector: {app: nginx}, ports: [{port: 82, targetPort: 80}]}
                """)
            let pods = try await room.readyPods("app=nginx", count: 2)
            for pod in pods {
                #expect(pod.metadata.name.hasPrefix("nginx-"))
                #expect(pod.metadata.ownerReferences.first?.kind == "ReplicationController")
                #expect(pod.status.phase == "Running")
                #expect(pod.status.hostIP == room.cluster.nodeIP)
                #expect(pod.status.qosClass == "BestEffort")
                #expect(pod.spec.nodeName == room.cluster.nodeName)
                #expect(pod.status.containerStatuses.first?.containerID?.hasPrefix("containerd://") == true)
            }
            try await serves(room, pods)
            try await scales(room)
            try await restarts(room)
            try await replaces(room)
        }
    }

    /// Cluster IP, node port and the node's address answer, and all pods get their share.
    private func serves(_ room: Room, _ pods: [Pod]) async throws {
        let service = try await eventually("the load balancer has an address") {
            let service = try await room.client.get(Service.self, "nginx", namespace: room.namespace)
            return service.status.loadBalancer.ingress.isEmpty ? nil : service
        }
        let address = try #require(service.spec.clusterIP)
        let nodePort = try #require(service.spec.ports.first?.nodePort)
        #expect(address.hasPrefix("10.232."))
        #expect((30000...32767).contains(nodePort))
        #expect(service.status.loadBalancer.ingress.first?.ip == room.cluster.nodeIP)
        try await eventually("both pods are endpoints") { try await room.readyEndpoints("nginx") == Set(pods.compactMap(\.status.podIP)) }
        let names = Set(pods.map { $0.metadata.name })
        let node = room.cluster.nodeIP
        for (url, outside) in [
            ("http://\(address):82", false), ("http://\(node):\(nodePort)", false), ("http://\(node):82", false),
            ("http://\(node):\(nodePort)", true), ("http://\(node):82", true),
        ] {
            try await eventually("\(url) shows nginx's page") { try await room.cluster.fetch(url + "/", fromOutside: outside)?.contains("Welcome to nginx!") == true }
            var seen: Set<String> = []
            try await eventually("\(url) is spread over \(names)") {
                if let name = try await room.cluster.fetch(url + "/hostname", fromOutside: outside) { seen.insert(name.trimmingCharacters(in: .whitespacesAndNewlines)) }
                return seen == names
            }
        }
    }

    private func scales(_ room: Room) async throws {
        let path = "/api/v1/namespaces/\(room.namespace)/replicationcontrollers/nginx/scale"
        let (status, _) = try await room.client.raw("PATCH", path, body: ["spec": ["replicas": 5]], contentType: "application/merge-patch+json")
        #expect(status == 200)
        let pods = try await room.readyPods("app=nginx", count: 5)
        try await eventually("five pods are endpoints") { try await room.readyEndpoints("nginx").count == 5 }
        #expect(Set(pods.compactMap(\.status.podIP)).count == 5)
        try await eventually("the controller counts five") {
            let controller = try await room.client.get(ReplicationController.self, "nginx", namespace: room.namespace)
            return controller.status.replicas == 5 && controller.status.readyReplicas == 5
        }
    }

    /// A process that is killed is started again at once, and the next time behind a back-off.
    private func restarts(_ room: Room) async throws {
        let pod = try #require(try await room.pods("app=nginx").first)
        let first = try #require(pod.status.containerStatuses.first?.containerID)
        kill(try await room.cluster.process(ofContainer: first), SIGKILL)
        let again = try await eventually("the container is restarted") {
            let pod = try await room.pod(pod.metadata.name)
            return pod.restarts == 1 && pod.isReady ? pod : nil
        }
        let status = try #require(again.status.containerStatuses.first)
        #expect(status.lastState.terminated?.exitCode == 137)
        #expect(status.lastState.terminated?.reason == "Error")
        #expect(status.lastState.terminated?.containerID == first)
        #expect(status.containerID != first)
        kill(try await room.cluster.process(ofContainer: try #require(status.containerID)), SIGKILL)
        let waiting = try await eventually("the container waits with CrashLoopBackOff") {
            let pod = try await room.pod(pod.metadata.name)
            return pod.waiting == "CrashLoopBackOff" ? pod : nil
        }
        let message = waiting.status.containerStatuses.first?.state.waiting?.message ?? ""
        #expect(message.hasPrefix("back-off 10s restarting failed container=nginx pod=\(pod.metadata.name)_\(room.namespace)"))
        #expect(!waiting.isReady)
        #expect(try await !room.events(of: pod.metadata.name, reason: "BackOff").isEmpty)
    }

    private func replaces(_ room: Room) async throws {
        let before = try await room.pods("app=nginx")
        let victim = try #require(before.first).metadata.name
        try await room.client.delete(Pod.self, victim, namespace: room.namespace)
        try await eventually("pod \(victim) is replaced") {
            let pods = try await room.pods("app=nginx").filter { $0.metadata.deletionTimestamp == nil }
            return pods.count == 5 && !pods.contains { $0.metadata.name == victim }
        }
        try await eventually("pod \(victim) is gone") { try await !room.pods("app=nginx").contains { $0.metadata.name == victim } }
    }

    @Test func containersOfAPodShareNetworkAndVolume() async throws {
        try await Room.open("shared") { room in
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: two}
                spec:
                  terminationGracePeriodSeconds: 1
                  volumes: [{name: shared, emptyDir: {}}]
                  containers:
                  - name: server
                    image: busybox
                    command: [sh, -c, "echo written by server > /data/page; exec httpd -f -p 8080 -h /data"]
                    volumeMounts: [{name: shared, mountPath: /data}]
                  - name: reader
                    image: busybox
                    command: [sh, -c, "until wget -q -O - http://127.0.0.1:8080/page; do sleep 0.2; done; cat /other/page; hostname; exec sleep 3600"]
                    volumeMounts: [{name: shared, mountPath: /other}]
                """)
            let pod = try await room.readyPod("two")
            #expect(pod.status.containerStatuses.count == 2)
            try await eventually("the reader has read twice") {
                try await room.log("two", container: "reader") == "written by server\nwritten by server\ntwo\n"
            }
        }
    }
}
