import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// Liveness by command, HTTP and TCP: the container is restarted when the probe fails.
    @Test func livenessRestarts() async throws {
        try await Room.open("liveness") { room in
            let probes = [
                "exec": "{exec: {command: [cat, /tmp/none]}, periodSeconds: 1, failureThreshold: 1}",
                "http": "{httpGet: {path: /none, port: 8080}, periodSeconds: 1, failureThreshold: 1}",
                "tcp": "{tcpSocket: {port: 8081}, periodSeconds: 1, failureThreshold: 1}",
            ]
            for (name, probe) in probes {
                try await room.create("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: \(name)}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers: [{name: main, image: busybox, command: [httpd, -f, -p, "8080"], livenessProbe: \(probe)}]
                    """)
            }
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: well}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: busybox
                    command: [sh, -c, "echo well > /tmp/page; exec httpd -f -p 8080 -h /tmp"]
                    livenessProbe: {httpGet: {path: /page, port: 8080}, periodSeconds: 1, failureThreshold: 3}
                    startupProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 30}
                """)
            for name in probes.keys.sorted() {
                try await eventually("\(name) is restarted", within: .seconds(120)) { try await room.pod(name).restarts >= 1 }
                let unhealthy = try await eventually("there are events of \(name)") { try await room.events(of: name, reason: "Unhealthy").first }
                #expect(unhealthy.message?.hasPrefix("Liveness probe failed: ") == true)
                let killing = try await eventually("\(name) is killed") { try await room.events(of: name, reason: "Killing").first }
                #expect(killing.message == "Container main failed liveness probe, will be restarted")
            }
            let well = try await room.readyPod("well")
            #expect(well.restarts == 0)
            #expect(well.status.containerStatuses.first?.started == true)
        }
    }

    /// A pod that is not ready gets nothing from its service.
    @Test func readinessGuardsTheService() async throws {
        try await Room.open("readiness") { room in
            let control = room.cluster.directory + "/control"
            try FileManager.default.createDirectory(atPath: control, withIntermediateDirectories: true)
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  volumes: [{name: control, hostPath: {path: \(control), type: Directory}}]
                  containers:
                  - name: main
                    image: nginx
                    readinessProbe: {exec: {command: [cat, /control/ready]}, periodSeconds: 1, failureThreshold: 1}
                    volumeMounts: [{name: control, mountPath: /control, readOnly: true}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                """)
            try await eventually("the pod runs") { try await room.pod("web").status.phase == "Running" }
            #expect(try await !room.pod("web").isReady)
            #expect(try await room.readyEndpoints("web") == [])
            try "yes".write(toFile: control + "/ready", atomically: true, encoding: .utf8)
            let pod = try await room.readyPod("web")
            let address = try #require(pod.status.podIP)
            try await eventually("the pod is an endpoint") { try await room.readyEndpoints("web") == [address] }
            let service = try await room.client.get(Service.self, "web", namespace: room.namespace)
            let url = "http://\(service.spec.clusterIP ?? ""):80/"
            try await eventually("the service answers") { try await room.cluster.fetch(url)?.contains("Welcome to nginx!") == true }
            try FileManager.default.removeItem(atPath: control + "/ready")
            try await eventually("the pod is no endpoint any more") { try await room.readyEndpoints("web") == [] }
            try await eventually("the service refuses") { try await room.cluster.fetch(url) == nil }
            #expect(try await room.pod("web").restarts == 0)
        }
    }
}
